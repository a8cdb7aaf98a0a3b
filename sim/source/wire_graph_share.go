package source

import (
	"slices"

	"presync/sim/directory"
)

// shareTexts lets an object use the memory of a known one for what is the same
// in both, so that a tenant that is read twice is in memory once and a bit.
func shareTexts(o, known *directory.CloudObject) {
	share(&o.ID, known.ID)
	share(&o.DisplayName, known.DisplayName)
	share(&o.UserPrincipalName, known.UserPrincipalName)
	share(&o.Mail, known.Mail)
	share(&o.MailNickname, known.MailNickname)
	share(&o.UserType, known.UserType)
	share(&o.ImmutableID, known.ImmutableID)
	share(&o.SecurityID, known.SecurityID)
	share(&o.OnPremUPN, known.OnPremUPN)
	share(&o.OnPremSAM, known.OnPremSAM)
	share(&o.OnPremDN, known.OnPremDN)
	if slices.Equal(o.ProxyAddresses, known.ProxyAddresses) {
		o.ProxyAddresses = slices.Clip(known.ProxyAddresses)
	}
	for id := range o.Profile {
		share(&o.Profile[id], known.Profile[id])
	}
}

func share[T ~string](text *T, known T) {
	if *text == known {
		*text = known
	}
}
