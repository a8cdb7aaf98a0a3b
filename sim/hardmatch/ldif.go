package hardmatch

import (
	"encoding/base64"
	"fmt"
	"io"

	"presync/sim/source"
	"presync/sim/syncrule"
)

// WriteLDIF writes the AD side of a plan as change records for
// mS-DS-ConsistencyGuid. A record names the value that it expects and adds the
// new one, so that a directory refuses it where the value has changed meanwhile.
func WriteLDIF(w io.Writer, p *Plan) error { return writeChanges(w, p, false) }

// WriteUndo writes the records that put the old values back, last one first.
// They name the value that they take away, so that another one stays.
func WriteUndo(w io.Writer, p *Plan) error { return writeChanges(w, p, true) }

func writeChanges(w io.Writer, p *Plan, undo bool) error {
	out := []byte("version: 1\n")
	for n := range p.Rows {
		i := n
		if undo {
			i = len(p.Rows) - 1 - n
		}
		r := &p.Rows[i]
		if r.Side != SideAD || r.Status == StatusLinked || !r.Doable() || r.NewConsistencyGuid == nil {
			continue
		}
		if r.ADUser.DN == "" {
			return fmt.Errorf("write LDIF: row %d: the DN is missing", i+1)
		}
		gone, fresh := r.OldConsistencyGuid, r.NewConsistencyGuid
		if undo {
			gone, fresh = fresh, gone
		}
		out = append(out, '\n')
		out = source.AppendLDIFLine(out, "dn", r.ADUser.DN)
		out = append(out, "changetype: modify\n"...)
		for _, step := range []struct {
			verb  string
			value *string
		}{{"delete", gone}, {"add", fresh}} {
			if step.value == nil {
				continue
			}
			value, err := base64.StdEncoding.DecodeString(*step.value)
			if err != nil {
				return fmt.Errorf("write LDIF: row %d: %q is no Base64 text", i+1, *step.value)
			}
			out = source.AppendLDIFLine(out, step.verb, syncrule.ConsistencyGUID)
			out = source.AppendLDIFLine(out, syncrule.ConsistencyGUID, string(value))
			out = append(out, "-\n"...)
		}
	}
	_, err := w.Write(out)
	return err
}
