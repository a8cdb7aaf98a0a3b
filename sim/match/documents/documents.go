// Package documents names what the rules and the checks are taken from, tagged as
// in the rulebook.
package documents

import "presync/sim/match"

const (
	learn   = "https://learn.microsoft.com/"
	connect = learn + "entra/identity/hybrid/connect/"
)

// The documents.
var (
	SyncErrors           = Document{"T1", "Understanding errors during Microsoft Entra synchronization", connect + "tshoot-connect-sync-errors", "2026-07-01"}
	ExistingTenant       = Document{"T2", "Microsoft Entra Connect: when you already have Microsoft Entra ID", connect + "how-to-connect-install-existing-tenant", "2026-07-01"}
	Features             = Document{"T3", "Microsoft Entra Connect Sync service features", connect + "how-to-connect-syncservice-features", "2026-07-03"}
	Resiliency           = Document{"T4", "Identity synchronization and duplicate attribute resiliency", connect + "how-to-connect-syncservice-duplicate-attribute-resiliency", "2025-04-09"}
	Design               = Document{"T5", "Microsoft Entra Connect: design concepts", connect + "plan-connect-design-concepts", "2025-04-09"}
	NamePopulation       = Document{"T6", "Microsoft Entra UserPrincipalName population", connect + "plan-connect-userprincipalname", "2025-04-09"}
	AddressPopulation    = Document{"T8", "How the proxyAddresses attribute is populated in Microsoft Entra ID (KB3190357)", learn + "troubleshoot/entra/entra-id/user-prov-sync/proxyaddresses-attribute-populate", "2023-11-06"}
	DefaultConfiguration = Document{"T9", "Microsoft Entra Connect Sync: understanding the default configuration", connect + "concept-azure-ad-connect-sync-default-configuration", "2025-04-09"}
	UsersAndContacts     = Document{"T10", "Microsoft Entra Connect Sync: understanding users, groups and contacts", connect + "concept-azure-ad-connect-sync-user-and-contacts", "2025-04-09"}
	Filtering            = Document{"T11", "Microsoft Entra Connect Sync: configure filtering", connect + "how-to-connect-sync-configure-filtering", "2025-04-09"}
	RecycleBin           = Document{"T13", "Microsoft Entra Connect Sync: enable the AD recycle bin", connect + "how-to-connect-sync-recycle-bin", "2025-04-09"}
	SourceOfAuthority    = Document{"T15", "Configure user source of authority", learn + "entra/identity/hybrid/how-to-user-source-of-authority-configure", "2026-04-15"}
	FeatureReference     = Document{"T17", "Set-EntraDirSyncFeature reference", learn + "powershell/module/microsoft.entra/set-entradirsyncfeature", "2025"}
	NameMatching         = Document{"T18", "How to use UPN matching for identity synchronization (KB3164442)", learn + "troubleshoot/entra/entra-id/user-prov-sync/use-upn-matching-identity-sync", "2025-06-05"}
	FilteredUser         = Document{"T23", "A user object is missing because it is filtered (KB3066176)", learn + "troubleshoot/entra/entra-id/user-prov-sync/user-object-missing-filtered", "2020-05-11"}
	ObjectsAndAttributes = Document{"T24", "Troubleshoot Microsoft Entra Connect objects and attributes", learn + "troubleshoot/entra/entra-id/user-prov-sync/troubleshoot-aad-connect-objects-attributes", "2021-02"}
	ExportedRules        = Document{"T25", "Exported default synchronization rules (AADConnectConfigDocumenter, Contoso)", "https://github.com/microsoft/AADConnectConfigDocumenter", "2016-05-03"}
	MessageCenter        = Document{"T27", "Message center MC1262584 and MC1263280", "", "2026-03-27"}
	IdFix                = Document{"T28", "Source of IdFix, c1b74fe8", "https://github.com/microsoft/idfix", "2026-05-22"}
	Preparation          = Document{"T29", "Prepare for directory synchronization to Microsoft 365", learn + "microsoft-365/enterprise/prepare-for-directory-synchronization", "2023-12-28"}
	CloudSyncFAQ         = Document{"T30", "Microsoft Entra Cloud Sync FAQ", learn + "entra/identity/hybrid/cloud-sync/reference-cloud-sync-faq", "2026-03-30"}
	CustomInstallation   = Document{"T35", "Custom installation of Microsoft Entra Connect", connect + "how-to-connect-install-custom", "2025-04-09"}
	Founding             = Document{"SEED", "Founding document: understanding hard and soft matching", "", "2020-10-04"}
	FoundingArticle      = Document{"SEED", "Founding document: when AD to Azure sync fails or needs set up for a user (article #1417)", "", "2020"}
)

// Documented is evidence that the document states.
func (d Document) Documented(section string) match.Evidence {
	return d.evidence(match.Documented, section, "")
}

// Observed is evidence read from source code or configuration, or reported by
// administrators.
func (d Document) Observed(section string) match.Evidence {
	return d.evidence(match.Observed, section, "")
}

// Inferred is evidence that the document only implies; why says how.
func (d Document) Inferred(section, why string) match.Evidence {
	return d.evidence(match.Inferred, section, why)
}

// Contested is evidence that another document contradicts; why names it.
func (d Document) Contested(section, why string) match.Evidence {
	return d.evidence(match.Contested, section, why)
}

func (d Document) evidence(c match.Confidence, section, why string) match.Evidence {
	return match.Evidence{Confidence: c, Source: d.Tag + " " + d.Title, URL: d.URL, Section: section, Read: d.Read, Why: why}
}

// Document is one of the vendor's pages, a piece of its software or a founding
// document of this project. URL is "" where there is none; Read is the date of
// the text as it was read, as exact as it gives it.
type Document struct{ Tag, Title, URL, Read string }
