package main

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"presync/sim/check"
	"presync/sim/source"
)

// undoSuffix ends the name of the file that takes the changes back.
const undoSuffix = ".undo.ldif"

// checkLDIF refuses files for the suggestions that would replace something.
func (o *checkOptions) checkLDIF() error {
	if o.ldif == "" {
		return nil
	}
	if o.ldif == "-" {
		return usagef("name a file; its undo file stands beside it", "--ldif cannot write to standard output")
	}
	for _, path := range []string{o.ldif, o.ldif + undoSuffix} {
		if o.output != "" && filepath.Clean(o.output) == filepath.Clean(path) {
			return usagef("name two files", "--ldif and -o both want to write %s", path)
		}
		if _, err := os.Lstat(path); !errors.Is(err, fs.ErrNotExist) {
			return exists(path)
		}
	}
	return nil
}

func exists(path string) error {
	return usagef("name another file, or move that one away", "--ldif: %s exists already and is left as it is", path)
}

// writeLDIF writes the suggestions and what takes them back. The undo file is
// there first, so that there never are changes without it.
func (o *checkOptions) writeLDIF(a *app, r *check.Result) error {
	if o.ldif == "" {
		return nil
	}
	changes, unnamed := withDN(r.Changes())
	if unnamed > 0 && !o.quiet {
		fmt.Fprintf(a.stderr, "presync: --ldif: no change record for %s without a DN in the export\n", objects(unnamed))
	}
	if len(changes) == 0 {
		if !o.quiet {
			fmt.Fprintf(a.stderr, "presync: there is no suggestion to change anything, so %s was not written\n", o.ldif)
		}
		return nil
	}
	var apply, undo bytes.Buffer
	if err := errors.Join(writeChanges(&apply, changes), writeUndo(&undo, changes)); err != nil {
		return fmt.Errorf("--ldif: %w", err)
	}
	if err := createNew(o.ldif+undoSuffix, undo.Bytes()); err != nil {
		return err
	}
	if err := createNew(o.ldif, apply.Bytes()); err != nil {
		return errors.Join(err, os.Remove(o.ldif+undoSuffix))
	}
	if !o.quiet {
		fmt.Fprintf(a.stderr, "presync: %s changes %s, %s%s takes the changes back; look them over before you import them\n", o.ldif, objects(len(changes)), o.ldif, undoSuffix)
	}
	return nil
}

func objects(n int) string { return numbered(n, "object") }

// withDN leaves out objects whose DN a table did not tell: what stands for it
// then is in no domain.
func withDN(changes []check.Change) (kept []check.Change, unnamed int) {
	for _, c := range changes {
		if strings.Contains(strings.ToLower(c.Object.DN), "dc=") {
			kept = append(kept, c)
		} else {
			unnamed++
		}
	}
	return kept, unnamed
}

// createNew writes a file that must not exist. It appears when it is complete.
// Its owner alone can read it, since it holds personal data.
func createNew(path string, content []byte) error {
	tmp, err := os.CreateTemp(filepath.Dir(path), ".presync-*")
	if err != nil {
		return fmt.Errorf("--ldif: cannot write in folder %s: %w", filepath.Dir(path), reason(err))
	}
	_, err = tmp.Write(content)
	if err = errors.Join(err, tmp.Sync(), tmp.Close()); err == nil {
		err = claim(tmp.Name(), path)
	}
	gone := os.Remove(tmp.Name())
	if errors.Is(gone, fs.ErrNotExist) { // claim has renamed it
		gone = nil
	}
	if errors.Is(err, fs.ErrExist) {
		return errors.Join(exists(path), gone)
	}
	if err = errors.Join(err, gone); err != nil {
		return fmt.Errorf("--ldif: %w", err)
	}
	return nil
}

// claim gives a complete file its name, unless something has that name. Where
// there are no hard links the name is taken with an empty file first.
func claim(complete, path string) error {
	err := os.Link(complete, path)
	if err == nil || errors.Is(err, fs.ErrExist) {
		return err
	}
	f, err := os.OpenFile(path, os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o600)
	if err != nil {
		return err
	}
	if err := f.Close(); err != nil {
		return err
	}
	return os.Rename(complete, path)
}

// writeChanges writes the suggestions as change records.
func writeChanges(w io.Writer, changes []check.Change) error {
	fmt.Fprint(w, "# Suggestions of presync check. Look them over before you import them.\n\n")
	for _, c := range changes {
		m := source.Modify{DN: c.Object.DN}
		for _, e := range c.Edits {
			m.Parts = append(m.Parts, edit(e.Attribute, e.Multi, e.Old, e.New)...)
		}
		if err := source.WriteLDIFModify(w, &m); err != nil {
			return err
		}
	}
	return nil
}

// writeUndo writes change records that take the suggestions back, the last one
// first.
func writeUndo(w io.Writer, changes []check.Change) error {
	fmt.Fprint(w, "# Takes the suggestions of presync check back.\n\n")
	for _, c := range slices.Backward(changes) {
		m := source.Modify{DN: c.Object.DN}
		for _, e := range slices.Backward(c.Edits) {
			m.Parts = append(m.Parts, edit(e.Attribute, e.Multi, e.New, e.Old)...)
		}
		if err := source.WriteLDIFModify(w, &m); err != nil {
			return err
		}
	}
	return nil
}

// edit makes the parts that put values in the place of others. A value that
// had none before it is added, and taken away as such; an attribute with
// several values loses and gets single ones.
func edit(attribute string, multi bool, from, to []string) []source.ModifyPart {
	from, to = present(from), present(to)
	if !multi && len(from) > 0 && len(to) > 0 {
		return []source.ModifyPart{{Kind: "replace", Attribute: attribute, Values: to}}
	}
	var parts []source.ModifyPart
	if len(from) > 0 {
		parts = append(parts, source.ModifyPart{Kind: "delete", Attribute: attribute, Values: from})
	}
	if len(to) > 0 {
		parts = append(parts, source.ModifyPart{Kind: "add", Attribute: attribute, Values: to})
	}
	return parts
}

// present drops the empty values, which stand for none.
func present(values []string) []string {
	return slices.DeleteFunc(slices.Clone(values), func(v string) bool { return v == "" })
}
