package generate

import "encoding/binary"

// forests are the naming contexts, in the order of the exports.
var forests = [maxForests]struct{ base, organization string }{
	{"DC=corp,DC=contoso,DC=com", "Contoso"},
	{"DC=ad,DC=fabrikam,DC=com", "Fabrikam"},
	{"DC=emea,DC=tailspintoys,DC=com", "Tailspin"},
	{"DC=apac,DC=contoso,DC=com", "Contoso Asia"},
	{"DC=lab,DC=contoso,DC=com", "Contoso Lab"},
	{"DC=north,DC=fabrikam,DC=com", "Fabrikam North"},
	{"DC=south,DC=fabrikam,DC=com", "Fabrikam South"},
	{"DC=plant,DC=contoso,DC=de", "Contoso Werke"},
	{"DC=jp,DC=contoso,DC=com", "Contoso Japan"},
}

// recorder writes the records of an export.
type recorder struct {
	d *draft
	w ldif
	// chance decides what only decorates; scratch holds a value while it is made.
	chance  dice
	scratch []byte
	dn      []byte
}

// record writes the account as an export of all attributes has it.
func (r *recorder) record() {
	a := &r.d.ad
	r.chance = newDice(r.d.pop.options.Seed, r.d.place, saltRecord)
	r.dn = r.appendDN(r.dn[:0], a.ou, a.forest)
	r.head("user")
	r.addressBook(a.forest)
	r.identity(a.forest, a.guid, a.rid)
	r.logons()
	r.mailbox(a.forest)
	write(&r.w, "userPrincipalName", a.upn)
	if !a.anchor.isZero() {
		r.w.binary("mS-DS-ConsistencyGuid", a.anchor[:])
	}
	write(&r.w, "mail", a.mail)
	write(&r.w, "mobile", join(r.d, places[a.town].phone, " 7", r.d.number(1_000_000+r.d.place), ""))
	r.rare()
	r.w.end()
}

// linkedMailbox writes the disabled account that holds the mailbox of the person
// in another forest.
func (r *recorder) linkedMailbox(forest int) {
	a := &r.d.ad
	r.chance = newDice(r.d.pop.options.Seed, r.d.place, saltOther)
	number := a.rid + otherRID/2
	a.control, a.recipient, a.remote = "514", "2", ""
	r.dn = r.appendDN(r.dn[:0], "Mailboxes", forest)
	r.head("user")
	r.addressBook(forest)
	r.identity(forest, r.d.newGUID(r.d.place, saltOther), number)
	r.mailbox(forest)
	write(&r.w, "userPrincipalName", address(r.d, "", r.d.person.login, "mail.contoso.local"))
	r.scratch = r.d.appendSID(r.scratch[:0], a.sidForest, a.rid)
	r.w.binary("msExchMasterAccountSid", r.scratch)
	write(&r.w, "mail", a.mail)
	r.w.end()
}

// appendDN writes the distinguished name.
func (r *recorder) appendDN(out []byte, ou string, forest int) []byte {
	out = append(out, "CN="...)
	for _, c := range r.d.ad.cn {
		if c == ',' {
			out = append(out, '\\')
		}
		out = append(out, c)
	}
	out = append(out, r.d.ad.suffix...)
	return append(append(append(append(out, ",OU="...), ou...), ",OU=Staff,"...), forests[forest].base...)
}

// head writes the name and the classes.
func (r *recorder) head(classes ...string) {
	if r.d.pop.options.Dialect == LDAPSearch {
		r.w.out = append(append(append(r.w.out, "# "...), r.d.ad.sam...), ", Staff\n"...)
	}
	write(&r.w, "dn", r.dn)
	if r.d.pop.options.Dialect == LDIFDE {
		write(&r.w, "changetype", "add")
	}
	for _, c := range [...]string{"top", "person", "organizationalPerson"} {
		write(&r.w, "objectClass", c)
	}
	for _, c := range classes {
		write(&r.w, "objectClass", c)
	}
}

// addressBook writes what the address book shows.
func (r *recorder) addressBook(forest int) {
	d, w, a, p := r.d, &r.w, &r.d.ad, &r.d.person
	job, town := &jobs[a.job], &places[a.town]
	title := job.titles[r.chance.below(len(job.titles))]
	cn := a.cn
	if a.suffix != "" {
		cn = join(d, a.cn, "\n", a.suffix[len("\\0A"):], "")
	}
	write(w, "cn", cn)
	write(w, "sn", p.family.native)
	write(w, "c", town.code)
	write(w, "l", town.town)
	write(w, "st", town.state)
	write(w, "title", title)
	write(w, "postalCode", town.postal)
	write(w, "telephoneNumber", join(d, town.phone, " ", d.number(100_000+d.place), ""))
	write(w, "givenName", p.given.native)
	write(w, "distinguishedName", r.dn)
	write(w, "displayName", a.display)
	for range 1 + r.chance.below(2) {
		write(w, "memberOf", join(d, groupNames[r.chance.below(len(groupNames))], town.ou, ",OU=Groups,", forests[forest].base))
	}
	write(w, "co", town.country)
	write(w, "department", job.department)
	write(w, "company", forests[forest].organization)
	write(w, "streetAddress", town.street)
	write(w, "employeeID", a.employee)
	write(w, "name", cn)
}

// groupNames begin the names of the groups that users are members of.
var groupNames = [...]string{"CN=VPN Users ", "CN=All Employees ", "CN=Printers 3rd Floor ", "CN=Licence-E3 ", "CN=Newsletter Readers ",
	"CN=Fire Wardens ", "CN=SharePoint Members ", "CN=File Share Projects Read-Write ", "CN=Remote Desktop "}

// identity writes the identifiers of the object and what the system keeps.
func (r *recorder) identity(forest int, id guid, rid int) {
	w, a := &r.w, &r.d.ad
	w.number("instanceType", 4)
	r.date("whenCreated", 2009+r.chance.below(17))
	r.date("whenChanged", 2026)
	changed := int64(20_000_000 + r.chance.below(90_000_000))
	w.number("uSNCreated", changed/int64(2+r.chance.below(9)))
	w.number("uSNChanged", changed)
	w.binary("objectGUID", id[:])
	write(w, "userAccountControl", a.control)
	write(w, "countryCode", places[a.town].number)
	w.number("primaryGroupID", 513)
	r.scratch = r.d.appendSID(r.scratch[:0], forest, rid)
	w.binary("objectSid", r.scratch)
	write(w, "sAMAccountName", a.sam)
	w.number("sAMAccountType", 805306368)
	write(w, "objectCategory", pair(r.d, "CN=Person,CN=Schema,CN=Configuration,", forests[forest].base))
}

// date writes a moment in a year.
func (r *recorder) date(name string, year int) {
	at := r.chance.below(28*24*3600 - 1)
	n := int64(year)*10_000_000_000 + int64(1+r.chance.below(10))*100_000_000 + int64(1+at/86400)*1_000_000 +
		int64(at/3600%24)*10_000 + int64(at/60%60)*100 + int64(at%60)
	write(&r.w, name, pair(r.d, r.d.number64(n), ".0Z"))
}

// logons writes what signing in leaves behind.
func (r *recorder) logons() {
	w := &r.w
	w.number("pwdLastSet", r.fileTime())
	w.number("accountExpires", 9223372036854775807)
	w.number("logonCount", int64(r.chance.below(9000)))
	w.number("lastLogonTimestamp", r.fileTime())
}

// fileTime is a moment of the last year, in steps of 100 ns since 1601.
func (r *recorder) fileTime() int64 {
	return 134_040_000_000_000_000 + int64(r.chance.below(300_000_000_000_000))
}

// rare writes what few users have.
func (r *recorder) rare() {
	a := &r.d.ad
	write(&r.w, "adminDescription", a.adminDescription)
	if a.critical {
		write(&r.w, "isCriticalSystemObject", "TRUE")
	}
	for range a.certificates {
		r.noise("userCertificate", 600)
	}
	for range a.smimes {
		r.noise("userSMIMECertificate", 600)
	}
	if r.chance.chance(5) {
		r.noise("thumbnailPhoto", 2000+r.chance.below(3000))
	}
}

// noise writes a value of so many bytes that mean nothing.
func (r *recorder) noise(name string, size int) {
	r.scratch = append(r.scratch[:0], 0x30, 0x82)
	for len(r.scratch) < size {
		r.scratch = binary.LittleEndian.AppendUint64(r.scratch, r.chance.next())
	}
	r.w.binary(name, r.scratch)
}
