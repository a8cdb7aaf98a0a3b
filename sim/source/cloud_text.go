package source

import "presync/sim/directory"

// own copies a text that will be overwritten before the record in hand ends. The
// room for such texts serves again for the next record.
func (b *cloudBuilder) own(v []byte) []byte {
	from := len(b.room)
	b.room = append(b.room, v...)
	return b.room[from:len(b.room):len(b.room)]
}

// intern gives a text that many records share.
func (b *cloudBuilder) intern(v []byte) string {
	if s, ok := b.values[string(v)]; ok {
		return s
	}
	s := string(v)
	if len(b.values) < internLimit {
		b.values[s] = s
	}
	return s
}

// textOfProperty says where a record has the text of a property.
var textOfProperty = func() (texts [propCount]directory.CloudText) {
	for p := range texts {
		texts[p] = directory.CloudTexts
	}
	for p, text := range map[property]directory.CloudText{
		propID: directory.IDText, propDisplayName: directory.DisplayNameText, propUserPrincipalName: directory.UserPrincipalNameText,
		propMail: directory.MailText, propMailNickname: directory.MailNicknameText, propUserType: directory.UserTypeText,
		propImmutableID: directory.ImmutableIDText, propOnPremUPN: directory.OnPremUPNText, propOnPremSAM: directory.OnPremSAMText,
		propOnPremDN: directory.OnPremDNText,
	} {
		texts[p] = text
	}
	for p := propGivenName; p < propCount; p++ {
		texts[p] = directory.ProfileTexts + directory.CloudText(p-propGivenName)
	}
	return texts
}()
