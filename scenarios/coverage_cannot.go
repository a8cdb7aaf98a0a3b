package scenarios

// cannotBeShown gives, by the key of a point, the reason why no scenario can
// show it. A point that is shown all the same is reported with its reason.
func cannotBeShown() map[string]string {
	const noName = "a group or contact has no userPrincipalName, so it can hold nobody's"
	return map[string]string{
		"fact/quarantined/UserPrincipalName that a group holds":   noName,
		"fact/quarantined/UserPrincipalName that a contact holds": noName,
		"fact/alternatives/not-synced": "no rule doubts that a user is exported, and the order of the export " +
			"does not decide who is",
	}
}
