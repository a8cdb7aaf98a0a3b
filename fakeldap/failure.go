package fakeldap

import (
	"fmt"
	"strings"

	"github.com/jimlambrt/gldap"

	"presync/fakeldap/internal/ad"
)

// The texts below have the shape of AD's: the Windows error in eight hex
// digits, the kind of error, where in the source it arose, the X.500 problem,
// and a NUL at the end. Programs search them for "data 52e" and the like. The
// Windows errors are those of winerror.h ([MS-ERREF] 2.2); the places in the
// source are not reproduced, DSID-0C090000 stands for all of them.
const (
	place   = "DSID-0C090000"
	version = "v4563"
)

// ldapError is an error of AD's LDAP front end.
func ldapError(code int, win32 uint32, comment string, data int) result {
	return result{code: code, text: fmt.Sprintf("%08X: LdapErr: %s, comment: %s, data %x, %s\x00", win32, place, comment, data, version)}
}

// updateError is an error of a write.
func updateError(code int, win32 uint32, problem int, name string) result {
	return result{code: code, text: fmt.Sprintf("%08X: UpdErr: %s, problem %d (%s), data 0\n\x00", win32, place, problem, name)}
}

// serviceError is a refusal.
func serviceError(code int, win32 uint32, problem int, name string) result {
	return result{code: code, text: fmt.Sprintf("%08X: SvcErr: %s, problem %d (%s), data 0\n\x00", win32, place, problem, name)}
}

// attributeError is an error of one attribute's values.
func attributeError(code int, win32 uint32, problem int, name string, a *ad.Attribute) result {
	return result{code: code, text: fmt.Sprintf("%08X: AtrErr: %s, #1:\n\t0: %08X: %s, problem %d (%s), data 0, Att (%s)\n\x00",
		win32, place, win32, place, problem, name, a.Name)}
}

// noSuchObject names the nearest object that exists.
func noSuchObject(best *object) result {
	matched := ""
	if best != nil {
		matched = best.dn
	}
	return result{
		code: gldap.ResultNoSuchObject, matched: matched,
		text: fmt.Sprintf("0000208D: NameErr: %s, problem 2001 (NO_OBJECT), data 0, best match of:\n\t'%s'\n\x00", place, matched),
	}
}

func badName(dn string) result {
	return result{
		code: gldap.ResultInvalidDNSyntax,
		text: fmt.Sprintf("0000208F: NameErr: %s, problem 2006 (BAD_NAME), data 8350, best match of:\n\t'%s'\n\x00", place, dn),
	}
}

// elsewhere refers to the domain that a name outside this forest belongs to.
func elsewhere(dn ad.DN) result {
	host := dnsOf(dn.Key)
	return result{
		code:      gldap.ResultReferral,
		text:      fmt.Sprintf("0000202B: RefErr: %s, data 0, 1 access points\n\tref 1: '%s'\n\x00", place, host),
		referrals: []string{"ldap://" + host + "/" + strings.ReplaceAll(dn.Text, " ", "%20")},
	}
}

func bindFirst() result {
	return ldapError(gldap.ResultOperationsError, 0x4DC,
		"In order to perform this operation a successful bind must be completed on the connection.", 0)
}

func badCredentials(data int) result {
	return ldapError(gldap.ResultInvalidCredentials, 0x80090308, "AcceptSecurityContext error", data)
}

func unwilling(win32 uint32) result {
	return serviceError(gldap.ResultUnwillingToPerform, win32, 5003, "WILL_NOT_PERFORM")
}

func unknownAttribute() result {
	return ldapError(gldap.ResultNoSuchAttribute, 0x57, "Error in attribute conversion operation", 0)
}

func badControl() result {
	return ldapError(gldap.ResultUnavailableCriticalExtension, 0x57, "Error processing control", 0)
}

func badCookie() result {
	return serviceError(gldap.ResultUnavailableCriticalExtension, 0x2040, 5010, "UNAVAIL_EXTENSION")
}

func malformed(err error) result {
	return ldapError(gldap.ResultProtocolError, 0x57, "Error decoding ldap message: "+err.Error(), 0)
}

// plain is a refusal for which AD has no text, in this server's own words.
func plain(code int, text string) result { return result{code: code, text: text} }

// refuse is plain for what AD supports and this server doesn't.
func refuse(code int, text string) result {
	return result{code: code, text: text, unsupported: text}
}
