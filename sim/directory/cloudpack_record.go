package directory

import (
	"bytes"
	"encoding/binary"
	"time"
)

// CloudRecord is a cloud object as it stands in a text that is being read: its
// values are parts of that text, which may be overwritten when the record has
// been packed or made an object. CloudObject says what the fields are.
type CloudRecord struct {
	Type      ObjectType
	Origin    Origin
	Texts     [CloudTexts][]byte
	Addresses []RecordAddress

	AccountEnabled, SyncEnabled                        Tristate
	CloudMastered, Deleted, ExchangePlan, WasRecipient bool

	ObjectIdentifier GUID
	DeletedAt        time.Time
	Roles            []Role
	Quarantined      []QuarantinedValue
	Missing          []string
}

// RecordAddress is an Address of a record.
type RecordAddress struct {
	Type  string
	Local []byte
}

// CloudText numbers the texts of a record.
type CloudText uint8

// The texts. Those from ProfileTexts on are the profile.
const (
	IDText CloudText = iota
	UserPrincipalNameText
	DisplayNameText
	MailText
	MailNicknameText
	UserTypeText
	ImmutableIDText
	SecurityIDText
	OnPremUPNText
	OnPremSAMText
	OnPremDNText
	ProfileTexts

	CloudTexts = ProfileTexts + CloudText(ProfileIDs)
)

// Begin empties the record for the next one, and keeps the room of its
// addresses.
func (o *CloudRecord) Begin() {
	addresses := o.Addresses[:0]
	*o = CloudRecord{}
	o.Addresses = addresses
}

// Object makes an object of the record. share gives a text that many records
// have.
func (o *CloudRecord) Object(share func([]byte) string) CloudObject {
	text := func(n CloudText) string { return string(o.Texts[n]) }
	c := CloudObject{
		ID: text(IDText), Type: o.Type, Origin: o.Origin, DisplayName: text(DisplayNameText), UserPrincipalName: UPN(text(UserPrincipalNameText)),
		Mail: text(MailText), MailNickname: text(MailNicknameText), UserType: share(o.Texts[UserTypeText]), AccountEnabled: o.AccountEnabled,
		ImmutableID: Anchor(text(ImmutableIDText)), SyncEnabled: o.SyncEnabled, ObjectIdentifier: o.ObjectIdentifier, SecurityID: SID(text(SecurityIDText)),
		OnPremUPN: UPN(text(OnPremUPNText)), OnPremSAM: text(OnPremSAMText), OnPremDN: text(OnPremDNText), CloudMastered: o.CloudMastered,
		Deleted: o.Deleted, DeletedAt: o.DeletedAt, ExchangePlan: o.ExchangePlan, WasRecipient: o.WasRecipient,
		Roles: o.Roles, Quarantined: o.Quarantined, Missing: o.Missing,
	}
	for _, a := range o.Addresses {
		c.ProxyAddresses = append(c.ProxyAddresses, Address{Type: a.Type, Local: string(a.Local)})
	}
	for id := range c.Profile {
		if value := o.Texts[ProfileTexts+CloudText(id)]; len(value) > 0 {
			c.Profile[id] = share(value)
		}
	}
	return c
}

// RecordOf makes the record of an object, with copies of its texts: for who has
// objects and no text, as tests do.
func RecordOf(c *CloudObject) *CloudRecord {
	o := &CloudRecord{
		Type: c.Type, Origin: c.Origin, AccountEnabled: c.AccountEnabled, SyncEnabled: c.SyncEnabled,
		CloudMastered: c.CloudMastered, Deleted: c.Deleted, ExchangePlan: c.ExchangePlan, WasRecipient: c.WasRecipient,
		ObjectIdentifier: c.ObjectIdentifier, DeletedAt: c.DeletedAt, Roles: c.Roles, Quarantined: c.Quarantined, Missing: c.Missing,
		Texts: [CloudTexts][]byte{
			IDText: []byte(c.ID), UserPrincipalNameText: []byte(c.UserPrincipalName), DisplayNameText: []byte(c.DisplayName), MailText: []byte(c.Mail),
			MailNicknameText: []byte(c.MailNickname), UserTypeText: []byte(c.UserType), ImmutableIDText: []byte(c.ImmutableID),
			SecurityIDText: []byte(c.SecurityID), OnPremUPNText: []byte(c.OnPremUPN), OnPremSAMText: []byte(c.OnPremSAM), OnPremDNText: []byte(c.OnPremDN),
		},
	}
	for id, value := range c.Profile {
		o.Texts[int(ProfileTexts)+id] = []byte(value)
	}
	for _, a := range c.ProxyAddresses {
		o.Addresses = append(o.Addresses, RecordAddress{Type: a.Type, Local: []byte(a.Local)})
	}
	return o
}

// IsGuest is CloudObject.IsGuest.
func (o *CloudRecord) IsGuest() bool {
	return bytes.EqualFold(o.Texts[UserTypeText], []byte(guestType)) || bytes.Contains(o.Texts[UserPrincipalNameText], []byte(guestMark))
}

func traitsOf(o *CloudRecord) Trait {
	t := Trait(o.SyncEnabled) << traitSync
	if o.Type == TypeUser {
		t |= TraitUser
	}
	if o.Deleted {
		t |= TraitDeleted
	}
	if len(o.Texts[ImmutableIDText]) > 0 {
		t |= TraitAnchored
	}
	if o.CloudMastered {
		t |= TraitMastered
	}
	return t
}

func flagsOf(o *CloudRecord) uint16 {
	flags := uint16(o.SyncEnabled) | uint16(o.AccountEnabled)<<2
	set := func(is bool, flag uint16) {
		if is {
			flags |= flag
		}
	}
	upn, mail, nick := o.Texts[UserPrincipalNameText], o.Texts[MailText], o.Texts[MailNicknameText]
	set(o.CloudMastered, flagMastered)
	set(o.Deleted, flagDeleted)
	set(o.ExchangePlan, flagExchange)
	set(o.WasRecipient, flagRecipient)
	set(bytes.Equal(mail, upn), flagMailIsUPN)
	set(bytes.Equal(o.Texts[OnPremUPNText], upn), flagOnPremIsUPN)
	set(isBeforeAt(nick, upn), flagNickIsPrefix)
	set(len(o.Addresses) > 0 && bytes.Equal(o.Addresses[0].Local, mail), flagFirstIsMail)
	set(!o.ObjectIdentifier.IsZero(), flagIdentifier)
	rare := isRare(o)
	set(rare, flagRare)
	set(rare || isWide(o), flagWide)
	return flags
}

// isBeforeAt reports whether a text is beforeAt of a name.
func isBeforeAt(text, name []byte) bool {
	n := len(text)
	return n <= len(name) && string(name[:n]) == string(text) && bytes.IndexByte(text, '@') < 0 && (n == len(name) || name[n] == '@')
}

// isRare reports whether a record has what only few have.
func isRare(o *CloudRecord) bool {
	return o.Type != TypeUser || !o.DeletedAt.IsZero() || len(o.Roles) > 0 || len(o.Quarantined) > 0 || len(o.Missing) > 0
}

// isWide reports whether a length does not fit into a byte.
func isWide(o *CloudRecord) bool {
	all := len(o.Addresses)
	for i := range o.Texts {
		all |= len(o.Texts[i])
	}
	for i := range o.Addresses {
		a := &o.Addresses[i]
		all |= len(a.Type) | len(a.Local)
	}
	return all > 0xFF
}

// recordWriter writes a record.
type recordWriter struct {
	to   []byte
	wide bool
}

func (w *recordWriter) size(n int) {
	if w.wide {
		w.to = binary.LittleEndian.AppendUint32(w.to, uint32(n))
		return
	}
	w.to = append(w.to, byte(n))
}

func (w *recordWriter) text(s string) {
	w.size(len(s))
	w.to = append(w.to, s...)
}

func (w *recordWriter) bytes(text []byte) {
	w.size(len(text))
	w.to = append(w.to, text...)
}

// names writes the texts that an object has once. The id is the first.
func (w *recordWriter) names(o *CloudRecord, flags uint16) {
	w.bytes(o.Texts[IDText])
	w.bytes(o.Texts[UserPrincipalNameText])
	w.bytes(o.Texts[DisplayNameText])
	if flags&flagMailIsUPN == 0 {
		w.bytes(o.Texts[MailText])
	}
	if flags&flagNickIsPrefix == 0 {
		w.bytes(o.Texts[MailNicknameText])
	}
	if flags&flagOnPremIsUPN == 0 {
		w.bytes(o.Texts[OnPremUPNText])
	}
	w.bytes(o.Texts[ImmutableIDText])
	w.bytes(o.Texts[SecurityIDText])
	w.bytes(o.Texts[OnPremSAMText])
	w.bytes(o.Texts[OnPremDNText])
	if flags&flagIdentifier != 0 {
		w.to = append(w.to, o.ObjectIdentifier[:]...)
	}
}

func (w *recordWriter) addresses(o *CloudRecord, flags uint16) {
	w.size(len(o.Addresses))
	for i := range o.Addresses {
		a := &o.Addresses[i]
		switch a.Type {
		case "SMTP":
			w.to = append(w.to, kindPrimary)
		case "smtp":
			w.to = append(w.to, kindSecondary)
		default:
			w.to = append(w.to, kindOther)
			w.text(a.Type)
		}
		if i > 0 || flags&flagFirstIsMail == 0 {
			w.bytes(a.Local)
		}
	}
}

// profile writes the type of a user and the values of the profile, and gives
// the set of those that are there.
func (w *recordWriter) profile(o *CloudRecord, shared *sharedTexts) (set uint32) {
	w.shared(0, o.Texts[UserTypeText], shared)
	for id, value := range o.Texts[ProfileTexts:] {
		if len(value) > 0 {
			set |= 1 << id
			w.shared(1+id, value, shared)
		}
	}
	return set
}

func (w *recordWriter) shared(field int, value []byte, shared *sharedTexts) {
	n, ok := shared.numberIn(field, value)
	if !ok {
		n = ownText
	}
	w.to = binary.LittleEndian.AppendUint16(w.to, n)
	if !ok {
		w.bytes(value)
	}
}

// rare writes what few objects have.
func (w *recordWriter) rare(o *CloudRecord) {
	w.text(string(o.Type))
	at := ""
	if !o.DeletedAt.IsZero() {
		at = o.DeletedAt.Format(time.RFC3339Nano)
	}
	w.text(at)
	w.size(len(o.Quarantined))
	for _, q := range o.Quarantined {
		w.text(q.Property)
		w.text(q.Value)
	}
	w.size(len(o.Missing))
	for _, m := range o.Missing {
		w.text(m)
	}
	w.size(len(o.Roles))
	for _, r := range o.Roles {
		flags := byte(r.Privileged)
		if r.Eligible {
			flags |= roleEligible
		}
		w.to = append(w.to, flags)
		for _, text := range [...]string{r.Name, r.TemplateID, r.Scope, r.Origin.Source} {
			w.text(text)
		}
		w.size(r.Origin.Line)
	}
}
