package generate

import (
	"encoding/base64"
	"strconv"
)

// draft is one user while it is made: the account, and what the tenant has of
// the person. It is used again for the next user, so that no user costs memory.
type draft struct {
	pop   *Population
	place int
	kind  *kind
	// member is the rank of the user among those of its group, by place; first is
	// the place of the first of them.
	member, first int
	dice          dice
	person        person

	ad       account
	cloud    []cloudUser
	bin      []cloudUser // in the recycle bin
	groups   []holder
	contacts []holder
	roles    []role

	arena     []byte
	addresses [][]byte
}

// account is an on-premises user.
type account struct {
	forest               int
	ou, suffix           string // suffix follows cn in the DN
	cn, display, sam     []byte
	upn, mail, nick      []byte
	proxies              [][]byte
	guid, anchor         guid // anchor is mS-DS-ConsistencyGuid, zero where it is empty
	sidForest, rid       int
	control              string // userAccountControl
	recipient, remote    string // msExchRecipientTypeDetails, msExchRemoteRecipientType
	adminDescription     string
	critical             bool
	certificates, smimes int
	job, town            int
	employee             []byte
}

// cloudUser is a user of the tenant. What is nil is null.
type cloudUser struct {
	id                        guid
	upn, display, mail, nick  []byte
	given, surname            string
	proxies                   [6][]byte
	userType, enabled, synced string
	immutable, sid, shadow    []byte
	identifier                guid
	employee                  []byte
	department                string
	managed                   string // isCloudManaged
}

// holder is a group or contact of the tenant with its addresses.
type holder struct {
	id            guid
	display, mail []byte
	proxies       [2][]byte
}

// role is a directory role that a cloud user holds.
type role struct {
	holder   guid
	template string
	eligible bool
}

// text is what can be put together to a value.
type text interface{ ~string | ~[]byte }

// join puts four parts together in the arena of the draft.
func join[A, B, C, D text](d *draft, a A, b B, c C, e D) []byte {
	start := len(d.arena)
	d.arena = append(append(append(append(d.arena, a...), b...), c...), e...)
	return d.arena[start:len(d.arena):len(d.arena)]
}

// pair puts two parts together.
func pair[A, B text](d *draft, a A, b B) []byte { return join(d, a, b, "", "") }

// address puts a prefix, a name, an @ and a domain together.
func address[A, B text](d *draft, prefix string, name A, domain B) []byte {
	return join(d, prefix, name, "@", domain)
}

// number writes a number in decimal.
func (d *draft) number(n int) []byte { return d.number64(int64(n)) }

func (d *draft) number64(n int64) []byte {
	start := len(d.arena)
	d.arena = strconv.AppendInt(d.arena, n, 10)
	return d.arena[start:len(d.arena):len(d.arena)]
}

// base64 writes bytes as the service shows an anchor.
func (d *draft) base64(b []byte) []byte {
	start := len(d.arena)
	d.arena = base64.StdEncoding.AppendEncode(d.arena, b)
	return d.arena[start:len(d.arena):len(d.arena)]
}
