package rules

import (
	"strconv"
	"strings"
	"unicode/utf8"

	"presync/sim/directory"
	"presync/sim/match"
)

// Conditions about one person of the metaverse.

// Limits of the service.
const (
	maxUPN          = 113 // rulebook UP-9
	maxUPNPrefix    = 64
	maxUPNSuffix    = 48
	maxCertificates = 15  // CF-8
	maxProxies      = 332 // CF-8, WE-48: the most that was observed
	anchorWeight    = 60  // SA-8, SEED-3
)

// forbiddenInAnchor are the characters that a string sourceAnchor may not
// hold (rulebook SA-8).
const forbiddenInAnchor = "\\!#$%&*+/=?^`{}|~<>()';:,[]\"@_"

// forbiddenInUPN are the characters that a cloud userPrincipalName may not
// hold (rulebook UP-9).
const forbiddenInUPN = `\%&*+/=?{}|<>();:,[]"`

var (
	hasAnchorValue = match.Cond{
		Name: "the person has a sourceAnchor", Not: "the person has no sourceAnchor",
		Test: func(q *question) bool { return q.User.Anchor != "" },
		Left: anchorOfUser,
	}
	exportable = match.Cond{
		Name: "the person can be exported", Not: "the person cannot be exported for want of a sourceAnchor",
		Test: func(q *question) bool { return q.User.Anchor != "" || q.User.AnchorUnknown },
		Left: anchorOfUser,
	}
	anchorUnknown = match.Cond{
		Name: "the export left the sourceAnchor attribute out", Not: "the export carries the sourceAnchor attribute",
		Test: func(q *question) bool { return q.User.AnchorUnknown },
		Left: anchorOfUser,
	}
	onlyLinkedMailboxes = match.Cond{
		Name: "every object of the person is a linked mailbox", Not: "an object of the person is not a linked mailbox",
		Test: func(q *question) bool {
			return !q.User.Has(func(o *directory.Object) bool {
				return strings.TrimSpace(o.Attrs.FirstOf(directory.AttrRecipientTypeDetails)) != "2"
			})
		},
		Left: func(q *question) value {
			return value{Name: "msExchRecipientTypeDetails", Text: q.User.Source.Attrs.First("msExchRecipientTypeDetails"),
				Origin: q.User.Source.At("msExchRecipientTypeDetails")}
		},
	}
	joinsOnMail = match.Cond{
		Name: "users are matched across forests on mail", Not: "users are not matched across forests on mail",
		Test:  func(q *question) bool { return strings.EqualFold(q.Settings.UserMatching, "mail") },
		Fixed: true,
		Right: setting("userMatching", func(s *directory.Settings) string { return s.UserMatching }),
	}
	joinsOnAttribute = match.Cond{
		Name: "users are matched across forests on a chosen attribute", Not: "users are not matched across forests on a chosen attribute",
		Test: func(q *question) bool {
			switch strings.ToLower(q.Settings.UserMatching) {
			case "", "once", "mail", "objectsid", "samaccountname":
				return false
			}
			return true
		},
		Fixed: true,
		Right: setting("userMatching", func(s *directory.Settings) string { return s.UserMatching }),
	}
	hasMail = match.Cond{
		Name: "mail has a value", Not: "mail has no value",
		Test: func(q *question) bool { return joinedBy(q.User, "mail") != nil },
		Left: userValue("mail", "mail", func(u *directory.Candidate) string { return u.Mail }),
	}
	hasJoinAttribute = match.Cond{
		Name: "the chosen attribute has a value", Not: "the chosen attribute has no value",
		Test: func(q *question) bool { return joinedBy(q.User, q.Settings.UserMatching) != nil },
		Left: func(q *question) value {
			o := joinedBy(q.User, q.Settings.UserMatching)
			if o == nil {
				o = q.User.Source
			}
			return value{Name: q.Settings.UserMatching, Text: o.Attrs.First(q.Settings.UserMatching), Origin: o.At(q.Settings.UserMatching)}
		},
	}
	anchorIsText = match.Cond{
		Name: "the sourceAnchor is a string attribute", Not: "the sourceAnchor is a binary attribute",
		Test: func(q *question) bool { return q.User.AnchorIsText },
		Left: anchorOfUser,
	}
	anchorForbidden = match.Cond{
		Name: "the sourceAnchor has a forbidden character", Not: "the sourceAnchor has no forbidden character",
		Test: func(q *question) bool { return strings.ContainsAny(string(q.User.Anchor), forbiddenInAnchor) },
		Left: anchorOfUser,
	}
	anchorTooLong = match.Cond{
		Name: "the sourceAnchor is longer than 60 characters", Not: "the sourceAnchor is not longer than 60 characters",
		Test: func(q *question) bool { return weight(q.User.Anchor) > anchorWeight },
		Left: anchorOfUser,
	}
	anchorAtLimit = match.Cond{
		Name: "the sourceAnchor is exactly 60 characters long", Not: "the sourceAnchor is not exactly 60 characters long",
		Test: func(q *question) bool { return weight(q.User.Anchor) == anchorWeight },
		Left: anchorOfUser,
	}
	upnHasAt = ofSound(true, upnCond("the userPrincipalName has an @", "the userPrincipalName has no @",
		func(u directory.UPN) bool { return strings.Contains(string(u), "@") }))
	upnPrefixEmpty = ofSound(false, upnCond("nothing stands before the @", "something stands before the @",
		func(u directory.UPN) bool { return strings.HasPrefix(string(u), "@") }))
	upnSecondAt = ofSound(false, upnCond("the userPrincipalName has a second @", "the userPrincipalName has no second @",
		func(u directory.UPN) bool { return strings.Count(string(u), "@") > 1 }))
	upnTooLong = upnCond("the userPrincipalName has more than 113 characters", "the userPrincipalName has at most 113 characters",
		func(u directory.UPN) bool { return longer(string(u), maxUPN) })
	upnPartTooLong = upnCond("more than 64 characters stand before the @ or more than 48 behind it",
		"at most 64 characters stand before the @ and at most 48 behind it", func(u directory.UPN) bool {
			return longer(u.Prefix(), maxUPNPrefix) || longer(u.Suffix(), maxUPNSuffix)
		})
	upnForbidden = upnCond("the userPrincipalName has a forbidden character", "the userPrincipalName has no forbidden character",
		func(u directory.UPN) bool { return isForbiddenInUPN.anyOf(string(u)) })
	upnInvisible = ofSound(false, upnCond("the userPrincipalName has white space, invisible or non-ASCII characters",
		"the userPrincipalName has only visible ASCII characters", func(u directory.UPN) bool {
			return match.Plain(string(u), ' ', ' ') < len(u) // printable, and no blank
		}))
	tooManyCertificates = countCond(directory.AttrUserCertificate, maxCertificates)
	tooManySMIME        = countCond(directory.AttrUserSMIMECertificate, maxCertificates)
	tooManyProxies      = countCond(directory.AttrProxyAddresses, maxProxies)
)

func anchorOfUser(q *question) value {
	return value{Name: "sourceAnchor", Text: string(q.User.Anchor), Origin: q.User.Source.At(q.User.AnchorFrom)}
}

func upnOfUser(q *question) value {
	return value{Name: "userPrincipalName", Text: string(q.User.UPN), Origin: q.User.At("userPrincipalName", q.User.UPNFrom)}
}

func upnCond(name, negative string, test func(directory.UPN) bool) match.Cond {
	return match.Cond{Name: name, Not: negative, Left: upnOfUser,
		Test: func(q *question) bool { return test(q.User.UPN) }}
}

// ofSound gives a condition that is not asked about people who are known to be
// sound: of their names the answer is known.
func ofSound(answer bool, c match.Cond) match.Cond {
	ask := c.Test
	c.Test = func(q *question) bool {
		if q.User.Sound {
			return answer
		}
		return ask(q)
	}
	return c
}

func countCond(id directory.AttrID, most int) match.Cond {
	limit, attribute := strconv.Itoa(most), id.String()
	count := func(q *question) int {
		n := q.User.Source.Attrs.CountOf(id)
		for _, o := range q.User.Joined {
			n = max(n, o.Attrs.CountOf(id))
		}
		return n
	}
	return match.Cond{
		Name: attribute + " has more than " + limit + " values", Not: attribute + " has at most " + limit + " values",
		Test: func(q *question) bool { return count(q) > most },
		Left: func(q *question) value {
			return value{Name: attribute, Text: strconv.Itoa(count(q)) + " values", Origin: q.User.Source.At(attribute)}
		},
		Right: func(*question) value { return value{Name: "limit", Text: limit} },
	}
}

// longer reports whether a text has more than so many characters.
func longer(text string, most int) bool {
	return len(text) > most && utf8.RuneCountInString(text) > most
}

// letters is a set of ASCII characters.
type letters [256]bool

var isForbiddenInUPN = lettersOf(forbiddenInUPN)

func lettersOf(ascii string) (l letters) {
	for i := range len(ascii) {
		l[ascii[i]] = true
	}
	return l
}

func (l *letters) anyOf(text string) bool {
	for i := range len(text) {
		if l[text[i]] {
			return true
		}
	}
	return false
}

// weight is the length of a string anchor as the vendor counts it: every
// character that is no letter and no digit counts three (rulebook SA-8).
func weight(a directory.Anchor) int {
	n := 0
	for _, r := range string(a) {
		if r >= 'a' && r <= 'z' || r >= 'A' && r <= 'Z' || r >= '0' && r <= '9' {
			n++
		} else {
			n += 3
		}
	}
	return n
}

// joinedBy gives an object of a person that can be matched across forests on an
// attribute, nil for none: one is enough, since who moved with the sourceAnchor
// joins without it (rulebook SA-5). White space is no value to match on.
func joinedBy(u *directory.Candidate, attribute string) *directory.Object {
	var found *directory.Object
	u.Has(func(o *directory.Object) bool {
		if strings.TrimSpace(o.Attrs.First(attribute)) == "" {
			return false
		}
		found = o
		return true
	})
	return found
}
