package generate

import "strings"

// Users who are created, alone or beside somebody.

func buildNewMailOnly(d *draft) {
	d.ad.proxies, d.ad.nick, d.ad.recipient, d.ad.remote = nil, nil, "", ""
}

func buildUnverified(d *draft) { d.ad.upn = address(d, "", d.person.login, unverifiedSuffix) }

func buildBlank(d *draft) {
	d.ad.upn = address(d, "", pair(d, "a ", d.person.login), d.person.domain)
}

func buildAccent(d *draft) {
	d.ad.upn = address(d, "", pair(d, "jürgen.", d.person.login), d.person.domain)
}

func buildNameInBin(d *draft) {
	c := d.link()
	c.immutable, c.identifier = d.otherAnchor()
	c.sid = d.sidText(d.ad.sidForest, otherRID+d.place)
	d.delete()
}

// otherAnchor is the anchor and objectGUID of an account that is gone.
func (d *draft) otherAnchor() (anchor []byte, id guid) {
	id = d.newGUID(d.place, saltAnchor)
	return d.base64(id[:]), id
}

// otherRID begins the RIDs of accounts that are gone.
const otherRID = 200_000_000

func buildDropped(d *draft) {
	d.addresses = append(d.addresses,
		address(d, "smtp:", d.person.login, initialDomain),
		pair(d, "X400:c=DE;a= ;p=Contoso;o=Exchange;s=", d.person.login),
		address(d, "smtp: ", pair(d, "x.", d.person.login), d.person.domain))
	d.ad.proxies = d.addresses
}

func buildSameNickname(d *draft) {
	d.ad.nick = pair(d, "nick", d.number(d.first+1))
	d.ad.recipient, d.ad.remote = "2147483648", "4"
}

// stranger is a synced cloud user of the same person whose account is gone: all
// its keys are others.
func (d *draft) stranger() *cloudUser {
	c := d.link()
	c.upn = address(d, "old.", d.person.login, d.person.domain)
	c.shadow, c.mail, c.nick = c.upn, c.upn, pair(d, "old.", d.person.login)
	c.proxies = [6][]byte{address(d, "SMTP:old.", d.person.login, d.person.domain)}
	c.immutable, c.identifier = d.otherAnchor()
	c.sid = d.sidText(d.ad.sidForest, otherRID+d.place)
	return c
}

func buildNameHeld(d *draft) { d.stranger().upn = d.ad.upn }

func buildSecondaryHeld(d *draft) {
	name := pair(d, "team.", d.person.login)
	d.give("smtp:", name)
	d.stranger().hold(address(d, "smtp:", name, d.person.domain))
}

// buildNameTwice gives both users one name. It is written in capitals in one of
// them, which is the same to the service.
func buildNameTwice(d *draft) {
	prefix := "Joint."
	if d.member > 0 {
		prefix = "JOINT."
	}
	d.ad.upn = join(d, prefix, d.number(d.first+1), "@", domains[0].name)
}

func buildAddressTwice(d *draft) {
	d.addresses = append(d.addresses, join(d, "smtp:shared.", d.number(d.first+1), "@", domains[0].name))
	d.ad.proxies = d.addresses
}

func buildPrimaryTwice(d *draft) {
	d.addresses = append(d.addresses[:0], join(d, "SMTP:desk.", d.number(d.first+1), "@", domains[0].name))
	d.ad.proxies = d.addresses
}

func buildSecondOfCloud(d *draft) {
	c := d.newCloudUser()
	d.otherName(c)
	c.mail = address(d, "main.", d.person.login, d.person.domain)
	c.proxies = [6][]byte{pair(d, "SMTP:", c.mail), address(d, "smtp:", d.person.login, d.person.domain)}
}

func buildAdminName(d *draft) {
	c := d.newCloudUser()
	c.bare()
	d.grant(c, userAdministrator, false)
}

func buildAdminAddress(d *draft) {
	c := d.newCloudUser()
	d.otherName(c)
	d.grant(c, globalAdministrator, false)
}

func buildOutOfScope(d *draft) {
	c := d.newCloudUser()
	c.bare()
	c.synced, c.shadow = "false", d.ad.upn
}

// buildNearDomain makes one person whom no key links: the domain was changed.
func buildNearDomain(d *draft) {
	c := d.newCloudUser()
	other := domains[1].name
	if d.person.domain == other {
		other = domains[0].name
	}
	c.upn = address(d, "", d.person.login, other)
	c.mail, c.proxies = c.upn, [6][]byte{pair(d, "SMTP:", c.upn)}
	c.employee = d.ad.employee
}

func buildNearUnverified(d *draft) {
	c := d.newCloudUser()
	c.employee = d.ad.employee
	a := &d.ad
	a.upn = address(d, "", d.person.login, unverifiedSuffix)
	a.mail, a.proxies, a.nick, a.recipient, a.remote = a.upn, nil, nil, "", ""
}

func buildNothingToJoin(d *draft) {
	d.ad.mail, d.ad.proxies, d.ad.nick, d.ad.recipient, d.ad.remote = nil, nil, nil, "", ""
}

func buildConflictObject(d *draft) {
	d.ad.suffix = "\\0ACNF:" + string(appendGUID(nil, d.ad.guid))
}

func buildLongName(d *draft) {
	d.ad.upn = address(d, "", pair(d, strings.Repeat("x", 40), d.person.login), strings.Repeat("department.", 9)+d.person.domain)
}

func buildLongPrefix(d *draft) {
	d.ad.upn = address(d, "", pair(d, strings.Repeat("x", 60), d.person.login), d.person.domain)
}
