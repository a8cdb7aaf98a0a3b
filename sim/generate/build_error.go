package generate

// Users whose export fails.

func buildPrivileged(d *draft) { d.grant(d.preset(), globalAdministrator, false) }
func buildEligible(d *draft)   { d.grant(d.preset(), userAdministrator, true) }
func buildOtherRole(d *draft)  { d.grant(d.preset(), reportsReader, false) }

func buildRoleInBin(d *draft) {
	c := d.link()
	d.grant(c, globalAdministrator, false)
	d.delete()
}

func buildMapped(d *draft) {
	c := d.preset()
	_, c.identifier = d.otherAnchor()
}

func buildSyncedToAnother(d *draft) {
	c := d.link()
	_, c.identifier = d.otherAnchor()
}

func buildAnchorChanged(d *draft) {
	c := d.link()
	c.identifier = d.ad.guid
	d.ad.anchor = d.newGUID(d.place, saltOther)
}

func buildAddressOfSynced(d *draft) {
	c := d.stranger()
	c.mail = d.ad.mail
	c.proxies = [6][]byte{d.ad.proxies[0]}
}

func buildSIDTaken(d *draft) { d.stranger().sid = d.sidText(d.ad.sidForest, d.ad.rid) }

func buildSIDLeft(d *draft) {
	c := d.stranger()
	c.synced, c.immutable, c.identifier, c.shadow = "null", nil, guid{}, nil
	c.sid = d.sidText(d.ad.sidForest, d.ad.rid)
}

func buildTwoHolders(d *draft) {
	d.otherName(d.newCloudUser())
	second := d.newCloudUser()
	second.upn = address(d, "two.", d.person.login, initialDomain)
	second.proxies = [6][]byte{d.ad.proxies[0]}
}

// newHolder makes a group or contact with an address.
func (d *draft) newHolder(address []byte) holder {
	return holder{id: d.newGUID(d.place, saltOther), display: pair(d, "Team ", d.person.login),
		mail: address, proxies: [2][]byte{pair(d, "SMTP:", address)}}
}

func buildGroupAddress(d *draft) {
	d.useOtherAddress()
	d.groups = append(d.groups, d.newHolder(d.ad.mail))
}

func buildContactAddress(d *draft) {
	d.useOtherAddress()
	d.contacts = append(d.contacts, d.newHolder(d.ad.mail))
}

func buildGroupSecond(d *draft) {
	name := pair(d, "team.", d.person.login)
	d.give("smtp:", name)
	d.groups = append(d.groups, d.newHolder(address(d, "", name, d.person.domain)))
}

func buildGroupHasName(d *draft) { d.groups = append(d.groups, d.newHolder(d.ad.upn)) }

func buildManyAddresses(d *draft) {
	for n := range 333 {
		d.give("smtp:", join(d, "list", d.number(n), ".", d.person.login))
	}
}
