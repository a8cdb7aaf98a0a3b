package provision_test

import (
	"testing"

	"github.com/stretchr/testify/require"

	"presync/sim/provision"
)

func TestAddressesThatTheServiceDiscards(t *testing.T) {
	tests := []struct {
		value string
		why   provision.Reason // "" is kept
	}{
		{"SMTP:joe@contoso.com", ""},
		{"smtp:joe@elsewhere.example", ""},
		{"  smtp:joe@contoso.com ", ""},
		{"X500:/o=ExchangeLabs/ou=Group (FYDIBOHF23SPDLT)/cn=Recipients/cn=joe", ""},
		{"sip:joe@contoso.com", ""},
		{"EUM:1000;phone-context=Default.contoso.com", ""},
		{"MS:CONTOSO/PO/JOE", provision.LegacyProtocol},
		{"MSMAIL:CONTOSO/PO/JOE", provision.LegacyProtocol},
		{"x400:C=US;A= ;P=Contoso;S=Joe;", provision.LegacyProtocol},
		{"CCMAIL:Joe at Contoso", provision.LegacyProtocol},
		{"NOTES:Joe/Contoso", provision.LegacyProtocol},
		{"smtp:joe@contoso.onmicrosoft.com", provision.ReservedSuffix},
		{"smtp:joe@Fabrikam.MicrosoftOnline.com", provision.ReservedSuffix},
		{"smtp:joe@other.mail.onmicrosoft.com", provision.ReservedSuffix},
		{"smtp:joe@contoso.mail.onmicrosoft.com", ""},
		{"joe@contoso.com", provision.Malformed},
		{"smtp:", provision.Malformed},
		{"smtp: joe@contoso.com", provision.Malformed},
		{"smtp:joe smith@contoso.com", provision.Malformed},
		{"smtp:joe\u200b@contoso.com", provision.Malformed},
		{"smtp:jöe@contoso.com", provision.Malformed},
		{"smtp:joe", provision.Malformed},
		{"smtp:@contoso.com", provision.Malformed},
		{"smtp:joe@", provision.Malformed},
		{"smtp:joe@a@contoso.com", provision.Malformed},
		{"SMTP:user:M@contoso.com", provision.Malformed},
		{"smtp:joe<x>@contoso.com", provision.Malformed},
	}
	for _, tt := range tests {
		t.Run(tt.value, func(t *testing.T) {
			u := person("joe@contoso.com")
			u.ProxyAddresses = addresses(tt.value)
			plan := provision.Compute(u, nil, settings("contoso.com", "contoso.mail.onmicrosoft.com"), nil)
			if tt.why == "" {
				require.Empty(t, plan.Dropped)
				require.Contains(t, texts(plan.Proxies), addresses(tt.value)[0].String())
				return
			}
			require.Equal(t, []provision.Dropped{{Attribute: "proxyAddresses", Value: addresses(tt.value)[0].String(), Why: tt.why}}, plan.Dropped)
			require.NotContains(t, texts(plan.Proxies), addresses(tt.value)[0].String())
		})
	}
}

func TestMailThatTheServiceDiscards(t *testing.T) {
	u := person("joe@contoso.com")
	u.Mail, u.ExchangePlan = "joe@contoso.onmicrosoft.com", true
	plan := provision.Compute(u, nil, settings("contoso.com"), nil)
	require.Equal(t, []provision.Dropped{{Attribute: "mail", Value: u.Mail, Why: provision.ReservedSuffix}}, plan.Dropped)

	u.Mail = " j@unverified.example "
	plan = provision.Compute(u, nil, settings("contoso.com"), nil)
	require.Equal(t, []provision.Dropped{{Attribute: "mail", Value: "j@unverified.example", Why: provision.UnverifiedDomain}}, plan.Dropped)
	require.Equal(t, "j@"+initial, plan.Mail, "mail masks the name, so that the MOERA is left")
}

func TestOnePrimaryAddressOnly(t *testing.T) {
	u := person("joe@contoso.com")
	u.ProxyAddresses = addresses("smtp:a@contoso.com", "SMTP:b@contoso.com", "SMTP:c@contoso.com", "SMTP:A@contoso.com", "Smtp:d@contoso.com", "smtp:B@contoso.com")
	plan := provision.Compute(u, nil, settings("contoso.com"), nil)
	require.Equal(t, []string{"SMTP:b@contoso.com", "smtp:a@contoso.com", "smtp:c@contoso.com", "smtp:d@contoso.com"}, texts(plan.Proxies))
	require.Equal(t, "b@contoso.com", plan.Mail)
	primary, ok := plan.Primary()
	require.True(t, ok)
	require.Equal(t, "b@contoso.com", primary.Local)
}
