package anonymize

import (
	"bufio"
	"bytes"
	"errors"
	"fmt"
	"io"
	"strings"
	"unicode"
)

// Role is what a file is for.
type Role uint8

// The roles of files.
const (
	Export     Role = iota // of a directory or a tenant: LDIF, CSV or JSON
	TenantFile             // YAML
)

// File is one file of a set.
type File struct {
	// Name names the file in messages.
	Name string
	Role Role
	// Open gives the content. It is called once to learn and once to replace.
	Open func() (io.ReadCloser, error)
}

// LearnFile shows the replacer the originals of a file.
func (r *Replacer) LearnFile(f File) error {
	w := &walker{name: f.Name, kind: r.kindOf, report: &Report{}, value: func(attribute, value string) (string, bool) {
		return r.learning.value(r.kindOf(attribute), value)
	}}
	return w.rewrite(f, &r.learning, io.Discard)
}

// WriteFile writes a file with its values replaced. What it leaves out, it
// tells the report. The form of the file stays, but text becomes UTF-8, lines
// of LDIF are folded at 76 bytes, tables get commas, JSON is laid out anew.
func (r *Replacer) WriteFile(f File, out io.Writer, report *Report) error {
	r.settle()
	w := &walker{name: f.Name, kind: r.kindOf, report: report, value: func(attribute, value string) (string, bool) {
		return r.replacing.value(r.kindOf(attribute), value)
	}}
	return w.rewrite(f, &r.replacing, out)
}

func (r *Replacer) kindOf(attribute string) kind { return r.kinds[key(attribute)] }

func (w *walker) rewrite(f File, s *scanner, out io.Writer) (err error) {
	in, err := f.Open()
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, in.Close()) }()
	text, err := utf8Reader(in)
	if err != nil {
		return fmt.Errorf("%s: %w", f.Name, err)
	}
	if f.Role == TenantFile {
		return w.tenantFile(s, text, out)
	}
	switch form, err := formOf(text); {
	case err != nil:
		return fmt.Errorf("%s: %w", f.Name, err)
	case form == formJSON:
		return w.json(text, out)
	case form == formLDIF:
		return w.ldif(text, out)
	}
	return w.csv(text, out)
}

// SnapshotFile gives the usual name of a file of a tenant snapshot, whose name
// is compared without case; "" for any other file.
func SnapshotFile(name string) string {
	for _, known := range []string{"users.json", "deletedUsers.json", "groups.json", "contacts.json", "organization.json", "domains.json",
		"onPremisesSynchronization.json", "directoryRoles.json", "roleAssignments.json", "roleEligibilitySchedules.json", "roleDefinitions.json"} {
		if strings.EqualFold(name, known) {
			return known
		}
	}
	return ""
}

// form is how a file is written.
type form uint8

const (
	formCSV form = iota
	formJSON
	formLDIF
)

// formOf tells the form by the first characters.
func formOf(r *bufio.Reader) (form, error) {
	head, err := r.Peek(r.Size())
	if err != nil && !errors.Is(err, io.EOF) && !errors.Is(err, bufio.ErrBufferFull) {
		return 0, err
	}
	text := bytes.TrimLeftFunc(head, unicode.IsSpace)
	if len(text) == 0 {
		return 0, errors.New("the file is empty")
	}
	if text[0] == '{' || text[0] == '[' {
		return formJSON, nil
	}
	for line := range bytes.Lines(text) {
		line = bytes.TrimSpace(line)
		if len(line) == 0 || line[0] == '#' && !bytes.HasPrefix(line, []byte("#TYPE")) {
			continue
		}
		low := bytes.ToLower(line[:min(len(line), 10)])
		for _, begins := range []string{"dn:", "version:", "search:"} {
			if bytes.HasPrefix(low, []byte(begins)) {
				return formLDIF, nil
			}
		}
		return formCSV, nil
	}
	return 0, errors.New("the file holds comments alone")
}
