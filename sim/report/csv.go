package report

import (
	"bufio"
	"cmp"
	"io"
	"strconv"
	"strings"

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

func (s *csvSink) ShowsReasons() bool { return false }

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
	failure, conflict, target, result := &match.Error{}, &match.Holder{}, &directory.CloudObject{}, &match.Result{}
	if d.Error != nil {
		failure = d.Error
	}
	if failure.ConflictsWith != nil {
		conflict = failure.ConflictsWith
	}
	if d.Target != nil {
		target = d.Target
	}
	if r := resultOf(d); r != nil {
		result = r
	}
	fix := ""
	if d.Rule != nil {
		fix = d.Rule.Fix
	}
	var place [512]byte
	list := place[:0] // where the parts of a cell are joined
	upn, begun := UserPrincipalName(d), len(b)
	b = appendCell(b, upn)
	first := b[begun:]
	name := func(b []byte, s string) []byte { // most have one name throughout
		if s == upn {
			return append(b, first...)
		}
		return appendCell(b, s)
	}
	for _, cell := range [...]string{
		SAMAccountName(d), d.Object.DN, d.Object.Forest, string(d.Outcome), ruleID(d), d.MatchedBy, failure.Code, target.ID,
	} {
		b = appendCell(append(b, ','), cell)
	}
	b = name(append(b, ','), string(target.UserPrincipalName))
	b = appendCell(append(b, ','), d.Reason)
	b = appendCell(append(b, ','), string(d.Confidence))
	b = appendLooked(append(b, ','), appendAlternatives(list, d.Alternatives))
	b = appendLooked(append(b, ','), appendQuarantined(list, result.Quarantined))
	b = appendCell(append(b, ','), fix)
	b = appendGUID(append(b, ','), d)
	b = appendCell(append(b, ','), sourceAnchor(d))
	b = name(append(b, ','), result.UserPrincipalName)
	b = appendLooked(append(b, ','), appendOverwrites(list, result.Overwrites))
	b = strconv.AppendBool(append(b, ','), d.OrderDependent)
	b = appendLooked(append(b, ','), appendCandidates(list, d.Candidates))
	b = appendCell(append(b, ','), d.Object.Origin.Source)
	b = strconv.AppendInt(append(b, ','), int64(d.Object.Origin.Line), 10)
	b = appendCell(append(b, ','), cmp.Or(conflict.ID, conflict.DN))
	b = appendLooked(append(b, ','), appendJoined(list, d.Notes))
	return append(b, '\n')
}

// between sets the parts of a cell apart from each other.
const between = "; "

func appendAlternatives(b []byte, list []match.Alternative) []byte {
	for i := range list {
		if i > 0 {
			b = append(b, between...)
		}
		b = append(append(append(b, list[i].Outcome...), ": "...), list[i].Because...)
	}
	return b
}

func appendQuarantined(b []byte, list []match.Quarantined) []byte {
	for i := range list {
		if i > 0 {
			b = append(b, between...)
		}
		q := &list[i]
		b = append(append(append(b, q.Property...), ' '), q.Value...)
		b = append(append(append(b, " (held by "...), cmp.Or(q.HeldBy.ID, q.HeldBy.DN)...), ')')
	}
	return b
}

func appendOverwrites(b []byte, list []match.Overwrite) []byte {
	for i := range list {
		if i > 0 {
			b = append(b, between...)
		}
		b = appendOverwrite(append(append(b, list[i].Property...), ": "...), &list[i])
	}
	return b
}

func appendCandidates(b []byte, list []match.NearMiss) []byte {
	for i := range list {
		if i > 0 {
			b = append(b, between...)
		}
		b = append(append(b, list[i].Cloud.UserPrincipalName...), ' ')
		b = strconv.AppendFloat(b, score(&list[i]), 'f', -1, 64)
	}
	return b
}

func appendJoined(b []byte, list []string) []byte {
	for i, s := range list {
		if i > 0 {
			b = append(b, between...)
		}
		b = append(b, s...)
	}
	return b
}

// appendOverwrite says what a take-over does to a value; an empty After is a
// loss.
func appendOverwrite(b []byte, o *match.Overwrite) []byte {
	b = match.AppendQuoted(b, o.Before)
	if o.After == "" {
		return append(b, " is lost"...)
	}
	return match.AppendQuoted(append(b, " becomes "...), o.After)
}

func overwriteText(o *match.Overwrite) string { return string(appendOverwrite(nil, o)) }
