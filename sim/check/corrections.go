package check

// ToolCorrections lists what profile idfix does otherwise than the
// discontinued tool, a sentence or two each.
func ToolCorrections() []string {
	return []string{
		"Both objects of a duplicate have a finding, and each names the other one with its place. The tool shows the second one, and the first one only sometimes.",
		"A value is suggested only when it differs from the present one, is well formed, and is not held by or suggested to anybody else. The tool suggests the same value again, values that are still malformed, and values that are taken.",
		"A value that is too long is not cut. The tool cuts it, even through the domain.",
		"Where nothing is left after taking characters out, nothing is suggested. The tool puts the common name in the place of an address.",
		"Replication conflict objects are left out. The tool looks for a zero byte in the DN, which never stands there.",
		"Mailboxes that are not synchronised are left out by msExchRecipientTypeDetails. The tool compares the number with texts such as 0x1000, which never are equal.",
		"The top-level domain is what stands behind the last full stop of the domain. The tool takes the last full stop of the whole value, so john.smith@contoso has the top-level domain .smith@contoso.",
		"The public suffix list tells which domains are routable, also those with long or Punycode top-level domains. The tool has a fixed list and a limit of 17 letters.",
		"An address is an e-mail address when its type is smtp. The tool looks for smtp: anywhere in the value.",
		"An object is no duplicate of itself, and objects that the settings join into one person are none of each other.",
		"In dedicated mode a full stop at the start or the end of mailNickname is reported. The tool throws its result away.",
		"In dedicated mode a targetAddress that differs from mail is reported (MailMatch). The tool describes it and does not do it.",
		"The number of objects does not matter, and nothing is asked of a domain controller but the export.",
	}
}

// ToolKept lists findings of the discontinued tool that profile idfix keeps,
// although the service takes such values.
func ToolKept() []string {
	return []string{
		"An apostrophe in userPrincipalName is reported (IX062), at level info: the cloud allows it.",
		"Letters with two dots are taken out of userPrincipalName and not spelled out: müller becomes mller.",
		"Values are compared within one attribute only. Profile service compares names and addresses across attributes.",
		"mailNickname is not checked for characters outside of dedicated mode, and a full stop at its end stays.",
		"mail is not checked for its form outside of dedicated mode.",
	}
}
