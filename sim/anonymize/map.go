package anonymize

import (
	"encoding/csv"
	"io"
	"maps"
	"slices"

	"presync/sim/directory"
)

// WriteMap writes what became of what, as a table with the columns kind,
// original and replacement. Who has it can undo everything.
func (r *Replacer) WriteMap(w io.Writer) error {
	r.settle()
	rows := [][]string{{"kind", "original", "replacement"}}
	for _, stem := range names(r.vocabulary.words) {
		to := r.vocabulary.word(stem)
		rows = append(rows, []string{"word", stem, to})
	}
	for _, n := range names(r.vocabulary.numbers) {
		rows = append(rows, []string{"number", n, r.vocabulary.number(n)})
	}
	byText := func(a, b directory.GUID) int { return slices.Compare(a[:], b[:]) }
	for _, g := range slices.SortedFunc(maps.Keys(r.guids), byText) {
		rows = append(rows, []string{"GUID", g.String(), r.guids[g].String()})
	}
	for _, s := range slices.Sorted(maps.Keys(r.sids)) {
		rows = append(rows, []string{"SID", string(s), string(r.sids[s])})
	}
	for _, id := range names(r.wholes) {
		rows = append(rows, []string{"id", id, r.wholes[id]})
	}
	for _, raw := range names(r.blobs) {
		rows = append(rows, []string{"bytes", string(directory.AnchorFromBytes([]byte(raw))), string(directory.AnchorFromBytes([]byte(r.blobs[raw])))})
	}
	table := csv.NewWriter(w)
	return table.WriteAll(rows)
}
