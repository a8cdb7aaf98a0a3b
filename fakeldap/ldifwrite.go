package fakeldap

import (
	"bufio"
	"encoding/base64"
	"fmt"
	"io"
	"slices"
	"strings"
	"unicode/utf8"
)

// ExportLDIF writes the directory as LDIF, parents before children, in the
// order of creation. Tombstones and the objects that the server made for
// itself are left out, as are computed back links, so that the export seeds
// an equal server.
func (s *Server) ExportLDIF(w io.Writer) error {
	d := s.directory
	d.mu.RLock()
	var list []*object
	for _, o := range d.objects {
		if o != nil && !o.deleted && !o.hidden && !d.isScaffold(o) {
			list = append(list, o)
		}
	}
	d.mu.RUnlock()
	slices.SortStableFunc(list, func(a, b *object) int {
		return strings.Count(a.key, ",") - strings.Count(b.key, ",")
	})
	out := newLDIFWriter(w)
	for _, o := range list {
		out.record(d.entry(o))
	}
	return out.flush()
}

// ldifWriter writes records; the first error is kept for flush.
type ldifWriter struct{ out *bufio.Writer }

func newLDIFWriter(w io.Writer) *ldifWriter {
	out := bufio.NewWriter(w)
	fmt.Fprintln(out, "version: 1")
	return &ldifWriter{out}
}

func (w *ldifWriter) flush() error {
	if err := w.out.Flush(); err != nil {
		return fmt.Errorf("export LDIF: %w", err)
	}
	return nil
}

// entry gives an object as its users see it, without computed attributes.
func (d *directory) entry(o *object) Entry {
	e := Entry{DN: o.dn}
	for _, a := range d.edit(o).attrs {
		values := make([][]byte, len(a.values))
		for i, v := range a.values {
			values[i] = slices.Clone(v)
		}
		e.Attributes = append(e.Attributes, Attribute{Name: a.Name, Values: values})
	}
	return e
}

func (w *ldifWriter) record(e Entry) {
	fmt.Fprintln(w.out)
	w.line("dn", e.DN)
	for _, a := range e.Attributes {
		for _, v := range a.Values {
			w.line(a.Name, string(v))
		}
	}
}

// line writes one value, folded at 76 columns, in base64 where RFC 2849 asks
// for it.
func (w *ldifWriter) line(name, value string) {
	line := name + ": " + value
	if !safeString(value) {
		line = name + ":: " + base64.StdEncoding.EncodeToString([]byte(value))
	}
	for len(line) > 76 {
		fmt.Fprintln(w.out, line[:76])
		line = " " + line[76:]
	}
	fmt.Fprintln(w.out, line)
}

// safeString reports whether a value can stand in LDIF as it is.
func safeString(v string) bool {
	if v == "" {
		return true
	}
	if strings.IndexByte(" :<", v[0]) >= 0 || v[len(v)-1] == ' ' {
		return false
	}
	for _, c := range []byte(v) {
		if c == 0 || c == '\n' || c == '\r' || c >= utf8.RuneSelf {
			return false
		}
	}
	return true
}
