package samba

import (
	"bytes"
	"errors"
	"fmt"
	"os/exec"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/go-ldap/ldap/v3"
	"github.com/stretchr/testify/require"

	"presync/fakeldap"
	"presync/internal/samba"
)

// export is the whole domain as ldapsearch writes it.
func export(t *testing.T) []byte {
	t.Helper()
	out, err := exec.Command("ldapsearch", "-x", "-LLL", "-o", "ldif-wrap=no", "-H", live.url(), "-D", reader, "-w", password,
		"-b", base, "-E", "pr=500/noprompt", "(objectClass=*)", "*").Output()
	require.NoError(t, err)
	return out
}

// twin is a fakeldap with the content of the domain controller.
func twin(t *testing.T) *ldap.Conn {
	t.Helper()
	s, err := fakeldap.Start(fakeldap.Config{SeedLDIF: bytes.NewReader(export(t)), Verbatim: true, Domain: "corp.contoso.com", NetBIOS: "CORP"})
	require.NoError(t, err)
	t.Cleanup(func() { require.NoError(t, s.Close()) })
	conn, err := ldap.DialURL(s.URL())
	require.NoError(t, err)
	conn.SetTimeout(time.Minute)
	t.Cleanup(func() { _ = conn.Close() })
	require.NoError(t, conn.Bind(reader, password))
	return conn
}

// question is one search.
type question struct {
	name       string // of the row in internal/samba where the answers differ
	base       string
	scope      int
	filter     string
	attributes []string
	typesOnly  bool
	sizeLimit  int
	controls   func() []ldap.Control
	inOrder    bool
}

// usual are attributes that say who an entry is.
var usual = []string{"sAMAccountName", "mail", "proxyAddresses", "objectClass"}

func questions(guid, sid []byte) []question {
	sub, one, object := ldap.ScopeWholeSubtree, ldap.ScopeSingleLevel, ldap.ScopeBaseObject
	anna := "CN=Anna Berg," + staff
	find := func(name, filter string) question {
		return question{name: name, base: staff, scope: sub, filter: filter, attributes: usual}
	}
	list := []question{
		{name: "everything of the staff", base: staff, scope: sub, filter: "(objectClass=*)", attributes: []string{"*"}},
		{name: "one level", base: staff, scope: one, filter: "(objectClass=*)", attributes: usual},
		{name: "one level of the domain", base: base, scope: one, filter: "(objectClass=*)", attributes: []string{"objectClass"}},
		{name: "one entry", base: anna, scope: object, filter: "(objectClass=*)", attributes: []string{"*"}},
		{name: "no attribute", base: staff, scope: sub, filter: "(objectClass=user)", attributes: []string{"1.1"}},
		{name: "types only", base: anna, scope: object, filter: "(objectClass=*)", attributes: usual, typesOnly: true},
		{name: "an entry with an escaped name", base: `CN=O'Brien\, Pat,` + staff, scope: object, filter: "(objectClass=*)", attributes: usual},
		{name: "a base in capitals with blanks", base: "cn=ANNA BERG, ou=staff, " + base, scope: object, filter: "(objectClass=*)", attributes: usual},
		{name: "a base by GUID", base: "<GUID=" + guidText(guid) + ">", scope: object, filter: "(objectClass=*)", attributes: usual},
		{name: "a base by SID", base: "<SID=" + fmt.Sprintf("%x", sid) + ">", scope: object, filter: "(objectClass=*)", attributes: usual},
		{name: "a well-known base", base: "<WKGUID=a9d1ca15768811d1aded00c04fd8d5cd," + base + ">", scope: object, filter: "(objectClass=*)", attributes: []string{"objectClass"}},
		{name: "a base that is not there", base: "OU=Gone," + base, scope: sub, filter: "(objectClass=*)", attributes: usual},
		{name: "a base that is no name", base: "nonsense", scope: sub, filter: "(objectClass=*)", attributes: usual},
		{name: "a base in another forest", base: "DC=fabrikam,DC=com", scope: sub, filter: "(objectClass=*)", attributes: usual},
		{name: "the members of a group", base: "CN=Inner," + groups, scope: object, filter: "(objectClass=*)", attributes: []string{"member"}},
		{name: "a back link", base: anna, scope: object, filter: "(objectClass=*)", attributes: []string{"memberOf"}},
		{name: "constructed attributes", base: anna, scope: object, filter: "(objectClass=*)", attributes: []string{"canonicalName", "createTimeStamp", "structuralObjectClass", "primaryGroupToken"}},
		{name: "a range", base: "CN=Inner," + groups, scope: object, filter: "(objectClass=*)", attributes: []string{"member;range=0-0"}},
		{name: "sorted", base: staff, scope: sub, filter: "(objectClass=user)", attributes: []string{"sAMAccountName"}, inOrder: true,
			controls: func() []ldap.Control {
				return []ldap.Control{ldap.NewControlServerSideSortingWithSortKeys([]*ldap.SortKey{{AttributeType: "sAMAccountName"}})}
			}},
		{name: "fewer than there are", base: staff, scope: sub, filter: "(sAMAccountName=user*)", attributes: []string{"1.1"}, sizeLimit: 5},
	}
	for name, filter := range map[string]string{
		"persons":                        "(objectCategory=person)",
		"users that are persons":         "(&(objectCategory=person)(objectClass=user))",
		"a class without its subclasses": "(objectClass=inetOrgPerson)",
		"equality without case":          "(samaccountname=ANNA)",
		"an address without case":        "(proxyAddresses=smtp:ANNA@CONTOSO.com)",
		"absence":                        "(&(objectClass=user)(!(mail=*)))",
		"or":                             "(|(sn=Berg)(sn=Müller)(sn=Nobody))",
		"substrings":                     "(cn=u*1*)",
		"a final substring":              "(mail=*@fabrikam.com)",
		"a bit that is set":              "(userAccountControl:1.2.840.113556.1.4.803:=512)",
		"any of two bits":                "(userAccountControl:1.2.840.113556.1.4.804:=4098)",
		"binary equality":                "(objectGUID=" + ldap.EscapeFilter(string(guid)) + ")",
		"a SID in binary":                "(objectSid=" + ldap.EscapeFilter(string(sid)) + ")",
		"presence of a binary value":     "(mS-DS-ConsistencyGuid=*)",
		"an unknown attribute":           "(noSuchAttribute=x)",
		"not an unknown attribute":       "(!(noSuchAttribute=x))",
		"ambiguous names":                "(anr=anna)",
		"about equal":                    "(sn~=berg)",
		"at least, as text":              "(employeeNumber>=1025)",
		"at most, as a number":           "(userAccountControl<=512)",
		"a back link to a name":          "(memberOf=cn=inner,ou=groups," + strings.ToLower(base) + ")",
		"a name as a value":              "(manager=CN=ANNA BERG," + staff + ")",
		"special characters":             `(description=likes \2a and \28 and \29 and \5c)`,
		"letters beyond ASCII":           "(department=営業)",
		"letters beyond ASCII in case":   "(displayName=JÜRGEN MÜLLER)",
		"letters without their marks":    "(displayName=Jurgen Muller)",
		"the name of the entry":          "(distinguishedName=cn=anna berg," + strings.ToLower(staff) + ")",
		"an empty and":                   "(&)",
		"an empty or":                    "(|)",
		"the primary group":              "(primaryGroupID=513)",
		"a time":                         "(whenCreated>=20200101000000.0Z)",
	} {
		list = append(list, find(name, filter))
	}
	list = append(list,
		question{name: "members through groups", base: base, scope: sub, filter: "(memberOf:1.2.840.113556.1.4.1941:=CN=Outer," + groups + ")", attributes: usual},
		question{name: "groups through members", base: base, scope: sub, filter: "(member:1.2.840.113556.1.4.1941:=" + anna + ")", attributes: usual})
	slices.SortFunc(list, func(a, b question) int { return strings.Compare(a.name, b.name) })
	return list
}

// guidText is the text form of an objectGUID.
func guidText(g []byte) string {
	return fmt.Sprintf("%x-%x-%x-%x-%x", []byte{g[3], g[2], g[1], g[0]}, []byte{g[5], g[4]}, []byte{g[7], g[6]}, g[8:10], g[10:])
}

// ask runs a search, page by page where it has no limit of its own, and gives
// what came as text: the result code, then the entries.
func (q question) ask(t *testing.T, conn *ldap.Conn) []string {
	t.Helper()
	var controls []ldap.Control
	if q.controls != nil {
		controls = q.controls()
	}
	request := ldap.NewSearchRequest(q.base, q.scope, ldap.NeverDerefAliases, q.sizeLimit, 0, q.typesOnly, q.filter, q.attributes, controls)
	var result *ldap.SearchResult
	var err error
	if q.sizeLimit == 0 && q.controls == nil {
		result, err = conn.SearchWithPaging(request, 7)
	} else {
		result, err = conn.Search(request)
	}
	var refused *ldap.Error
	if err != nil && !errors.As(err, &refused) {
		require.NoError(t, err, q.name)
	}
	code := uint16(0)
	if refused != nil {
		code = refused.ResultCode
	}
	var entries []string
	if result != nil {
		for _, e := range result.Entries {
			entries = append(entries, text(e))
		}
	}
	if q.sizeLimit > 0 {
		entries = []string{fmt.Sprintf("%d entries", len(entries))} // which ones is the server's choice
	}
	if !q.inOrder {
		slices.Sort(entries)
	}
	return append([]string{fmt.Sprintf("result %d %s", code, ldap.LDAPResultCodeMap[code])}, entries...)
}

// text is an entry in words that are equal when the entries are.
func text(e *ldap.Entry) string {
	var lines []string
	for _, a := range e.Attributes {
		if samba.Moves(a.Name) {
			continue
		}
		values := make([]string, len(a.ByteValues))
		for i, v := range a.ByteValues {
			values[i] = fmt.Sprintf("%q", v)
		}
		if !strings.EqualFold(a.Name, "objectClass") {
			slices.Sort(values)
		}
		lines = append(lines, strings.ToLower(a.Name)+"="+strings.Join(values, ","))
	}
	slices.Sort(lines)
	return e.DN + " " + strings.Join(lines, " ")
}

func TestTheSameSearchesGiveTheSameEntries(t *testing.T) {
	real, err := live.dial()
	require.NoError(t, err)
	defer real.Close()
	fake := twin(t)
	found, err := real.Search(ldap.NewSearchRequest(staff, ldap.ScopeWholeSubtree, 0, 0, 0, false, "(sAMAccountName=anna)", []string{"objectGUID", "objectSid"}, nil))
	require.NoError(t, err)
	require.Len(t, found.Entries, 1)
	all := questions(found.Entries[0].GetRawAttributeValue("objectGUID"), found.Entries[0].GetRawAttributeValue("objectSid"))
	require.GreaterOrEqual(t, len(all), 30)
	differ := map[string]bool{}
	for _, q := range all {
		want, got := q.ask(t, real), q.ask(t, fake)
		if slices.Equal(want, got) {
			continue
		}
		differ[q.name] = true
		if samba.Reason(q.name) == "" {
			t.Errorf("%s: %s below %q\n  Samba:    %s\n  fakeldap: %s", q.name, q.filter, q.base, strings.Join(want, "\n            "), strings.Join(got, "\n            "))
		}
	}
	for _, d := range samba.Differences {
		require.True(t, differ[d.Search], "%q does not differ any more; take its row away", d.Search)
	}
}
