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

// readTenant sends a tenant through a Graph server.
func readTenant(ctx context.Context, tenant *directory.Tenant) (out *directory.Tenant, err error) {
	s, err := fakegraph.Start(fakegraph.Config{Seed: Seed(tenant), Clock: beforeAll})
	if err != nil {
		return nil, err
	}
	defer func() { err = errors.Join(err, s.Close()) }()
	read, inputs, _, err := source.ReadGraph(ctx, s.URL()+"/v1.0", source.GraphOptions{Token: "any"})
	if err != nil {
		return nil, err
	}
	for _, in := range inputs {
		if len(in.Problems) > 0 {
			return nil, fmt.Errorf("over the wire: %s", in.Problems[0])
		}
	}
	byID := make(map[string]*directory.CloudObject, len(read.Objects))
	for _, o := range read.Objects {
		byID[o.ID] = o
	}
	after := *tenant
	after.Objects = make([]*directory.CloudObject, len(tenant.Objects))
	for i, o := range tenant.Objects {
		wire := byID[o.ID]
		if wire == nil || wire.Type != o.Type {
			return nil, &LostError{What: nameOf(o), Origin: o.Origin}
		}
		if after.Objects[i], err = restoreCloud(o, wire); err != nil {
			return nil, err
		}
	}
	if len(byID) != len(tenant.Objects) {
		return nil, fmt.Errorf("over the wire came %d cloud objects, and %d were sent", len(byID), len(tenant.Objects))
	}
	return &after, sameSettings(&tenant.Settings, &read.Settings, &read.Known)
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
// again.
func restoreCloud(file, wire *directory.CloudObject) (*directory.CloudObject, error) {
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
	if file.Deleted || file.ImmutableID == "" || file.SyncEnabled == directory.True {
		o.CloudMastered = file.CloudMastered // the client asks where it matters only
	}
	if len(o.ProxyAddresses) == 0 {
		o.ProxyAddresses = file.ProxyAddresses
	}
	o.Roles = restoreRoles(file.Roles, o.Roles)
	want, have := carried(file), carried(o)
	for i := range want {
		if want[i].value != have[i].value {
			return nil, &LostError{What: nameOf(file), Part: want[i].name, Origin: file.Origin}
		}
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

// carriedValue is what the wire has to carry of one property.
type carriedValue struct{ name, value string }

// carried lists what Graph carries of an object, in words that are equal when
// the values are.
func carried(o *directory.CloudObject) []carriedValue {
	var addresses []string
	for _, a := range o.ProxyAddresses {
		addresses = append(addresses, a.String())
	}
	var profile []string
	for name, value := range o.Profile.All() {
		profile = append(profile, name+"="+value)
	}
	slices.Sort(profile)
	return []carriedValue{
		{"displayName", o.DisplayName}, {"userPrincipalName", string(o.UserPrincipalName)}, {"mail", o.Mail},
		{"mailNickname", o.MailNickname}, {"proxyAddresses", strings.Join(addresses, "\n")}, {"userType", o.UserType},
		{"accountEnabled", o.AccountEnabled.String()}, {"onPremisesImmutableId", string(o.ImmutableID)},
		{"onPremisesSyncEnabled", o.SyncEnabled.String()}, {"onPremisesObjectIdentifier", o.ObjectIdentifier.String()},
		{"onPremisesSecurityIdentifier", string(o.SecurityID)}, {"onPremisesUserPrincipalName", string(o.OnPremUPN)},
		{"onPremisesSamAccountName", o.OnPremSAM}, {"onPremisesDistinguishedName", o.OnPremDN},
		{"onPremisesSyncBehavior", fmt.Sprint(o.CloudMastered)}, {"deletedDateTime", fmt.Sprint(o.Deleted, o.DeletedAt.UTC())},
		{"assignedPlans", fmt.Sprint(o.ExchangePlan)}, {"the profile", strings.Join(profile, "\n")},
		{"the roles", fmt.Sprint(o.Roles)}, {"onPremisesProvisioningErrors", fmt.Sprint(o.Quarantined)},
	}
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
