package generate

// Users who are linked, and those who take a cloud user over.

func buildRenamed(d *draft) {
	c := d.link()
	c.upn = address(d, "", d.person.alias, d.person.domain)
	c.shadow, c.mail, c.nick = c.upn, c.upn, d.person.alias
	c.surname = "Young"
	c.proxies = [6][]byte{address(d, "SMTP:", d.person.alias, d.person.domain)}
}

func buildMoved(d *draft) {
	d.ad.anchor = d.newGUID(d.place, saltAnchor)
	d.link()
}

func buildNoMailbox(d *draft) {
	a := &d.ad
	a.proxies, a.mail, a.nick, a.recipient, a.remote = nil, nil, nil, "", ""
	d.link().nick = d.person.login
}

// otherName gives the cloud user a userPrincipalName on the initial domain.
func (d *draft) otherName(c *cloudUser) { c.upn = address(d, "", d.person.alias, initialDomain) }

func buildSamePrimary(d *draft) {
	if c := d.newCloudUser(); d.dice.chance(300) {
		d.otherName(c)
	}
}

func buildSameName(d *draft) { d.newCloudUser().bare() }

// bare takes all addresses away.
func (c *cloudUser) bare() { c.mail, c.proxies = nil, [6][]byte{} }

func buildMailOnly(d *draft) {
	c := d.newCloudUser()
	d.otherName(c)
	d.ad.proxies = nil
}

func buildNameIsAddress(d *draft) {
	c := d.newCloudUser()
	d.otherName(c)
	d.useOtherAddress()
}

// useOtherAddress gives the account an address that is not its name.
func (d *draft) useOtherAddress() {
	d.ad.mail = address(d, "post.", d.person.login, d.person.domain)
	d.addresses = append(d.addresses[:0], address(d, "SMTP:post.", d.person.login, d.person.domain))
	d.ad.proxies = d.addresses
}

func buildAddressIsName(d *draft) {
	d.newCloudUser().bare()
	d.ad.upn = address(d, "id.", d.person.login, d.person.domain)
}

// preset adds a cloud-only user with the anchor.
func (d *draft) preset() *cloudUser {
	c := d.newCloudUser()
	c.immutable = d.sourceAnchor()
	return c
}

func buildPreset(d *draft) { d.preset() }

func buildPresetOtherNames(d *draft) {
	c := d.preset()
	d.otherName(c)
	c.bare()
}

// delete moves the cloud user to the recycle bin, where its name begins with its
// id.
func (d *draft) delete() {
	c := d.cloud[len(d.cloud)-1]
	d.cloud = d.cloud[:len(d.cloud)-1]
	c.synced, c.upn = "false", pair(d, d.plainID(c.id), c.upn)
	d.bin = append(d.bin, c)
}

func buildBin(d *draft) {
	d.link()
	d.delete()
}

func buildRestored(d *draft) {
	c := d.link()
	c.synced, c.identifier = "false", guid{}
}

func buildRolledBack(d *draft) {
	c := d.link()
	c.synced, c.managed, c.identifier = "null", "false", guid{}
}

func buildCloudAuthority(d *draft) {
	c := d.link()
	c.synced, c.managed = "null", "true"
}

// grant gives a directory role to a cloud user.
func (d *draft) grant(c *cloudUser, template string, eligible bool) {
	d.roles = append(d.roles, role{c.id, template, eligible})
}

// The roles that are given. The templates are those of the built-in roles.
const (
	globalAdministrator = "62e90394-69f5-4237-9190-012177145e10"
	userAdministrator   = "fe930be7-5e62-47db-91af-98c3a49a38b1"
	reportsReader       = "4a5d8f65-41da-4de4-8968-e035b65339cf"
)
