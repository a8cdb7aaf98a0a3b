package check

import "presync/sim/match/documents"

// The documents, by the short names that a check uses.
var (
	syncErrors  = documents.SyncErrors
	resiliency  = documents.Resiliency
	upnPlan     = documents.NamePopulation
	proxyCalc   = documents.AddressPopulation
	objects     = documents.ObjectsAndAttributes
	exportRules = documents.ExportedRules
	tool        = documents.IdFix
	prepareDoc  = documents.Preparation
	article     = documents.FoundingArticle
)
