package rules

import "presync/sim/match"

// VD007: more than 15 values in userCertificate make the object too large.
var VD007 = match.Rule{
	ID:    "VD007",
	Title: `more than 15 values in userCertificate make the object too large`,
	Phase: match.Validation, About: match.AboutUser, Rank: 7,
	When:     when(tooManyCertificates),
	Then:     match.Fail(tooManyCertificateValues),
	Evidence: syncErrors.Documented("CF-8"),
	Doc:      "The service refuses a user with more than 15 values in userCertificate.",
	Fix:      "Remove values from userCertificate.",
	Reason:   "{user} has more than 15 values in userCertificate",
}
