package rules

import "presync/sim/match"

// VD008: more than 15 values in userSMIMECertificate make the object too large.
var VD008 = match.Rule{
	ID:    "VD008",
	Title: `more than 15 values in userSMIMECertificate make the object too large`,
	Phase: match.Validation, About: match.AboutUser, Rank: 7,
	When:     when(tooManySMIME),
	Then:     match.Fail(tooManySMIMEValues),
	Evidence: syncErrors.Documented("CF-8"),
	Doc:      "The service refuses a user with more than 15 values in userSMIMECertificate.",
	Fix:      "Remove values from userSMIMECertificate.",
	Reason:   "{user} has more than 15 values in userSMIMECertificate",
}
