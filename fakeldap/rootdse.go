package fakeldap

import (
	"slices"
	"strconv"
	"strings"

	"presync/fakeldap/internal/ad"
	"presync/fakeldap/internal/ber"
)

// rootDSE answers a base search of the empty name, the only thing an anonymous
// client may read ([MS-ADTS] 3.1.1.3.2). The filter is not evaluated: AD's
// rootDSE has no class, and clients send different filters to read it.
func (x *exchange) rootDSE(q searchRequest) result {
	all := slices.Contains(q.attributes, "*") || slices.Contains(q.attributes, "+") || len(q.attributes) == 0
	var attributes []byte
	for _, a := range x.server.rootAttributes() {
		if !all && !slices.ContainsFunc(q.attributes, func(n string) bool { return strings.EqualFold(n, a.name) }) {
			continue
		}
		if q.typesOnly {
			a.values = nil
		}
		values := make([][]byte, len(a.values))
		for i, v := range a.values {
			values[i] = []byte(v)
		}
		attributes = appendAttribute(attributes, a.name, values)
	}
	entry := ber.Append(nil, ber.OctetString, "")
	entry = ber.Append(entry, ber.Sequence, attributes)
	body := ber.AppendInt(nil, ber.Integer, x.m.id)
	body = ber.Append(body, tagEntry, entry)
	if err := x.conn.write(ber.Append(nil, ber.Sequence, body)); err != nil {
		x.silent = true
	}
	x.log.Entries = 1
	return result{}
}

type rootAttribute struct {
	name   string
	values []string
}

// capabilities are those of Windows Server 2016 as far as they hold here:
// Active Directory, since 2000, 2003, 2008, 2008 R2 and 2012.
var capabilities = []string{
	"1.2.840.113556.1.4.800", "1.2.840.113556.1.4.1670", "1.2.840.113556.1.4.1935",
	"1.2.840.113556.1.4.2080", "1.2.840.113556.1.4.2237",
}

// rootAttributes computes the rootDSE. SASL mechanisms are not listed because
// none is spoken, so that clients choose a simple bind.
func (s *Server) rootAttributes() []rootAttribute {
	d := s.directory
	n := &d.names
	site := "CN=DC1,CN=Servers,CN=Default-First-Site-Name,CN=Sites," + n.configuration
	d.mu.RLock()
	usn := d.usn
	contexts := []string{n.domain, n.configuration, n.schema}
	for _, root := range d.roots {
		if !slices.ContainsFunc(contexts, func(c string) bool { return strings.EqualFold(c, root) }) {
			contexts = append(contexts, root)
		}
	}
	d.mu.RUnlock()
	controls := slices.Clone(understood)
	slices.Sort(controls)
	return []rootAttribute{
		{"currentTime", []string{ad.FormatTime(d.now())}},
		{"subschemaSubentry", []string{"CN=Aggregate," + n.schema}},
		{"dsServiceName", []string{"CN=NTDS Settings," + site}},
		{"namingContexts", contexts},
		{"defaultNamingContext", []string{n.domain}},
		{"schemaNamingContext", []string{n.schema}},
		{"configurationNamingContext", []string{n.configuration}},
		{"rootDomainNamingContext", []string{n.domain}},
		{"supportedControl", controls},
		{"supportedLDAPVersion", []string{"3"}},
		{"supportedLDAPPolicies", []string{"MaxPageSize", "MaxValRange", "MaxConnections", "MaxConnIdleTime", "MaxReceiveBuffer"}},
		{"supportedExtension", []string{oidStartTLS, oidWhoAmI}},
		{"highestCommittedUSN", []string{strconv.FormatInt(usn, 10)}},
		{"dnsHostName", []string{n.host}},
		{"ldapServiceName", []string{n.dns + ":dc1$@" + strings.ToUpper(n.dns)}},
		{"serverName", []string{site}},
		{"supportedCapabilities", capabilities},
		{"isSynchronized", []string{"TRUE"}},
		{"isGlobalCatalogReady", []string{"TRUE"}},
		{"domainFunctionality", []string{"7"}},
		{"forestFunctionality", []string{"7"}},
		{"domainControllerFunctionality", []string{"7"}},
	}
}
