package syncrule

import (
	"strings"
	"unicode/utf8"

	"presync/sim/directory"
)

// The two attributes that the vendor's own choice picks from.
const (
	ConsistencyGUID = "mS-DS-ConsistencyGuid"
	ObjectGUID      = "objectGUID"
)

// ResolveAnchor gives the sourceAnchor attribute and the reason for it.
// "auto" lets the client choose: the attribute that the tenant remembers; else
// mS-DS-ConsistencyGuid when no AD object has it populated; else objectGUID
// (rulebook SA-2). Cloud Sync always uses mS-DS-ConsistencyGuid (CS-1).
func ResolveAnchor(snap *directory.Snapshot, s *directory.Settings) (attribute, why string) {
	switch {
	case s.Client == directory.CloudSync:
		return ConsistencyGUID, "Cloud Sync uses mS-DS-ConsistencyGuid with objectGUID in its place (CS-1)"
	case !strings.EqualFold(s.SourceAnchor, "auto") && s.SourceAnchor != "":
		return canonicalAnchor(s.SourceAnchor), "the settings name it"
	case s.PreviousSourceAnchor != "":
		return canonicalAnchor(s.PreviousSourceAnchor), "the tenant remembers it from an earlier installation (SA-2)"
	}
	for _, o := range snap.Objects {
		if o.Attrs.HasOf(directory.AttrConsistencyGUID) {
			return ObjectGUID, "an AD object has mS-DS-ConsistencyGuid populated: " + o.DN + " (SA-2)"
		}
	}
	return ConsistencyGUID, "no AD object has mS-DS-ConsistencyGuid populated (SA-2)"
}

// canonicalAnchor writes the two usual attributes in the schema's spelling.
func canonicalAnchor(name string) string {
	for _, n := range []string{ConsistencyGUID, ObjectGUID} {
		if strings.EqualFold(n, name) {
			return n
		}
	}
	return name
}

// setAnchor computes the sourceAnchor of a person from the contributing
// object. A linked mailbox contributes none under Connect Sync (rulebook SA-3,
// FLT-6).
func (p *projection) setAnchor(c *directory.Candidate, v *values, texts *directory.Texts) {
	c.AnchorFrom = p.anchor
	if p.connect() && isLinkedMailbox(v.of[recipientDetails]) {
		return
	}
	switch p.anchor {
	case ObjectGUID:
		p.anchorFromGUID(c, texts)
	case ConsistencyGUID:
		if stamped := v.of[consistencyGUID]; stamped != "" {
			c.Anchor = directory.AnchorIn(texts, stamped)
			return
		}
		p.anchorFromGUID(c, texts)
	default:
		p.anchorFromAttribute(c)
	}
}

func (p *projection) anchorFromGUID(c *directory.Candidate, texts *directory.Texts) {
	c.AnchorFrom = ObjectGUID
	if c.GUID.IsZero() {
		c.AnchorUnknown = true
		return
	}
	c.Anchor = directory.AnchorIn(texts, string(c.GUID[:]))
}

// anchorFromAttribute uses a chosen attribute: a string verbatim, anything
// else as Base64 (rulebook SA-6).
func (p *projection) anchorFromAttribute(c *directory.Candidate) {
	v := c.Source.Attrs.First(p.anchor)
	switch {
	case v == "":
	case isBinary(p.anchor, v):
		c.Anchor = directory.AnchorFromBytes([]byte(v))
	default:
		c.Anchor, c.AnchorIsText = directory.Anchor(v), true
	}
}

// binaryAttributes are octet strings that somebody may choose as anchor.
var binaryAttributes = []string{"objectSid", "msExchMailboxGuid", "msExchArchiveGUID", "msExchMasterAccountSid", "securityIdentifier", "userCertificate"}

func isBinary(attribute, v string) bool {
	for _, n := range binaryAttributes {
		if strings.EqualFold(n, attribute) {
			return true
		}
	}
	return !utf8.ValidString(v) || strings.ContainsRune(v, 0)
}

// isLinkedMailbox reads msExchRecipientTypeDetails.
func isLinkedMailbox(details string) bool { return details != "" && strings.TrimSpace(details) == "2" }
