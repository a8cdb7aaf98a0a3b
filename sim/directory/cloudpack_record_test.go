package directory

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
)

// recordOf makes the record of which a reader would make this object.
func recordOf(c *CloudObject) *CloudRecord {
	o := &CloudRecord{
		Type: c.Type, Origin: c.Origin, AccountEnabled: c.AccountEnabled, SyncEnabled: c.SyncEnabled,
		CloudMastered: c.CloudMastered, Deleted: c.Deleted, ExchangePlan: c.ExchangePlan, WasRecipient: c.WasRecipient,
		ObjectIdentifier: c.ObjectIdentifier, DeletedAt: c.DeletedAt, Roles: c.Roles, Quarantined: c.Quarantined, Missing: c.Missing,
	}
	for text, value := range map[CloudText]string{
		IDText: c.ID, UserPrincipalNameText: string(c.UserPrincipalName), DisplayNameText: c.DisplayName, MailText: c.Mail,
		MailNicknameText: c.MailNickname, UserTypeText: c.UserType, ImmutableIDText: string(c.ImmutableID), SecurityIDText: string(c.SecurityID),
		OnPremUPNText: string(c.OnPremUPN), OnPremSAMText: c.OnPremSAM, OnPremDNText: c.OnPremDN,
	} {
		o.Texts[text] = []byte(value)
	}
	for id, value := range c.Profile {
		o.Texts[int(ProfileTexts)+id] = []byte(value)
	}
	for _, a := range c.ProxyAddresses {
		o.Addresses = append(o.Addresses, RecordAddress{Type: a.Type, Local: []byte(a.Local)})
	}
	return o
}

func TestARecordBecomesTheObjectThatAPackGives(t *testing.T) {
	share := func(text []byte) string { return string(text) }
	o := full()
	require.Equal(t, *o, recordOf(o).Object(share))
	record := recordOf(o)
	record.Begin()
	require.Equal(t, CloudObject{}, record.Object(share))
	require.Equal(t, len(o.ProxyAddresses), cap(record.Addresses))
}

func TestTheNicknameIsWhatStandsBeforeTheFirstAt(t *testing.T) {
	names := []string{"", "@", "a", "a@", "@b", "a@b", "a@b@c", "ab", "ab@c"}
	for _, name := range names {
		for _, text := range names {
			require.Equal(t, beforeAt(name) == text, isBeforeAt([]byte(text), []byte(name)), "%q of %q", text, name)
		}
	}
	require.False(t, isBeforeAt([]byte(strings.Repeat("x", 9)), []byte("x")))
}
