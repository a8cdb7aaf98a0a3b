package report

import (
	"encoding/csv"
	"io"
	"strconv"
	"strings"

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
func NewCSV(w io.Writer) Sink { return &csvSink{w: csv.NewWriter(w)} }

type csvSink struct{ w *csv.Writer }

func (s *csvSink) Begin(Run, Summary) error { return s.w.Write(csvColumns) }

func (s *csvSink) Decision(d *match.Decision) error {
	row := csvRow(wireDecision(d, false))
	for i := range row {
		row[i] = csvCell(row[i])
	}
	return s.w.Write(row)
}

func (s *csvSink) End(Cloud) error {
	s.w.Flush()
	return s.w.Error()
}

func csvRow(d jsonDecision) []string {
	matchedBy, errorCode, conflict := "", "", jsonHolder{}
	if d.MatchedBy != nil {
		matchedBy = *d.MatchedBy
	}
	if d.Error != nil {
		errorCode = d.Error.Code
		if d.Error.ConflictsWith != nil {
			conflict = *d.Error.ConflictsWith
		}
	}
	target := jsonTarget{}
	if d.Target != nil {
		target = *d.Target
	}
	result := jsonResult{}
	if d.Result != nil {
		result = *d.Result
	}
	return []string{
		d.User.UserPrincipalName, d.User.SAMAccountName, d.User.DN, d.User.Forest,
		string(d.Outcome), d.Rule, matchedBy, errorCode,
		target.ID, target.UserPrincipalName, d.Reason, string(d.Confidence),
		joined(d.Alternatives, func(a jsonAlternative) string { return string(a.Outcome) + ": " + a.Because }),
		joined(result.Quarantined, func(q jsonQuarantined) string {
			return q.Property + " " + q.Value + " (held by " + q.HeldBy.ID + q.HeldBy.DN + ")"
		}),
		d.Fix, d.User.ObjectGUID, d.User.SourceAnchor, result.UserPrincipalName,
		joined(result.Overwrites, overwriteText),
		strconv.FormatBool(d.OrderDependent),
		joined(d.Candidates, func(c jsonCandidate) string {
			return c.UserPrincipalName + " " + strconv.FormatFloat(c.Score, 'f', -1, 64)
		}),
		d.User.Origin.Source, strconv.Itoa(d.User.Origin.Line),
		conflict.ID + conflict.DN, strings.Join(d.Notes, "; "),
	}
}

// overwriteText says what a take-over does to a value; an empty After is a
// loss.
func overwriteText(o jsonOverwrite) string {
	if o.After == "" {
		return o.Property + ": " + strconv.Quote(o.Before) + " is lost"
	}
	return o.Property + ": " + strconv.Quote(o.Before) + " becomes " + strconv.Quote(o.After)
}

func joined[T any](list []T, text func(T) string) string {
	parts := make([]string, 0, len(list))
	for _, v := range list {
		parts = append(parts, text(v))
	}
	return strings.Join(parts, "; ")
}

// csvCell keeps a value from being run as a formula. The full-width forms
// count: spreadsheets in East Asian locales take them for the ASCII ones.
func csvCell(s string) string {
	formula := false
	for _, lead := range []string{"=", "+", "-", "@", "\t", "\r", "＝", "＋", "－", "＠"} {
		formula = formula || strings.HasPrefix(s, lead)
	}
	if formula {
		return "'" + visible(s)
	}
	return visible(s)
}
