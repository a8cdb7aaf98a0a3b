package source

import (
	"crypto/tls"
	"crypto/x509"
	"errors"
	"fmt"
	"net"
	"strings"

	"github.com/go-ldap/ldap/v3"
)

// failure says what went wrong with the directory, in words where the answer
// has a number.
func (d *directoryReader) failure(doing string, err error) error {
	text, hint := d.reason(err)
	return &wireError{text: fmt.Sprintf("%s %s: %s", doing, d.target.url, text), hint: hint, cause: err}
}

// reason explains an error and says what to do about it.
func (d *directoryReader) reason(err error) (text, hint string) {
	var answer *ldap.Error
	if errors.As(err, &answer) && answer.ResultCode < ldap.ErrorNetwork {
		return d.refusal(answer)
	}
	var unknown x509.UnknownAuthorityError
	var verify *tls.CertificateVerificationError
	var record tls.RecordHeaderError
	var resolve *net.DNSError
	var dial *net.OpError
	switch {
	case errors.As(err, &unknown), strings.Contains(err.Error(), unknown.Error()): // go-ldap's StartTLS wraps nothing
		return "its certificate is signed by an authority that is not trusted", "name the certificate of your own authority with --ca-file"
	case errors.As(err, &verify):
		return "its certificate does not hold: " + verify.Err.Error(), "use the name that the certificate has"
	case errors.As(err, &record):
		return "it does not speak TLS on this port", "ldaps:// has port 636; for port 389 use ldap:// with --start-tls"
	case errors.As(err, &resolve):
		return fmt.Sprintf("the name %q is not known", resolve.Name), ""
	case errors.As(err, &dial) && dial.Op == "dial":
		return causeOf(err), ""
	}
	return "the connection broke: " + causeOf(err), "a domain controller that demands TLS closes plain connections: try ldaps://, or --start-tls"
}

// causeOf is the text of an error without what go-ldap puts around it.
func causeOf(err error) string {
	var e *ldap.Error
	if errors.As(err, &e) && e.Err != nil {
		err = e.Err
	}
	var op *net.OpError
	if errors.As(err, &op) && op.Err != nil {
		err = op.Err
	}
	return strings.TrimPrefix(err.Error(), "ldap: ")
}

// refusal explains a result code of the server.
func (d *directoryReader) refusal(e *ldap.Error) (text, hint string) {
	said := ""
	if e.Err != nil {
		said = strings.TrimRight(strings.TrimSpace(e.Err.Error()), "\x00")
	}
	switch e.ResultCode {
	case ldap.LDAPResultInvalidCredentials:
		return d.credentials(said)
	case ldap.LDAPResultStrongAuthRequired:
		return "it wants a bind that is signed or encrypted", "use ldaps://, or --start-tls"
	case ldap.LDAPResultConfidentialityRequired:
		return "it wants an encrypted connection", "use ldaps://, or --start-tls"
	case ldap.LDAPResultOperationsError, ldap.LDAPResultInsufficientAccessRights:
		if d.how.BindName == "" {
			return "it does not answer an anonymous reader", "name who reads with --bind-name"
		}
		return fmt.Sprintf("%s may not read it (%s)", d.how.BindName, said), ""
	case ldap.LDAPResultNoSuchObject:
		return fmt.Sprintf("there is no %q", d.base), "check the base behind the host of the URL, or leave it away to read the whole domain"
	case ldap.LDAPResultReferral:
		return fmt.Sprintf("another server holds %q, and referrals are not followed", d.base), "name a domain controller of that domain"
	case ldap.LDAPResultInvalidDNSyntax:
		return fmt.Sprintf("%q is not a distinguished name", d.base), "ldap://HOST/DC=contoso,DC=com"
	case ldap.LDAPResultSizeLimitExceeded:
		return "it ends the answer early, because it does not page results", ""
	case ldap.LDAPResultUnavailableCriticalExtension:
		return "it does not page results", ""
	case ldap.LDAPResultBusy, ldap.LDAPResultUnavailable:
		return "it is busy", "try again later, or another domain controller"
	}
	name := ldap.LDAPResultCodeMap[e.ResultCode]
	return fmt.Sprintf("result %d (%s): %s", e.ResultCode, name, said), ""
}

// bindFaults are the numbers that Active Directory puts behind "data" when it
// refuses a bind; they are Windows error codes in hexadecimal (winerror.h).
var bindFaults = [...]struct{ data, text string }{
	{"525", "there is no such user (data 525)"},
	{"52e", "the name or the password is wrong (data 52e)"},
	{"52f", "restrictions of the account keep it from signing in (data 52f)"},
	{"530", "the account may not sign in at this time (data 530)"},
	{"531", "the account may not sign in from this machine (data 531)"},
	{"532", "the password has expired (data 532)"},
	{"533", "the account is disabled (data 533)"},
	{"701", "the account has expired (data 701)"},
	{"773", "the password has to be changed first (data 773)"},
	{"775", "the account is locked out (data 775)"},
}

// credentials explains a bind that was refused. It never repeats a password.
func (d *directoryReader) credentials(said string) (text, hint string) {
	const forms = "the name is a DN, a userPrincipalName or DOMAIN\\user; the password comes from PRESYNC_BIND_PASSWORD"
	_, data, _ := strings.Cut(strings.ToLower(said), "data ")
	data, _, _ = strings.Cut(data, ",")
	for _, f := range bindFaults {
		if strings.TrimSpace(data) == f.data {
			return fmt.Sprintf("%s was refused: %s", d.how.BindName, f.text), forms
		}
	}
	return fmt.Sprintf("%s was refused: the name or the password is wrong", d.how.BindName), forms
}
