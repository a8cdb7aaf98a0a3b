package check

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"presync/sim/directory"
)

// flags are the error types of the findings about a value, and what is
// suggested for it.
func flags(r *Result, o *directory.Object, attribute, value string) (found []string, suggestion string) {
	for _, f := range r.Findings {
		if f.Object != o || f.Attribute != attribute || f.Value != value {
			continue
		}
		found = append(found, string(f.Check.Flag))
		if f.Suggestion != nil {
			suggestion = *f.Suggestion
		}
	}
	return found, suggestion
}

// TestTheToolsWorkedExamples holds profile idfix to section H of the worked
// examples, row by row: the multi-tenant flags and the suggested value. The
// rows about duplicates have a second holder.
func TestTheToolsWorkedExamples(t *testing.T) {
	for _, c := range []struct{ attribute, value, twin, flags, suggestion string }{
		{"userPrincipalName", "mtUserUserprincipalnameInvalidchars&&&@lab&&&.com", "", "Character", "mtUserUserprincipalnameInvalidchars@lab.com"},
		{"userPrincipalName", "mtUserUserprincipalnameRfc2822@@lab###.local", "", "TopLevelDomain, DomainPart, LocalPart", "mtUserUserprincipalnameRfc2822@lab.local"},
		{"userPrincipalName", "dup@lab.com", "DUP@lab.com", "Duplicate", ""},
		{"userPrincipalName", "    user000009%@contoso.com", "", "Character", "user000009@contoso.com"},
		{"userPrincipalName", "o'brien@contoso.com", "", "Character", "obrien@contoso.com"},
		{"userPrincipalName", "user.@contoso.com", "", "LocalPart", "user@contoso.com"},
		{"userPrincipalName", "joe@contoso", "", "DomainPart, Format", ""},
		{"userPrincipalName", "joe", "", "DomainPart, LocalPart, Format", ""},
		{"userPrincipalName", "müller@contoso.com", "", "Character", "mller@contoso.com"},
		{"userPrincipalName", "josé@contoso.com", "", "LocalPart", "jos@contoso.com"},
		{"userPrincipalName", "user@contoso.com", "", "", ""},
		{"mailNickname", "mtUserMailnicknameInvalidchars###", "", "", ""},
		{"mailNickname", ".mtUserMailnicknamePeriods.", "", "Character", "mtUserMailnicknamePeriods."},
		{"mailNickname", "nick", "Nick", "Duplicate", ""},
		{"proxyAddresses", "SMTP:mtUser@lab.local", "", "TopLevelDomain", ""},
		{"proxyAddresses", "smtp:dup@lab.com", "SMTP:Dup@lab.com", "Duplicate", ""},
		{"proxyAddresses", "    sip:user@lab.com", "", "Character", "sip:user@lab.com"},
		{"proxyAddresses", "SMTP:user:M@contoso.com", "", "Character", "SMTP:userM@contoso.com"},
		{"proxyAddresses", "NOTES:user4", "", "", ""},
		{"proxyAddresses", "x500:/o=Contoso/ou=First Administrative Group (FYDIBOHF23SPDLT)/cn=pat", "", "", ""},
		{"targetAddress", "SMTP:mtUser@@lab###.com", "", "DomainPart, LocalPart", "SMTP:mtUser@lab.com"},
		{"mail", "  user@lab.com", "", "", ""},
		{"mail", "dup@lab.com", "dup@LAB.com", "Duplicate", ""},
		{"sAMAccountName", "a23456789012345678901", "", "Length", ""},
		{"sAMAccountName", `bad"name`, "", "Character", "badname"},
		{"displayName", "", "", "Blank", "Pat"},
	} {
		t.Run(c.attribute+" "+c.value, func(t *testing.T) {
			o := object("Pat", 10, c.attribute, c.value)
			snap := &directory.Snapshot{Objects: []*directory.Object{o}}
			if c.twin != "" {
				snap.Objects = append(snap.Objects, object("Kim", 20, c.attribute, c.twin))
			}
			r := Run(Input{Snapshot: snap, Tenant: tenant(), Profile: IdFix})
			found, suggestion := flags(r, o, c.attribute, c.value)
			require.Equal(t, c.flags, strings.Join(found, ", "))
			require.Equal(t, c.suggestion, suggestion)
			if c.twin != "" {
				found, _ := flags(r, snap.Objects[1], c.attribute, c.twin)
				require.Equal(t, []string{"Duplicate"}, found, "the other object is named, too")
			}
		})
	}
}

// TestTheToolsDedicatedMode has the rows of section H that say what dedicated
// mode finds, and VAL-7.
func TestTheToolsDedicatedMode(t *testing.T) {
	for _, c := range []struct{ attribute, value, flags, suggestion string }{
		{"mailNickname", "mtUserMailnicknameInvalidchars###", "Character", "mtUserMailnicknameInvalidchars"},
		{"mailNickname", ".pat.", "Format", "pat"},
		{"mail", "  user@lab.com", "Character", "user@lab.com"},
		{"mail", "user@@lab###.local", "TopLevelDomain, DomainPart, LocalPart", "user@lab.local"},
		{"displayName", " Pat ", "Character", "Pat"},
		{"targetAddress", "", "Blank", ""},
		{"targetAddress", "SMTP:other@lab.com", "", ""},
		{"userPrincipalName", "bad%@lab.com", "", ""},
	} {
		t.Run(c.attribute+" "+c.value, func(t *testing.T) {
			o := object("Pat", 10, c.attribute, c.value)
			r := Run(Input{Snapshot: &directory.Snapshot{Objects: []*directory.Object{o}}, Tenant: tenant(), Profile: IdFixDedicated})
			found, suggestion := flags(r, o, c.attribute, c.value)
			require.Equal(t, c.flags, strings.Join(found, ", "))
			require.Equal(t, c.suggestion, suggestion)
		})
	}
	contact := object("Pat", 10, "mail", "pat@lab.com")
	contact.Type = directory.TypeContact
	contact.Attrs.Add("targetAddress", "SMTP:other@lab.com", 12)
	r := Run(Input{Snapshot: &directory.Snapshot{Objects: []*directory.Object{contact}}, Tenant: tenant(), Profile: IdFixDedicated})
	found, suggestion := flags(r, contact, "targetAddress", "SMTP:other@lab.com")
	require.Equal(t, []string{"MailMatch"}, found)
	require.Equal(t, "SMTP:pat@lab.com", suggestion)
}

// object makes a user with one attribute.
func object(cn string, line int, attribute, value string) *directory.Object {
	o := &directory.Object{DN: "CN=" + cn + ",OU=Staff,DC=contoso,DC=com", Forest: "ad", Type: directory.TypeUser,
		Origin: directory.Origin{Source: "ad.ldif", Line: line}}
	o.Attrs.Add("cn", cn, line+1)
	if value != "" {
		o.Attrs.Add(attribute, value, line+2)
	}
	return o
}

func tenant() *directory.Tenant { return &directory.Tenant{Settings: directory.DefaultSettings()} }
