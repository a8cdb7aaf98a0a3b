package hardmatch

import (
	"encoding/base64"
	"strings"

	"github.com/go-ldap/ldap/v3"

	"presync/sim/directory"
	"presync/sim/match"
	"presync/sim/syncrule"
)

// The columns of the bulk tool's two files come first, in its order; those
// that it should have had follow. Later versions add columns at the end.
var (
	adColumns = []string{"UserPrincipalName", "SamAccountName", "DisplayName", "CanonicalName", "EmailAddress", "ImmutableID",
		"AnchorSource", "ConsistencyGuid", "ProxyAddresses", "ObjectGUID", "DistinguishedName", "Forest"}
	cloudColumns = []string{"UserPrincipalName", "SamAccountName", "DisplayName", "EmailAddress", "ImmutableID",
		"ObjectId", "ProxyAddresses", "OnPremisesSyncEnabled", "UserType", "Deleted"}
)

// ADTable lists the users of the exports. ImmutableID is the anchor that the
// installation would use, and AnchorSource the attribute that it comes from;
// the bulk tool always took objectGUID. Binary values are Base64.
func ADTable(snap *directory.Snapshot, s *directory.Settings) *Table {
	anchor, _ := syncrule.ResolveAnchor(snap, s)
	alone := *s
	alone.UserMatching = "once"
	t := &Table{Header: adColumns}
	for _, o := range snap.Objects {
		if !o.Type.IsPerson() {
			continue
		}
		one := directory.Snapshot{Forests: snap.Forests, Objects: []*directory.Object{o}, Attributes: snap.Attributes, ForestAttributes: snap.ForestAttributes}
		var id, from string
		if people := syncrule.Project(&one, one.Objects, &alone, anchor); len(people) > 0 && people[0].Anchor != "" {
			id, from = string(people[0].Anchor), people[0].AnchorFrom
		}
		guid := ""
		if g := o.GUID(); !g.IsZero() {
			guid = g.String()
		}
		stamped := ""
		if v := o.Attrs.First(syncrule.ConsistencyGUID); v != "" {
			stamped = base64.StdEncoding.EncodeToString([]byte(v))
		}
		t.Rows = append(t.Rows, []string{
			o.Attrs.First("userPrincipalName"), o.Attrs.First("sAMAccountName"), o.Attrs.First("displayName"), canonicalName(o),
			o.Attrs.First("mail"), id, from, stamped, strings.Join(o.Attrs.Values("proxyAddresses"), ";"), guid, o.DN, o.Forest,
		})
	}
	return t
}

// canonicalName is the attribute of the name or, since it is a constructed one
// that exports lack, what a domain controller would make of the DN.
func canonicalName(o *directory.Object) string {
	if v := o.Attrs.First("canonicalName"); v != "" {
		return v
	}
	dn, err := ldap.ParseDN(o.DN)
	if err != nil {
		return ""
	}
	var domain, path []string
	for _, rdn := range dn.RDNs {
		if len(rdn.Attributes) == 0 {
			return ""
		}
		a := rdn.Attributes[0]
		if strings.EqualFold(a.Type, "DC") {
			domain = append(domain, a.Value)
		} else {
			path = append([]string{strings.ReplaceAll(a.Value, "/", `\/`)}, path...)
		}
	}
	return strings.Join(append([]string{strings.Join(domain, ".")}, path...), "/")
}

// CloudTable lists the users of the tenant. A cloud user has no sAMAccountName
// of its own and no EmailAddress, so that the bulk tool left both empty; they
// hold onPremisesSamAccountName and mail here.
func CloudTable(t *directory.Tenant) *Table {
	out := &Table{Header: cloudColumns}
	for _, o := range t.Objects {
		if o.Type != directory.TypeUser {
			continue
		}
		proxies := make([]string, 0, len(o.ProxyAddresses))
		for _, a := range o.ProxyAddresses {
			proxies = append(proxies, a.String())
		}
		out.Rows = append(out.Rows, []string{
			string(o.UserPrincipalName), o.OnPremSAM, o.DisplayName, mailOf(o), string(o.ImmutableID),
			o.ID, strings.Join(proxies, ";"), syncState(o.SyncEnabled), o.UserType, deletedState(o.Deleted),
		})
	}
	return out
}

func mailOf(o *directory.CloudObject) string {
	if o.Mail != "" {
		return o.Mail
	}
	if a, ok := match.CloudPrimary(o); ok {
		return a.Local
	}
	return ""
}

func syncState(s directory.Tristate) string {
	switch s {
	case directory.True:
		return "True"
	case directory.False:
		return "False"
	}
	return ""
}

func deletedState(deleted bool) string {
	if deleted {
		return "True"
	}
	return ""
}
