package generate

// make fills the draft with the user at a place.
func (d *draft) make(place int) {
	d.reset(place)
	position := d.pop.order.from(place)
	s := d.pop.shareAt(position)
	d.kind, d.first = s.of, place
	if size := s.of.size(); size > 1 {
		d.rank(s, position, size)
	}
	d.dice = newDice(d.pop.options.Seed, place, saltUser)
	d.person = d.identify(place)
	d.newAccount()
	d.kind.build(d)
}

func (d *draft) reset(place int) {
	d.place, d.member = place, 0
	d.arena, d.addresses = d.arena[:0], d.addresses[:0]
	d.cloud, d.bin, d.groups, d.contacts, d.roles = d.cloud[:0], d.bin[:0], d.groups[:0], d.contacts[:0], d.roles[:0]
}

// rank finds the place of the first user of a group, and which one this is: the
// members stand side by side in the order of cases, and apart in the forest.
func (d *draft) rank(s share, position, size int) {
	from := s.first + (position-s.first)/size*size
	for other := from; other < from+size; other++ {
		place := d.pop.order.to(other)
		d.first = min(d.first, place)
		if place < d.place {
			d.member++
		}
	}
}

// newAccount makes the account of the person as most are: with a mailbox, and
// mS-DS-ConsistencyGuid as the client writes it.
func (d *draft) newAccount() {
	p, r := &d.person, &d.dice
	forest := d.pop.forestOf(d.place)
	number := d.number(d.place + 1)
	a := account{forest: forest, sidForest: forest, rid: firstRID + d.place - d.pop.firstOf(forest), control: "512",
		job: r.below(len(jobs)), town: r.below(len(places)), guid: d.newGUID(d.place, saltGUID)}
	a.ou = places[a.town].ou
	a.display = d.name(p, r.chance(200))
	a.cn = join(d, a.display, " ", number, "")
	a.sam = d.sam(p.family.latin, number)
	a.upn = address(d, "", p.login, p.domain)
	a.mail = a.upn
	a.nick = p.login
	a.employee = pair(d, "E", number)
	a.anchor = a.guid
	if r.chance(150) {
		a.anchor = guid{} // not written back yet: objectGUID is the anchor
	}
	switch kind := r.below(10); {
	case kind < 6:
		a.recipient, a.remote = "2147483648", "4" // a mailbox in the cloud
	case kind < 8:
		a.recipient = "1"
	}
	d.ad = a
	d.give("SMTP:", p.login)
	if r.chance(600) {
		d.give("smtp:", p.alias)
	}
}

// give adds an address on the person's domain to the account.
func (d *draft) give(prefix string, name []byte) {
	d.addresses = append(d.addresses, address(d, prefix, name, d.person.domain))
	d.ad.proxies = d.addresses
}

// sam makes a sAMAccountName of at most 20 characters.
func (d *draft) sam(family string, number []byte) []byte {
	start := len(d.arena)
	for i := 0; i < len(family) && len(d.arena) < start+11; i++ {
		if c := family[i]; 'a' <= c && c <= 'z' {
			d.arena = append(d.arena, c)
		}
	}
	d.arena = append(d.arena, number...)
	return d.arena[start:len(d.arena):len(d.arena)]
}

// sourceAnchor is the anchor that flows to the cloud.
func (d *draft) sourceAnchor() []byte {
	if d.ad.anchor.isZero() {
		return d.base64(d.ad.guid[:])
	}
	return d.base64(d.ad.anchor[:])
}

// newCloudUser adds a cloud user of the person, who is not synced yet: cloud
// only, with the names of the account. The n-th of one person has an id of its
// own.
func (d *draft) newCloudUser() *cloudUser {
	a, p := &d.ad, &d.person
	d.cloud = append(d.cloud, cloudUser{id: d.newGUID(d.place*4+len(d.cloud), saltCloud), upn: a.upn, display: a.display, mail: a.mail, nick: a.nick,
		given: p.given.native, surname: p.family.native, userType: "Member", enabled: "true", synced: "null", department: jobs[a.job].department})
	c := &d.cloud[len(d.cloud)-1]
	copy(c.proxies[:], a.proxies)
	if a.recipient != "" {
		c.hold(address(d, "smtp:", a.nick, initialDomain))
	}
	return c
}

// hold adds an address.
func (c *cloudUser) hold(address []byte) {
	for i := range c.proxies {
		if c.proxies[i] == nil {
			c.proxies[i] = address
			return
		}
	}
}

// link adds the cloud user that was synced from the account.
func (d *draft) link() *cloudUser {
	c := d.newCloudUser()
	c.synced, c.immutable = "true", d.sourceAnchor()
	c.sid, c.shadow = d.sidText(d.ad.sidForest, d.ad.rid), d.ad.upn
	c.employee = d.ad.employee
	if !d.dice.chance(300) { // the others were last synced by an old client
		c.identifier = d.ad.guid
	}
	return c
}
