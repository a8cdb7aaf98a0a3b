package fakeldap

import (
	"crypto/sha256"
	"encoding/binary"
	"strings"

	"presync/fakeldap/internal/ad"
)

// names are those of the forest that a server plays: one domain, its
// configuration and its schema.
type names struct {
	dns, netbios string
	// domain, configuration and schema are the naming contexts, host is the
	// domain controller's DNS name.
	domain, configuration, schema, host string
	// domainKey, configurationKey and schemaKey are the same as keys.
	domainKey, configurationKey, schemaKey string
	domainSID                              []byte
}

// newNames derives everything from the domain's DNS name.
func newNames(dns, netbios string) names {
	labels := strings.Split(strings.ToLower(dns), ".")
	n := names{dns: strings.Join(labels, "."), netbios: netbios}
	if n.netbios == "" {
		n.netbios = strings.ToUpper(labels[0])
	}
	n.domain = "DC=" + strings.Join(labels, ",DC=")
	n.configuration = "CN=Configuration," + n.domain
	n.schema = "CN=Schema," + n.configuration
	n.domainKey = strings.ToLower(n.domain)
	n.configurationKey = strings.ToLower(n.configuration)
	n.schemaKey = strings.ToLower(n.schema)
	n.host = "dc1." + n.dns
	sum := sha256.Sum256([]byte(n.dns))
	n.domainSID = []byte{1, 4, 0, 0, 0, 0, 0, 5, 21, 0, 0, 0}
	for i := range 3 {
		n.domainSID = binary.LittleEndian.AppendUint32(n.domainSID, binary.LittleEndian.Uint32(sum[4*i:])>>1)
	}
	return n
}

// below is the key of the naming context right below a context's root, which a
// subtree search from there doesn't enter; "" when there is none.
func (n *names) below(key string) string {
	switch key {
	case n.domainKey:
		return n.configurationKey
	case n.configurationKey:
		return n.schemaKey
	}
	return ""
}

// dnsOf gives the DNS name that the DC components of a name spell.
func dnsOf(key string) string {
	var labels []string
	for component := range strings.SplitSeq(key, ",") {
		if label, ok := strings.CutPrefix(component, "dc="); ok {
			labels = append(labels, label)
		}
	}
	return strings.Join(labels, ".")
}

// canonical writes a name as canonicalName does: contoso.com/Users/Anna.
func canonical(dn ad.DN) string {
	var path []string
	for dn.Text != "" && !strings.EqualFold(dn.Type, "DC") {
		path = append(path, strings.ReplaceAll(dn.Value, "/", `\/`))
		parent, err := dn.Parent()
		if err != nil {
			break
		}
		dn = parent
	}
	out := dnsOf(dn.Key) + "/"
	for i := len(path) - 1; i >= 0; i-- {
		out += path[i]
		if i > 0 {
			out += "/"
		}
	}
	return out
}
