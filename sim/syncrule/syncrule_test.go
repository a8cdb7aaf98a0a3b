package syncrule_test

import (
	"testing"

	"github.com/stretchr/testify/require"

	"presync/sim/directory"
	"presync/sim/syncrule"
)

// object makes an on-premises object from attribute and value pairs.
func object(forest, dn string, pairs ...string) *directory.Object {
	o := &directory.Object{DN: dn, Forest: forest, Type: directory.TypeUser}
	for i := 0; i < len(pairs); i += 2 {
		o.Attrs.Add(pairs[i], pairs[i+1], 0)
	}
	return o
}

func guid(n byte) string { return string(append(make([]byte, 15), n)) }

func snapshot(forests []string, objects ...*directory.Object) *directory.Snapshot {
	return &directory.Snapshot{Forests: forests, Objects: objects}
}

func project(s directory.Settings, anchor string, objects ...*directory.Object) []*directory.Candidate {
	return syncrule.Project(snapshot([]string{"a", "b"}, objects...), objects, &s, anchor)
}

func TestTheClientChoosesTheAnchor(t *testing.T) {
	plain := object("a", "CN=a", "objectGUID", guid(1))
	stamped := object("a", "CN=b", "objectGUID", guid(2), "ms-ds-consistencyguid", guid(9))
	for name, c := range map[string]struct {
		change  func(*directory.Settings)
		objects []*directory.Object
		want    string
	}{
		"nothing is populated":      {nil, []*directory.Object{plain}, syncrule.ConsistencyGUID},
		"somebody has it populated": {nil, []*directory.Object{plain, stamped}, syncrule.ObjectGUID},
		"the tenant remembers": {func(s *directory.Settings) { s.PreviousSourceAnchor = "MS-DS-CONSISTENCYGUID" },
			[]*directory.Object{stamped}, syncrule.ConsistencyGUID},
		"the settings win": {func(s *directory.Settings) { s.SourceAnchor, s.PreviousSourceAnchor = "employeeID", "objectGUID" }, nil, "employeeID"},
		"Cloud Sync has no choice": {func(s *directory.Settings) { s.Client, s.SourceAnchor = directory.CloudSync, "employeeID" },
			[]*directory.Object{stamped}, syncrule.ConsistencyGUID},
	} {
		t.Run(name, func(t *testing.T) {
			s := directory.DefaultSettings()
			if c.change != nil {
				c.change(&s)
			}
			got, why := syncrule.ResolveAnchor(snapshot([]string{"a"}, c.objects...), &s)
			require.Equal(t, c.want, got)
			require.NotEmpty(t, why)
		})
	}
}

func TestAnchorsOfUsers(t *testing.T) {
	g := directory.GUID([]byte(guid(1)))
	for name, c := range map[string]struct {
		anchor string
		pairs  []string
		want   directory.Anchor
		from   string
		text   bool
	}{
		"objectGUID":                    {"objectGUID", []string{"objectGUID", guid(1)}, g.Anchor(), "objectGUID", false},
		"ConsistencyGuid":               {"mS-DS-ConsistencyGuid", []string{"objectGUID", guid(1), "mS-DS-ConsistencyGuid", guid(2)}, directory.GUID([]byte(guid(2))).Anchor(), "mS-DS-ConsistencyGuid", false},
		"ConsistencyGuid falls back":    {"mS-DS-ConsistencyGuid", []string{"objectGUID", guid(1)}, g.Anchor(), "objectGUID", false},
		"a string is used verbatim":     {"employeeID", []string{"objectGUID", guid(1), "employeeID", "E-0042"}, "E-0042", "employeeID", true},
		"a binary attribute is encoded": {"msExchMailboxGuid", []string{"msExchMailboxGuid", "\x01\x02\x03"}, "AQID", "msExchMailboxGuid", false},
		"an empty attribute is none":    {"employeeID", []string{"objectGUID", guid(1)}, "", "employeeID", false},
		"a linked mailbox gives none":   {"objectGUID", []string{"objectGUID", guid(1), "msExchRecipientTypeDetails", "2"}, "", "objectGUID", false},
	} {
		t.Run(name, func(t *testing.T) {
			u := project(directory.DefaultSettings(), c.anchor, object("a", "CN=x,DC=contoso,DC=com", c.pairs...))[0]
			require.Equal(t, c.want, u.Anchor)
			require.Equal(t, c.from, u.AnchorFrom)
			require.Equal(t, c.text, u.AnchorIsText)
		})
	}
}

func TestJoins(t *testing.T) {
	sid := "S-1-5-21-1-2-3-1001"
	for name, c := range map[string]struct {
		matching, anchor string
		a, b             []string
		joined           bool
	}{
		"once joins nobody":                     {"once", "objectGUID", []string{"mail", "x@contoso.com"}, []string{"mail", "x@contoso.com"}, false},
		"mail":                                  {"mail", "objectGUID", []string{"mail", "x@contoso.com"}, []string{"mail", "X@contoso.com "}, true},
		"empty mail joins nobody":               {"mail", "objectGUID", nil, nil, false},
		"master account SID":                    {"objectSID", "objectGUID", []string{"objectSid", sid}, []string{"objectSid", "S-1-5-21-9-9-9-5", "msExchMasterAccountSid", sid}, true},
		"linked mailbox read first":             {"objectSID", "objectGUID", []string{"objectSid", "S-1-5-21-9-9-9-5", "msExchMasterAccountSid", sid}, []string{"objectSid", sid}, true},
		"originator SID":                        {"objectSID", "objectGUID", []string{"objectSid", sid}, []string{"msRTCSIP-OriginatorSid", sid}, true},
		"sAMAccountName and mailNickname":       {"sAMAccountName", "objectGUID", []string{"sAMAccountName", "pat", "mailNickname", "pat"}, []string{"sAMAccountName", "PAT", "mailNickname", "Pat"}, true},
		"sAMAccountName alone is not enough":    {"sAMAccountName", "objectGUID", []string{"sAMAccountName", "pat"}, []string{"sAMAccountName", "pat"}, false},
		"a chosen attribute":                    {"employeeID", "objectGUID", []string{"employeeID", "7"}, []string{"employeeID", "7"}, true},
		"a moved ConsistencyGuid joins (SA-5)":  {"once", "mS-DS-ConsistencyGuid", []string{"objectGUID", guid(1)}, []string{"objectGUID", guid(2), "mS-DS-ConsistencyGuid", guid(1)}, true},
		"but not when objectGUID is the anchor": {"once", "objectGUID", []string{"objectGUID", guid(1)}, []string{"objectGUID", guid(2), "mS-DS-ConsistencyGuid", guid(1)}, false},
	} {
		t.Run(name, func(t *testing.T) {
			s := directory.DefaultSettings()
			s.UserMatching = c.matching
			people := project(s, c.anchor, object("a", "CN=a,DC=a", c.a...), object("b", "CN=b,DC=b", c.b...))
			if c.joined {
				require.Len(t, people, 1)
				require.Len(t, people[0].Joined, 1)
			} else {
				require.Len(t, people, 2)
			}
		})
	}
}

func TestAmbiguousJoinGroupIsPassedOver(t *testing.T) {
	s := directory.DefaultSettings()
	s.UserMatching = "mail"
	one, two := object("a", "CN=1,DC=a", "mail", "x@contoso.com"), object("a", "CN=2,DC=a", "mail", "y@contoso.com")
	third := object("b", "CN=3,DC=b", "mail", "z@contoso.com")
	require.Len(t, project(s, "objectGUID", one, two, third), 3)
}

func TestTheEnabledAccountContributesSignIn(t *testing.T) {
	s := directory.DefaultSettings()
	s.UserMatching = "mail"
	mailbox := object("a", "CN=mbx,DC=res", "mail", "x@contoso.com", "userAccountControl", "514", "userPrincipalName", "x@res.local",
		"mailNickname", "x", "displayName", "From Resource", "proxyAddresses", "SMTP:x@contoso.com")
	account := object("b", "CN=acc,DC=acc", "mail", "x@contoso.com", "userAccountControl", "512", "userPrincipalName", "x@contoso.com", "displayName", "From Account")
	u := project(s, "objectGUID", mailbox, account)[0]
	require.Equal(t, account, u.Source)
	require.Equal(t, directory.UPN("x@contoso.com"), u.UPN)
	require.Equal(t, "From Resource", u.DisplayName)
	require.Equal(t, mailbox, u.From["displayName"])
	require.Len(t, u.ProxyAddresses, 1)
}

func TestUPNFallsBackToAccountNameAndDomain(t *testing.T) {
	u := project(directory.DefaultSettings(), "objectGUID", object("a", `CN=Pat\, O,OU=x,DC=corp,DC=contoso,DC=com`, "sAMAccountName", "pat"))[0]
	require.Equal(t, directory.UPN("pat@corp.contoso.com"), u.UPN)
	require.Equal(t, "sAMAccountName", u.UPNFrom)
}

func TestFilter(t *testing.T) {
	group := object("a", "CN=Pilot,OU=Groups,DC=contoso,DC=com", "member", "cn=pat, ou=Sales, dc=contoso, dc=com")
	group.Type = directory.TypeGroup
	pat := object("a", "CN=Pat,OU=Sales,DC=contoso,DC=com", "department", "Sales", "c", "US", "extensionAttribute15", "NoSync")
	kim := object("a", "CN=Kim,OU=Temp,OU=Sales,DC=contoso,DC=com", "department", "IT", "userAccountControl", "514")
	lee := object("a", `CN=Lee\,OU\=Sales,DC=fabrikam,DC=com`)
	for name, c := range map[string]struct {
		filter directory.Filter
		in     []string // who is let in
	}{
		"no filter":             {directory.Filter{}, []string{"Pat", "Kim", "Lee"}},
		"a domain":              {directory.Filter{Domains: []string{"contoso.com"}}, []string{"Pat", "Kim"}},
		"a domain as DN":        {directory.Filter{Domains: []string{"DC=fabrikam, DC=com"}}, []string{"Lee"}},
		"an OU":                 {directory.Filter{OUs: []string{"OU=Sales, DC=contoso, DC=com"}}, []string{"Pat", "Kim"}},
		"an excluded OU below":  {directory.Filter{OUs: []string{"OU=Sales,DC=contoso,DC=com"}, ExcludeOUs: []string{"OU=Temp,OU=Sales,DC=contoso,DC=com"}}, []string{"Pat"}},
		"a selected OU below":   {directory.Filter{OUs: []string{"OU=Temp,OU=Sales,DC=contoso,DC=com"}, ExcludeOUs: []string{"OU=Sales,DC=contoso,DC=com"}}, []string{"Kim"}},
		"a group":               {directory.Filter{Group: "CN=Pilot,OU=Groups,DC=contoso,DC=com"}, []string{"Pat"}},
		"a group by name":       {directory.Filter{Group: "pilot"}, nil},
		"a group outside OUs":   {directory.Filter{Group: "CN=Pilot,OU=Groups,DC=contoso,DC=com", OUs: []string{"OU=Sales,DC=contoso,DC=com"}}, nil},
		"a positive attribute":  {directory.Filter{Attribute: "department=Sales"}, []string{"Pat"}},
		"the marking value":     {directory.Filter{Attribute: "extensionAttribute15=NoSync"}, []string{"Kim", "Lee"}},
		"an LDAP filter":        {directory.Filter{Attribute: "(|(department=IT)(&(department=sales)(c=US)))"}, []string{"Pat", "Kim"}},
		"a substring":           {directory.Filter{Attribute: "(department=S*l*s)"}, []string{"Pat"}},
		"presence and negation": {directory.Filter{Attribute: "(!(department=*))"}, []string{"Lee"}},
		"a bit":                 {directory.Filter{Attribute: "(userAccountControl:1.2.840.113556.1.4.803:=2)"}, []string{"Kim"}},
		"a comparison":          {directory.Filter{Attribute: "(userAccountControl>=513)"}, []string{"Kim"}},
	} {
		t.Run(name, func(t *testing.T) {
			if name == "a group by name" {
				group.Attrs.Set("cn", "Pilot")
				c.in = []string{"Pat"}
			}
			s := directory.DefaultSettings()
			s.Filter = c.filter
			sc, err := syncrule.NewScope(snapshot([]string{"a"}, group, pat, kim, lee), &s)
			require.NoError(t, err)
			var in []string
			for who, o := range map[string]*directory.Object{"Pat": pat, "Kim": kim, "Lee": lee} {
				if sc.Facts(o, &syncrule.Places{}) == (directory.ScopeFacts{}) {
					in = append(in, who)
				}
			}
			require.ElementsMatch(t, c.in, in)
		})
	}
}

func TestAFilterThatCannotBeReadIsNamed(t *testing.T) {
	for _, bad := range []string{"department", "(department=", "=x"} {
		s := directory.DefaultSettings()
		s.Filter.Attribute = bad
		_, err := syncrule.NewScope(snapshot([]string{"a"}), &s)
		require.ErrorContains(t, err, "filter.attribute")
		require.ErrorContains(t, err, "want an LDAP filter such as (department=Sales), or NAME=VALUE")
		require.NotContains(t, err.Error(), "Result Code", "no server was asked")
	}
}

func TestAttributesThatTheSettingsNeed(t *testing.T) {
	s := directory.DefaultSettings()
	s.SourceAnchor, s.AlternateLoginID, s.UserMatching = "employeeID", "extensionAttribute3", "objectSID"
	s.Filter.Attribute = "(&(division=x)(!(roomNumber=*))(flags:1.2.840.113556.1.4.804:=1))"
	require.Equal(t, []string{"employeeID", "extensionAttribute3", "objectSID", "division", "roomNumber", "flags"}, syncrule.Attributes(&s))
}
