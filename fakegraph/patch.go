package fakegraph

import (
	"net/http"
	"strings"
)

// patchUser answers PATCH /users/{id}. All properties of the body are checked
// before one of them is changed.
func (h *Handler) patchUser(c *call, args []string) (*response, error) {
	body, err := c.parseBody()
	if err != nil {
		return nil, err
	}
	h.store.mu.Lock()
	defer h.store.mu.Unlock()
	old := h.find(setUsers, args[0])
	if old == nil {
		return nil, notFound(args[0])
	}
	ch := &userChange{h: h, c: c, old: old, id: old.id, props: old.props()}
	if err := ch.apply(body); err != nil {
		return nil, err
	}
	h.store.replace(setUsers, old, ch.props)
	return &response{status: http.StatusNoContent}, nil
}

// apply sets every property of a body and checks the outcome.
func (ch *userChange) apply(body []prop) error {
	for _, p := range body {
		if strings.HasPrefix(p.name, "@odata.") {
			continue
		}
		if err := ch.set(p.name, p.val); err != nil {
			return err
		}
	}
	return ch.finish()
}

// set checks and changes one property.
func (ch *userChange) set(name string, val []byte) error {
	kind := ch.h.store.sets[setUsers].kind
	p := kind.lookup(name, ch.c.version)
	switch {
	case p == nil && isExtension(name):
		p = extensionProperty(ch.spelling(name))
	case p == nil:
		return withTarget(invalid("One or more property values specified are invalid."), "InvalidProperty", clip(name, 100))
	case p.name == "id" && ch.old != nil && string(val) == string(ch.old.value("id")):
		return nil
	case !p.has(writable):
		return withTarget(invalid("Property '%s' is read-only and cannot be set.", p.name), "ReadOnly", p.name)
	}
	if err := ch.mayWrite(p); err != nil {
		return err
	}
	if err := checkType(p, val); err != nil {
		return err
	}
	if rule := propertyRules[p.name]; rule != nil {
		return rule(ch, p, val)
	}
	ch.put(p.name, val)
	return nil
}

// spelling is the name under which a user already holds an extension.
func (ch *userChange) spelling(name string) string {
	for _, p := range ch.props {
		if strings.EqualFold(p.name, name) {
			return p.name
		}
	}
	return name
}

// mayWrite checks who masters the property (rulebook GR-3 to GR-5).
func (ch *userChange) mayWrite(p *property) error {
	if ch.old != nil && ch.old.isTrue("onPremisesSyncEnabled") && !cloudMastered[p.name] {
		return errMastered()
	}
	if strings.HasPrefix(p.name, "onPremises") && !hybridOnV1[p.name] {
		if ch.c.version != beta || ch.old == nil {
			return withTarget(invalid("Property '%s' is read-only and cannot be set.", p.name), "ReadOnly", p.name)
		}
	}
	return nil
}

// errMastered refuses a change to a user that comes from on premises.
func errMastered() error {
	return invalid("Unable to update the specified properties for on-premises mastered Directory Sync objects or objects currently undergoing migration.")
}

// checkType compares a JSON value with the property's kind.
func checkType(p *property, val []byte) error {
	if isNull(val) {
		if p.kind.collection() || notNullable[p.name] {
			return invalidValue(p.name)
		}
		return nil
	}
	first := val[0]
	switch p.kind {
	case kindBool:
		if first != 't' && first != 'f' {
			return typeError(p, val)
		}
	case kindStrings:
		if first != '[' || len(decodeStrings(val)) != len(elements(val)) {
			return typeError(p, val)
		}
	case kindComplex:
		if first != '{' {
			return typeError(p, val)
		}
	case kindTime:
		s, ok := decodeString(val)
		if _, isTime := parseTime(s); !ok || !isTime {
			return typeError(p, val)
		}
	default:
		s, ok := decodeString(val)
		if !ok {
			return typeError(p, val)
		}
		if s == "" || (p.max > 0 && len([]rune(s)) > p.max) {
			return invalidValue(p.name)
		}
	}
	return nil
}

// typeError is the gateway's complaint about a value of the wrong type.
func typeError(p *property, val []byte) error {
	return withTarget(badRequest("Cannot convert the literal '%s' to the expected type '%s'.", clip(string(val), 60), p.kind.edm()), "InvalidType", p.name)
}

// put replaces a property's value.
func (ch *userChange) put(name string, val []byte) { ch.props = setProp(ch.props, name, val) }

// text returns a string property as it is after the change.
func (ch *userChange) text(name string) string {
	s, _ := decodeString(getProp(ch.props, name))
	return s
}

// finish checks what depends on several properties: uniqueness among the live
// objects and the anchor that a federated domain needs.
func (ch *userChange) finish() error {
	st := ch.h.store
	upn, anchor := ch.text("userPrincipalName"), ch.text("onPremisesImmutableId")
	if ch.upn || ch.anchor {
		if ch.h.isFederated(domainOf(upn)) && anchor == "" {
			return invalid("One or more properties contains invalid values.")
		}
	}
	if ch.upn {
		if st.unique().upns.heldByOther(strings.ToLower(upn), ch.id) {
			return conflict("userPrincipalName")
		}
		if err := ch.addUPNAddress(upn); err != nil {
			return err
		}
	}
	if ch.anchor && anchor != "" {
		if st.unique().anchors.heldByOther(anchor, ch.id) {
			return conflict("onPremisesImmutableId")
		}
	}
	return nil
}

// addUPNAddress keeps the user principal name among the addresses of a user
// with an Exchange plan (rulebook PX-3, UP-4). A name that is another object's
// address is a conflict for such a user, and for every new one.
func (ch *userChange) addUPNAddress(upn string) error {
	licensed := hasExchangePlan(getProp(ch.props, "assignedPlans"))
	if !licensed && ch.old != nil {
		return nil
	}
	key := "smtp:" + strings.ToLower(upn)
	if ch.h.store.unique().addresses.heldByOther(key, ch.id) {
		return conflict("proxyAddresses")
	}
	if !licensed {
		return nil
	}
	addresses := decodeStrings(getProp(ch.props, "proxyAddresses"))
	for _, a := range addresses {
		if strings.ToLower(a) == key {
			return nil
		}
	}
	ch.put("proxyAddresses", encode(append(addresses, "smtp:"+upn)))
	return nil
}

// hasExchangePlan reports whether assignedPlans has Exchange switched on.
func hasExchangePlan(plans []byte) bool {
	for _, plan := range elements(plans) {
		service, _ := decodeString(member(plan, "service"))
		status, _ := decodeString(member(plan, "capabilityStatus"))
		if strings.EqualFold(service, "exchange") && strings.EqualFold(status, "Enabled") {
			return true
		}
	}
	return false
}

// isFederated reports whether a domain's authentication is federated.
func (h *Handler) isFederated(domain string) bool {
	d := h.store.sets[setDomains].get(domain)
	return d != nil && strings.EqualFold(d.text("authenticationType"), "Federated")
}

func domainOf(upn string) string { return upn[strings.LastIndexByte(upn, '@')+1:] }

var (
	// cloudMastered are the properties that stay the cloud's when a user is
	// synchronized from on premises.
	cloudMastered = map[string]bool{"usageLocation": true, "otherMails": true, "ageGroup": true, "consentProvidedForMinor": true}
	// hybridOnV1 are the onPremises properties that v1.0 lets one write.
	hybridOnV1  = map[string]bool{"onPremisesImmutableId": true, "onPremisesExtensionAttributes": true}
	notNullable = map[string]bool{"accountEnabled": true, "displayName": true, "mailNickname": true, "userPrincipalName": true, "usageLocation": true}
)

// userChange is a user between the old state and the new one. The caller
// holds the store's write lock.
type userChange struct {
	h     *Handler
	c     *call
	old   *object // nil for a new user
	id    string
	props []prop

	upn      bool // userPrincipalName was given
	anchor   bool // onPremisesImmutableId was given
	password bool // a password was given
}
