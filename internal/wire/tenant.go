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
// each part of its objects.
func readTenant(ctx context.Context, tenant *directory.Tenant, size int) (*directory.Tenant, error) {
	after := *tenant
	after.Objects = make([]*directory.CloudObject, 0, len(tenant.Objects))
	for first := 0; first == 0 || first < len(tenant.Objects); first += size {
		part := *tenant
		part.Objects = tenant.Objects[first:min(first+size, len(tenant.Objects))]
		objects, err := readPart(ctx, &part)
		if err != nil {
			return nil, err
		}
		after.Objects = append(after.Objects, objects...)
		if len(tenant.Objects) > size {
			clear(part.Objects)
		}
	}
	return &after, nil
}

// readPart sends what a tenant has through a Graph server and gives the objects
// that come back.
func readPart(ctx context.Context, tenant *directory.Tenant) (objects []*directory.CloudObject, err error) {
	s, err := fakegraph.Start(fakegraph.Config{Seed: Seed(tenant), Clock: beforeAll})
	if err != nil {
		return nil, err
	}
	defer func() { err = errors.Join(err, s.Close()) }()
	sent, came := sentTenant(tenant), 0
	known := func(id string) *directory.CloudObject {
		came++
		if i, ok := sent.place(came-1, id); ok {
			return tenant.Objects[i]
		}
		return nil
	}
	read, inputs, _, err := source.ReadGraph(ctx, s.URL()+"/v1.0", source.GraphOptions{Token: "any", Known: known})
	if err != nil {
		return nil, err
	}
	for _, in := range inputs {
		if len(in.Problems) > 0 {
			return nil, fmt.Errorf("over the wire: %s", in.Problems[0])
		}
	}
	objects = make([]*directory.CloudObject, len(tenant.Objects))
	for n, o := range read.Objects {
		i, ok := sent.place(n, o.ID)
		if !ok || objects[i] != nil {
			return nil, fmt.Errorf("over the wire came %d cloud objects, and %d were sent", len(read.Objects), len(tenant.Objects))
		}
		objects[i] = o
	}
	asked := asksForBehavior(tenant)
	for i, o := range tenant.Objects {
		wire := objects[i]
		if wire == nil || wire.Type != o.Type {
			return nil, &LostError{What: nameOf(o), Origin: o.Origin}
		}
		if objects[i], err = restoreCloud(o, wire, asked); err != nil {
			return nil, err
		}
	}
	return objects, sameSettings(&tenant.Settings, &read.Settings, &read.Known)
}

// sentTenant knows the order in which the client reads the objects: that of
// the lists of the seed.
func sentTenant(t *directory.Tenant) *sent {
	s := &sent{names: make([]string, 0, len(t.Objects)), places: make([]int, 0, len(t.Objects))}
	for _, list := range seedLists {
		for i, o := range t.Objects {
			if list(o) {
				s.names, s.places = append(s.names, o.ID), append(s.places, i)
			}
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

// asksForBehavior reports whether the client asks the users one by one who is
// their source of authority; it does not when there are too many.
func asksForBehavior(t *directory.Tenant) bool {
	n := 0
	for _, o := range t.Objects {
		if source.MayBeHandedOver(o) {
			n++
		}
	}
	return n <= source.MostBehaviors
}

// restoreCloud makes the object that came over the wire the one of the file
// again. asked says that the client asked for onPremisesSyncBehavior.
func restoreCloud(file, wire *directory.CloudObject, asked bool) (*directory.CloudObject, error) {
	o := wire
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
	if !asked || !source.MayBeHandedOver(file) {
		o.CloudMastered = file.CloudMastered // the client asks where it matters only
	}
	if len(o.ProxyAddresses) == 0 {
		o.ProxyAddresses = file.ProxyAddresses
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
