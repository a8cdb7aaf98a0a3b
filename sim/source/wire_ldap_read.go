package source

import (
	"context"
	"errors"
	"fmt"
	"net"
	"strings"

	"github.com/go-ldap/ldap/v3"

	"presync/sim/directory"
)

// defaultPage is the page size of a search: AD's own limit.
const defaultPage = 1000

// directoryReader reads one directory over LDAP.
type directoryReader struct {
	target ldapTarget
	how    LDAPOptions
	dialer *net.Dialer // nil for one that goes everywhere
	src    ADSource
	*selection
	attributes []string // that are asked for, unless all are kept
	seed       uint64
	base       string
	tap        *ldapTap // of the attempt in hand, like those below
	named      *directory.AttrNames
	spellings  *entryNames

	// What was read.
	batches   []batch
	pages     int
	taken     map[directory.ObjectType]int // that LDAPOptions.Take got
	stats     adStats
	occurring map[string]bool
}

// reader says who reads, for messages.
func (d *directoryReader) reader() string {
	if d.how.BindName == "" {
		return "an anonymous reader"
	}
	return d.how.BindName
}

// read reads the directory. When the connection drops it connects once more
// and reads from the beginning.
func (d *directoryReader) read(ctx context.Context) error {
	for again := true; ; again = false {
		connected, err := d.attempt(ctx)
		if ctx.Err() != nil {
			return fmt.Errorf("reading %s was stopped: %w", d.target.url, ctx.Err())
		}
		if err == nil || !again || !connected || !isDrop(err) {
			return err
		}
	}
}

// attempt reads the directory over one connection. What an attempt before it
// has read is dropped, so that nothing comes twice.
func (d *directoryReader) attempt(ctx context.Context) (connected bool, err error) {
	d.batches, d.stats, d.occurring = nil, adStats{}, map[string]bool{}
	d.pages, d.taken = 0, map[directory.ObjectType]int{}
	conn, stop, err := d.connect(ctx)
	if err != nil {
		return false, err
	}
	defer stop()
	if err := d.findBase(conn); err != nil {
		return true, err
	}
	d.named = d.names
	if d.all {
		d.named = d.names.Clone()
	}
	d.spellings = newEntryNames(d.named, d.all)
	d.spellings.schema = d.schema
	r := newRecorder(d.selection, d.named, &d.src, d.seed)
	if err := d.search(ctx, conn, r); err != nil {
		return true, err
	}
	d.stats.merge(&r.stats)
	return true, nil
}

// isDrop reports whether an error is one of the connection and not an answer
// of the server, or says that the server is busy for the moment, so that
// another attempt may do. go-ldap keeps the cause of a broken connection as
// text only, so it is what remains.
func isDrop(err error) bool {
	var failed *wireError
	if !errors.As(err, &failed) || failed.cause == nil {
		return false
	}
	var answer *ldap.Error
	if errors.As(failed.cause, &answer) && answer.ResultCode < ldap.ErrorNetwork {
		return ldap.IsErrorAnyOf(answer, ldap.LDAPResultBusy, ldap.LDAPResultUnavailable)
	}
	return true
}

// findBase asks the server for its domain unless the URL names a base, and
// names the forest after it unless the command line does.
func (d *directoryReader) findBase(conn *ldap.Conn) error {
	d.base = d.target.base
	if d.base == "" && !d.how.AllContexts {
		request := ldap.NewSearchRequest("", ldap.ScopeBaseObject, ldap.NeverDerefAliases, 0, 0, false,
			"(objectClass=*)", []string{"defaultNamingContext"}, nil)
		answer, err := conn.Search(request)
		if err != nil {
			return d.failure("read the rootDSE of", err)
		}
		if len(answer.Entries) > 0 {
			d.base = answer.Entries[0].GetAttributeValue("defaultNamingContext")
		}
		if d.base == "" {
			return &wireError{
				text: fmt.Sprintf("%s does not say which domain it holds (its rootDSE has no defaultNamingContext)", d.target.url),
				hint: "name the base: ldap://HOST/DC=contoso,DC=com",
			}
		}
	}
	if d.src.Name == baseName(d.src.Path) {
		if name := dnsName(d.base); name != "" {
			d.src.Name = name
		}
	}
	return nil
}

// dnsName is the domain that the DC components of a DN spell.
func dnsName(dn string) string {
	var labels []string
	for component := range strings.SplitSeq(dn, ",") {
		if kind, label, ok := strings.Cut(strings.TrimSpace(component), "="); ok && strings.EqualFold(kind, "DC") {
			labels = append(labels, label)
		}
	}
	return strings.Join(labels, ".")
}

// flush takes what the recorder made of a page.
func (d *directoryReader) flush(r *recorder) error {
	b := r.flush()
	for i := range b.objects {
		b.objects[i].Origin = directory.Origin{Source: d.src.label()}
	}
	if d.how.Take != nil {
		for i := range b.objects {
			d.taken[b.objects[i].Type]++
		}
		if err := d.how.Take(d.pages, b.objects); err != nil {
			return err
		}
		b.objects, b.hashes = nil, nil
	}
	d.pages++
	d.batches = append(d.batches, b)
	return nil
}
