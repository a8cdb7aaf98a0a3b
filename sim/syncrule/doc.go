// Package syncrule takes on-premises objects from the connector spaces of
// their forests into the metaverse: which of them the client's filter lets in,
// which of them join into one person, which attribute is the sourceAnchor, and
// which object contributes which attribute value.
//
// The joins and the attribute flow are tables ([joinGroups], [flows]) with the
// rulebook's numbers beside them; the order of a table is its precedence.
package syncrule
