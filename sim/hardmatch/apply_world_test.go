package hardmatch

import (
	"context"
	"encoding/json"
	"fmt"
	"maps"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"presync/fakegraph"
	"presync/fakeldap"
	"presync/sim"
	"presync/sim/directory"
	"presync/sim/source"
	"presync/sim/syncrule"
)

// november is the day of all runs: the hardening of summer 2026 is in force.
var november = time.Date(2026, 11, 22, 0, 0, 0, 0, time.UTC)

// person is an AD user. The anchor is the base64 of 16 equal letters.
func person(name string) string {
	return fmt.Sprintf(`dn: CN=%[1]s,OU=Staff,DC=contoso,DC=com
objectClass: user
sAMAccountName: %[1]s
displayName: %[1]s
userPrincipalName: %[1]s@contoso.com
mail: %[1]s@contoso.com
userAccountControl: 512
objectGUID:: %[2]s

`, name, anchorOfName(name))
}

func anchorOfName(name string) string {
	return string(directory.AnchorFromBytes([]byte(strings.Repeat(name[:1], 16))))
}

// account is a cloud user.
func account(name, more string) string {
	if more != "" {
		more = "," + more
	}
	if !strings.Contains(more, "userPrincipalName") {
		more += fmt.Sprintf(`,"userPrincipalName":"%s@contoso.com"`, name)
	}
	return fmt.Sprintf(`{"id":"c-%[1]s","displayName":"%[1]s","accountEnabled":true,"userType":"Member"%[2]s}`, name, more)
}

// staff are the AD users, each in a situation of its own.
var staff = []string{"anna", "bert", "cora", "dora", "emil", "fred", "gina", "hugo", "ivan", "karl"}

const (
	otherGUID = "30475e40-e7ae-4af3-af75-8b143c81daf5"
	stamped   = "QF5HMK7n80qvdYsUPIHa9Q=="
)

// situations is a tenant in which every user but the first is blocked.
func situations() fakegraph.Seed {
	return fakegraph.Seed{
		Users: fakegraph.Objects{
			account("anna", ""),
			account("bert", ""), // holds roles, in each of the lists
			account("cora", `"onPremisesObjectIdentifier":"`+otherGUID+`"`),
			account("dora", ""),
			account("emil", `"userPrincipalName":"emil@fed.contoso.com","onPremisesImmutableId":"federation"`),
			account("fred", `"onPremisesImmutableId":"no-base64"`),
			account("gina", `"onPremisesImmutableId":"`+anchorOfName("gina")+`","onPremisesSyncBehavior":{"isCloudManaged":true}`),
			account("hugo", `"onPremisesImmutableId":"`+stamped+`","onPremisesSyncEnabled":false`),
			account("ivan", ""),
			account("ivan-second", `"userPrincipalName":"ivan1234@contoso.onmicrosoft.com","onPremisesSyncEnabled":true,"onPremisesImmutableId":"`+anchorOfName("ivan")+`",`+
				`"onPremisesProvisioningErrors":[{"category":"PropertyConflict","propertyCausingError":"UserPrincipalName","value":"ivan@contoso.com"}]`),
		},
		DeletedUsers: fakegraph.Objects{
			account("dora-gone", `"onPremisesImmutableId":"`+anchorOfName("dora")+`","deletedDateTime":"2026-11-20T10:00:00Z"`),
			account("karl", `"deletedDateTime":"2026-11-20T10:00:00Z"`),
		},
		Domains: fakegraph.Objects{
			`{"id":"contoso.onmicrosoft.com","isInitial":true,"isVerified":true,"authenticationType":"Managed"}`,
			`{"id":"contoso.com","isVerified":true,"authenticationType":"Managed"}`,
			`{"id":"fed.contoso.com","isVerified":true,"authenticationType":"Federated"}`,
		},
		DirectoryRoles: fakegraph.Objects{`{"id":"role","displayName":"User Administrator","roleTemplateId":"fe930be7-5e62-47db-91af-98c3a49a38b1","members":[{"@odata.type":"#microsoft.graph.user","id":"c-bert"}]}`},
		RoleDefinitions: fakegraph.Objects{
			`{"id":"global","templateId":"62e90394-69f5-4237-9190-012177145e10","displayName":"Global Administrator","isPrivileged":true}`,
			`{"id":"fe930be7-5e62-47db-91af-98c3a49a38b1","templateId":"fe930be7-5e62-47db-91af-98c3a49a38b1","displayName":"User Administrator","isPrivileged":true}`},
		RoleAssignments:          fakegraph.Objects{`{"id":"a1","principalId":"c-bert","roleDefinitionId":"fe930be7-5e62-47db-91af-98c3a49a38b1","directoryScopeId":"/"}`},
		RoleEligibilitySchedules: fakegraph.Objects{`{"id":"e1","principalId":"c-bert","roleDefinitionId":"global","directoryScopeId":"/","status":"Provisioned","scheduleInfo":{"startDateTime":"2026-01-01T00:00:00Z"}}`},
		OnPremisesSynchronization: fakegraph.Objects{`{"id":"sync","configuration":{"accidentalDeletionPrevention":{"synchronizationPreventionType":"disabled"}},
			"features":{"blockCloudObjectTakeoverThroughHardMatchEnabled":true}}`},
	}
}

// stage is a directory and a tenant with a plan for them.
type stage struct {
	t       *testing.T
	graph   *fakegraph.Server
	ldap    *fakeldap.Server
	plan    *Plan
	journal string
	told    []Event
}

// newStage starts the fakes and plans the pairs of users and cloud users of
// the same name.
func newStage(t *testing.T, seed fakegraph.Seed, names ...string) *stage {
	t.Helper()
	var ldif strings.Builder
	for _, name := range names {
		ldif.WriteString(person(name))
	}
	return newStageOf(t, seed, ldif.String(), names...)
}

func newStageOf(t *testing.T, seed fakegraph.Seed, ldif string, names ...string) *stage {
	t.Helper()
	s := &stage{t: t, journal: filepath.Join(t.TempDir(), "journal")}
	var err error
	s.graph, err = fakegraph.Start(fakegraph.Config{Seed: seed, Clock: func() time.Time { return november }})
	require.NoError(t, err)
	t.Cleanup(func() { require.NoError(t, s.graph.Close()) })
	s.ldap, err = fakeldap.Start(fakeldap.Config{SeedLDIF: strings.NewReader(ldif), Verbatim: true})
	require.NoError(t, err)
	t.Cleanup(func() { require.NoError(t, s.ldap.Close()) })
	snap, tenant := s.read()
	in := sim.Input{Snapshot: snap, Tenant: tenant, AsOf: november}
	p, err := sim.Predict(in)
	require.NoError(t, err)
	planner, err := NewPlanner(in, p)
	require.NoError(t, err)
	var pairs []Pair
	for _, name := range names {
		var pair Pair
		for _, o := range snap.Objects {
			if o.Attrs.First("sAMAccountName") == name {
				pair.AD = o
			}
		}
		for _, o := range tenant.Objects {
			if o.ID == "c-"+name {
				pair.Cloud = o
			}
		}
		pairs = append(pairs, pair)
	}
	s.plan = planner.Pairs(pairs)
	return s
}

// options are those of the clients; a wait takes no time.
func (s *stage) options() EndpointOptions { return endpointsAt(s.graph.URL()+"/v1.0", s.ldap.URL()) }

func endpointsAt(graph, ldap string) EndpointOptions {
	return EndpointOptions{
		Graph:        graph,
		GraphOptions: source.GraphOptions{Token: "any", Wait: func(context.Context, time.Duration) error { return nil }},
		Directories:  []source.ADSource{{Name: "ad", Path: ldap}},
		LDAPOptions:  source.LDAPOptions{BindName: "any", Password: func(context.Context) (string, error) { return "any", nil }},
	}
}

// read reads both sides with the readers of predict.
func (s *stage) read() (*directory.Snapshot, *directory.Tenant) {
	s.t.Helper()
	o := s.options()
	tenant, _, _, err := source.ReadGraph(s.t.Context(), o.Graph, o.GraphOptions)
	require.NoError(s.t, err)
	snap, _, _, err := source.ReadForests(s.t.Context(), o.Directories, source.Options{Keep: syncrule.Attributes(&tenant.Settings)}, o.LDAPOptions)
	require.NoError(s.t, err)
	return snap, tenant
}

// open opens the endpoints and the journal for the length of a test.
func (s *stage) open() (*Endpoints, *Journal) {
	s.t.Helper()
	e, err := OpenEndpoints(s.t.Context(), s.options())
	require.NoError(s.t, err)
	j, err := OpenJournal(s.t.Context(), s.journal, true)
	require.NoError(s.t, err)
	return e, j
}

// apply carries the plan out with the journal of the stage.
func (s *stage) apply(ctx context.Context) (*Report, error) {
	s.t.Helper()
	e, j := s.open()
	defer e.Close()
	defer j.Close()
	r, err := Apply(ctx, s.plan, ApplyOptions{Endpoints: e, Journal: j, AsOf: november, Tell: func(e Event) { s.told = append(s.told, e) }})
	require.False(s.t, j.stopped, "the scheduler is on")
	return r, err
}

// rollback takes it back.
func (s *stage) rollback() (*RollbackReport, error) {
	s.t.Helper()
	e, j := s.open()
	defer e.Close()
	defer j.Close()
	r, err := Rollback(s.t.Context(), RollbackOptions{Endpoints: e, Journal: j})
	require.False(s.t, j.stopped, "the scheduler is on")
	return r, err
}

// results are the results of a report by sAMAccountName.
func results(r *Report) map[string]Result {
	m := map[string]Result{}
	for i := range r.Rows {
		m[r.Rows[i].ADUser.SAMAccountName] = r.Rows[i].Result
	}
	return m
}

// allDone wants every row done.
func (s *stage) allDone(r *Report) {
	s.t.Helper()
	for _, row := range r.Rows {
		require.Equal(s.t, ResultDone, row.Result, "%s: %s", row.ADUser.SAMAccountName, row.Reason)
		require.Equal(s.t, "hard-match", row.Outcome)
	}
	require.Empty(s.t, r.NotGivenBack)
	require.False(s.t, r.Findings())
}

// state is what a run changes, in words: IDs, names, roles and the switch.
func (s *stage) state() map[string]string {
	s.t.Helper()
	snap, tenant := s.read()
	m := map[string]string{"flag": fmt.Sprint(tenant.Settings.Features.BlockCloudObjectTakeoverThroughHardMatch)}
	for _, o := range tenant.Objects {
		if o.Type != directory.TypeUser {
			continue
		}
		var held []string
		for _, r := range o.Roles {
			held = append(held, fmt.Sprintf("%s/%v/%s", r.TemplateID, r.Eligible, r.Scope))
		}
		slices.Sort(held)
		name := strings.TrimPrefix(string(o.UserPrincipalName), strings.ReplaceAll(o.ID, "-", ""))
		m[o.ID] = fmt.Sprint(o.ImmutableID, " ", name, " ", o.Deleted, " ", held, " ", o.CloudMastered)
		if !o.ObjectIdentifier.IsZero() {
			m[o.ID] += " " + o.ObjectIdentifier.String()
		}
	}
	for _, o := range snap.Objects {
		m[o.DN] = fmt.Sprintf("%x", o.Attrs.First("mS-DS-ConsistencyGuid"))
	}
	return m
}

// patch changes a user behind the back of apply.
func (s *stage) patch(id, property string, value any) {
	s.t.Helper()
	g, err := source.OpenLocalGraph(s.t.Context(), s.graph.URL()+"/v1.0", s.options().GraphOptions)
	require.NoError(s.t, err)
	defer g.Close()
	require.NoError(s.t, g.Send(s.t.Context(), "PATCH", "v1.0", "users/"+id, map[string]any{property: value}))
}

// differences are the names of what is not the same in two states.
func differences(a, b map[string]string) []string {
	var names []string
	for name := range a {
		if a[name] != b[name] {
			names = append(names, name)
		}
	}
	for name := range b {
		if _, ok := a[name]; !ok {
			names = append(names, name)
		}
	}
	return slices.Sorted(slices.Values(names))
}

// final are the objects of situations that apply changes for good.
func final() []string { return []string{"c-cora", "c-dora-gone", "c-gina", "c-ivan-second"} }

// wantLinked wants both sides of every row to have the anchor of the plan.
func (s *stage) wantLinked() {
	s.t.Helper()
	snap, tenant := s.read()
	ids := map[string]string{}
	for _, o := range tenant.Objects {
		ids[o.ID] = string(o.ImmutableID)
	}
	for _, r := range s.plan.Rows {
		require.Equal(s.t, r.NewImmutableID, ids[r.CloudUser.ID], r.CloudUser.ID)
		for _, o := range snap.Objects {
			if o.DN == r.ADUser.DN && r.Side == SideAD {
				require.Equal(s.t, *r.NewConsistencyGuid, string(directory.AnchorFromBytes([]byte(o.Attrs.First("mS-DS-ConsistencyGuid")))))
			}
		}
	}
}

// planText is a plan as JSON, for messages.
func planText(p *Plan) string {
	b, err := json.MarshalIndent(p, "", " ")
	if err != nil {
		return err.Error()
	}
	return string(b)
}

// sortedKeys are the keys of a map, sorted.
func sortedKeys[V any](m map[string]V) []string { return slices.Sorted(maps.Keys(m)) }
