package source

import (
	"context"
	"fmt"
	"io"
	"net/url"
	"os"
	"path"
	"strings"

	"presync/sim/directory"
)

// ADSource is one export of an on-premises directory.
type ADSource struct {
	// Name names the forest. Several exports may have the same name: then they
	// are domains of one forest.
	Name string
	// Path is the file, "-" for standard input. It names the source in
	// messages.
	Path string
	// Reader is read instead of the file when it is set.
	Reader io.Reader
}

// ParseADSource reads "[NAME=]SOURCE" as the command line has it. The name of
// a forest has no path separator and no colon, so that "./a=b.ldif" and
// "ldap://dc1/DC=x" are sources without a name; so is an existing file that is
// called "a=b.ldif". Without a name the base name without its extension is
// taken, "stdin" for "-", and the host of an address.
func ParseADSource(arg string) ADSource {
	name, rest, named := strings.Cut(arg, "=")
	if named && name != "" && rest != "" && !strings.ContainsAny(name, `/\:`) {
		if _, err := os.Stat(arg); err != nil {
			return ADSource{Name: name, Path: rest}
		}
	}
	return ADSource{Name: baseName(arg), Path: arg}
}

// baseName is what a source is called when nobody named it.
func baseName(source string) string {
	if source == "-" {
		return "stdin"
	}
	if u, err := url.Parse(source); err == nil && u.Host != "" {
		return u.Hostname()
	}
	base := path.Base(strings.ReplaceAll(source, `\`, "/"))
	if name := strings.TrimSuffix(base, path.Ext(base)); name != "" {
		return name
	}
	return base
}

// label is what messages call the source.
func (s *ADSource) label() string {
	if s.Path == "-" || s.Path == "" {
		return "stdin"
	}
	return s.Path
}

// ReadAD reads exports of on-premises directories: LDIF of ldifde, ldapsearch
// or ldbsearch, CSV of csvde, Get-ADUser or the bulk tool. What a source is,
// its content says.
//
// Objects of all types are kept in the order of the exports. A record that
// cannot be read is a problem of its Input and the rest goes on; what an
// export does not tell is a gap. The error is for a source that is of no use:
// unreadable, empty, not an export, without a single user.
func ReadAD(ctx context.Context, sources []ADSource, opt Options) (*directory.Snapshot, []directory.Input, []directory.Gap, error) {
	snap := newSnapshot()
	var inputs []directory.Input
	var gaps []directory.Gap
	m := newMerger(snap)
	sel := opt.selection()
	for i := range sources {
		export, err := readExport(ctx, &sources[i], sel, m)
		if err == nil {
			err = export.usable()
		}
		if err != nil {
			return nil, nil, nil, err
		}
		inputs = append(inputs, export.input)
		gaps = append(gaps, export.gaps()...)
	}
	gaps = append(gaps, gapsOfAll(inputs, m.users)...)
	return snap, inputs, gaps, nil
}

// readExport reads one source to its end.
func readExport(ctx context.Context, src *ADSource, sel *selection, m *merger) (*adExport, error) {
	r := src.Reader
	if r == nil {
		f, err := open(src.Path)
		if err != nil {
			return nil, openError(err)
		}
		defer f.Close()
		r = f
	}
	raw := newHashingReader(r, !sel.noHash)
	defer raw.Sum()
	text, form, err := sniffExport(newUTF8Reader(raw), src.label())
	if err != nil {
		return nil, err
	}
	x := newADExport(src, form)
	m.start(x)
	if form == formCSV {
		err = readADCSV(ctx, text, src, sel, m)
	} else {
		err = readLDIF(ctx, text, src, sel, m)
	}
	if err != nil {
		return nil, err
	}
	m.end()
	x.input.SHA256 = raw.Sum()
	return x, nil
}

// openError says what to do about a folder.
func openError(err error) error {
	return fmt.Errorf("%w (want an LDIF or CSV export of Active Directory; a folder is a tenant snapshot: give it to --cloud)", err)
}
