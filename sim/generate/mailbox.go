package generate

// mailbox writes what a mail organisation keeps of a user.
func (r *recorder) mailbox(forest int) {
	d, w, a := r.d, &r.w, &r.d.ad
	for _, v := range a.proxies {
		write(w, "proxyAddresses", v)
	}
	write(w, "mailNickname", a.nick)
	if a.nick == nil {
		return
	}
	legacy := join(d, "/o=", forests[forest].organization, " Mail/ou=Exchange Administrative Group (FYDIBOHF23SPDLT)/cn=Recipients/cn=", a.nick)
	write(w, "legacyExchangeDN", legacy)
	if r.chance.chance(300) {
		write(w, "proxyAddresses", pair(d, "X500:", legacy))
	}
	if r.chance.chance(150) {
		write(w, "showInAddressBook", pair(d, "CN=Default Global Address List,CN=All Global Address Lists,CN=Address Lists Container,CN=Mail,CN=Microsoft Exchange,CN=Services,CN=Configuration,", forests[forest].base))
	}
	write(w, "extensionAttribute1", jobs[a.job].short)
	id := d.newGUID(d.place, saltFiller)
	w.binary("msExchMailboxGuid", id[:])
	write(w, "msExchRecipientTypeDetails", a.recipient)
	if a.recipient == "" {
		return
	}
	write(w, "msExchRecipientDisplayType", "-2147483642")
	write(w, "msExchRemoteRecipientType", a.remote)
	if a.remote != "" {
		write(w, "targetAddress", address(d, "SMTP:", a.nick, "contoso.mail.onmicrosoft.com"))
	}
}
