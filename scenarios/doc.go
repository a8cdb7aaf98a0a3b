// Package scenarios is the library of scenario files and the runner for them.
// Other modules can run the library ([Library], [RunFS]) or their own files:
// [Test] makes subtests of a folder, [RunFS] and [RunFiles] give results, and
// [NewReporter] writes them in the formats that build servers read.
//
// # A scenario file
//
// A scenario is one txtar file about one person and one point:
//
//	SM001: a primary address that is equal links the two users
//	Prose in Markdown, for an administrator.
//	-- ad.ldif --
//	dn: CN=Bob,OU=Staff,DC=contoso,DC=com
//	...
//	-- cloud.json --
//	{"value": [{"id": "...", "userPrincipalName": "bob@contoso.com"}]}
//	-- tenant.yaml --
//	verifiedDomains: [contoso.com]
//	-- want/decisions --
//	bob@contoso.com soft-match rule=SM001 target=bob@contoso.com
//
// In the library the prose has at least three paragraphs. The first tells the
// situation and not its end, so that a reader can guess; the others say what the
// sync does, why, and what to do about it; the last names the sources. The title
// is the point. Where a scenario stands among the others is no part of the file:
// package lessons has a table of themes, and a file that is in none runs all the
// same.
//
// Sections are native formats:
//
//	ad.ldif, ad.csv          the export of the only forest, which is called "ad"
//	ad/NAME.ldif, .csv       the exports of several forests; the order of the
//	                         sections is that of their connectors
//	cloud.json               the tenant's users: a Graph /users page
//	tenant/NAME.json         or the tenant as Graph answers: users.json,
//	                         deletedUsers.json, groups.json, ...
//	tenant.yaml              the tenant file; it wins over the answers
//	run.yaml                 asOf: YYYY-MM-DD and fullImport: true|false
//	want/decisions           what must become of each user
//	want/trace               which rules spoke, or nearly did
//	want/deletions           what the cycle deletes in the cloud
//	want/gaps                what the inputs could not tell
//	want/known-wrong         verdicts that are known to differ from the service's
//
// A scenario without cloud.json and tenant/ starts with a tenant that has no
// users. Without asOf the day is [DefaultAsOf]. An unknown section or key is an
// error, and so is a want section that asserts nothing.
//
// # Further cycles
//
// cycle2/, cycle3/ and so on hold what happens before the next sync. The tenant
// is the one that the cycle before left; what is not named stays.
//
//	cycle2/ad.ldif           LDIF change records (modify, delete, moddn, add),
//	                         or a new export of that forest. Who is gone from it
//	                         is deleted in the cloud with fullImport only
//	cycle2/cloud.json        what administrators change: user objects with id
//	                         or userPrincipalName. Given properties replace,
//	                         null clears. "@deleted": true moves the user to
//	                         the recycle bin, false restores them, and
//	                         "@removed": true deletes them for good. A user whom
//	                         a cycle created has the id "new:" and its anchor
//	cycle2/tenant.yaml       settings to replace
//	cycle2/run.yaml          as above
//	cycle2/want/...          as above; the last cycle needs want/decisions
//
// # What is wanted
//
// want/decisions has one line for every user of the cycle, in any order; "-"
// alone says that there are none. Lines that start with # are comments.
//
//	WHO OUTCOME [key=value ...]
//
// WHO is a userPrincipalName, sAMAccountName, mail, DN, objectGUID or anchor.
// A value with blanks stands in double quotes, "" is a quote inside them, and -
// stands for no value. Items of a list are separated by commas; a backslash
// takes the comma behind it literally.
//
//	rule            the rule that decided
//	rules           rules that fired, some of them
//	by              matchedBy: sourceAnchor, primarySMTP, ...
//	target          the cloud object, by id, userPrincipalName or displayName
//	reason          a part of the reason
//	notes           rules that only explain the result, all of them, in any order
//	error           the error code; number, attribute: its number and attribute
//	message         a part of the error message
//	holder          the object in conflict, by id, DN or name
//	upn             the userPrincipalName afterwards, or a /pattern/ for it
//	nick, mail      mailNickname and mail afterwards
//	proxies         proxyAddresses afterwards, all of them, in any order
//	anchor          onPremisesImmutableId afterwards; the sourceAnchor of a user
//	                who has no result
//	quarantined     quarantined values, all of them, in any order
//	heldBy          the objects that hold them, each once
//	overwrites      changed properties, some of them: NAME or NAME=before>after
//	confidence      documented, observed, inferred or contested
//	alternatives    outcomes that cannot be excluded, some of them
//	doubts          the rules that name them, all of them, in any order: RULE or
//	                RULE:OUTCOME
//	orderDependent  true or false
//	candidates      cloud users that may be the same person, some of them
//
// want/deletions and want/gaps name all cloud objects and gap IDs, one a line,
// or "-". The line deletionThresholdExceeded in want/deletions says that the
// deletions are too many to be carried out.
//
// # Variants
//
// variants.csv makes a scenario of each of its rows. The first row names the
// columns; the column "name" names the variant; lines that start with # are
// comments. {{column}} stands for the value of a row, in the content and in the
// names of all other sections:
//
//	-- variants.csv --
//	name,   upn,               want
//	plain,  anna@contoso.com,  create rule=CR001
//	plus,   a+b@contoso.com,   error rule=VD006 error=IdentityDataValidationFailed
//	-- ad.ldif --
//	...
//	userPrincipalName: {{upn}}
//	-- want/decisions --
//	anna {{want}} confidence=contested
//
// A value is put in as it is, with three exceptions: in a JSON string it is
// escaped; a value that is all of an LDIF line is written in base64 where LDIF
// needs that; and behind "key=" in a want section it is quoted where it has
// blanks. An empty value there takes the key away, so that the variant asserts
// nothing about it. A column that no section uses is an error, and so is a
// placeholder that is no column, in a want section outside of comments.
//
// # Flag matrices
//
// flags.yaml makes a scenario of each combination of settings: keys of the
// tenant file, with a dot between the parts, or asOf and fullImport, each with a
// list of values. They win over tenant.yaml of the first cycle. "pairwise: true"
// takes fewer combinations: each two values of two keys still meet in one.
// want/matrix has the lines of the users for whom the settings make a
// difference: a value for each key, in their order, or * for any, and behind an
// arrow a line as in want/decisions, without WHO where the cycle has one user.
// The first line that matches counts:
//
//	-- flags.yaml --
//	features.blockSoftMatchEnabled: [false, true]
//	asOf: [2026-05-31, 2026-07-01]
//	-- want/matrix --
//	# blocked  day
//	false      *     -> soft-match rule=SM001
//	true       *     -> create-duplicate rule=SM011
//
// A combination without a line is an error, and so is a line that is used by no
// combination. Without want/matrix every combination must give what
// want/decisions says. Both tables in one file multiply.
//
// A variant is called ID/NAME; the NAME of a combination is its values, such as
// SM010/true,2026-07-01. Failures point at the row of variants.csv, or at the
// line of want/matrix. [Parse] gives the variants, [Scenario.Each] goes through
// them, and [UpdateAll] writes what comes out into the tables.
//
// # The trace
//
// want/known-wrong pins a verdict that is known to be wrong. want/decisions says
// what the service does, and this section, in lines of the same form, what
// presync says today. Above its lines stands the evidence, in lines that start
// with #: where and when the service was seen to decide otherwise. At least one
// is needed; lines without any of their own stand on that of the line before.
//
//	-- want/decisions --
//	bob@contoso.com create-duplicate rule=CR002
//	-- want/known-wrong --
//	# Export of 2026-07-03 08:15: Adds 1, Updates 0. The portal shows a second
//	# account, bob8127@contoso.onmicrosoft.com.
//	bob@contoso.com soft-match rule=SM001
//
// While the verdict is as pinned, the scenario passes and is reported as known
// wrong. When the verdict becomes what want/decisions says, the scenario fails
// until the pin is removed; when it becomes a third one, it fails, too. [Update]
// changes the values of a pin, never its evidence, and never the line of its
// user in want/decisions.
//
// want/trace is text: per user a line "user WHO", below it "RULE TARGET
// VERDICT" for each step in which all conditions hold or all but one, and the
// latter as "- condition". [Update] writes it.
package scenarios
