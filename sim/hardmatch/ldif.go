package hardmatch

import (
	"encoding/base64"
	"fmt"
	"io"

	"presync/sim/source"
	"presync/sim/syncrule"
)

// WriteLDIF writes the AD side of a plan as change records that add
// mS-DS-ConsistencyGuid. A directory refuses to add a value to a user who has
// one meanwhile, so that nothing is overwritten.
func WriteLDIF(w io.Writer, p *Plan) error { return writeChanges(w, p, "add") }

// WriteUndo writes the records that take the added values away again, last one
// first. They name the value, so that another one stays.
func WriteUndo(w io.Writer, p *Plan) error { return writeChanges(w, p, "delete") }

func writeChanges(w io.Writer, p *Plan, verb string) error {
	out := []byte("version: 1\n")
	for n := range p.Rows {
		i := n
		if verb == "delete" {
			i = len(p.Rows) - 1 - n
		}
		r := &p.Rows[i]
		if r.Side != SideAD || r.Status == StatusLinked || !r.Doable() || r.NewConsistencyGuid == nil {
			continue
		}
		value, err := base64.StdEncoding.DecodeString(*r.NewConsistencyGuid)
		if err != nil || r.ADUser.DN == "" {
			return fmt.Errorf("write LDIF: row %d: %q is no Base64 text, or the DN is missing", i+1, *r.NewConsistencyGuid)
		}
		out = append(out, '\n')
		out = source.AppendLDIFLine(out, "dn", r.ADUser.DN)
		out = append(out, "changetype: modify\n"...)
		out = source.AppendLDIFLine(out, verb, syncrule.ConsistencyGUID)
		out = source.AppendLDIFLine(out, syncrule.ConsistencyGUID, string(value))
		out = append(out, "-\n"...)
	}
	_, err := w.Write(out)
	return err
}
