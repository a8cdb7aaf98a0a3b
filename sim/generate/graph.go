package generate

import (
	"strconv"
)

// grapher writes objects as Graph answers them.
type grapher struct {
	d     *draft
	out   []byte
	comma bool
}

// field writes a property that is a text; nil is null.
func (g *grapher) field(name string, value []byte) {
	g.name(name)
	if value == nil {
		g.out = append(g.out, "null"...)
		return
	}
	g.out = appendJSON(g.out, value)
}

// literal writes a property whose value stands as it is.
func (g *grapher) literal(name, value string) {
	g.name(name)
	g.out = append(g.out, value...)
}

func (g *grapher) name(name string) {
	if g.comma {
		g.out = append(g.out, ',')
	}
	g.comma = true
	g.out = append(append(append(g.out, '"'), name...), `":`...)
}

func (g *grapher) id(name string, id guid) {
	g.name(name)
	if id.isZero() {
		g.out = append(g.out, "null"...)
		return
	}
	g.out = append(appendGUID(append(g.out, '"'), id), '"')
}

func (g *grapher) list(name string, values [][]byte) {
	g.name(name)
	g.out = append(g.out, '[')
	for i, v := range values {
		if v == nil {
			break
		}
		if i > 0 {
			g.out = append(g.out, ',')
		}
		g.out = appendJSON(g.out, v)
	}
	g.out = append(g.out, ']')
}

// appendJSON writes a text. Values hold no control characters.
func appendJSON[T text](out []byte, value T) []byte {
	out = append(out, '"')
	for i := range len(value) {
		if c := value[i]; c == '"' || c == '\\' {
			out = append(out, '\\')
		}
		out = append(out, value[i])
	}
	return append(out, '"')
}

// begin opens an object; a comma goes before all but the first of a page.
func (g *grapher) begin(first bool) {
	if !first {
		g.out = append(g.out, ',')
	}
	g.out, g.comma = append(g.out, '{'), false
}

// user writes a cloud user.
func (g *grapher) user(c *cloudUser, first bool) {
	g.begin(first)
	g.id("id", c.id)
	g.field("userPrincipalName", c.upn)
	g.field("displayName", c.display)
	g.name("givenName")
	g.out = appendJSON(g.out, c.given)
	g.name("surname")
	g.out = appendJSON(g.out, c.surname)
	g.field("mail", c.mail)
	g.field("mailNickname", c.nick)
	g.list("proxyAddresses", c.proxies[:])
	g.name("userType")
	g.out = appendJSON(g.out, c.userType)
	g.literal("accountEnabled", c.enabled)
	g.name("department")
	g.out = appendJSON(g.out, c.department)
	g.field("employeeId", c.employee)
	g.literal("onPremisesSyncEnabled", c.synced)
	g.field("onPremisesImmutableId", c.immutable)
	g.field("onPremisesSecurityIdentifier", c.sid)
	g.id("onPremisesObjectIdentifier", c.identifier)
	g.field("onPremisesUserPrincipalName", c.shadow)
	if c.managed != "" {
		g.literal("onPremisesSyncBehavior", `{"isCloudManaged":`+c.managed+`}`)
	}
	g.out = append(g.out, '}')
}

// page is how many people a page has: less than the 999 that $top asks for,
// because a few have two cloud users.
const page = 980

// pages is the number of pages of users.json.
func (p *Population) pages() int { return (p.cloudPlaces() + page - 1) / page }

func (p *Population) cloudPlaces() int { return p.options.Users + p.fillers }

// page writes one answer of GET /users.
func (g *grapher) page(number int) {
	p := g.d.pop
	g.out = append(g.out, `{"@odata.context":"https://graph.microsoft.com/beta/$metadata#users(`+selected+`)",`...)
	if number+1 < p.pages() {
		g.out = append(append(g.out, `"@odata.nextLink":"https://graph.microsoft.com/beta/users?$top=999&$select=`+selected+`&$skiptoken=RFNwdAIAAQAAAB`...),
			strconv.Itoa(number+1)...)
		g.out = append(g.out, `",`...)
	}
	g.out = append(g.out, `"value":[`...)
	first := true
	for position := number * page; position < min((number+1)*page, p.cloudPlaces()); position++ {
		place := p.cloudOrder.to(position)
		if place >= p.options.Users {
			g.filler(place, first)
			first = false
			continue
		}
		g.d.make(place)
		for i := range g.d.cloud {
			g.user(&g.d.cloud[i], first)
			first = false
		}
	}
	g.out = append(g.out, "]}\n"...)
}

// selected are the properties that the pages have.
const selected = "id,userPrincipalName,displayName,givenName,surname,mail,mailNickname,proxyAddresses,userType,accountEnabled,department,employeeId," +
	"onPremisesSyncEnabled,onPremisesImmutableId,onPremisesSecurityIdentifier,onPremisesObjectIdentifier,onPremisesUserPrincipalName"

// filler writes a cloud user that has nothing on premises: a guest, a room, or
// somebody who works in the cloud only.
func (g *grapher) filler(place int, first bool) {
	d := g.d
	d.reset(place)
	d.dice = newDice(d.pop.options.Seed, place, saltFiller)
	p := d.identify(place)
	c := cloudUser{id: d.newGUID(place, saltFiller), display: d.name(&p, false), given: p.given.native, surname: p.family.native, nick: p.login,
		userType: "Member", enabled: "true", synced: "null", department: jobs[d.dice.below(len(jobs))].department}
	switch kind := d.dice.below(10); {
	case kind < 4:
		c.userType, c.mail = "Guest", address(d, "", p.login, "partner.example")
		c.upn = join(d, p.login, "_partner.example#EXT#@", initialDomain, "")
	case kind < 7:
		c.given, c.surname, c.enabled = "", "", "false"
		c.display, c.nick = pair(d, "Room ", d.number(place)), pair(d, "room", d.number(place))
		c.upn = address(d, "", c.nick, p.domain)
		c.mail = c.upn
	default:
		c.upn = address(d, "", p.login, p.domain)
		c.mail = c.upn
	}
	c.proxies[0] = pair(d, "SMTP:", c.mail)
	g.user(&c, first)
}
