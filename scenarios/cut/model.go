package cut

import (
	"maps"
	"slices"
	"strconv"
	"strings"
	"time"

	"presync/sim/directory"
	"presync/sim/source"
)

// piece is something that can be taken away. What is below it goes with it.
type piece struct {
	level level
	above *piece
	gone  bool
}

func (p *piece) there() bool { return p == nil || !p.gone && p.above.there() }

// level orders pieces by size; the large ones are tried first.
type level int

const (
	objects level = iota
	parts         // attributes, properties, settings
	values
	levels
)

// model is an export that can be written with some of its pieces.
type model struct {
	pieces   []*piece
	forests  []string
	ad       []*adObject
	cloud    []*cloudObject
	files    []*sideFile
	settings []*setting
	asOf     time.Time
	asOfGone *piece
	full     *piece // nil when the exports are not complete
	nextLink *piece // nil when the last page is there
}

type adObject struct {
	*piece
	forest string
	dn     string
	attrs  []*attribute
}

type attribute struct {
	*piece
	name   string
	values []*value
}

type value struct {
	*piece
	text string
}

type cloudObject struct {
	*piece
	file  string
	props []*property
}

// property is a property of a cloud object; list is set where Graph has one.
type property struct {
	*piece
	name string
	json any // nil is null
	list []*element
}

type element struct {
	*piece
	json any
}

// sideFile is a file of the tenant that says something by being there.
type sideFile struct {
	*piece
	name string
}

// setting is a key of the tenant file. It has one text, or a list.
type setting struct {
	*piece
	section, name string
	text          string
	list          []*value
}

func (m *model) add(l level, above *piece) *piece {
	p := &piece{level: l, above: above}
	m.pieces = append(m.pieces, p)
	return p
}

// fixed is a piece that stays.
func fixed(above *piece) *piece { return &piece{above: above} }

// addAD takes an on-premises object. The subject stays, and its record names
// the attributes that were exported and that nobody has.
func (m *model) addAD(o *directory.Object, subject bool, exported []string) {
	a := &adObject{forest: o.Forest, dn: o.DN, piece: fixed(nil)}
	if !subject {
		a.piece = m.add(objects, nil)
	}
	add := func(name string, texts []string) {
		t := &attribute{piece: fixed(a.piece), name: name}
		if !subject || !strings.EqualFold(name, "objectGUID") || texts[0] == "" {
			t.piece = m.add(parts, a.piece)
		}
		for i, text := range texts {
			if text == "" && strings.HasSuffix(name, "Certificate") && len(texts) > 1 {
				text = "certificate " + strconv.Itoa(i) // readers keep their number alone
			}
			v := &value{piece: fixed(t.piece), text: text}
			if i > 0 || len(texts) > 1 {
				v.piece = m.add(values, t.piece)
			}
			t.values = append(t.values, v)
		}
		a.attrs = append(a.attrs, t)
	}
	for _, t := range o.Attrs.All() {
		add(t.Name, t.Values)
	}
	for _, name := range exported {
		if o.Attrs.Values(name) == nil {
			add(name, []string{""})
		}
	}
	m.ad = append(m.ad, a)
}

// addCloud takes a cloud object as Graph shows it.
func (m *model) addCloud(o *directory.CloudObject) {
	c := &cloudObject{piece: m.add(objects, nil), file: "users.json"}
	switch {
	case o.Type == directory.TypeGroup:
		c.file = "groups.json"
	case o.Type == directory.TypeContact:
		c.file = "contacts.json"
	case o.Deleted:
		c.file = "deletedUsers.json"
	}
	for _, p := range cloudProperties(o) {
		if p.name == "id" {
			p.piece = fixed(c.piece)
		} else {
			p.piece = m.add(parts, c.piece)
		}
		for _, e := range p.list {
			e.piece = m.add(values, p.piece)
		}
		c.props = append(c.props, p)
	}
	m.cloud = append(m.cloud, c)
}

// cloudProperties are the properties of a cloud object that its export has,
// null where they have no value.
func cloudProperties(o *directory.CloudObject) []*property {
	var list []*property
	text := func(name, v string) {
		switch {
		case v != "":
			list = append(list, &property{name: name, json: v})
		case !o.Lacks(name):
			list = append(list, &property{name: name})
		}
	}
	flag := func(name string, t directory.Tristate) {
		if t == directory.True || t == directory.False {
			list = append(list, &property{name: name, json: t == directory.True})
		} else if t == directory.Null {
			list = append(list, &property{name: name})
		}
	}
	elements := func(name string, of []any, known bool) {
		if len(of) == 0 && !known {
			return
		}
		p := &property{name: name, list: []*element{}}
		for _, e := range of {
			p.list = append(p.list, &element{json: e})
		}
		list = append(list, p)
	}
	text("id", o.ID)
	text("displayName", o.DisplayName)
	if o.Type == directory.TypeUser {
		text("userPrincipalName", string(o.UserPrincipalName))
	}
	text("mail", o.Mail)
	text("mailNickname", o.MailNickname)
	var addresses []any
	for _, a := range o.ProxyAddresses {
		addresses = append(addresses, a.String())
	}
	elements("proxyAddresses", addresses, !o.Lacks("proxyAddresses"))
	flag("onPremisesSyncEnabled", o.SyncEnabled)
	if o.Type != directory.TypeUser {
		return list
	}
	text("userType", o.UserType)
	flag("accountEnabled", o.AccountEnabled)
	text("onPremisesImmutableId", string(o.ImmutableID))
	if !o.ObjectIdentifier.IsZero() {
		text("onPremisesObjectIdentifier", o.ObjectIdentifier.String())
	} else {
		text("onPremisesObjectIdentifier", "")
	}
	text("onPremisesSecurityIdentifier", string(o.SecurityID))
	text("onPremisesUserPrincipalName", string(o.OnPremUPN))
	return append(list, restOfUser(o)...)
}

// restOfUser are the properties that most users lack.
func restOfUser(o *directory.CloudObject) []*property {
	var list []*property
	add := func(name string, v any, there bool) {
		if there {
			list = append(list, &property{name: name, json: v})
		}
	}
	add("onPremisesSamAccountName", o.OnPremSAM, o.OnPremSAM != "")
	add("onPremisesDistinguishedName", o.OnPremDN, o.OnPremDN != "")
	add("onPremisesSyncBehavior", map[string]any{"isCloudManaged": true}, o.CloudMastered)
	add("deletedDateTime", o.DeletedAt.UTC().Format(time.RFC3339), !o.DeletedAt.IsZero())
	profile := maps.Collect(o.Profile.All())
	for _, name := range sorted(profile) {
		v := profile[name]
		if source.IsGraphList(name) {
			p := &property{name: name, list: []*element{}}
			for _, e := range strings.Split(v, "; ") {
				p.list = append(p.list, &element{json: e})
			}
			list = append(list, p)
			continue
		}
		add(name, v, true)
	}
	plans := &property{name: "assignedPlans", list: []*element{}}
	if o.ExchangePlan {
		plans.list = append(plans.list, &element{json: map[string]any{"service": "exchange", "capabilityStatus": "Enabled", "servicePlanId": exchangePlan}})
	}
	if o.ExchangePlan || !o.Lacks("assignedPlans") {
		list = append(list, plans)
	}
	if len(o.Quarantined) > 0 {
		errors := &property{name: "onPremisesProvisioningErrors"}
		for _, q := range o.Quarantined {
			errors.list = append(errors.list, &element{json: map[string]any{"category": "PropertyConflict", "propertyCausingError": q.Property, "value": q.Value}})
		}
		list = append(list, errors)
	}
	return list
}

// exchangePlan is the service plan EXCHANGE_S_ENTERPRISE.
const exchangePlan = "efb87545-963c-4e0d-99df-69c6916d9eb0"

func sorted(m map[string]string) []string {
	keys := make([]string, 0, len(m))
	for k := range m {
		keys = append(keys, k)
	}
	slices.Sort(keys)
	return keys
}
