package fakegraph

import (
	"regexp"
	"strings"
	"unicode"
)

// propertyRules hold what the service checks of a property beyond its type,
// and what else changes with it.
var propertyRules = map[string]func(*userChange, *property, []byte) error{
	"userPrincipalName":             setUPN,
	"mail":                          setMail,
	"mailNickname":                  matching(`^[^\s@()\[\]\\";:<>,.][^\s@()\[\]\\";:<>,]*$`),
	"usageLocation":                 matching(`^[A-Za-z]{2}$`),
	"userType":                      matching(`^(?i:member|guest)$`),
	"ageGroup":                      matching(`^(?i:minor|notAdult|adult)$`),
	"consentProvidedForMinor":       matching(`^(?i:granted|denied|notRequired)$`),
	"onPremisesSecurityIdentifier":  matching(`^S-1-5-21(-[0-9]{1,10}){3,4}$`),
	"onPremisesImmutableId":         setImmutableID,
	"onPremisesObjectIdentifier":    clearObjectIdentifier,
	"onPremisesExtensionAttributes": mergeExtensionAttributes,
	"businessPhones":                setBusinessPhones,
	"passwordProfile":               setPassword,
}

// matching makes the rule that a value, unless null, has a given form.
func matching(pattern string) func(*userChange, *property, []byte) error {
	form := regexp.MustCompile(pattern)
	return func(ch *userChange, p *property, val []byte) error {
		if s, ok := decodeString(val); ok && !form.MatchString(s) {
			return invalidValue(p.name)
		}
		ch.put(p.name, val)
		return nil
	}
}

// setUPN checks form and domain of a user principal name (rulebook UP-9).
func setUPN(ch *userChange, p *property, val []byte) error {
	upn, _ := decodeString(val)
	prefix, domain, ok := strings.Cut(upn, "@")
	if !ok || len(prefix) > 64 || len(domain) > 48 || !upnPrefix.MatchString(prefix) || strings.HasSuffix(prefix, ".") || strings.Contains(domain, "@") {
		return withTarget(invalid("Property userPrincipalName is invalid."), "InvalidValue", p.name)
	}
	d := ch.h.store.sets[setDomains].get(domain)
	if d == nil || !d.isTrue("isVerified") {
		return withTarget(invalid("The domain portion of the userPrincipalName property is invalid. You must use one of the verified domain names in your organization."), "InvalidValue", p.name)
	}
	ch.upn = true
	ch.put(p.name, val)
	return nil
}

// setMail makes the address the primary one: the old primary becomes
// secondary. A guest's addresses stay as they are. An address of another
// object is taken as mail and not as proxy address on PATCH, and refused on
// POST (rulebook CF-18).
func setMail(ch *userChange, p *property, val []byte) error {
	mail, given := decodeString(val)
	if given && !mailForm.MatchString(mail) {
		return invalidValue(p.name)
	}
	ch.put(p.name, val)
	if !given || strings.Contains(ch.text("userPrincipalName"), "#EXT#") {
		return nil
	}
	if ch.h.store.unique().addresses.heldByOther("smtp:"+strings.ToLower(mail), ch.id) {
		if ch.old == nil {
			return conflict("proxyAddresses")
		}
		ch.c.note("mail %q is another object's proxy address and was not added", clip(mail, 100))
		return nil
	}
	addresses := []string{"SMTP:" + mail}
	for _, a := range decodeStrings(getProp(ch.props, "proxyAddresses")) {
		rest, primary := strings.CutPrefix(a, "SMTP:")
		switch {
		case strings.EqualFold(a, "smtp:"+mail):
		case primary:
			addresses = append(addresses, "smtp:"+rest)
		default:
			addresses = append(addresses, a)
		}
	}
	ch.put("proxyAddresses", encode(addresses))
	return nil
}

// setImmutableID sets or, with null, clears the anchor (rulebook GR-3, GR-7).
// The empty string is no value that the service takes; checkType refuses it.
func setImmutableID(ch *userChange, p *property, val []byte) error {
	if anchor, _ := decodeString(val); strings.ContainsAny(anchor, "$_") {
		return invalidValue(p.name)
	}
	ch.anchor = true
	ch.put(p.name, val)
	return nil
}

// clearObjectIdentifier lets null through and nothing else (rulebook GR-9).
func clearObjectIdentifier(ch *userChange, p *property, val []byte) error {
	if err := ch.h.require(ch.c, syncBehaviorScopes); err != nil {
		return err
	}
	if !isNull(val) {
		return invalidValue(p.name)
	}
	ch.put(p.name, val)
	return nil
}

// mergeExtensionAttributes changes the attributes given and keeps the others.
func mergeExtensionAttributes(ch *userChange, p *property, val []byte) error {
	if isNull(val) {
		return invalidValue(p.name)
	}
	given, err := parseObject(val)
	if err != nil {
		return errUnreadable()
	}
	merged, _ := parseObject(getProp(ch.props, p.name)) // none before: all null
	for _, attribute := range p.sub {
		if getProp(merged, attribute.name) == nil {
			merged = append(merged, prop{attribute.name, []byte("null")})
		}
	}
	for _, g := range given {
		if strings.HasPrefix(g.name, "@odata.") {
			continue
		}
		known := false
		for _, attribute := range p.sub {
			known = known || attribute.name == g.name
		}
		if s, isText := decodeString(g.val); !known || (!isText && !isNull(g.val)) || len(s) > 1024 {
			return invalidValue(p.name)
		}
		merged = setProp(merged, g.name, g.val)
	}
	ch.put(p.name, joinProps(merged))
	return nil
}

// joinProps renders properties as a JSON object.
func joinProps(props []prop) []byte {
	buf := []byte{'{'}
	for i, p := range props {
		if i > 0 {
			buf = append(buf, ',')
		}
		buf = append(append(append(buf, encode(p.name)...), ':'), p.val...)
	}
	return append(buf, '}')
}

// setBusinessPhones takes one number, although the property is a list.
func setBusinessPhones(ch *userChange, p *property, val []byte) error {
	if len(elements(val)) > 1 {
		return invalidValue(p.name)
	}
	ch.put(p.name, val)
	return nil
}

// setPassword checks the strength and stores all but the password.
func setPassword(ch *userChange, p *property, val []byte) error {
	if isNull(val) {
		return invalidValue(p.name)
	}
	password, given := decodeString(member(val, "password"))
	weak := strings.Contains(strings.ToLower(ch.text("passwordPolicies")), "disablestrongpassword")
	if given && !weak && !isStrong(password) {
		return withTarget(invalid("The specified password does not comply with password complexity requirements. Please provide a different password."), "InvalidPassword", "password")
	}
	flags := []prop{}
	for _, name := range []string{"forceChangePasswordNextSignIn", "forceChangePasswordNextSignInWithMfa"} {
		flag := member(val, name)
		if s := string(flag); s != "true" && s != "false" {
			flag = []byte("false")
		}
		flags = append(flags, prop{name, flag})
	}
	ch.password = ch.password || given
	ch.put(p.name, joinProps(append(flags, prop{"password", []byte("null")})))
	return nil
}

// isStrong applies the default policy: 8 to 256 characters of three of the
// four classes.
func isStrong(password string) bool {
	var lower, upper, digit, sign int
	n := 0
	for _, r := range password {
		n++
		switch {
		case unicode.IsLower(r):
			lower = 1
		case unicode.IsUpper(r):
			upper = 1
		case unicode.IsDigit(r):
			digit = 1
		default:
			sign = 1
		}
	}
	return n >= 8 && n <= 256 && lower+upper+digit+sign >= 3
}

var (
	upnPrefix = regexp.MustCompile(`^[A-Za-z0-9'._!#^~-]+$`)
	mailForm  = regexp.MustCompile(`^[\x21-\x3f\x41-\x7e]{1,64}@[A-Za-z0-9.-]+\.[A-Za-z0-9-]+$`)
)
