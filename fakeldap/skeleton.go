package fakeldap

import (
	"encoding/hex"
	"fmt"
	"strings"

	"presync/fakeldap/internal/ad"
)

// wellKnown are the containers every domain has, with the GUIDs by which
// <WKGUID=...> names them ([MS-ADTS] 6.1.1.4).
var wellKnown = []struct{ guid, rdn, class string }{
	{"a9d1ca15768811d1aded00c04fd8d5cd", "CN=Users", "container"},
	{"aa312825768811d1aded00c04fd8d5cd", "CN=Computers", "container"},
	{"a361b2ffffd211d1aa4b00c04fd7d83a", "OU=Domain Controllers", "organizationalUnit"},
	{"ab1d30f3768811d1aded00c04fd8d5cd", "CN=System", "container"},
	{"ab8153b7768811d1aded00c04fd8d5cd", "CN=LostAndFound", "lostAndFound"},
	{"2fbac1870ade11d297c400c04fd8d5cd", "CN=Infrastructure", "infrastructureUpdate"},
	{"18e2ea80684f11d2b9aa00c04f79f805", "CN=Deleted Objects", "container"},
	{"22b70c67d56e4efb91e9300fca3dc1aa", "CN=ForeignSecurityPrincipals", "container"},
	{"09460c08ae1e4a4ea0f64aee7daa1e5a", "CN=Program Data", "container"},
	{"1eb93889e40c45df9f0c64d23bbb6237", "CN=Managed Service Accounts", "container"},
}

// deletedObjects is the container of a naming context's tombstones.
const deletedObjects = "CN=Deleted Objects,"

// raise makes the objects that a new forest has: naming contexts, well-known
// containers, the domain controller's place in the configuration. Hidden ones
// answer base searches only.
func (d *directory) raise(hidden bool) error {
	n := &d.names
	var known [][]byte
	for _, w := range wellKnown {
		known = append(known, fmt.Appendf(nil, "B:32:%s:%s,%s", strings.ToUpper(w.guid), w.rdn, n.domain))
	}
	root := NewEntry(n.domain, "objectClass", "domainDNS", "objectSid", string(n.domainSID))
	root.Attributes = append(root.Attributes, Attribute{"wellKnownObjects", known})
	sites := "CN=Default-First-Site-Name,CN=Sites," + n.configuration
	entries := []Entry{
		root,
		NewEntry(n.configuration, "objectClass", "configuration"),
		NewEntry(n.schema, "objectClass", "dMD"),
		NewEntry("CN=Aggregate,"+n.schema, "objectClass", "subSchema"),
		NewEntry(deletedObjects+n.configuration, "objectClass", "container", "isDeleted", "TRUE"),
		NewEntry("CN=Partitions,"+n.configuration, "objectClass", "crossRefContainer"),
		NewEntry("CN=Sites,"+n.configuration, "objectClass", "sitesContainer"),
		NewEntry(sites, "objectClass", "site"),
		NewEntry("CN=Servers,"+sites, "objectClass", "serversContainer"),
		NewEntry("CN=DC1,CN=Servers,"+sites, "objectClass", "server", "dNSHostName", n.host),
		NewEntry("CN=NTDS Settings,CN=DC1,CN=Servers,"+sites, "objectClass", "nTDSDSA"),
	}
	for _, w := range wellKnown {
		e := NewEntry(w.rdn+","+n.domain, "objectClass", w.class)
		if w.rdn+"," == deletedObjects {
			e.add("isDeleted", []byte("TRUE"))
		}
		entries = append(entries, e)
	}
	for _, e := range entries {
		if err := d.seed(e, seedComplete, hidden); err != nil {
			return err
		}
	}
	for _, o := range d.objects {
		d.scaffold[o.key] = o
	}
	return nil
}

// wellKnownDN resolves <WKGUID=guid,container>; "" when there is no such
// well-known object.
func (d *directory) wellKnownDN(guid, container string) string {
	dn, err := ad.ParseDN(container)
	if err != nil {
		return ""
	}
	o := d.lookup(dn.Key)
	if o == nil {
		return ""
	}
	if _, err := hex.DecodeString(guid); err != nil {
		return ""
	}
	for _, v := range o.values(d.at.wellKnownObjects) {
		parts := strings.SplitN(string(v), ":", 4)
		if len(parts) == 4 && strings.EqualFold(parts[2], guid) {
			return parts[3]
		}
	}
	return ""
}
