package report

import (
	"bufio"
	"cmp"
	"io"
	"strconv"
	"strings"
	"unicode/utf8"

	"presync/sim/directory"
	"presync/sim/match"
)

// csvColumns is the header. Later versions add columns at the end.
var csvColumns = []string{
	"userPrincipalName", "sAMAccountName", "dn", "forest", "outcome", "rule", "matchedBy", "errorCode",
	"targetId", "targetUserPrincipalName", "reason", "confidence", "alternatives", "quarantined", "fix",
	"objectGUID", "sourceAnchor", "resultUserPrincipalName", "overwrites", "orderDependent", "candidates",
	"source", "line", "conflictsWith", "notes",
}

// NewCSV writes one row a user, UTF-8 without a byte order mark. Lists are
// joined with "; ". A cell that a spreadsheet would take for a formula gets
// an apostrophe in front (also a sourceAnchor that starts with "+"), and
// control characters are written as escapes; the json format has the values
// as they are.
func NewCSV(w io.Writer) Sink { return &csvSink{out: bufio.NewWriterSize(w, 1<<16)} }

type csvSink struct {
	out *bufio.Writer
	own []byte
}

func (s *csvSink) SummaryFirst() bool { return false }

func (s *csvSink) Typical() int { return 700 }

func (s *csvSink) Begin(Run, Summary) error {
	_, err := s.out.WriteString(strings.Join(csvColumns, ",") + "\n")
	return err
}

func (s *csvSink) Decision(d *match.Decision) error {
	s.own = s.Format(s.own[:0], d)
	return s.Formatted(s.own, 1)
}

func (s *csvSink) Formatted(rows []byte, _ int) error {
	_, err := s.out.Write(rows)
	return err
}

func (s *csvSink) End(Summary, Cloud) error { return s.out.Flush() }

// Format appends a row as encoding/csv writes it, which a test holds it to.
func (s *csvSink) Format(b []byte, d *match.Decision) []byte {
	var room [32]string
	for i, cell := range appendCSVRow(room[:0], d) {
		if i > 0 {
			b = append(b, ',')
		}
		b = appendCell(b, csvCell(cell))
	}
	return append(b, '\n')
}

// appendCell quotes a cell that has to be.
func appendCell(b []byte, s string) []byte {
	if s == "" || s != `\.` && s[0] != ' ' && !strings.ContainsAny(s, ",\"") {
		// csvCell left no other blanks or line ends.
		return append(b, s...)
	}
	b = append(b, '"')
	for {
		at := strings.IndexByte(s, '"')
		if at < 0 {
			break
		}
		b = append(append(b, s[:at+1]...), '"')
		s = s[at+1:]
	}
	return append(append(b, s...), '"')
}

func appendCSVRow(row []string, d *match.Decision) []string {
	var failure match.Error
	var conflict match.Holder
	if d.Error != nil {
		failure = *d.Error
	}
	if failure.ConflictsWith != nil {
		conflict = *failure.ConflictsWith
	}
	var target directory.CloudObject
	if d.Target != nil {
		target = *d.Target
	}
	var result match.Result
	if r := resultOf(d); r != nil {
		result = *r
	}
	fix := ""
	if d.Rule != nil {
		fix = d.Rule.Fix
	}
	return append(row,
		UserPrincipalName(d), SAMAccountName(d), d.Object.DN, d.Object.Forest,
		string(d.Outcome), ruleID(d), d.MatchedBy, failure.Code,
		target.ID, string(target.UserPrincipalName), d.Reason, string(d.Confidence),
		joined(d.Alternatives, func(a *match.Alternative) string { return string(a.Outcome) + ": " + a.Because }),
		joined(result.Quarantined, func(q *match.Quarantined) string {
			return q.Property + " " + q.Value + " (held by " + cmp.Or(q.HeldBy.ID, q.HeldBy.DN) + ")"
		}),
		fix, objectGUID(d), sourceAnchor(d), result.UserPrincipalName,
		joined(result.Overwrites, func(o *match.Overwrite) string { return o.Property + ": " + overwriteText(o) }),
		strconv.FormatBool(d.OrderDependent),
		joined(d.Candidates, func(c *match.NearMiss) string {
			return string(c.Cloud.UserPrincipalName) + " " + strconv.FormatFloat(score(c), 'f', -1, 64)
		}),
		d.Object.Origin.Source, strconv.Itoa(d.Object.Origin.Line),
		cmp.Or(conflict.ID, conflict.DN), strings.Join(d.Notes, "; "),
	)
}

// overwriteText says what a take-over does to a value; an empty After is a
// loss.
func overwriteText(o *match.Overwrite) string {
	if o.After == "" {
		return strconv.Quote(o.Before) + " is lost"
	}
	return strconv.Quote(o.Before) + " becomes " + strconv.Quote(o.After)
}

func joined[T any](list []T, text func(*T) string) string {
	if len(list) == 0 {
		return ""
	}
	parts := make([]string, 0, len(list))
	for i := range list {
		parts = append(parts, text(&list[i]))
	}
	return strings.Join(parts, "; ")
}

// csvCell keeps a value from being run as a formula. The full-width forms
// count: spreadsheets in East Asian locales take them for the ASCII ones.
func csvCell(s string) string {
	first, _ := utf8.DecodeRuneInString(s)
	switch first {
	case '=', '+', '-', '@', '\t', '\r', '＝', '＋', '－', '＠':
		return "'" + visible(s)
	default:
		return visible(s)
	}
}
