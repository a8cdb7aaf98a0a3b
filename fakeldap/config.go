package fakeldap

import (
	"fmt"
	"io"
	"net"
	"strings"
	"time"

	"presync/fakeldap/internal/ad"
)

// Config says how a server behaves. The zero value is a writable domain
// controller of contoso.com, or of the domain of the first seeded entry, on a
// free port of 127.0.0.1, where any name with a password may bind.
type Config struct {
	// Addr is the address to listen on, "127.0.0.1:0" when empty. GCAddr is
	// the Global Catalog's. Only loopback addresses are accepted.
	Addr, GCAddr string
	// TLS makes both ports LDAPS. StartTLS works on plain ports in any case.
	// The certificate is made anew; see Server.CAPEM.
	TLS bool

	// Domain is the DNS name of the domain, NetBIOS its short name, by
	// default the first label.
	Domain, NetBIOS string
	// Seed is the content of the directory, in any order; missing parents are
	// made. SeedLDIF is more of it, as LDIF.
	Seed     []Entry
	SeedLDIF io.Reader
	// Verbatim serves seeded entries as they are. Otherwise the server fills
	// in what AD gives to every object, such as objectGUID and whenCreated.
	// The containers that hold the tree together then answer base searches
	// only.
	Verbatim bool
	// Attributes are added to AD's schema. Attributes that a seed brings and
	// the schema lacks are added by themselves, as Unicode strings or octets.
	Attributes []AttributeType
	// GlobalCatalog names attributes that the partial attribute set has
	// beside AD's own, such as mS-DS-ConsistencyGuid.
	GlobalCatalog []string

	// BindPassword, when set, is the password of every account; binding then
	// needs a name that is in the directory, or Administrator's.
	BindPassword string
	// AllowAnonymous lets clients search without a bind.
	AllowAnonymous bool
	// ReadOnly refuses all writes.
	ReadOnly bool
	// RecycleBin keeps all attributes of deleted objects; without it a
	// tombstone keeps the few that AD keeps.
	RecycleBin bool

	// MaxPageSize and MaxValRange are AD's LDAP policies, 1000 entries and
	// 1500 values by default. MaxConnections is 5000 by default.
	MaxPageSize, MaxValRange, MaxConnections int
	// MaxMessage bounds a request, 16 MiB by default; before a bind it is
	// 256,000 bytes at most.
	MaxMessage int
	// IdleTimeout closes connections without a request, 15 minutes by
	// default. ReceiveTimeout bounds the arrival of one request and
	// WriteTimeout one write to a client that doesn't read, 2 minutes and 30
	// seconds by default.
	IdleTimeout, ReceiveTimeout, WriteTimeout time.Duration

	// Faults go wrong on purpose, see Fault.
	Faults []Fault
	// Now is the clock of whenCreated, whenChanged and currentTime; time.Now
	// by default.
	Now func() time.Time
	// RequestLog gets every request as one line of JSON; see Request.
	RequestLog io.Writer
}

// AttributeType declares an attribute for Config.Attributes.
type AttributeType struct {
	Name string
	// Binary attributes are octets, Integer ones numbers, DN ones names of
	// entries; without either the values are Unicode strings.
	Binary, Integer, DN bool
	SingleValued        bool
}

// defaultDomain is the vendor's own example company.
const defaultDomain = "contoso.com"

// normalised fills in defaults and refuses what can't work.
func (c Config) normalised() (Config, error) {
	for _, addr := range []*string{&c.Addr, &c.GCAddr} {
		if *addr == "" {
			*addr = "127.0.0.1:0"
		}
		if err := checkLoopback(*addr); err != nil {
			return c, err
		}
	}
	for _, limit := range []struct {
		value    *int
		name     string
		fallback int
	}{
		{&c.MaxPageSize, "MaxPageSize", 1000}, {&c.MaxValRange, "MaxValRange", 1500},
		{&c.MaxConnections, "MaxConnections", 5000}, {&c.MaxMessage, "MaxMessage", 16 << 20},
	} {
		if *limit.value < 0 {
			return c, fmt.Errorf("start: %s is %d, want 0 for the default or more", limit.name, *limit.value)
		}
		if *limit.value == 0 {
			*limit.value = limit.fallback
		}
	}
	for _, timeout := range []struct {
		value    *time.Duration
		fallback time.Duration
	}{{&c.IdleTimeout, 15 * time.Minute}, {&c.ReceiveTimeout, 2 * time.Minute}, {&c.WriteTimeout, 30 * time.Second}} {
		if *timeout.value <= 0 {
			*timeout.value = timeout.fallback
		}
	}
	if c.Now == nil {
		c.Now = time.Now
	}
	for _, f := range c.Faults {
		if err := f.check(); err != nil {
			return c, err
		}
	}
	return c, nil
}

// checkLoopback refuses addresses that other machines can reach.
func checkLoopback(addr string) error {
	host, _, err := net.SplitHostPort(addr)
	if err != nil {
		return fmt.Errorf("start: listen address %q: %w", addr, err)
	}
	if host == "localhost" {
		return nil
	}
	if ip := net.ParseIP(host); ip == nil || !ip.IsLoopback() {
		return fmt.Errorf("start: listen address %q is not a loopback address; use 127.0.0.1", addr)
	}
	return nil
}

// domainOf picks the domain: the configured one, or that of the first seeded
// entry, or the default.
func (c *Config) domainOf(first Entry) string {
	if c.Domain != "" {
		return c.Domain
	}
	if dn, err := ad.ParseDN(first.DN); err == nil && dnsOf(dn.Key) != "" {
		return dnsOf(dn.Key)
	}
	return defaultDomain
}

// schema builds AD's schema with what the configuration adds.
func (c *Config) schema() (*ad.Schema, error) {
	s := ad.NewSchema()
	for _, t := range c.Attributes {
		a := ad.Attribute{Name: t.Name, Single: t.SingleValued, Syntax: ad.Unicode}
		switch {
		case t.Binary:
			a.Syntax = ad.Octets
		case t.Integer:
			a.Syntax = ad.LargeInteger
		case t.DN:
			a.Syntax = ad.DistinguishedName
		}
		if !validDescription(t.Name) {
			return nil, fmt.Errorf("start: %q is no attribute name", t.Name)
		}
		if err := s.Extend(a); err != nil {
			return nil, err
		}
	}
	for _, name := range c.GlobalCatalog {
		if !validDescription(name) {
			return nil, fmt.Errorf("start: %q is no attribute name", name)
		}
		if err := s.Extend(ad.Attribute{Name: strings.TrimSpace(name), InGC: true}); err != nil {
			return nil, err
		}
	}
	return s, nil
}
