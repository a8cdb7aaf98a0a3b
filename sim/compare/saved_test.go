package compare_test

import (
	"bytes"
	"errors"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"presync/sim"
	"presync/sim/compare"
	"presync/sim/directory"
	"presync/sim/match"
	"presync/sim/report"
)

// prediction has a decision of each shape.
func prediction() *sim.Prediction {
	object := func(n int) *directory.Object {
		o := &directory.Object{DN: "CN=" + letter(n), Forest: "ad", Origin: directory.Origin{Source: "ad.ldif", Line: n + 1}}
		g := guid(n)
		o.Attrs.Add("objectGUID", string(g[:]), 1)
		o.Attrs.Add("userPrincipalName", letter(n)+"@contoso.com", 1)
		o.Attrs.Add("sAMAccountName", letter(n), 1)
		return o
	}
	cloud := &directory.CloudObject{ID: "id-a", Type: directory.TypeUser, UserPrincipalName: "a@contoso.com"}
	rule := &match.Rule{ID: "HM001"}
	return &sim.Prediction{
		Settings: directory.DefaultSettings(),
		Decisions: []match.Decision{
			{Object: object(0), Outcome: match.OutcomeHardMatch, Rule: rule, MatchedBy: "sourceAnchor", Target: cloud, Reason: "anchor", Confidence: match.Contested,
				OrderDependent: true, Alternatives: []match.Alternative{{Outcome: match.OutcomeError, Rule: "HM101"}, {Outcome: match.OutcomeCreate}},
				Result: &match.Result{UserPrincipalName: "a@contoso.com", MailNickname: "a", Mail: "a@contoso.com", ProxyAddresses: []directory.Address{directory.ParseAddress("smtp:b@contoso.com"), directory.ParseAddress("SMTP:a@contoso.com")},
					ImmutableID: "x==", Quarantined: []match.Quarantined{{Property: "ProxyAddresses", Value: "smtp:c", HeldBy: match.Holder{ID: "id-b"}}},
					Overwrites: []match.Overwrite{{Property: "mail", Before: "b", After: "a"}}}},
			{Object: object(1), Outcome: match.OutcomeError, Rule: rule, Confidence: match.Documented,
				Error:  &match.Error{Code: "InvalidSoftMatch", Attribute: "ProxyAddresses", ConflictsWith: &match.Holder{DN: "CN=z"}},
				Result: &match.Result{UserPrincipalName: "not exported"}},
			{Object: object(2), User: &directory.Candidate{GUID: guid(2), UPN: "flows@contoso.com", SAMAccountName: "sam"}, Outcome: match.OutcomeNotSynced, Confidence: match.Inferred},
		},
		Deletions: []*directory.CloudObject{{ID: "id-d", UserPrincipalName: "gone@contoso.com"}, {ID: "id-e", DisplayName: "Shared"}},
	}
}

func save(t *testing.T, sink func(*bytes.Buffer) report.Sink) string {
	t.Helper()
	var b bytes.Buffer
	run := report.Run{AsOf: time.Date(2026, 11, 22, 0, 0, 0, 0, time.UTC), Rules: "sha256:1", Inputs: []directory.Input{{Source: "ad.ldif", SHA256: "abc"}}}
	require.NoError(t, report.Write(sink(&b), run, prediction(), nil))
	return b.String()
}

type taken struct {
	header   compare.Header
	verdicts []compare.Verdict
	deleted  []compare.Cloud
}

func read(text string) (taken, error) {
	var out taken
	err := compare.Read("old.json", strings.NewReader(text), func(h compare.Header) { out.header = h },
		func(v *compare.Verdict) { out.verdicts = append(out.verdicts, *v) }, func(c compare.Cloud) { out.deleted = append(out.deleted, c) })
	return out, err
}

func TestASavedReportHoldsWhatIsCompared(t *testing.T) {
	p := prediction()
	var want []compare.Verdict
	for i := range p.Decisions {
		want = append(want, compare.Of(&p.Decisions[i]))
	}
	settings, err := compare.Flatten(p.Settings)
	require.NoError(t, err)
	for name, sink := range map[string]func(*bytes.Buffer) report.Sink{
		"json":   func(b *bytes.Buffer) report.Sink { return report.NewJSON(b, false) },
		"ndjson": func(b *bytes.Buffer) report.Sink { return report.NewNDJSON(b, false) },
	} {
		t.Run(name, func(t *testing.T) {
			got, err := read(save(t, sink))
			require.NoError(t, err)
			require.Equal(t, want, got.verdicts)
			require.Equal(t, compare.Header{
				Report: "old.json", AsOf: "2026-11-22", Rules: "sha256:1", Inputs: []directory.Input{{Source: "ad.ldif", SHA256: "abc"}}, Settings: settings,
			}, got.header)
			require.Equal(t, []compare.Cloud{{ID: "id-d", Name: "gone@contoso.com"}, {ID: "id-e", Name: "Shared"}}, got.deleted)
		})
	}
}

func TestWhatIsNoReportIsRefused(t *testing.T) {
	whole := save(t, func(b *bytes.Buffer) report.Sink { return report.NewJSON(b, false) })
	lines := save(t, func(b *bytes.Buffer) report.Sink { return report.NewNDJSON(b, false) })
	var few bytes.Buffer
	require.NoError(t, report.Write(report.NewJSON(&few, false), report.Run{}, prediction(), func(d *match.Decision) bool { return d.Error != nil }))
	for _, c := range []struct{ name, text, want string }{
		{"empty", "", "the report ends in the middle"},
		{"half", whole[:len(whole)/2], "the report ends in the middle"},
		{"half of the lines", lines[:strings.LastIndex(strings.TrimSpace(lines), "\n")], "the report ends in the middle"},
		{"a list", "[]", "it starts with ["},
		{"no JSON", "users", "byte 1: invalid character"},
		{"Graph", `{"value": []}`, "it does not name the schema presync.prediction/v1"},
		{"another schema", `{"schema": "presync.diff/v1"}`, `its schema is "presync.diff/v1", want "presync.prediction/v1"`},
		{"a selection", few.String(), "it lists 1 of 3 users: it was saved with --only or --user"},
		{"two documents", whole + whole, "a second document begins"},
		{"a later outcome", strings.Replace(whole, `"outcome":"hard-match"`, `"outcome":"maybe"`, 1), `the outcome of user 1 is "maybe"`},
		{"a broken objectGUID", strings.Replace(whole, guid(0).String(), "x", 1), `the objectGUID of user 1: "x" is not a GUID`},
		{"decisions of a wrong type", `{"schema":"presync.prediction/v1","decisions":{}}`, "decisions is no list"},
		{"a field of a wrong type", strings.Replace(whole, `"rule":"HM001"`, `"rule":1`, 1), "holds a number"},
	} {
		t.Run(c.name, func(t *testing.T) {
			_, err := read(c.text)
			require.ErrorContains(t, err, "old.json: ")
			require.ErrorContains(t, err, c.want)
			if c.name != "empty" && !strings.HasPrefix(c.name, "half") {
				var hinted interface{ Hint() string }
				require.True(t, errors.As(err, &hinted))
				require.Contains(t, hinted.Hint(), "--format json -o FILE")
			}
		})
	}
}

func FuzzRead(f *testing.F) {
	for _, seed := range []string{
		`{"schema":"presync.prediction/v1","run":{"asOf":"2026-11-22","tenant":{"a":{"b":[1]}}},"summary":{"users":1},"decisions":[{"user":{"dn":"CN=a"},"outcome":"create"}],"cloud":{"deletions":[]}}`,
		"{\"schema\":\"presync.prediction/v1\",\"run\":{}}\n{\"outcome\":\"error\",\"error\":{\"code\":\"x\"}}\n{\"summary\":{\"users\":1},\"cloud\":{}}\n",
		`{"decisions":null}`, `{"schema":"presync.prediction/v1"`, `[]`,
	} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, text string) {
		got, err := read(text)
		if err != nil {
			return
		}
		var all []*compare.Verdict
		for i := range got.verdicts {
			all = append(all, &got.verdicts[i])
		}
		c := run(t, all, all)
		require.Zero(t, c.Counts[compare.Worse], "a report compared with itself")
		require.Equal(t, len(all), c.Same+len(changes(c))-c.Counts[compare.Added])
	})
}
