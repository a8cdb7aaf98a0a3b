package scenarios

import (
	"bytes"
	"context"
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"sync"
	"testing"

	"github.com/stretchr/testify/require"

	"presync/sim"
	"presync/sim/directory"
	"presync/sim/match"
	"presync/sim/match/rules"
)

// library runs the whole library.
func library(opts Options) []Result {
	return slices.Collect(RunFS(context.Background(), Library, opts))
}

// shipped is the library as it is run by default; it is run once.
var shipped = sync.OnceValue(func() []Result { return library(Options{}) })

func TestEveryScenarioHolds(t *testing.T) {
	for _, r := range shipped() {
		require.True(t, r.Passed(), "%s", strings.Join(failureLines(&r), "\n"))
	}
}

func TestEveryRuleIsShownByTheLibrary(t *testing.T) {
	var c Coverage
	for _, r := range shipped() {
		c.Add(r)
	}
	missing := c.Summary(rules.All()).Missing
	require.Empty(t, missing, "write a scenario for each:\n%s", strings.Join(missing, "\n"))
}

func TestEveryScenarioIsNamedAfterItsRule(t *testing.T) {
	known := make(map[string]bool)
	for _, r := range rules.All() {
		known[r.ID] = true
	}
	shown := make(map[string]bool) // file -> by one of its variants
	for _, r := range shipped() {
		shown[r.Name] = shown[r.Name] || isShown(&r)
	}
	for _, r := range shipped() {
		require.NoError(t, r.Err)
		prefix, _, _ := strings.Cut(r.Name, "_")
		require.Equal(t, strings.ToLower(r.Scenario.ID), prefix, "%s: the file name starts with the ID", r.Name)
		require.True(t, known[r.Scenario.ID], "%s: there is no rule %s", r.Name, r.Scenario.ID)
		require.True(t, shown[r.Name], "%s: rule %s fires in none of its cycles", r.Name, r.Scenario.ID)
	}
}

// isShown reports whether the rule that a scenario is named after fires in it,
// or would on another day.
func isShown(r *Result) bool {
	for _, c := range r.Cycles {
		for _, d := range c.Prediction.Decisions {
			for _, s := range d.Trace {
				if s.Rule.ID == r.Scenario.ID && s.Verdict != match.No && failed(s) == 0 {
					return true
				}
			}
		}
	}
	return false
}

func TestEveryScenarioFitsOnAPageAndExplainsItself(t *testing.T) {
	for _, r := range shipped() {
		require.NoError(t, r.Err)
		require.LessOrEqual(t, r.Scenario.Lines, 60, r.Name)
		require.GreaterOrEqual(t, len(strings.Fields(r.Scenario.Prose)), 20, "%s: the prose explains the point", r.Name)
		require.False(t, strings.HasSuffix(r.Scenario.Title, "."), "%s: the title has no full stop", r.Name)
	}
}

// outcomes writes what came out of a run, with every rule that fired.
func outcomes(results []Result) string {
	var b strings.Builder
	for _, r := range results {
		for _, c := range r.Cycles {
			for at, d := range c.Prediction.Decisions {
				fmt.Fprintf(&b, "%s %d %s %s", r.Name, c.Number, shortName(at, c.Prediction.Decisions), d.Outcome)
				for _, k := range wantKeys() {
					got := k.got(&d)
					if k.name == "rules" { // listed in the order of asking, which is that of the tenant
						got = joinList(slices.Sorted(slices.Values(splitList(got))))
					}
					fmt.Fprintf(&b, " %s=%s", k.name, quote(got))
				}
				b.WriteByte('\n')
			}
		}
	}
	return b.String()
}

// seeds are those of the shuffles; every one gives an order of its own.
var seeds = []uint64{1, 2}

func TestTheOrderOfTheRulesChangesNothing(t *testing.T) {
	before := outcomes(shipped())
	for _, seed := range seeds {
		shuffled := slices.Clone(rules.All())
		random := rand.New(rand.NewPCG(seed, 0))
		random.Shuffle(len(shuffled), func(i, j int) { shuffled[i], shuffled[j] = shuffled[j], shuffled[i] })
		require.Equal(t, before, outcomes(library(Options{Rules: shuffled})), "seed %d", seed)
	}
}

func TestTheOrderOfTheCloudUsersChangesNothing(t *testing.T) {
	before := outcomes(shipped())
	for _, seed := range seeds {
		random := rand.New(rand.NewPCG(seed, 0))
		shuffle := func(_ context.Context, in sim.Input) (*sim.Prediction, error) {
			tenant := *in.Tenant
			tenant.Objects = slices.Clone(in.Tenant.Objects)
			random.Shuffle(len(tenant.Objects), func(i, j int) {
				tenant.Objects[i], tenant.Objects[j] = tenant.Objects[j], tenant.Objects[i]
			})
			in.Tenant = &tenant
			return sim.Predict(in)
		}
		require.Equal(t, before, outcomes(library(Options{Predict: shuffle})), "seed %d", seed)
	}
}

func TestPredictingLeavesTheInputsAlone(t *testing.T) {
	watch := func(_ context.Context, in sim.Input) (*sim.Prediction, error) {
		before := describe(in)
		p, err := sim.Predict(in)
		require.Equal(t, before, describe(in))
		return p, err
	}
	for _, r := range library(Options{Predict: watch}) {
		require.NoError(t, r.Err)
	}
}

// describe writes the objects of both sides.
func describe(in sim.Input) string {
	var b bytes.Buffer
	for _, o := range in.Snapshot.Objects {
		fmt.Fprintf(&b, "%s %v\n", o.DN, o.Attrs.All())
	}
	for _, o := range in.Tenant.Objects {
		fmt.Fprintf(&b, "%+v\n", *o)
	}
	return b.String()
}

func TestAGreenLibraryNeedsNoUpdate(t *testing.T) {
	for _, r := range shipped() {
		data, err := Library.ReadFile(r.Name)
		require.NoError(t, err)
		updated, err := Update(data, r)
		require.NoError(t, err)
		require.Equal(t, string(data), string(updated))
	}
}

// TestUpdateMendsAnyLibraryScenario takes the outcome away from every line and
// lets Update write it again.
func TestUpdateMendsAnyLibraryScenario(t *testing.T) {
	for _, r := range shipped() {
		if r.Scenario.Variant != "" {
			continue // see TestUpdateAllMendsAnyTableOfTheLibrary
		}
		data, err := Library.ReadFile(r.Name)
		require.NoError(t, err)
		broken := breakWants(string(data), r.Scenario)
		red := RunData(context.Background(), r.Name, []byte(broken), Options{})
		require.NoError(t, red.Err)
		require.NotEmpty(t, red.Failures, r.Name)
		mended, err := Update([]byte(broken), red)
		require.NoError(t, err)
		green := RunData(context.Background(), r.Name, mended, Options{})
		require.True(t, green.Passed(), "%s\n%s", mended, strings.Join(failureLines(&green), "\n"))
		require.Equal(t, string(data), string(mended))
	}
}

// TestUpdateAllMendsAnyTableOfTheLibrary does the same to the rows and the
// matrix lines of files with variants.
func TestUpdateAllMendsAnyTableOfTheLibrary(t *testing.T) {
	files := 0
	for _, name := range fsFiles(t) {
		data, err := Library.ReadFile(name)
		require.NoError(t, err)
		family, err := Parse(name, data)
		require.NoError(t, err)
		if len(family.Variants) == 0 {
			continue
		}
		files++
		lines := strings.Split(string(data), "\n")
		broken := make(map[int]bool)
		for _, v := range family.Variants {
			decisions := v.Cycles[0].Want.Decisions.Lines
			line := decisions[len(decisions)-1].Line
			if v.row != nil {
				line = v.row.line
			}
			if !broken[line] {
				broken[line] = true
				lines[line-1] = wrongOutcome(lines[line-1], string(decisions[len(decisions)-1].Outcome))
			}
		}
		text := strings.Join(lines, "\n")
		red := RunAll(context.Background(), name, []byte(text), Options{})
		mended, left, err := UpdateAll([]byte(text), red)
		require.NoError(t, err)
		require.Empty(t, left)
		columns := re(", +") // the broken row has another width
		require.Equal(t, columns.ReplaceAllString(string(data), ", "), columns.ReplaceAllString(string(mended), ", "))
	}
	require.GreaterOrEqual(t, files, 8)
}

// wrongOutcome puts another outcome into a line.
func wrongOutcome(line, outcome string) string {
	wrong := string(match.OutcomeCreate)
	if outcome == wrong {
		wrong = string(match.OutcomeUpdate)
	}
	at := strings.LastIndex(line, outcome)
	if before, _, found := strings.Cut(line, outcome+" "); found {
		at = len(before)
	}
	return line[:at] + wrong + line[at+len(outcome):]
}

// fsFiles are the scenario files of the library.
func fsFiles(t *testing.T) []string {
	files, err := Library.ReadDir(".")
	require.NoError(t, err)
	names := make([]string, len(files))
	for i, f := range files {
		names[i] = f.Name()
	}
	return names
}

// breakWants gives every user of a scenario an outcome that they do not have.
func breakWants(data string, s *Scenario) string {
	lines := strings.Split(data, "\n")
	for _, c := range s.Cycles {
		if c.Want.Decisions == nil {
			continue
		}
		for _, w := range c.Want.Decisions.Lines {
			wrong := match.OutcomeCreate
			if w.Outcome == wrong {
				wrong = match.OutcomeUpdate
			}
			lines[w.Line-1] = lines[w.Line-1][:w.from] + string(wrong) + lines[w.Line-1][w.to:]
		}
	}
	return strings.Join(lines, "\n")
}

func TestTheLibraryCanBeImported(t *testing.T) {
	var objects []*directory.CloudObject
	see := func(_ context.Context, in sim.Input) (*sim.Prediction, error) {
		objects = append(objects, in.Tenant.Objects...)
		return sim.Predict(in)
	}
	require.NotEmpty(t, library(Options{Predict: see}))
	require.NotEmpty(t, objects)
}
