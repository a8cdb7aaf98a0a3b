package scenarios

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"slices"
	"strconv"
	"strings"

	"golang.org/x/tools/txtar"

	"presync/sim/directory"
	"presync/sim/source"
)

// state is what the next cycle starts from.
type state struct {
	file     string
	snapshot *directory.Snapshot
	tenant   *directory.Tenant
	// adGaps and cloudGaps are what the readers found.
	adGaps, cloudGaps []directory.Gap
}

// advance applies what happens before a cycle. The tenant of the cycle before
// is in s.tenant.
func (s *state) advance(ctx context.Context, c *Cycle) error {
	var err error
	if c.Number == 1 {
		if err = s.readExports(ctx, c.AD); err == nil {
			err = s.readTenant(ctx, c)
		}
	} else {
		if err = s.changeExports(c.AD); err == nil {
			err = s.editTenant(ctx, c)
		}
	}
	if err != nil {
		return err
	}
	return s.applySettings(c)
}

// gaps are those of both sides.
func (s *state) gaps() []directory.Gap { return slices.Concat(s.adGaps, s.cloudGaps) }

// readExports reads all forests at once, as the command line does.
func (s *state) readExports(ctx context.Context, exports []Export) error {
	snapshot, gaps, err := s.readAD(ctx, exports)
	s.snapshot, s.adGaps = snapshot, gaps
	return err
}

func (s *state) readAD(ctx context.Context, exports []Export) (*directory.Snapshot, []directory.Gap, error) {
	sources := make([]source.ADSource, len(exports))
	for i, e := range exports {
		sources[i] = source.ADSource{Name: e.Forest, Path: s.file, Reader: bytes.NewReader(e.InPlace())}
	}
	snapshot, inputs, gaps, err := source.ReadAD(ctx, sources, everything())
	if err != nil {
		return nil, nil, placed(s.file, &exports[0].Section, err)
	}
	return snapshot, gaps, unread(inputs)
}

// unread makes an error of records that could not be read: in a scenario they
// are mistakes.
func unread(inputs []directory.Input) error {
	for _, in := range inputs {
		if len(in.Problems) > 0 {
			return fmt.Errorf("%s", in.Problems[0])
		}
	}
	return nil
}

// readTenant reads the tenant of the first cycle.
func (s *state) readTenant(ctx context.Context, c *Cycle) error {
	if c.Cloud == nil && len(c.Tenant) == 0 {
		s.tenant = emptyTenant()
		return nil
	}
	users, root, archive := c.Cloud, "cloud.json", &txtar.Archive{}
	for i := range c.Tenant {
		file := &c.Tenant[i]
		archive.Files = append(archive.Files, txtar.File{Name: file.Name, Data: file.InPlace()})
		if file.Name == "tenant/users.json" {
			users, root = file, "tenant"
		}
	}
	if c.Cloud != nil {
		archive.Files = []txtar.File{{Name: root, Data: c.Cloud.InPlace()}}
	}
	tenant, gaps, named, err := s.readCloud(ctx, archive, root)
	if err != nil {
		if i := slices.IndexFunc(c.Tenant, func(f Section) bool { return f.Name == named }); i >= 0 {
			users = &c.Tenant[i]
		}
		return placed(s.file, users, err)
	}
	s.tenant, s.cloudGaps = tenant, gaps
	return nil
}

// readCloud reads the files of a tenant. An error is about the file named.
func (s *state) readCloud(ctx context.Context, archive *txtar.Archive, root string) (tenant *directory.Tenant, gaps []directory.Gap, named string, err error) {
	files, err := txtar.FS(archive)
	if err != nil {
		return nil, nil, "", fmt.Errorf("%s: %w", s.file, err)
	}
	var read []string // one file an input, in their order
	label := func(file string) string {
		if named != file {
			read, named = append(read, file), file
		}
		return s.file
	}
	tenant, inputs, gaps, err := source.ReadCloudFS(ctx, files, root, source.CloudOptions{Label: label})
	if err != nil {
		return nil, nil, named, err
	}
	for i := range inputs {
		if err := unread(inputs[i : i+1]); err != nil {
			return nil, nil, read[i], err
		}
	}
	return tenant, gaps, "", nil
}

// emptyTenant is a tenant without users, about which everything is known.
func emptyTenant() *directory.Tenant {
	return &directory.Tenant{
		Settings: directory.DefaultSettings(),
		Known: directory.Known{Roles: true, Eligible: true, Deleted: true, Groups: true, Contacts: true,
			LastPage: true, Licences: true},
	}
}

// editTenant applies cloud.json of a later cycle.
func (s *state) editTenant(ctx context.Context, c *Cycle) error {
	tenant := *s.tenant
	tenant.Objects = slices.Clone(s.tenant.Objects)
	s.tenant = &tenant
	for i := range c.edits {
		e := &c.edits[i]
		at, err := e.find(tenant.Objects)
		if err == nil {
			var from *directory.CloudObject
			if from, err = s.readEdit(ctx, e, tenant.Objects[at]); err != nil {
				return placed(s.file, &Section{Name: c.Cloud.Name, Line: e.line}, err)
			}
			e.apply(&tenant, at, from, c.Run.AsOf)
			continue
		}
		return errorAt(s.file, e.line, "%s: %s", c.Cloud.Name, err)
	}
	return nil
}

// readEdit lets the readers of Graph answers read an edit, so that a property
// means the same as in a snapshot.
func (s *state) readEdit(ctx context.Context, e *edit, user *directory.CloudObject) (*directory.CloudObject, error) {
	var record map[string]json.RawMessage
	if err := json.Unmarshal(e.record, &record); err != nil {
		return nil, errorAt(s.file, e.line, "%s", err)
	}
	page := map[string]json.RawMessage{"id": []byte(strconv.Quote(user.ID))}
	for _, name := range e.given {
		page[name] = record[name]
	}
	one, err := json.Marshal(page)
	if err != nil {
		return nil, errorAt(s.file, e.line, "%s", err)
	}
	data := strings.Repeat("\n", e.line-1) + `{"value":[` + string(one) + "]}"
	tenant, _, _, err := s.readCloud(ctx, &txtar.Archive{Files: []txtar.File{{Name: "edit.json", Data: []byte(data)}}}, "edit.json")
	if err != nil {
		return nil, err
	}
	return tenant.Objects[0], nil
}

// applySettings lays the tenant file of a cycle over the tenant.
func (s *state) applySettings(c *Cycle) error {
	if c.settings == nil {
		return nil
	}
	tenant := *s.tenant
	s.cloudGaps = c.settings.Gaps(&tenant, s.cloudGaps)
	if c.Number > 1 {
		// The roles that it replaces are those of an earlier tenant file.
		s.cloudGaps = slices.DeleteFunc(s.cloudGaps, func(g directory.Gap) bool { return g.ID == "tenant-file-roles-win" })
	}
	if err := c.settings.Apply(&tenant); err != nil {
		return placed(s.file, c.Settings, err)
	}
	s.tenant = &tenant
	return nil
}
