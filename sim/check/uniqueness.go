package check

// forUnique are the checks of values that must be unique. The founding article
// warns of duplicate addresses, too.
var forUnique = []Profile{Service, Prepare}

// addresses are the attributes whose values become addresses.
var addresses = []string{attrProxies, attrMail}

// uniqueness are the checks of values that two objects hold. The discontinued
// tool compares values within one attribute only (rulebook VAL-6); here a name
// and an address that are equal are found, too.
var uniqueness = []Check{
	{
		ID: "DU001", Title: "two objects have the same userPrincipalName", Severity: Error, Profiles: forUnique, Flag: Duplicate,
		Attributes: []string{attrUPN}, twin: &twin{with: []string{attrUPN}},
		Evidence: resiliency.Documented("CF-2, DAR-2, DAR-3"),
		Doc:      "The one that is synchronised first keeps the name. The other one gets a placeholder on the initial domain, or an error where duplicate attribute resiliency does not apply.",
		Fix:      "Give one of the two another userPrincipalName.",
	},
	{
		ID: "DU002", Title: "two objects have the same e-mail address", Severity: Error, Profiles: forUnique, Flag: Duplicate,
		Attributes: []string{attrMail}, twin: &twin{with: []string{attrMail, attrProxies}},
		Evidence: prepareDoc.Documented("VAL-1, CF-18"),
		Doc:      "mail becomes the primary address where proxyAddresses has none. The first object keeps the address; the other one loses it, or its export fails.",
		Fix:      "Give one of the two another address.",
	},
	{
		ID: "DU003", Title: "two objects have the same value in proxyAddresses", Severity: Error, Profiles: forUnique, Flag: Duplicate,
		Attributes: []string{attrProxies}, twin: &twin{with: addresses},
		Evidence: resiliency.Documented("CF-2, CF-3, DAR-2"),
		Doc:      "Addresses are unique across users, contacts and groups, primary or not. The first object keeps the address. From the other one it is taken away into quarantine, or its export fails: with another primary address of a synchronised user, with a SIP address, and against a group.",
		Fix:      "Remove the address from one of the two.",
	},
	{
		ID: "DU004", Title: "a userPrincipalName is the e-mail address of another object", Severity: Warning, Profiles: forUnique, Flag: Duplicate,
		Attributes: []string{attrUPN}, twin: &twin{otherKind: true, with: addresses},
		Evidence: proxyCalc.Inferred("PX-3, SM-6", "the name of a user with an Exchange Online plan becomes an address, and addresses are unique"),
		Doc:      "With an Exchange Online plan the name becomes an address of the user, which the other object holds. When the other object is in the cloud already, the user may also be matched with it (SEED-4).",
		Fix:      "Make userPrincipalName the primary address of the same user.",
	},
	{
		ID: "DU005", Title: "an e-mail address is the userPrincipalName of another user", Severity: Warning, Profiles: forUnique, Flag: Duplicate,
		Attributes: []string{attrMail, attrProxies}, twin: &twin{otherKind: true, with: []string{attrUPN}},
		Evidence: proxyCalc.Inferred("PX-3, SM-6", "the name of a user with an Exchange Online plan becomes an address, and addresses are unique"),
		Doc:      "With an Exchange Online plan the name becomes an address of the other user, and this object loses it.",
		Fix:      "Remove the address from this object, or give the other user another name.",
	},
	{
		ID: "DU006", Title: "two objects have the same mailNickname", Severity: Info, Profiles: forUnique, Flag: Duplicate,
		Attributes: []string{attrNick}, twin: &twin{with: []string{attrNick}},
		Evidence: proxyCalc.Documented("PX-6, CF-17"),
		Doc:      "This is no error. The address on the initial domain of the second user gets four digits behind the alias.",
		Fix:      "Choose another alias if people see the address on the initial domain.",
	},
	{
		ID: "DU007", Title: "two users have the same sAMAccountName", Severity: Info, Profiles: forUnique, Flag: Duplicate,
		Attributes: []string{attrSAM}, twin: &twin{with: []string{attrSAM}},
		Evidence: exportRules.Inferred("UP-1", "the cloud does not ask for unique account names; a domain does, so the two are in different domains"),
		Doc:      "It does not stop a synchronisation. It matters when users are joined on sAMAccountName, and to scripts that look users up by it.",
		Fix:      "Nothing has to be done for the synchronisation.",
	},
	{
		ID: "DU011", Title: "the tenant has the userPrincipalName already", Severity: Error, Profiles: forUnique, Flag: Duplicate,
		Attributes: []string{attrUPN}, twin: &twin{with: []string{attrUPN}, cloud: true},
		Evidence: resiliency.Documented("CF-2, DAR-2"),
		Doc:      "A cloud object that this user is not linked to holds the name. The user gets a placeholder on the initial domain, or the export fails. presync explain tells why the two do not match.",
		Fix:      "Link the two if they are the same person, or change one of the names.",
	},
	{
		ID: "DU012", Title: "the tenant has the e-mail address already", Severity: Error, Profiles: forUnique, Flag: Duplicate,
		Attributes: []string{attrMail, attrProxies}, twin: &twin{with: addresses, cloud: true},
		Evidence: resiliency.Documented("CF-2, CF-3, DAR-2"),
		Doc:      "A cloud object that this one is not linked to holds the address. The address goes to quarantine, or the export fails. presync explain tells why the two do not match.",
		Fix:      "Link the two if they are the same person, or remove the address from one of them.",
	},
	{
		ID: "DU013", Title: "a name or address is one of the other kind in the tenant", Severity: Warning, Profiles: forUnique, Flag: Duplicate,
		Attributes: []string{attrUPN}, twin: &twin{otherKind: true, with: addresses, cloud: true},
		Evidence: proxyCalc.Inferred("PX-3, SM-6", "the name of a user with an Exchange Online plan becomes an address, and addresses are unique"),
		Doc:      "A cloud object that this user is not linked to has the name among its addresses.",
		Fix:      "Link the two if they are the same person, or change the name or the address.",
	},
	{
		ID: "DU014", Title: "an e-mail address is the userPrincipalName of a cloud user", Severity: Warning, Profiles: forUnique, Flag: Duplicate,
		Attributes: []string{attrMail, attrProxies}, twin: &twin{otherKind: true, with: []string{attrUPN}, cloud: true},
		Evidence: proxyCalc.Inferred("PX-3, SM-6", "the name of a user with an Exchange Online plan becomes an address, and addresses are unique"),
		Doc:      "A cloud user that this object is not linked to signs in with the address.",
		Fix:      "Link the two if they are the same person, or change the name or the address.",
	},
	{
		ID: "DU016", Title: "the tenant has the mailNickname already", Severity: Info, Profiles: forUnique, Flag: Duplicate,
		Attributes: []string{attrNick}, twin: &twin{with: []string{attrNick}, cloud: true},
		Evidence: proxyCalc.Documented("PX-6, CF-17"),
		Doc:      "This is no error. The address on the initial domain gets four digits behind the alias.",
		Fix:      "Choose another alias if people see the address on the initial domain.",
	},
}
