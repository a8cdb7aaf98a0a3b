package check

import "presync/sim/match"

// source is a document that checks are taken from. read is the date of the
// document as it was read.
type source struct{ tag, title, url, read string }

const learn = "https://learn.microsoft.com/"

// The documents, tagged as in the rulebook.
var (
	syncErrors  = source{"T1", "Understanding errors during Microsoft Entra synchronization", learn + "entra/identity/hybrid/connect/tshoot-connect-sync-errors", "2026-07-01"}
	resiliency  = source{"T4", "Identity synchronization and duplicate attribute resiliency", learn + "entra/identity/hybrid/connect/how-to-connect-syncservice-duplicate-attribute-resiliency", "2025-04-09"}
	upnPlan     = source{"T6", "Microsoft Entra UserPrincipalName population", learn + "entra/identity/hybrid/connect/plan-connect-userprincipalname", "2025-04-09"}
	proxyCalc   = source{"T8", "How the proxyAddresses attribute is populated in Microsoft Entra ID (KB3190357)", learn + "troubleshoot/entra/entra-id/user-prov-sync/proxyaddresses-attribute-populate", "2023-11-06"}
	objects     = source{"T24", "Troubleshoot Microsoft Entra Connect objects and attributes", learn + "troubleshoot/entra/entra-id/user-prov-sync/troubleshoot-aad-connect-objects-attributes", "2021-02"}
	exportRules = source{"T25", "Exported default synchronization rules (AADConnectConfigDocumenter, Contoso)", "https://github.com/microsoft/AADConnectConfigDocumenter", "2016-05-03"}
	tool        = source{"T28", "Source of IdFix, c1b74fe8", "https://github.com/microsoft/idfix", "2026-05-22"}
	prepareDoc  = source{"T29", "Prepare for directory synchronization to Microsoft 365", learn + "microsoft-365/enterprise/prepare-for-directory-synchronization", "2023-12-28"}
	article     = source{"SEED", "Founding document: when AD to Azure sync fails or needs set up for a user (article #1417)", "", "2020"}
)

func (s source) evidence(c match.Confidence, section, why string) match.Evidence {
	return match.Evidence{Confidence: c, Source: s.tag + " " + s.title, URL: s.url, Section: section, Read: s.read, Why: why}
}

// documented is evidence that the document states.
func (s source) documented(section string) match.Evidence {
	return s.evidence(match.Documented, section, "")
}

// observed is evidence read from source code or configuration.
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
