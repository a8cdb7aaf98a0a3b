package rules

import "presync/sim/match/documents"

// The documents, by the short names that a rule uses.
var (
	syncErrors   = documents.SyncErrors
	existing     = documents.ExistingTenant
	features     = documents.Features
	resiliency   = documents.Resiliency
	design       = documents.Design
	upnPlan      = documents.NamePopulation
	proxyCalc    = documents.AddressPopulation
	defaultRules = documents.DefaultConfiguration
	usersDoc     = documents.UsersAndContacts
	filtering    = documents.Filtering
	recycleBin   = documents.RecycleBin
	authority    = documents.SourceOfAuthority
	dirSyncFlags = documents.FeatureReference
	upnMatching  = documents.NameMatching
	filteredUser = documents.FilteredUser
	attributes   = documents.ObjectsAndAttributes
	exportRules  = documents.ExportedRules
	messages     = documents.MessageCenter
	prepare      = documents.Preparation
	cloudSyncFAQ = documents.CloudSyncFAQ
	customSetup  = documents.CustomInstallation
	founding     = documents.Founding
)
