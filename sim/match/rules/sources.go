package rules

import "presync/sim/match"

// source is a document that rules are taken from. read is the date of the
// document as it was read.
type source struct{ tag, title, url, read string }

const learn = "https://learn.microsoft.com/entra/identity/hybrid/connect/"

// The documents, tagged as in the rulebook.
var (
	syncErrors   = source{"T1", "Understanding errors during Microsoft Entra synchronization", learn + "tshoot-connect-sync-errors", "2026-07-01"}
	existing     = source{"T2", "Microsoft Entra Connect: when you already have Microsoft Entra ID", learn + "how-to-connect-install-existing-tenant", "2026-07-01"}
	features     = source{"T3", "Microsoft Entra Connect Sync service features", learn + "how-to-connect-syncservice-features", "2026-07-03"}
	resiliency   = source{"T4", "Identity synchronization and duplicate attribute resiliency", learn + "how-to-connect-syncservice-duplicate-attribute-resiliency", "2025-04-09"}
	design       = source{"T5", "Microsoft Entra Connect: design concepts", learn + "plan-connect-design-concepts", "2025-04-09"}
	upnPlan      = source{"T6", "Microsoft Entra UserPrincipalName population", learn + "plan-connect-userprincipalname", "2025-04-09"}
	proxyCalc    = source{"T8", "How the proxyAddresses attribute is populated in Microsoft Entra ID (KB3190357)", "https://learn.microsoft.com/troubleshoot/entra/entra-id/user-prov-sync/proxyaddresses-attribute-populate", "2023-11-06"}
	defaultRules = source{"T9", "Microsoft Entra Connect Sync: understanding the default configuration", learn + "concept-azure-ad-connect-sync-default-configuration", "2025-04-09"}
	usersDoc     = source{"T10", "Microsoft Entra Connect Sync: understanding users, groups and contacts", learn + "concept-azure-ad-connect-sync-user-and-contacts", "2025-04-09"}
	filtering    = source{"T11", "Microsoft Entra Connect Sync: configure filtering", learn + "how-to-connect-sync-configure-filtering", "2025-04-09"}
	recycleBin   = source{"T13", "Microsoft Entra Connect Sync: enable the AD recycle bin", learn + "how-to-connect-sync-recycle-bin", "2025-04-09"}
	authority    = source{"T15", "Configure user source of authority", "https://learn.microsoft.com/entra/identity/hybrid/how-to-user-source-of-authority-configure", "2026-04-15"}
	dirSyncFlags = source{"T17", "Set-EntraDirSyncFeature reference", "https://learn.microsoft.com/powershell/module/microsoft.entra/set-entradirsyncfeature", "2025"}
	upnMatching  = source{"T18", "How to use UPN matching for identity synchronization (KB3164442)", "https://learn.microsoft.com/troubleshoot/entra/entra-id/user-prov-sync/use-upn-matching-identity-sync", "2025-06-05"}
	filteredUser = source{"T23", "A user object is missing because it is filtered (KB3066176)", "https://learn.microsoft.com/troubleshoot/entra/entra-id/user-prov-sync/user-object-missing-filtered", "2020-05-11"}
	attributes   = source{"T24", "Troubleshoot Microsoft Entra Connect objects and attributes", "https://learn.microsoft.com/troubleshoot/entra/entra-id/user-prov-sync/troubleshoot-aad-connect-objects-attributes", "2021-02"}
	exportRules  = source{"T25", "Exported default synchronization rules (AADConnectConfigDocumenter, Contoso)", "https://github.com/microsoft/AADConnectConfigDocumenter", "2016-05-03"}
	messages     = source{"T27", "Message center MC1262584 and MC1263280", "", "2026-03-27"}
	prepare      = source{"T29", "Prepare for directory synchronization to Microsoft 365", "https://learn.microsoft.com/microsoft-365/enterprise/prepare-for-directory-synchronization", "2023-12-28"}
	cloudSyncFAQ = source{"T30", "Microsoft Entra Cloud Sync FAQ", "https://learn.microsoft.com/entra/identity/hybrid/cloud-sync/reference-cloud-sync-faq", "2026-03-30"}
	customSetup  = source{"T35", "Custom installation of Microsoft Entra Connect", learn + "how-to-connect-install-custom", "2025-04-09"}
	founding     = source{"SEED", "Founding document: understanding hard and soft matching", "", "2020-10-04"}
)

func (s source) evidence(c match.Confidence, section, why string) match.Evidence {
	return match.Evidence{Confidence: c, Source: s.tag + " " + s.title, URL: s.url, Section: section, Read: s.read, Why: why}
}

// documented is evidence that the vendor's document states.
func (s source) documented(section string) match.Evidence {
	return s.evidence(match.Documented, section, "")
}

// observed is evidence read from the vendor's configuration or reported by
// administrators.
func (s source) observed(section string) match.Evidence {
	return s.evidence(match.Observed, section, "")
}

// inferred is evidence that the document only implies; why says how.
func (s source) inferred(section, why string) match.Evidence {
	return s.evidence(match.Inferred, section, why)
}

// contested is evidence that another document contradicts; why names it.
func (s source) contested(section, why string) match.Evidence {
	return s.evidence(match.Contested, section, why)
}
