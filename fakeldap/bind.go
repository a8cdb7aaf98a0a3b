package fakeldap

import (
	"fmt"
	"strconv"
	"strings"
	"unicode/utf16"

	"github.com/jimlambrt/gldap"

	"presync/fakeldap/internal/ad"
	"presync/fakeldap/internal/ber"
)

// session is who a connection is.
type session struct {
	bound bool
	// name is DOMAIN\account of a known account, else what the client said.
	name string
}

func (c *conn) who() session {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.session
}

func (c *conn) become(s session) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.session = s
}

// mayRead reports whether the connection may see more than the rootDSE.
func (c *conn) mayRead() bool { return c.server.config.AllowAnonymous || c.who().bound }

// Choices of authentication in a bind request. Sicily is Microsoft's own way
// to carry NTLM ([MS-ADTS] 5.1.1.1.3).
const (
	authSimple                                                   = 0x80
	authSASL                                                     = 0xa3
	authSicilyDiscovery, authSicilyNegotiate, authSicilyResponse = 0x89, 0x8a, 0x8b
)

// bindRequest looks at a bind before gldap does: gldap would drop the
// connection over anything but a simple bind of version 3.
func (x *exchange) bindRequest() result {
	x.become(session{})
	x.secret = true
	f := fields{rest: x.m.body}
	ldapVersion := f.int(ber.Integer)
	x.log.DN = f.text()
	if f.err != nil {
		return malformed(f.err)
	}
	tag, content, rest, err := ber.Next(f.rest)
	if err != nil || len(rest) > 0 {
		return malformed(fmt.Errorf("authentication: %w", firstError(err, ber.ErrMalformed)))
	}
	switch {
	case ldapVersion != 3:
		return ldapError(gldap.ResultProtocolError, 0x57, fmt.Sprintf("LDAP version %d is not spoken here", ldapVersion), 0)
	case tag == authSASL:
		mechanism := fields{rest: content}
		x.log.OID = mechanism.text()
		return refuse(gldap.ResultAuthMethodNotSupported,
			fmt.Sprintf("00002027: SASL %q is not supported; use a simple bind", x.log.OID))
	case tag == authSicilyDiscovery || tag == authSicilyNegotiate || tag == authSicilyResponse:
		x.log.OID = "NTLM"
		return refuse(gldap.ResultAuthMethodNotSupported, "00002027: NTLM is not supported; use a simple bind")
	case tag != authSimple:
		return ldapError(gldap.ResultAuthMethodNotSupported, 0x2027, fmt.Sprintf("no authentication has the tag 0x%02x", tag), 0)
	}
	return x.relay()
}

// Numbers that AD puts behind "data" when it refuses a bind; they are Windows
// errors.
const (
	dataNoSuchUser      = 0x525
	dataWrongPassword   = 0x52e
	dataAccountDisabled = 0x533
	dataAccountExpired  = 0x701
	dataAccountLocked   = 0x775
)

const (
	uacDisabled = 0x2
	neverFiled  = 1<<63 - 1
)

// bind answers a simple bind.
func (c *conn) bind(name, password string) result {
	if password == "" {
		return result{} // anonymous, with or without a name
	}
	d := c.server.directory
	d.mu.RLock()
	defer d.mu.RUnlock()
	account := d.account(name)
	if r, ok := c.server.checkPassword(account, name, password); !ok {
		return r
	}
	c.become(session{bound: true, name: d.display(account, name)})
	return result{}
}

// checkPassword decides about a bind. Without a BindPassword everybody may in,
// but for accounts whose password was set over the wire.
func (s *Server) checkPassword(account *object, name, password string) (result, bool) {
	d := s.directory
	if account != nil {
		if own, set := d.passwords[account.guid]; set {
			if own != password {
				return badCredentials(dataWrongPassword), false
			}
			return d.checkAccount(account)
		}
	}
	switch {
	case s.config.BindPassword == "":
		return result{}, true
	case account == nil && !d.isAdministrator(name):
		return badCredentials(dataNoSuchUser), false
	case password != s.config.BindPassword:
		return badCredentials(dataWrongPassword), false
	case account == nil:
		return result{}, true
	}
	return d.checkAccount(account)
}

// checkAccount refuses accounts that are disabled, expired or locked out.
func (d *directory) checkAccount(o *object) (result, bool) {
	uac, _ := strconv.ParseInt(o.first(d.at.userAccountControl), 10, 64)
	expires, _ := strconv.ParseInt(o.first(d.at.accountExpires), 10, 64)
	locked, _ := strconv.ParseInt(o.first(d.at.lockoutTime), 10, 64)
	switch {
	case uac&uacDisabled != 0:
		return badCredentials(dataAccountDisabled), false
	case expires > 0 && expires != neverFiled && expires < ad.FileTime(d.now()):
		return badCredentials(dataAccountExpired), false
	case locked > 0:
		return badCredentials(dataAccountLocked), false
	}
	return result{}, true
}

// isAdministrator reports whether a name is that of the built-in account,
// which need not be in the directory.
func (d *directory) isAdministrator(name string) bool {
	n := &d.names
	for _, form := range []string{
		"administrator@" + n.dns, n.netbios + `\administrator`, "CN=Administrator,CN=Users," + n.domain, "administrator",
	} {
		if strings.EqualFold(name, form) {
			return true
		}
	}
	return false
}

// account finds the account that a bind names, in the forms of [MS-ADTS]
// 5.1.1.1.1: DN, userPrincipalName, sAMAccountName@domain, DOMAIN\name,
// GUID, SID, canonical name, sAMAccountName, displayName.
func (d *directory) account(name string) *object {
	if o, _ := d.resolve(name, false); o != nil && strings.Contains(name, "=") {
		return o
	}
	fold := ad.Fold(name)
	if o := d.holder(d.at.userPrincipalName, fold, false); o != nil {
		return o
	}
	if user, domain, found := strings.Cut(name, "@"); found {
		if strings.EqualFold(domain, d.names.dns) || strings.EqualFold(domain, d.names.netbios) {
			return d.holder(d.at.sAMAccountName, ad.Fold(user), false)
		}
		return nil
	}
	if domain, user, found := strings.Cut(name, `\`); found {
		if domain != "" && !strings.EqualFold(domain, d.names.netbios) && !strings.EqualFold(domain, d.names.dns) {
			return nil
		}
		return d.holder(d.at.sAMAccountName, ad.Fold(user), false)
	}
	if guid, err := ad.ParseGUID(name); err == nil {
		return d.holder(d.at.objectGUID, string(guid[:]), false)
	}
	if sid, err := ad.ParseSID(name); err == nil {
		return d.holder(d.at.objectSid, string(sid), false)
	}
	for _, a := range []*ad.Attribute{d.at.sAMAccountName, d.at.displayName} {
		if o := d.holder(a, fold, false); o != nil {
			return o
		}
	}
	return nil
}

// display is DOMAIN\name of an account, as whoami prints it.
func (d *directory) display(o *object, name string) string {
	if o != nil {
		if sam := o.first(d.at.sAMAccountName); sam != "" {
			return d.names.netbios + `\` + sam
		}
		return o.dn
	}
	if d.isAdministrator(name) {
		return d.names.netbios + `\Administrator`
	}
	if strings.ContainsAny(name, `\=@`) {
		return name
	}
	return d.names.netbios + `\` + name
}

// isPassword reports whether an attribute holds a password.
func isPassword(name string) bool {
	return strings.EqualFold(name, "unicodePwd") || strings.EqualFold(name, "userPassword")
}

// unquotePassword decodes a unicodePwd: UTF-16, low byte first, in quotes.
func unquotePassword(v []byte) (string, bool) {
	if len(v)%2 != 0 {
		return "", false
	}
	units := make([]uint16, len(v)/2)
	for i := range units {
		units[i] = uint16(v[2*i]) | uint16(v[2*i+1])<<8
	}
	text := string(utf16.Decode(units))
	if len(text) < 3 || text[0] != '"' || text[len(text)-1] != '"' {
		return "", false
	}
	return text[1 : len(text)-1], true
}
