package source

import (
	"errors"
	"fmt"
	"io/fs"
	"path/filepath"
	"slices"
	"strings"

	"github.com/agnivade/levenshtein"

	"presync/sim/directory"
)

// snapshotFiles are the files of a snapshot folder, in the order in which they
// are read. All but the first may be missing.
var snapshotFiles = [...]string{
	usersFile, deletedUsersFile, groupsFile, contactsFile, organizationFile, domainsFile, synchronizationFile,
	roleDefinitionsFile, directoryRolesFile, roleAssignmentsFile, roleEligibilityFile,
}

const (
	usersFile           = "users.json"
	deletedUsersFile    = "deletedUsers.json"
	groupsFile          = "groups.json"
	contactsFile        = "contacts.json"
	organizationFile    = "organization.json"
	domainsFile         = "domains.json"
	synchronizationFile = "onPremisesSynchronization.json"
	roleDefinitionsFile = "roleDefinitions.json"
	directoryRolesFile  = "directoryRoles.json"
	roleAssignmentsFile = "roleAssignments.json"
	roleEligibilityFile = "roleEligibilitySchedules.json"
)

// snapshot is a tenant while its files are read.
type snapshot struct {
	*cloudSource
	tenant *directory.Tenant
	inputs []directory.Input
	gaps   []directory.Gap

	users     *cloudBuilder
	usersFile string // as the messages call it
	facts     *fileFacts
	members   map[string][]string // of groups, by folded id
	sync      *syncRecord
	domains   []domainFact
	roles     roleReader
}

func newTenantSnapshot(c *cloudSource) *snapshot {
	t := &directory.Tenant{Settings: directory.DefaultSettings()}
	t.Known.LastPage = true
	return &snapshot{cloudSource: c, tenant: t, members: map[string][]string{}, roles: newRoleReader()}
}

// readFolder reads a snapshot folder.
func (c *cloudSource) readFolder(root string, entries []fs.DirEntry, join func(...string) string) (*directory.Tenant, []directory.Input, []directory.Gap, error) {
	s := newTenantSnapshot(c)
	present := map[string]string{}
	var unknown []string
	for _, e := range entries {
		name := e.Name()
		known := slices.IndexFunc(snapshotFiles[:], func(f string) bool { return strings.EqualFold(f, name) })
		switch {
		case e.IsDir():
		case known >= 0:
			present[snapshotFiles[known]] = join(root, name)
		case isExport(name):
			unknown = append(unknown, name)
		}
	}
	if present[usersFile] == "" {
		return nil, nil, nil, noUsersFile(c.labelOf(root), entries)
	}
	for _, file := range snapshotFiles {
		path, ok := present[file]
		if !ok {
			continue
		}
		if err := s.readFile(file, path); err != nil {
			return nil, nil, nil, err
		}
	}
	s.tellUnknown(c.labelOf(root), unknown)
	return s.finish()
}

// isExport reports whether a file of a folder could have been meant to be
// read. Notes and scripts are not.
func isExport(name string) bool {
	i := strings.LastIndexByte(name, '.')
	if i <= 0 {
		return false
	}
	switch strings.ToLower(name[i+1:]) {
	case "json", "jsonl", "ndjson", "csv", "ldif", "ldf":
		return true
	}
	return false
}

// noUsersFile is the error for a folder that is no snapshot.
func noUsersFile(label string, entries []fs.DirEntry) error {
	there := "it is empty"
	if len(entries) > 0 {
		var names []string
		for _, e := range entries {
			names = append(names, e.Name())
		}
		const most = 20
		if len(names) > most {
			names = append(names[:most], "...")
		}
		there = "it holds " + strings.Join(names, ", ")
	}
	return fmt.Errorf("%s: a tenant snapshot needs users.json, the answer of GET /v1.0/users; %s", label, there)
}

// tellUnknown names files that look like exports and are not read.
func (s *snapshot) tellUnknown(label string, names []string) {
	if len(names) == 0 {
		return
	}
	for i, name := range names {
		if near := nearestName(name, snapshotFiles[:]); near != "" {
			names[i] = fmt.Sprintf("%s (did you mean %s?)", name, near)
		}
	}
	s.gap("tenant-unknown-file", "%s: not read because a snapshot has no such file: %s. A snapshot has %s.",
		label, strings.Join(names, ", "), strings.Join(snapshotFiles[:], ", "))
}

// nearestName gives the name that was probably meant, "" when none is near.
func nearestName(name string, known []string) string {
	best, distance := "", 2+len(name)/4
	for _, k := range known {
		if d := levenshtein.ComputeDistance(strings.ToLower(name), strings.ToLower(k)); d < distance {
			best, distance = k, d
		}
	}
	return best
}

func (s *snapshot) gap(id, format string, args ...any) {
	s.gaps = append(s.gaps, directory.Gap{ID: id, Text: fmt.Sprintf(format, args...)})
}

// readFile reads one file of a snapshot.
func (s *snapshot) readFile(file, path string) error {
	known := &s.tenant.Known
	switch file {
	case usersFile:
		return s.readUsers(path)
	case deletedUsersFile:
		return s.readPeers(path, directory.TypeUser, &known.Deleted)
	case groupsFile:
		return s.readPeers(path, directory.TypeGroup, &known.Groups)
	case contactsFile:
		return s.readPeers(path, directory.TypeContact, &known.Contacts)
	case organizationFile:
		return s.readOnly(path, s.takeOrganization)
	case domainsFile:
		return s.readOnly(path, s.takeDomain)
	case synchronizationFile:
		return s.readOnly(path, s.takeSynchronization)
	case roleDefinitionsFile:
		return s.readOnly(path, s.roles.takeDefinition)
	case directoryRolesFile:
		return s.readGrants(path, s.roles.takeDirectoryRole, &s.roles.active)
	case roleAssignmentsFile:
		return s.readGrants(path, s.roles.takeAssignment, &s.roles.active)
	default:
		return s.readGrants(path, s.roles.takeEligibility, &s.roles.eligible)
	}
}

// readOnly reads the records of a file, of which it does not matter whether
// they are all.
func (s *snapshot) readOnly(path string, take func(o directory.Origin, text []byte) error) error {
	_, err := s.readRecords(path, take)
	return err
}

// readGrants reads a list of who holds a role. Only a list that is complete is
// knowledge; then an empty one is too: nobody does.
func (s *snapshot) readGrants(path string, take func(o directory.Origin, text []byte) error, known *bool) error {
	complete, err := s.readRecords(path, take)
	*known = *known || complete && len(s.roles.unexpanded) == 0
	return err
}

// readUsers reads the file without which there is nothing to work with.
func (s *snapshot) readUsers(path string) error {
	b := newCloudBuilder("", directory.TypeUser)
	if s.pack {
		b.pack = directory.NewCloudPack()
	}
	in, facts, err := s.readObjects(path, b)
	if err != nil {
		return err
	}
	s.users, s.usersFile, s.facts = b, in.Source, facts
	list, users := b.list(), 0
	for i := range list.Len() {
		if list.Glance(i).User {
			users++
		}
	}
	if users == 0 {
		if err := noUsers(in, facts); err != nil {
			return err
		}
		s.gap("cloud-empty", "%s holds no user at all. A tenant has at least the account that set it up, so the export is probably not the tenant's; "+
			"every user of the AD export looks new. Save GET /v1.0/users again.", in.Source)
	}
	s.tenant.Objects, s.tenant.Packed = b.objects, b.pack
	s.inputs = append(s.inputs, in)
	s.tenant.Known.UserColumns = map[string]bool{}
	for _, name := range b.columns(0).names() {
		s.tenant.Known.UserColumns[name] = true
	}
	s.tenant.Known.LastPage = s.tellIncomplete(in.Source, facts, "users")
	return nil
}

// noUsers is the error for a file without a single user that can be used. An
// answer of Graph that is empty and complete is none: it says that there are
// no users.
func noUsers(in directory.Input, facts *fileFacts) error {
	switch {
	case len(in.Problems) > 0:
		return fmt.Errorf("%s holds no user that can be used; the first problem is: %s", in.Source, in.Problems[0])
	case in.Objects > 0:
		return fmt.Errorf("%s holds %d objects and no user; want the answer of GET /v1.0/users", in.Source, in.Objects)
	case facts.nextLink > 0:
		return fmt.Errorf("%s holds no user, only an @odata.nextLink; follow it and save what it answers", in.Source)
	}
	return nil
}

// readPeers reads deleted users, groups or contacts. A file that is of no use
// is told like one that is missing, and why.
func (s *snapshot) readPeers(path string, kind directory.ObjectType, known *bool) error {
	b := newCloudBuilder("", kind)
	b.deleted = kind == directory.TypeUser
	in, facts, err := s.readObjects(path, b)
	if err != nil {
		return s.unusable(path, err)
	}
	*known = s.tellIncomplete(in.Source, facts, string(kind)+"s")
	s.tellPeerColumns(in.Source, b)
	kept := b.objects[:0]
	for _, o := range b.objects {
		if line, twice := s.users.lineOf(o.ID); twice {
			in.Skipped++
			in.Objects--
			in.Problems = append(in.Problems, problem{line: o.Origin.Line, dn: nameOf(o),
				text: fmt.Sprintf("id %q is also that of %s:%d", o.ID, s.usersFile, max(line, 1))}.in(in.Source))
			continue
		}
		if o.Deleted {
			o.UserPrincipalName = nameBeforeDeletion(o)
		}
		kept = append(kept, o)
	}
	s.tenant.Objects = append(s.tenant.Objects, kept...)
	s.inputs = append(s.inputs, in)
	for id, members := range b.members {
		s.members[id] = members
		s.roles.cutGroups[id] = len(members) == expandLimit
	}
	for _, o := range b.objects {
		if o.Type == directory.TypeGroup {
			s.roles.groups[foldName(o.ID)] = nameOf(o)
		}
	}
	return nil
}

// nameBeforeDeletion gives the userPrincipalName that a deleted user had: Graph
// shows it with the id, without its hyphens, in front (rulebook GR-8).
func nameBeforeDeletion(o *directory.CloudObject) directory.UPN {
	prefix := strings.ReplaceAll(o.ID, "-", "")
	upn := string(o.UserPrincipalName)
	if len(upn) > len(prefix) && strings.EqualFold(upn[:len(prefix)], prefix) {
		upn = upn[len(prefix):]
	}
	return directory.UPN(upn)
}

// unusable takes an optional file for missing when what stands in it is of no
// use. Any other error ends the reading.
func (s *snapshot) unusable(path string, err error) error {
	if _, content := errors.AsType[*contentError](err); !content {
		return err
	}
	label := s.labelOf(path)
	s.inputs = append(s.inputs, directory.Input{Source: label, Problems: []string{err.Error()}})
	s.gap("tenant-unusable-file", "%s; the file counts as missing.", err)
	return nil
}

// readRecords reads one of the small files and hands its records on. complete
// says that the file goes to its end and is not made of unusable records.
func (s *snapshot) readRecords(path string, take func(o directory.Origin, text []byte) error) (complete bool, err error) {
	st, err := s.openStream(path)
	if err != nil {
		return false, err
	}
	t := &recordTexts{take: func(line int, text []byte) error {
		return take(directory.Origin{Source: st.label, Line: line}, text)
	}}
	format, err := st.sniff(wantAnswer)
	if err == nil && format != formatJSON {
		err = errors.New("is not JSON, want a Graph answer")
	}
	var w *graphWalk
	if err == nil {
		w, err = walkGraph(st, t, entitySetOfFile(filepath.Base(path)))
	}
	if err == nil && w.records == 0 && (w.graphErr != nil || w.cut != nil) {
		err = errors.Join(w.graphErr, w.cut)
	}
	sum, closeErr := st.close()
	switch {
	case closeErr != nil:
		return false, nameError(st.label, closeErr)
	case err != nil:
		return false, s.unusable(path, &contentError{nameError(st.label, err)})
	}
	s.inputs = append(s.inputs, directory.Input{
		Source: st.label, SHA256: sum, Objects: t.taken, Skipped: t.skipped, Problems: tellProblems(st.label, t.problems),
	})
	facts := &fileFacts{nextLink: w.nextLink, cut: w.cut, graphErr: w.graphErr, records: w.records, counted: w.counted}
	return s.tellIncomplete(st.label, facts, "records") && (t.taken > 0 || t.skipped == 0), nil
}
