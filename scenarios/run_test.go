package scenarios

import (
	"context"
	"errors"
	"io/fs"
	"regexp"
	"slices"
	"strings"
	"testing"
	"testing/fstest"
	"time"

	"github.com/stretchr/testify/require"

	"presync/sim"
	"presync/sim/directory"
	"presync/sim/match"
)

// fake is a predictor that decides "update" for every user of the exports,
// keeps the inputs, and leaves what leave makes of the tenant.
type fake struct {
	inputs []sim.Input
	leave  func(*directory.Tenant)
	err    error
}

func (f *fake) predict(_ context.Context, in sim.Input) (*sim.Prediction, error) {
	f.inputs = append(f.inputs, in)
	p := &sim.Prediction{Gaps: in.Gaps}
	for _, o := range in.Snapshot.Objects {
		p.Decisions = append(p.Decisions, match.Decision{Object: o, Outcome: match.OutcomeUpdate})
	}
	after := *in.Tenant
	if f.leave != nil {
		after.Objects = slices.Clone(after.Objects)
		f.leave(&after)
	}
	p.After = &after
	return p, f.err
}

const bobLDIF = `-- ad.ldif --
dn: CN=Bob,DC=contoso,DC=com
objectClass: user
sAMAccountName: bob
userPrincipalName: bob@contoso.com
`

const bobCloud = `-- cloud.json --
{"value": [{"id": "c0", "userPrincipalName": "bob@contoso.com",
  "mail": "bob@contoso.com", "jobTitle": "Baker"}]}
`

// ran runs a file on a fake predictor.
func ran(t *testing.T, f *fake, file string) Result {
	t.Helper()
	return RunData(context.Background(), "x.txtar", []byte(file), Options{Predict: f.predict})
}

func TestInputsKeepTheirPlaceInTheScenarioFile(t *testing.T) {
	f := &fake{}
	r := ran(t, f, "X: t\nProse.\n"+bobLDIF+bobCloud+"-- run.yaml --\nasOf: 2026-06-30\nfullImport: true\n-- want/decisions --\nbob update\n")
	require.NoError(t, r.Err)
	require.Empty(t, r.Failures)
	require.True(t, r.Passed())
	in := f.inputs[0]
	require.Equal(t, []string{"ad"}, in.Snapshot.Forests)
	require.Equal(t, "x.txtar:4", in.Snapshot.Objects[0].Origin.String())
	require.Equal(t, "x.txtar:7", in.Snapshot.Objects[0].At("userPrincipalName").String())
	require.Equal(t, "x.txtar:9", in.Tenant.Objects[0].Origin.String())
	require.Equal(t, time.Date(2026, 6, 30, 0, 0, 0, 0, time.UTC), in.AsOf)
	require.True(t, in.FullImport)
	require.True(t, in.Trace)
	require.NotEmpty(t, in.Gaps)
}

func TestForestsAreReadInTheOrderOfTheirSections(t *testing.T) {
	f := &fake{}
	zeta := strings.NewReplacer("ad.ldif", "ad/zeta.ldif").Replace(bobLDIF)
	alpha := "-- ad/alpha.csv --\nDN,objectClass,sAMAccountName,userPrincipalName\n\"CN=Al,DC=fabrikam,DC=com\",user,al,al@fabrikam.com\n"
	r := ran(t, f, "X: t\n"+zeta+alpha+"-- want/decisions --\nbob update\nal update\n")
	require.NoError(t, r.Err)
	require.Empty(t, r.Failures)
	require.Equal(t, []string{"zeta", "alpha"}, f.inputs[0].Snapshot.Forests)
	require.Equal(t, "x.txtar:9", f.inputs[0].Snapshot.Objects[1].Origin.String())
}

func TestATenantIsReadFromItsFiles(t *testing.T) {
	f := &fake{}
	deleted := "-- tenant/deletedUsers.json --\n{\"value\": [{\"id\": \"c1\", \"userPrincipalName\": \"al@contoso.com\", \"deletedDateTime\": \"2026-06-01T00:00:00Z\"}]}\n"
	r := ran(t, f, "X: t\n"+bobLDIF+deleted+strings.Replace(bobCloud, "cloud.json", "tenant/users.json", 1)+"-- want/decisions --\nbob update\n")
	require.NoError(t, r.Err)
	objects := f.inputs[0].Tenant.Objects
	require.Len(t, objects, 2)
	require.True(t, objects[1].Deleted)
	require.True(t, f.inputs[0].Tenant.Known.Deleted)
}

func TestAScenarioWithoutACloudStartsWithAnEmptyTenant(t *testing.T) {
	f := &fake{}
	r := ran(t, f, "X: t\n"+bobLDIF+"-- want/decisions --\nbob update\n")
	require.NoError(t, r.Err)
	require.Empty(t, f.inputs[0].Tenant.Objects)
	require.Equal(t, directory.DefaultSettings(), f.inputs[0].Tenant.Settings)
}

func TestACycleStartsFromWhatTheOneBeforeLeft(t *testing.T) {
	f := &fake{leave: func(t *directory.Tenant) {
		c := t.Objects[0].Clone()
		c.DisplayName += "+"
		t.Objects[0] = c
	}}
	r := ran(t, f, "X: t\n"+bobLDIF+bobCloud+"-- want/decisions --\nbob update\n"+
		"-- cycle2/cloud.json --\n[\n{\"userPrincipalName\": \"bob@contoso.com\", \"mail\": null, \"jobTitle\": \"Cook\"}\n]\n"+
		"-- cycle3/want/decisions --\nbob create\n-- cycle2/want/decisions --\nbob update\n")
	require.NoError(t, r.Err)
	require.Len(t, r.Cycles, 3)
	first, second, third := f.inputs[0].Tenant.Objects[0], f.inputs[1].Tenant.Objects[0], f.inputs[2].Tenant.Objects[0]
	require.Equal(t, "bob@contoso.com", first.Mail)
	require.Equal(t, "+", second.DisplayName)
	require.Empty(t, second.Mail)
	require.Equal(t, "Cook", second.Profile[directory.JobTitle])
	require.Equal(t, directory.UPN("bob@contoso.com"), second.UserPrincipalName)
	require.Equal(t, "++", third.DisplayName)
	require.Len(t, r.Failures, 1)
	require.Equal(t, 3, r.Failures[0].Cycle)
}

func TestANewExportTakesThePlaceOfItsForest(t *testing.T) {
	f := &fake{}
	zeta := strings.NewReplacer("ad.ldif", "ad/zeta.ldif").Replace(bobLDIF)
	alpha := "-- ad/alpha.ldif --\ndn: CN=Al,DC=fabrikam,DC=com\nobjectClass: user\nsAMAccountName: al\nemployeeID: 7\n"
	again := strings.NewReplacer("ad.ldif", "cycle2/ad/zeta.ldif", "bob", "rob", "Bob", "Rob").Replace(bobLDIF)
	third := "-- cycle3/ad/gamma.ldif --\ndn: CN=Cy,DC=litware,DC=com\nobjectClass: user\nsAMAccountName: cy\nmail: cy@litware.com\n"
	r := ran(t, f, "X: t\n"+zeta+alpha+again+third+"-- want/decisions --\nbob update\nal update\n"+
		"-- cycle2/want/decisions --\nrob update\nal update\n-- cycle3/want/decisions --\nrob update\nal update\ncy update\n")
	require.NoError(t, r.Err)
	require.Empty(t, r.Failures)
	last := f.inputs[2].Snapshot
	require.Equal(t, []string{"zeta", "alpha", "gamma"}, last.Forests)
	require.Equal(t, "rob", last.Objects[0].Attrs.First("sAMAccountName"))
	require.True(t, last.Attributes["employeeid"])
	require.True(t, last.Attributes["mail"])
	require.False(t, f.inputs[1].Snapshot.Attributes["mail"])
	require.Equal(t, "bob", f.inputs[0].Snapshot.Objects[0].Attrs.First("sAMAccountName"), "the cycle before keeps its objects")
}

func TestAnInputThatCannotBeReadIsNamedWithItsLine(t *testing.T) {
	const want = "-- want/decisions --\nbob update\n"
	const tenant = "-- tenant/users.json --\n[{\"id\":\"c0\"}]\n-- tenant/domains.json --\n[]\n"
	tests := map[string]struct{ file, want string }{
		"ad that is no export":       {"X: t\n-- ad.ldif --\nhello world\n" + want, "x.txtar:3: ad.ldif: "},
		"ad with a broken record":    {"X: t\n" + bobLDIF + "\ndn: CN=Al,DC=x\nobjectGUID:: !!\n" + want, "x.txtar:9: objectGUID"},
		"cloud that is no json":      {"X: t\n" + bobLDIF + "-- cloud.json --\n{\"value\": [\n" + want, "x.txtar:8: cloud.json: "},
		"cloud with a comma too few": {"X: t\n" + bobLDIF + "-- cloud.json --\n{\"value\": [\n{\"id\": \"c0\"\n\"mail\": null}]}\n" + want, `x.txtar:10: cloud.json: is not JSON: found '"', want a comma`},
		"cloud with a bad value":     {"X: t\n" + bobLDIF + "-- cloud.json --\n[{\"id\": \"c0\",\n\"onPremisesSyncEnabled\": \"maybe\"}]\n" + want, "x.txtar:9: onPremisesSyncEnabled"},
		"tenant with a broken file": {"X: t\n" + bobLDIF + tenant + "-- tenant/organization.json --\n[{\"id\" \"o\"}]\n" + want,
			`x.txtar:12: tenant/organization.json: found '"', want a colon`},
		"tenant with a file that is none": {"X: t\n" + bobLDIF + tenant + "-- tenant/groups.json --\nnothing\n" + want, "x.txtar:12: tenant/groups.json: is neither Graph JSON"},
		"tenant with broken users":        {"X: t\n" + bobLDIF + strings.Replace(tenant, `"c0"`, `"c0" "`, 1) + want, "x.txtar:8: tenant/users.json: is not JSON"},
		"edit of a stranger":              {"X: t\n" + bobLDIF + bobCloud + "-- cycle2/cloud.json --\n[\n{\"id\": \"c9\", \"mail\": null}]\n-- cycle2/want/decisions --\n-\n", `x.txtar:12: cycle2/cloud.json: the tenant has no object with id "c9"`},
		"edit with a bad value":           {"X: t\n" + bobLDIF + bobCloud + "-- cycle2/cloud.json --\n[\n{\"id\": \"c0\", \"onPremisesSyncEnabled\": \"maybe\"}]\n-- cycle2/want/decisions --\n-\n", "x.txtar:12"},
		"new export without users":        {"X: t\n" + bobLDIF + "-- cycle2/ad.ldif --\n\n-- cycle2/want/decisions --\n-\n", "x.txtar:8: cycle2/ad.ldif: "},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			r := ran(t, &fake{}, test.file)
			require.ErrorContains(t, r.Err, test.want)
			require.False(t, r.Passed())
		})
	}
}

func TestAPredictorThatFailsEndsTheScenario(t *testing.T) {
	file := "X: t\n" + bobLDIF + "-- want/decisions --\nbob update\n"
	r := ran(t, &fake{err: errors.New("no such attribute")}, file)
	require.EqualError(t, r.Err, "x.txtar: cycle 1: no such attribute")
	r = RunData(context.Background(), "x.txtar", []byte(file), Options{Predict: func(context.Context, sim.Input) (*sim.Prediction, error) { return nil, nil }})
	require.EqualError(t, r.Err, "x.txtar: cycle 1: the prediction is incomplete")
}

func TestAContextThatIsDoneEndsTheScenario(t *testing.T) {
	ctx, cancel := context.WithCancel(context.Background())
	cancel()
	r := RunData(ctx, "x.txtar", []byte("X: t\n"+bobLDIF+"-- want/decisions --\nbob update\n"), Options{})
	require.ErrorIs(t, r.Err, context.Canceled)
	require.ErrorContains(t, r.Err, "x.txtar: cycle 1 is not run")
}

func TestRulesReachThePredictor(t *testing.T) {
	f := &fake{}
	own := []*match.Rule{{ID: "X001"}}
	RunData(context.Background(), "x.txtar", []byte("X: t\n"+bobLDIF+"-- want/decisions --\nbob update\n"), Options{Predict: f.predict, Rules: own})
	require.Equal(t, own, f.inputs[0].Rules)
}

// names runs a file system and gives the names of the results.
func names(fsys fs.FS, opts Options, most int) []string {
	var list []string
	opts.Predict = (&fake{}).predict
	for r := range RunFS(context.Background(), fsys, opts) {
		if list = append(list, r.Name); len(list) == most {
			break
		}
	}
	return list
}

func TestRunFSRunsWhatItFindsInOrder(t *testing.T) {
	file := &fstest.MapFile{Data: []byte("HM001: about Bob\n" + bobLDIF + "-- want/decisions --\nbob update\n")}
	fsys := fstest.MapFS{"b.txtar": file, "a/z.txtar": file, "a/testdata/x.txtar": file, ".git/x.txtar": file, "_old/x.txtar": file,
		"README.md": {Data: []byte("x")}, "broken.txtar": {Data: []byte("no title\n")}}
	require.Equal(t, []string{"a/z.txtar", "b.txtar", "broken.txtar"}, names(fsys, Options{}, 9))
	require.Equal(t, []string{"a/z.txtar"}, names(fsys, Options{}, 1))
	require.Equal(t, []string{"a/z.txtar", "b.txtar"}, names(fsys, Options{Select: regexp.MustCompile("about Bob")}, 9))
	require.Equal(t, []string{"b.txtar", "broken.txtar"}, names(fsys, Options{Select: regexp.MustCompile("^b")}, 9))
}

// lost is a file system whose files cannot be read.
type lost struct{ fstest.MapFS }

func (l lost) Open(name string) (fs.File, error) {
	if strings.HasSuffix(name, ".txtar") {
		return nil, &fs.PathError{Op: "open", Path: name, Err: fs.ErrPermission}
	}
	return l.MapFS.Open(name)
}

func (l lost) ReadFile(name string) ([]byte, error) {
	_, err := l.Open(name)
	return nil, err
}

func TestRunFSNamesWhatItCannotRead(t *testing.T) {
	for r := range RunFS(context.Background(), lost{fstest.MapFS{"a.txtar": {}}}, Options{}) {
		require.ErrorIs(t, r.Err, fs.ErrPermission)
		require.Equal(t, "a.txtar", r.Name)
	}
	for r := range RunFS(context.Background(), fstest.MapFS{}, Options{}) {
		t.Fatalf("unexpected result %v", r)
	}
}

func TestACheckerFailsAScenario(t *testing.T) {
	const file = "X: t\n" + bobLDIF + "-- want/decisions --\nbob update\n-- cycle2/tenant.yaml --\nroles: []\n-- cycle3/want/decisions --\nbob update\n"
	check := func(_ context.Context, in sim.Input, p *sim.Prediction) ([]Failure, error) {
		require.NotNil(t, in.Snapshot)
		require.Len(t, p.Decisions, 1)
		return []Failure{{Subject: "BOB@contoso.com", Problem: "differs", Fields: []Field{{Key: "result.mail", Want: "a", Got: "b"}}}, {Subject: "the rest", Line: 2}}, nil
	}
	r := RunData(t.Context(), "x.txtar", []byte(file), Options{Predict: (&fake{}).predict, Check: check})
	require.NoError(t, r.Err)
	require.Equal(t, []string{
		"x.txtar:8: BOB@contoso.com differs", "  result.mail  want a", "               got  b", "x.txtar:2: the rest",
		"x.txtar:9: BOB@contoso.com differs (cycle 2)", "  result.mail  want a", "               got  b", "x.txtar:2: the rest (cycle 2)",
		"x.txtar:12: BOB@contoso.com differs (cycle 3)", "  result.mail  want a", "               got  b", "x.txtar:2: the rest (cycle 3)",
	}, failureLines(&r))

	fails := func(context.Context, sim.Input, *sim.Prediction) ([]Failure, error) {
		return nil, errors.New("no wire")
	}
	r = RunData(t.Context(), "x.txtar", []byte(file), Options{Predict: (&fake{}).predict, Check: fails})
	require.EqualError(t, r.Err, "x.txtar: cycle 1: no wire")
}

func TestSkippedFilesAreLeftOut(t *testing.T) {
	file := &fstest.MapFile{Data: []byte("HM001: about Bob\n" + bobLDIF + "-- want/decisions --\nbob update\n")}
	other := &fstest.MapFile{Data: []byte("SM001: about Bob\n" + bobLDIF + "-- want/decisions --\nbob update\n")}
	fsys := fstest.MapFS{"a.txtar": file, "b.txtar": other, "c.txtar": {Data: []byte("no title\n")}}
	require.Equal(t, []string{"b.txtar", "c.txtar"}, names(fsys, Options{Skip: regexp.MustCompile("^HM")}, 9))
	require.Equal(t, []string{"a.txtar", "b.txtar"}, names(fsys, Options{Skip: regexp.MustCompile("^c")}, 9))
	require.Equal(t, []string{"a.txtar"}, names(fsys, Options{Select: regexp.MustCompile("Bob"), Skip: regexp.MustCompile("^SM")}, 9))
}
