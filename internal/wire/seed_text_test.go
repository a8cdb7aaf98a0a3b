package wire

import (
	"encoding/json"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"presync/sim/directory"
	"presync/sim/source"
)

// objectRecord is the reference: an object as a map of its properties.
func objectRecord(o *directory.CloudObject) record {
	r := record{"id": o.ID}
	for _, text := range []struct{ name, value string }{
		{"displayName", o.DisplayName}, {"userPrincipalName", string(o.UserPrincipalName)}, {"mail", o.Mail},
		{"mailNickname", o.MailNickname}, {"userType", o.UserType}, {"onPremisesImmutableId", string(o.ImmutableID)},
		{"onPremisesSecurityIdentifier", string(o.SecurityID)}, {"onPremisesUserPrincipalName", string(o.OnPremUPN)},
		{"onPremisesSamAccountName", o.OnPremSAM}, {"onPremisesDistinguishedName", o.OnPremDN},
	} {
		if text.value != "" {
			r[text.name] = text.value
		}
	}
	for name, flag := range map[string]directory.Tristate{"accountEnabled": o.AccountEnabled, "onPremisesSyncEnabled": o.SyncEnabled} {
		if flag == directory.True || flag == directory.False {
			r[name] = flag == directory.True
		}
	}
	if len(o.ProxyAddresses) > 0 {
		var values []string
		for _, a := range o.ProxyAddresses {
			values = append(values, a.String())
		}
		r["proxyAddresses"] = values
	}
	if o.Type == directory.TypeUser {
		userRecord(o, r)
	}
	return r
}

// userRecord adds what only users have.
func userRecord(o *directory.CloudObject, r record) {
	for name, value := range o.Profile.All() {
		if source.IsGraphList(name) {
			r[name] = strings.Split(value, "; ")
		} else {
			r[name] = value
		}
	}
	if !o.ObjectIdentifier.IsZero() {
		r["onPremisesObjectIdentifier"] = o.ObjectIdentifier.String()
	}
	if o.CloudMastered {
		r["onPremisesSyncBehavior"] = record{"isCloudManaged": true}
	}
	if o.ExchangePlan {
		r["assignedPlans"] = []record{{"service": "exchange", "capabilityStatus": "Enabled", "servicePlanId": exchangePlan}}
	}
	if !o.DeletedAt.IsZero() {
		r["deletedDateTime"] = o.DeletedAt.UTC().Format(time.RFC3339Nano)
	}
	var errors []record
	for _, q := range o.Quarantined {
		errors = append(errors, record{"category": "PropertyConflict", "propertyCausingError": q.Property, "value": q.Value})
	}
	if errors != nil {
		r["onPremisesProvisioningErrors"] = errors
	}
}

// FuzzTextsOfObjects shows that the writer gives the bytes that encoding/json
// gives for the reference.
func FuzzTextsOfObjects(f *testing.F) {
	f.Add("id", "Jörg <x> & \"y\"\\", "SMTP:a@contoso.com\nx500:/o=A", "givenName=Ann\nbusinessPhones=1; 2", uint16(0xffff))
	f.Add("", "\u2028\x7f\x00\xff", ":\n\n<:>", "otherMails=", uint16(0))
	f.Fuzz(func(t *testing.T, id, name, addresses, profile string, bits uint16) {
		o := &directory.CloudObject{ID: id, DisplayName: name, Type: directory.TypeUser}
		has := func(bit int) bool { return bits&(1<<bit) != 0 }
		if has(0) {
			o.Type = directory.TypeGroup
		}
		if has(1) {
			o.AccountEnabled, o.SyncEnabled = directory.True, directory.False
		}
		if has(2) {
			o.CloudMastered, o.ExchangePlan = true, true
			o.ObjectIdentifier = directory.GUID{1, 2, 3}
		}
		if has(3) {
			o.DeletedAt = time.Unix(int64(bits), 5)
			o.Quarantined = []directory.QuarantinedValue{{Property: name, Value: id}, {Value: profile}}
		}
		o.Mail, o.OnPremDN, o.ImmutableID = addresses, profile, directory.Anchor(name)
		for a := range strings.SplitSeq(addresses, "\n") {
			o.ProxyAddresses = append(o.ProxyAddresses, directory.ParseAddress(a))
		}
		for _, p := range strings.Split(profile, "\n") {
			if property, value, ok := strings.Cut(p, "="); ok && value != "" && slices.Contains([]string{"givenName", "businessPhones", "otherMails", "department"}, property) {
				id, known := directory.ProfileIDOf(property)
				require.True(t, known, property)
				o.Profile[id] = value
			}
		}
		want, err := json.Marshal(objectRecord(o))
		require.NoError(t, err)
		w := newObjectWriter()
		w.text = []byte("before")
		require.Equal(t, string(want), string(w.object(o)))
	})
}
