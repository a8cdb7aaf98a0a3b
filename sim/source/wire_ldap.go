package source

import (
	"context"
	"fmt"
	"net/url"
	"slices"
	"strings"

	"presync/sim/directory"
)

// LDAPOptions says how directories are read over LDAP.
type LDAPOptions struct {
	// BindName is who reads: a distinguished name, a userPrincipalName or
	// DOMAIN\user. Without it the directory is read anonymously, which Active
	// Directory refuses.
	BindName string
	// Password gives the password of BindName. It is asked once for each
	// connection, and only where the connection may carry a password.
	Password func(context.Context) (string, error)
	// StartTLS encrypts connections of ldap:// URLs.
	StartTLS bool
	// CAFile is a file with certificates in PEM that are trusted beside those
	// of the system.
	CAFile string
	// Filter picks the objects to read; "" picks users, contacts and groups.
	Filter string
	// AllContexts searches every naming context of the server instead of the
	// base of the URL.
	AllContexts bool
	// PageSize is how many entries are asked for at once; 0 stands for 1000,
	// which is the most that Active Directory gives.
	PageSize int
	// Take, when it is set, gets the objects of each page instead of the
	// snapshot, which then has none; they may be kept or dropped. Pages count
	// from 0, and from 0 again when a connection dropped and all is read anew.
	// The same DN twice is the caller's to find.
	Take func(page int, objects []directory.Object) error
}

// peopleFilter picks what takes part in matching or stands in its way.
// Computers derive from user and do neither.
const peopleFilter = "(&(|(objectClass=user)(objectClass=inetOrgPerson)(objectClass=contact)(objectClass=group))(!(objectClass=computer)))"

// IsLDAPURL reports whether a source is a directory to be read over LDAP.
func IsLDAPURL(source string) bool {
	scheme, _, found := strings.Cut(source, "://")
	return found && (strings.EqualFold(scheme, "ldap") || strings.EqualFold(scheme, "ldaps"))
}

// ReadForests is [ReadAD] for sources that may also be directories: a Path of
// ldap://HOST[:PORT][/BASE] or ldaps:// is read over the wire, page by page,
// and only the attributes that the options keep. Nothing is written and no
// referral is followed. Objects that come over the wire have the URL as their
// origin and no line.
func ReadForests(ctx context.Context, sources []ADSource, opt Options, how LDAPOptions) (*directory.Snapshot, []directory.Input, []directory.Gap, error) {
	if !slices.ContainsFunc(sources, func(s ADSource) bool { return s.Reader == nil && IsLDAPURL(s.Path) }) {
		return ReadAD(ctx, sources, opt)
	}
	snap := &directory.Snapshot{Attributes: map[string]bool{}, ForestAttributes: map[string]map[string]bool{}}
	var inputs []directory.Input
	var gaps []directory.Gap
	m := newMerger(snap)
	sel := opt.selection()
	for i := range sources {
		export, found, err := readForest(ctx, &sources[i], opt, sel, m, how)
		if err != nil {
			return nil, nil, nil, err
		}
		inputs = append(inputs, export.input)
		gaps = append(gaps, found...)
	}
	gaps = append(gaps, gapsOfAll(inputs, m.users)...)
	return snap, inputs, gaps, nil
}

// readForest reads one source, a file or a directory.
func readForest(ctx context.Context, src *ADSource, opt Options, sel *selection, m *merger, how LDAPOptions) (*adExport, []directory.Gap, error) {
	if src.Reader != nil || !IsLDAPURL(src.Path) {
		export, err := readExport(ctx, src, sel, m)
		if err != nil {
			return nil, nil, err
		}
		return export, export.gaps(), nil
	}
	target, err := parseLDAPURL(src.Path)
	if err != nil {
		return nil, nil, err
	}
	d := &directoryReader{target: target, how: how, src: *src, selection: sel, attributes: ADAttributes(opt.Keep...), seed: m.seed}
	if err := d.read(ctx); err != nil {
		return nil, nil, err
	}
	x := newADExport(&d.src, formLDIF)
	m.start(x)
	for _, b := range d.batches {
		m.add(b)
	}
	for kind, n := range d.taken {
		x.byType[kind] += n
		if kind.IsPerson() {
			x.users += n
			m.users += n
		}
	}
	x.stats.merge(&d.stats)
	x.occurring = d.occurring
	m.end()
	if x.users == 0 && how.Take == nil {
		return nil, nil, &wireError{
			text: fmt.Sprintf("%s has no user below %q that %s may read, but %d other objects", x.label, d.base, d.reader(), x.input.Objects),
			hint: "name a base that holds users, such as ldap://HOST/OU=Staff,DC=contoso,DC=com, and a --bind-name that may read them",
		}
	}
	return x, d.gaps(x), nil
}

// ldapTarget is an LDAP URL taken apart.
type ldapTarget struct {
	url  string // as it was given
	host string
	port string
	base string // "" for the domain that the server names
	tls  bool   // ldaps
}

// The ports of LDAP and of the Global Catalog, plain and with TLS.
const (
	ldapPort, ldapsPort = "389", "636"
	gcPort, gcTLSPort   = "3268", "3269"
)

// parseLDAPURL reads ldap://HOST[:PORT][/BASE]. The base may be escaped as in
// a URL or written as it is.
func parseLDAPURL(text string) (ldapTarget, error) {
	u, err := url.Parse(text)
	if err != nil {
		return ldapTarget{}, fmt.Errorf("%q is not a URL: want ldap://HOST[:PORT][/BASE] or ldaps://", text)
	}
	t := ldapTarget{url: text, host: u.Hostname(), port: u.Port(), base: strings.Trim(u.Path, "/"), tls: strings.EqualFold(u.Scheme, "ldaps")}
	switch {
	case u.User != nil:
		return t, &wireError{text: fmt.Sprintf("%s://%s: the URL has a name or password in it, which others can read on the command line", u.Scheme, u.Host),
			hint: "use --bind-name, and PRESYNC_BIND_PASSWORD for the password"}
	case t.host == "":
		return t, fmt.Errorf("%q names no host: want ldap://HOST[:PORT][/BASE]", text)
	case u.RawQuery != "" || u.Fragment != "":
		return t, fmt.Errorf("%q has more than a host and a base; attributes, scope and filter cannot be chosen", text)
	}
	if t.port == "" {
		t.port = ldapPort
		if t.tls {
			t.port = ldapsPort
		}
	}
	return t, nil
}

// isCatalog reports whether the port is that of a Global Catalog.
func (t ldapTarget) isCatalog() bool { return t.port == gcPort || t.port == gcTLSPort }

// wireError is an error of a connection with advice.
type wireError struct {
	text, hint string
	cause      error
}

func (e *wireError) Error() string { return e.text }

// Hint says what to do about it.
func (e *wireError) Hint() string { return e.hint }

func (e *wireError) Unwrap() error { return e.cause }
