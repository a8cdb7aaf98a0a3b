package mutation

// argument is why some mutants can change no result.
type argument struct {
	reason  string
	mutants []string
}

// Argued gives the mutants of the shipped rules that can change no result, by
// their ID, with the reason. They are conditions that the order of the rules
// implies, but without which a rule would be shown as fired, or nearly fired,
// where it has nothing to say.
func Argued() map[string]string {
	reasons := make(map[string]string)
	for _, a := range arguments {
		for _, m := range a.mutants {
			reasons[m] = a.reason
		}
	}
	return reasons
}

var arguments = []argument{
	{
		reason: "A live cloud user with the anchor is decided in an earlier phase, by LK005 or a rule about hard matches. " +
			"The condition keeps the rule out of the trace of every linked user.",
		mutants: []string{
			`CF001: condition "the sourceAnchor differs from the immutable ID" is dropped`,
			`CF002: condition "the sourceAnchor differs from the immutable ID" is dropped`,
			`CF003: condition "the sourceAnchor differs from the immutable ID" is dropped`,
			`CF004: condition "the sourceAnchor differs from the immutable ID" is dropped`,
			`HM001: condition "the cloud object is not synced" is dropped`,
		},
	},
	{
		reason: "CF001 decides in an earlier phase about the SID of a user with an immutable ID, and LK005 or HM001 if it is the anchor.",
		mutants: []string{
			`CF008: condition "the cloud object has no immutable ID" is dropped`,
		},
	},
	{
		reason:  "For a live cloud user LK005 decides in an earlier phase or HM001 with a lower rank.",
		mutants: []string{`HM002: condition "the cloud object is in the recycle bin" is dropped`},
	},
	{
		reason:  "A rule needs a condition, and SA001 and SA002 keep out everybody for whom this one does not hold.",
		mutants: []string{`CR001: condition "the person can be exported" is dropped`},
	},
	{
		reason: "With the flag off the export ends in the error of DAR002 or DAR004, and nothing is set aside.",
		mutants: []string{
			`DAR001: condition "quarantineUponUpnConflictEnabled is on" is dropped`,
			`DAR003: condition "quarantineUponProxyAddressesConflictEnabled is on" is dropped`,
		},
	},
	{
		reason: "From 1 July 2026 HM004 refuses the same user with the same error, and of two rules of one rank the lower ID speaks.",
		mutants: []string{
			"HM005: until 2026-07-01 is removed",
			"HM005: until 2026-07-01 becomes 2026-07-02",
		},
	},
	{
		reason:  "CF102 fires whenever CF002 decides, and leaves the decision contested as well.",
		mutants: []string{"CF002: confidence contested becomes documented"},
	},
	{
		reason: "The doubt is about an outcome that only rules with this condition give for the cloud object. " +
			"The condition keeps the doubt out of the trace of other objects.",
		mutants: []string{
			`HM101: condition "the cloud object is not synced now and can be matched" is dropped`,
			`HM102: condition "the cloud object is not synced now and can be matched" is dropped`,
			`HM103: condition "onPremisesObjectIdentifier is set" is dropped`,
			`HM105: condition "the sourceAnchor equals the immutable ID, byte for byte" is dropped`,
			`HM106: condition "the sourceAnchor equals the immutable ID, byte for byte" is dropped`,
			`HM107: condition "the sourceAnchor equals the immutable ID, byte for byte" is dropped`,
			`LK101: condition "the cloud object is synced" is dropped`,
			`LK103: condition "the sourceAnchor differs from the immutable ID" is dropped`,
			`LK103: condition "onPremisesObjectIdentifier is the person's objectGUID" is dropped`,
			`LK104: condition "onPremisesObjectIdentifier is set" is dropped`,
			`LK104: condition "onPremisesObjectIdentifier is not the person's objectGUID" is dropped`,
			`SM101: condition "the cloud object is cloud-managed" is dropped`,
			`SM102: condition "the cloud object is cloud-managed" is dropped`,
			`SM104: condition "the userPrincipalName of one is the primary SMTP address of the other" is dropped`,
			`SM105: condition "the cloud object is cloud-managed" is dropped`,
			`SM106: condition "the cloud object is cloud-managed" is dropped`,
			`SM107: condition "the cloud object has no immutable ID" is dropped`,
			`SM108: condition "the cloud object is cloud-managed" is dropped`,
		},
	},
}
