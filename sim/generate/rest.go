package generate

// preamble writes what stands before the first record.
func (r *recorder) preamble() {
	switch {
	case r.d.pop.options.Dialect == LDAPSearch:
		r.w.out = append(r.w.out, "# extended LDIF\n#\n# LDAPv3\n# base <"+forests[0].base+"> with scope subtree\n"+
			"# filter: (objectCategory=person)\n# requesting: ALL\n# with pagedResults control: size=1000\n#\n\n"...)
	case r.w.plain:
		r.w.out = append(r.w.out, "\ufeff"...)
	}
}

// rest writes the objects of a forest that are no users of their own: linked
// mailboxes of the forest before it, and contacts.
func (r *recorder) rest(forest int) {
	d, p := r.d, r.d.pop
	before := (forest + p.options.Forests - 1) % p.options.Forests
	for _, s := range p.shares {
		for position := s.first; s.of.mailbox && position < s.end(); position++ {
			if place := p.order.to(position); p.forestOf(place) == before {
				d.make(place)
				r.linkedMailbox(forest)
			}
		}
	}
	for n := range (p.firstOf(forest+1) - p.firstOf(forest)) / usersPerContact {
		r.contact(forest, n)
	}
}

// usersPerContact is how many users a forest has for one contact.
const usersPerContact = 500

// contact writes a partner of the address book. Contacts are no users; nothing
// becomes of them.
func (r *recorder) contact(forest, n int) {
	d, w := r.d, &r.w
	d.reset((forest+2)*MaxUsers + n)
	p := d.identify(d.place)
	number := d.number(n + 1)
	d.ad = account{forest: forest, display: d.name(&p, false), sam: p.login}
	d.ad.cn = join(d, d.ad.display, " (external ", number, ")")
	r.dn = r.appendDN(r.dn[:0], "Partners", forest)
	r.head("contact")
	mail := join(d, p.login, ".", number, "@supplier.example")
	id := d.newGUID(d.place, saltGUID)
	write(w, "cn", d.ad.cn)
	write(w, "displayName", d.ad.display)
	w.binary("objectGUID", id[:])
	write(w, "objectCategory", pair(d, "CN=Person,CN=Schema,CN=Configuration,", forests[forest].base))
	write(w, "mail", mail)
	write(w, "targetAddress", pair(d, "SMTP:", mail))
	write(w, "proxyAddresses", pair(d, "SMTP:", mail))
	w.end()
}
