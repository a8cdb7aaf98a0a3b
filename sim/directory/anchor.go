package directory

import (
	"encoding/base64"
	"encoding/hex"
	"strings"
)

// Anchor is a sourceAnchor, the value that Graph calls onPremisesImmutableId.
//
// A binary attribute becomes the Base64 of its raw bytes (a GUID: 24
// characters ending in "=="), a string attribute is used verbatim. Two anchors
// are equal only when every byte is: Base64 is case-sensitive and so is the
// vendor's join. The empty Anchor means "none".
//
// Source: plan-connect-design-concepts (2025-04-09), the exported default
// sync rules (caseSensitive=True); rulebook SA-1, SA-6, SA-7, SA-9.
type Anchor string

// AnchorFromBytes gives the anchor of a binary attribute value.
func AnchorFromBytes(raw []byte) Anchor { return AnchorIn(nil, string(raw)) }

// AnchorIn is AnchorFromBytes with memory for the text.
func AnchorIn(texts *Texts, raw string) Anchor {
	var text [128]byte
	if len(raw) == len(GUID{}) {
		return Anchor(texts.Keep(appendGUIDInBase64(text[:0], raw)))
	}
	var value [64]byte // a GUID as text, and what is not much longer
	return Anchor(texts.Keep(base64.StdEncoding.AppendEncode(text[:0], append(value[:0], raw...))))
}

// appendGUIDInBase64 is base64.StdEncoding for 16 bytes, as nearly all anchors
// have.
func appendGUIDInBase64(text []byte, raw string) []byte {
	const digits = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/"
	raw = raw[:len(GUID{})]
	for i := 0; i+3 <= len(raw); i += 3 {
		three := uint(raw[i])<<16 | uint(raw[i+1])<<8 | uint(raw[i+2])
		text = append(text, digits[three>>18&63], digits[three>>12&63], digits[three>>6&63], digits[three&63])
	}
	last := uint(raw[15])
	return append(text, digits[last>>2&63], digits[last<<4&63], '=', '=')
}

// GUID gives the GUID that the anchor encodes, if it is the Base64 of 16 bytes.
func (a Anchor) GUID() (GUID, bool) {
	var room [64]byte // more than a GUID takes, also with line breaks
	raw, err := base64.StdEncoding.AppendDecode(room[:0], []byte(a))
	if err != nil || len(raw) != 16 {
		return GUID{}, false
	}
	return GUID(raw), true
}

// ConnectorDN is the distinguished name that an object with this anchor has in
// the Entra connector space: CN={upper-case hex of the anchor's UTF-8 text}.
// Source: exported default sync rules (2016-05-03); rulebook PIPE-5, WE-60.
func (a Anchor) ConnectorDN() string {
	return "CN={" + strings.ToUpper(hex.EncodeToString([]byte(a))) + "}"
}
