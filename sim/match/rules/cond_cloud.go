package rules

import (
	"strings"
	"time"

	"presync/sim/directory"
	"presync/sim/match"
)

// Conditions about one cloud object and the settings of the tenant.

// recycleDays is how long the recycle bin keeps a user (rulebook HM-3, LC-2).
const recycleDays = 30

var (
	isCloudUser = cloudCond("the cloud object is a user", "the cloud object is no user", "type",
		func(c *directory.CloudObject) string { return string(c.Type) },
		func(c *directory.CloudObject) bool { return c.Type == directory.TypeUser })
	isLive = cloudCond("the cloud object is live", "the cloud object is in the recycle bin", "deletedDateTime", deletedText,
		func(c *directory.CloudObject) bool { return !c.Deleted })
	isSynced      = cloudCond("the cloud object is synced", "the cloud object is not synced", "onPremisesSyncEnabled", syncText, synced)
	isSyncUnknown = cloudCond("the export does not say whether the cloud object is synced", "the export says whether the cloud object is synced",
		"onPremisesSyncEnabled", syncText, func(c *directory.CloudObject) bool { return c.SyncEnabled == directory.Unknown })
	wasSynced = cloudCond("the cloud object was synced and fell out of scope", "the cloud object did not fall out of scope", "onPremisesSyncEnabled",
		syncText, func(c *directory.CloudObject) bool { return c.SyncEnabled == directory.False })
	isCloudManaged = cloudCond("the cloud object is cloud-managed", "the cloud object comes from an on-premises directory", "onPremisesSyncEnabled",
		syncText, func(c *directory.CloudObject) bool {
			return c.SyncEnabled == directory.Null || c.SyncEnabled == directory.Unknown
		})
	canMatchAgain = match.Cond{
		Name: "the cloud object is not synced now and can be matched", Not: "the cloud object is synced now or is gone for good",
		Test: func(q *question) bool {
			return q.Cloud.Deleted && inRecycleBin(q) || !q.Cloud.Deleted && !synced(q.Cloud)
		},
		Right: func(q *question) value {
			return value{Name: "onPremisesSyncEnabled", Text: syncText(q.Cloud), Origin: q.Cloud.Origin}
		},
	}
	withinThirtyDays = match.Cond{
		Name: "the recycle bin still holds it (30 days)", Not: "the recycle bin no longer holds it (30 days)",
		Test:  inRecycleBin,
		Right: cloudValue("deletedDateTime", deletedText),
	}
	hasImmutableID = cloudCond("the cloud object has an immutable ID", "the cloud object has no immutable ID", "onPremisesImmutableId",
		func(c *directory.CloudObject) string { return string(c.ImmutableID) },
		func(c *directory.CloudObject) bool { return c.ImmutableID != "" })
	anchorNotComparable = match.Cond{
		Name: "one of the exports left the anchor out", Not: "both exports carry the anchor",
		Test:  func(q *question) bool { return q.User.AnchorUnknown || q.Cloud.Lacks("onPremisesImmutableId") },
		Left:  anchorOfUser,
		Right: immutableID,
	}
	lacksImmutableID = lacks("onPremisesImmutableId")
	lacksProxies     = lacks("proxyAddresses")
	lacksIdentifier  = lacks("onPremisesObjectIdentifier")
	hasIdentifier    = match.Cond{
		Name: "onPremisesObjectIdentifier is set", Not: "onPremisesObjectIdentifier is null",
		Test:  func(q *question) bool { return !q.Cloud.ObjectIdentifier.IsZero() },
		Right: objectIdentifier,
	}
	isCloudMastered = cloudCond("the source of authority is the cloud", "the source of authority is not the cloud", "isCloudManaged",
		func(c *directory.CloudObject) string { return directory.Bool(c.CloudMastered).String() },
		func(c *directory.CloudObject) bool { return c.CloudMastered })
	isGuest = cloudCond("the cloud user is a guest", "the cloud user is no guest", "userType",
		func(c *directory.CloudObject) string { return c.UserType }, (*directory.CloudObject).IsGuest)
	isGroupOrContact = cloudCond("the cloud object is a group or contact", "the cloud object is no group or contact", "type",
		func(c *directory.CloudObject) string { return string(c.Type) },
		func(c *directory.CloudObject) bool {
			return c.Type == directory.TypeGroup || c.Type == directory.TypeContact
		})
	isGroup = cloudCond("the cloud object is a group", "the cloud object is no group", "type",
		func(c *directory.CloudObject) string { return string(c.Type) },
		func(c *directory.CloudObject) bool { return c.Type == directory.TypeGroup })

	hasActiveRole = roleCond("the cloud user holds an active directory role", "the cloud user holds no active directory role",
		func(r directory.Role) bool { return !r.Eligible })
	hasEligibleRole = roleCond("the cloud user is eligible for a directory role", "the cloud user is not eligible for a directory role",
		func(r directory.Role) bool { return r.Eligible })
	hasPrivilegedRole = roleCond("the cloud user holds or is eligible for a role labelled privileged",
		"the cloud user neither holds nor is eligible for a role labelled privileged",
		func(r directory.Role) bool { return r.Privileged == directory.True && r.Scope == "" })
	hasScopedPrivilegedRole = roleCond("the cloud user has a role labelled privileged in an administrative unit",
		"the cloud user has no role labelled privileged in an administrative unit",
		func(r directory.Role) bool { return r.Privileged == directory.True && r.Scope != "" })
	hasOtherRole = roleCond("the cloud user has a directory role that is not labelled privileged",
		"the cloud user has no directory role that is not labelled privileged",
		func(r directory.Role) bool { return r.Privileged != directory.True })
	rolesKnown = match.Cond{
		Name: "the inputs say who holds a directory role", Not: "the inputs do not say who holds a directory role",
		Test:  func(q *question) bool { return q.Inputs.Known.Roles },
		Fixed: true,
	}
	underCloudSync = not(underConnect)

	blockHardMatch  = flag("blockCloudObjectTakeoverThroughHardMatchEnabled", func(f *directory.Features) bool { return f.BlockCloudObjectTakeoverThroughHardMatch })
	blockSoftMatch  = flag("blockSoftMatchEnabled", func(f *directory.Features) bool { return f.BlockSoftMatch })
	softMatchOnUPN  = flag("softMatchOnUpnEnabled", func(f *directory.Features) bool { return f.SoftMatchOnUpn })
	allowIdentifier = flag("allowOnPremUpdateOfOnPremisesObjectIdentifierEnabled", func(f *directory.Features) bool { return f.AllowOnPremUpdateOfOnPremisesObjectIdentifier })
	quarantineUPN   = flag("quarantineUponUpnConflictEnabled", func(f *directory.Features) bool { return f.QuarantineUponUpnConflict })
	quarantineProxy = flag("quarantineUponProxyAddressesConflictEnabled", func(f *directory.Features) bool { return f.QuarantineUponProxyAddressesConflict })
	crossMatch      = match.Cond{
		Name: "the cross matches are switched on", Not: "the cross matches are switched off",
		Test:  func(q *question) bool { return q.Settings.CrossMatch },
		Fixed: true,
		Right: setting("crossMatch", func(s *directory.Settings) string { return directory.Bool(s.CrossMatch).String() }),
	}
)

func cloudCond(name, negative, property string, text func(*directory.CloudObject) string, test func(*directory.CloudObject) bool) match.Cond {
	return match.Cond{Name: name, Not: negative, Right: cloudValue(property, text),
		Test: func(q *question) bool { return test(q.Cloud) }}
}

func lacks(property string) match.Cond {
	return match.Cond{
		Name: "the cloud export leaves " + property + " out", Not: "the cloud export carries " + property,
		Test:  func(q *question) bool { return q.Cloud.Lacks(property) },
		Right: func(q *question) value { return value{Name: property, Origin: q.Cloud.Origin} },
	}
}

func roleCond(name, negative string, test func(directory.Role) bool) match.Cond {
	return match.Cond{Name: name, Not: negative,
		Test: func(q *question) bool {
			for _, r := range q.Cloud.Roles {
				if test(r) {
					return true
				}
			}
			return false
		},
		Right: cloudValue("roles", func(c *directory.CloudObject) string {
			var names []string
			for _, r := range c.Roles {
				state := "active"
				if r.Eligible {
					state = "eligible"
				}
				names = append(names, r.Name+" ("+state+")")
			}
			return strings.Join(names, ", ")
		}),
	}
}

// synced says whether an object is synced now. Where the export does not say,
// an object with an immutable ID is taken to be.
func synced(c *directory.CloudObject) bool {
	return c.SyncEnabled == directory.True || c.SyncEnabled == directory.Unknown && c.ImmutableID != ""
}

func syncText(c *directory.CloudObject) string { return c.SyncEnabled.String() }

func deletedText(c *directory.CloudObject) string {
	if c.Deleted && !c.DeletedAt.IsZero() {
		return c.DeletedAt.UTC().Format("2006-01-02")
	}
	return ""
}

// inRecycleBin counts whole days: whoever was deleted on the first of a month of
// 31 days can be restored on the last, whatever the hour.
func inRecycleBin(q *question) bool {
	if q.Cloud.DeletedAt.IsZero() {
		return true
	}
	deleted := q.Cloud.DeletedAt.UTC().Truncate(24 * time.Hour)
	return !q.Day.After(deleted.AddDate(0, 0, recycleDays))
}
