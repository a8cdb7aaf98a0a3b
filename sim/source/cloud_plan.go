package source

// isExchangePlan reports whether an entry of assignedPlans is an Exchange
// Online plan that counts as a licence in the proxy calculation (rulebook
// PX-7): service "exchange", enabled or in the days of grace, and none of the
// plans that are called Exchange and bring no mailbox.
func isExchangePlan(service, status, planID []byte) bool {
	if !asciiEqualFold("exchange", service) {
		return false
	}
	if !asciiEqualFold("Enabled", status) && !asciiEqualFold("Warning", status) {
		return false
	}
	return !withoutMailbox(planID)
}

// withoutMailbox reports whether a service plan of Exchange brings no mailbox.
//
// Bookings, MyAnalytics and Premium Encryption are the vendor's exceptions
// (rulebook PX-7). Exchange Foundation is ours, inferred: nearly every licence
// carries it, also those that have nothing to do with mail such as Entra ID P1.
// Names and ids: "Product names and service plan identifiers for licensing"
// (licensing-service-plan-reference.md, 2025-10-29); those for governments
// from public tables made of it.
func withoutMailbox(planID []byte) bool {
	const guid = 36
	var room [guid]byte
	if len(planID) != guid {
		return false
	}
	switch string(appendLower(room[:0], planID)) {
	case "199a5c09-e0ca-4e37-8f7c-b05d533e1ea2", // MICROSOFTBOOKINGS
		"34c0d7a0-a70f-4668-9238-47f9fc208882", // EXCHANGE_ANALYTICS
		"208120d1-9adb-4daf-8c22-816bd5d237e7", // EXCHANGE_ANALYTICS_GOV
		"33c4f319-9bdd-48d6-9c4d-410b750a4a5a", // MYANALYTICS_P2
		"6e5b7995-bd4f-4cbd-9d19-0e32010c72f0", // MYANALYTICS_P2_GOV
		"617b097b-4b93-4ede-83de-5f075bb5fb2f", // PREMIUM_ENCRYPTION
		"113feb6c-3fe4-4440-bddc-54d774bf0318", // EXCHANGE_S_FOUNDATION
		"922ba911-5694-4e99-a794-73aed9bfeec8": // EXCHANGE_S_FOUNDATION_GOV
		return true
	}
	return false
}
