package source

import (
	"bytes"
	"encoding/binary"
	"unicode/utf8"

	"presync/sim/directory"
)

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

// idHash is the hash of an id, which is compared without case. Eight bytes at a
// time are folded, in a way that also puts a few other characters together.
func (b *cloudBuilder) idHash(id []byte) uint64 {
	const fold = eachByte * 0x20
	if !isASCII(id) {
		id = bytes.ToLower(id)
	}
	b.fold = b.fold[:0]
	for len(id) >= 8 {
		b.fold = binary.LittleEndian.AppendUint64(b.fold, binary.LittleEndian.Uint64(id)|fold)
		id = id[8:]
	}
	for _, c := range id {
		b.fold = append(b.fold, c|0x20)
	}
	return idKey.HashBytes(b.fold)
}

func isASCII(text []byte) bool {
	all := byte(0)
	for len(text) >= 8 {
		if binary.LittleEndian.Uint64(text)&topBits != 0 {
			return false
		}
		text = text[8:]
	}
	for _, c := range text {
		all |= c
	}
	return all < utf8.RuneSelf
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
