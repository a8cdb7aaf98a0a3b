package wire

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"

	"presync/fakegraph"
	"presync/sim/directory"
	"presync/sim/source"
)

// readTenant sends a tenant through a Graph server, a large one through one for
// each part of its objects. A packed tenant comes back in the same pack: what
// the client reads has to be what is in it.
func readTenant(ctx context.Context, tenant *directory.Tenant, size int) (*directory.Tenant, error) {
	after, n := *tenant, tenant.Len()
	if tenant.Packed == nil {
		after.Objects = make([]*directory.CloudObject, n)
	}
	whole := wholeTenant(tenant)
	for first := 0; first == 0 || first < n; first += size {
		part := whole
		part.first, part.end = first, min(first+size, n)
		keep := func(i int, o *directory.CloudObject) { after.Objects[i] = o }
		if tenant.Packed != nil {
			keep = nil
		}
		if err := part.carry(ctx, keep); err != nil {
			return nil, err
		}
		if tenant.Packed == nil && n > size {
			clear(tenant.Objects[part.first:part.end])
		}
	}
	return &after, nil
}

// cloudPart is a tenant with some of its objects: those from first on, up to
// end.
type cloudPart struct {
	tenant     *directory.Tenant
	first, end int
	holders    []int // of roles, in the whole tenant
	// asked says that the users are asked one by one who is their source of
	// authority, which they are not when the whole tenant has too many to ask.
	asked bool
}

func wholeTenant(t *directory.Tenant) cloudPart {
	p := cloudPart{tenant: t, end: t.Len()}
	for i := range t.WithRoles() {
		p.holders = append(p.holders, i)
	}
	behaviors := 0
	for i := range t.Len() {
		if source.MayBeHandedOver(t.Glance(i)) {
			behaviors++
		}
	}
	p.asked = behaviors <= source.MostBehaviors
	return p
}

// carry sends a part through a Graph server and compares what comes back. keep,
// unless it is nil, gets every object that came back, with its place in the
// tenant.
func (p *cloudPart) carry(ctx context.Context, keep func(int, *directory.CloudObject)) (err error) {
	s, err := fakegraph.Start(fakegraph.Config{Seed: p.seed(), Clock: beforeAll})
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, s.Close()) }()
	read, inputs, _, err := source.ReadGraph(ctx, s.URL()+"/v1.0", source.GraphOptions{Token: "any", Pack: true, NoHash: true, NoBehavior: !p.asked})
	if err != nil {
		return err
	}
	for _, in := range inputs {
		if len(in.Problems) > 0 {
			return fmt.Errorf("over the wire: %s", in.Problems[0])
		}
	}
	if err := p.compare(read, keep); err != nil {
		return err
	}
	return sameSettings(&p.tenant.Settings, &read.Settings, &read.Known)
}

// compare holds the objects that came back against those that were sent.
func (p *cloudPart) compare(read *directory.Tenant, keep func(int, *directory.CloudObject)) error {
	sent := p.sent()
	came := make([]bool, p.end-p.first)
	var ours, theirs directory.CloudObject
	for n := range read.Len() {
		id, _ := read.Identity(n)
		i, ok := sent.place(n, id)
		if !ok || came[i-p.first] {
			return fmt.Errorf("over the wire came %d cloud objects, and %d were sent", read.Len(), len(came))
		}
		came[i-p.first] = true
		file, wire := p.tenant.Read(i, &ours), &theirs
		if keep != nil {
			wire = read.At(n)
		} else {
			wire = read.Read(n, wire)
		}
		back, err := restoreCloud(file, wire, p.asked)
		if err != nil {
			return err
		}
		if keep != nil {
			if len(back.ProxyAddresses) == 0 {
				back.ProxyAddresses = file.ProxyAddresses // no list, or an empty one
			}
			keep(i, back)
		}
	}
	for n, there := range came {
		if !there {
			o := p.tenant.At(p.first + n)
			return &LostError{What: nameOf(o), Origin: o.Origin}
		}
	}
	return nil
}

// sent knows the order in which the client reads the objects: that of the
// lists of the seed.
func (p *cloudPart) sent() *sent {
	n := p.end - p.first
	s := &sent{names: make([]string, 0, n), places: make([]int, 0, n)}
	for list := range seedLists {
		for i := range p.in(list) {
			id, _ := p.tenant.Identity(i)
			s.names, s.places = append(s.names, id), append(s.places, i)
		}
	}
	return s
}

// beforeAll is the clock of the server. It stands before every deletion, so
// that nothing leaves the recycle bin.
func beforeAll() time.Time { return time.Unix(0, 0).UTC() }

func nameOf(o *directory.CloudObject) string {
	if o.UserPrincipalName != "" {
		return string(o.UserPrincipalName)
	}
	return o.ID
}

// restoreCloud makes the object that came over the wire the one of the file
// again. asked says that the client asked for onPremisesSyncBehavior.
func restoreCloud(file, wire *directory.CloudObject, asked bool) (*directory.CloudObject, error) {
	o := wire
	if file.Type != wire.Type {
		return nil, &LostError{What: nameOf(file), Origin: file.Origin}
	}
	if file.Type != directory.TypeUser {
		// Of groups and contacts the client asks for addresses and names only.
		o = file.Clone()
		o.DisplayName, o.Mail, o.MailNickname = wire.DisplayName, wire.Mail, wire.MailNickname
		o.ProxyAddresses, o.SyncEnabled = wire.ProxyAddresses, wire.SyncEnabled
	}
	o.Origin, o.Missing, o.WasRecipient = file.Origin, file.Missing, file.WasRecipient
	restoreFlag(&o.AccountEnabled, file.AccountEnabled)
	restoreFlag(&o.SyncEnabled, file.SyncEnabled)
	if file.Deleted && file.DeletedAt.IsZero() {
		o.DeletedAt = file.DeletedAt // Graph always has a date
	}
	if !asked || !source.MayBeHandedOver(file.Glance()) {
		o.CloudMastered = file.CloudMastered // the client asks where it matters only
	}
	o.Roles = restoreRoles(file.Roles, o.Roles)
	if part := lostPart(file, o); part != "" {
		return nil, &LostError{What: nameOf(file), Part: part, Origin: file.Origin}
	}
	return o, nil
}

// restoreFlag makes a flag unknown again: Graph says null where a file has no
// such column.
func restoreFlag(wire *directory.Tristate, file directory.Tristate) {
	if file == directory.Unknown && *wire == directory.Null {
		*wire = directory.Unknown
	}
}

// restoreRoles puts roles into the order of the file, with the places where
// they were read.
func restoreRoles(file, wire []directory.Role) []directory.Role {
	for i := range wire {
		if strings.HasPrefix(wire[i].TemplateID, madeRole) {
			wire[i].TemplateID = ""
		}
	}
	var roles []directory.Role
	left := slices.Clone(wire)
	for _, r := range file {
		i := slices.IndexFunc(left, func(w directory.Role) bool {
			w.Origin = r.Origin
			return w == r
		})
		if i < 0 {
			continue // its absence shows when the objects are compared
		}
		left = slices.Delete(left, i, i+1)
		roles = append(roles, r)
	}
	return append(roles, left...)
}

// lostPart names the first property of which the wire did not carry the value;
// "" when there is none.
func lostPart(file, wire *directory.CloudObject) string {
	for _, p := range [...]struct{ name, file, wire string }{
		{"displayName", file.DisplayName, wire.DisplayName},
		{"userPrincipalName", string(file.UserPrincipalName), string(wire.UserPrincipalName)},
		{"mail", file.Mail, wire.Mail}, {"mailNickname", file.MailNickname, wire.MailNickname},
		{"userType", file.UserType, wire.UserType}, {"onPremisesImmutableId", string(file.ImmutableID), string(wire.ImmutableID)},
		{"onPremisesSecurityIdentifier", string(file.SecurityID), string(wire.SecurityID)},
		{"onPremisesUserPrincipalName", string(file.OnPremUPN), string(wire.OnPremUPN)},
		{"onPremisesSamAccountName", file.OnPremSAM, wire.OnPremSAM}, {"onPremisesDistinguishedName", file.OnPremDN, wire.OnPremDN},
	} {
		if p.file != p.wire {
			return p.name
		}
	}
	sameAddress := func(a, b directory.Address) bool { return a == b || a.String() == b.String() }
	for _, p := range [...]struct {
		name string
		same bool
	}{
		{"proxyAddresses", slices.EqualFunc(file.ProxyAddresses, wire.ProxyAddresses, sameAddress)},
		{"accountEnabled", file.AccountEnabled == wire.AccountEnabled}, {"onPremisesSyncEnabled", file.SyncEnabled == wire.SyncEnabled},
		{"onPremisesObjectIdentifier", file.ObjectIdentifier == wire.ObjectIdentifier},
		{"onPremisesSyncBehavior", file.CloudMastered == wire.CloudMastered},
		{"deletedDateTime", file.Deleted == wire.Deleted && file.DeletedAt.Equal(wire.DeletedAt)},
		{"assignedPlans", file.ExchangePlan == wire.ExchangePlan}, {"the profile", file.Profile == wire.Profile},
		{"the roles", slices.Equal(file.Roles, wire.Roles)},
		{"onPremisesProvisioningErrors", slices.Equal(file.Quarantined, wire.Quarantined)},
	} {
		if !p.same {
			return p.name
		}
	}
	return ""
}

// sameSettings checks the settings that a tenant has itself: its domains, the
// features of synchronization and the threshold of deletions.
func sameSettings(file, wire *directory.Settings, known *directory.Known) error {
	lost := func(part string) error { return &LostError{What: "the tenant", Part: part} }
	switch {
	case file.Features != wire.Features:
		return lost("the features")
	case file.DeletionThreshold != wire.DeletionThreshold:
		return lost("the deletion threshold")
	case len(domainsOf(file)) == 0:
		return nil // the server makes up domains where it is given none
	case !known.Domains || file.InitialDomain != wire.InitialDomain && file.InitialDomain != "":
		return lost("the initial domain")
	}
	for _, d := range domainsOf(file) {
		if !wire.IsVerified(d) || file.IsFederated(d) != wire.IsFederated(d) {
			return lost("the domain " + d)
		}
	}
	return nil
}
