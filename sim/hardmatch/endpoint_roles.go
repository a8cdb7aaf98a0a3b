package hardmatch

import (
	"cmp"
	"context"
	"encoding/json"
	"net/http"
	"net/url"
	"strings"
)

// Grant is a role that a user holds, as the tenant lists it.
type Grant struct {
	// List is where it is listed: assignment, eligible or directoryRole. A
	// role may be listed twice.
	List string `json:"list"`
	// Definition is the id of the role definition, or of the directory role.
	Definition string `json:"definition"`
	// Scope is directoryScopeId, "/" for the whole directory.
	Scope string `json:"scope,omitempty"`
	// Schedule is the scheduleInfo of an eligibility.
	Schedule json.RawMessage `json:"schedule,omitempty"`
	// Name is what the role is called.
	Name string `json:"name,omitempty"`
	id   string // of the assignment, which changes when it is given back
}

// The places where roles are listed.
const (
	listAssignment = "assignment"
	listEligible   = "eligible"
	listRole       = "directoryRole"
)

const roles = "roleManagement/directory/"

// grants lists all roles that a user holds itself.
func (e *Endpoints) grants(ctx context.Context, user string) ([]Grant, error) {
	if err := e.readDefinitions(ctx); err != nil {
		return nil, err
	}
	var all []Grant
	filter := "?$filter=" + url.QueryEscape("principalId eq '"+strings.ReplaceAll(user, "'", "''")+"'")
	for _, list := range []string{listAssignment, listEligible} {
		path := map[string]string{listAssignment: "roleAssignments", listEligible: "roleEligibilitySchedules"}[list]
		err := e.graph.List(ctx, v1, roles+path+filter, func(raw json.RawMessage) error {
			var a struct {
				ID, RoleDefinitionID, DirectoryScopeID, Status string
				ScheduleInfo                                   json.RawMessage
			}
			err := json.Unmarshal(raw, &a)
			if err == nil && !over(a.Status) {
				all = append(all, Grant{List: list, Definition: a.RoleDefinitionID, Scope: cmp.Or(a.DirectoryScopeID, "/"),
					Schedule: a.ScheduleInfo, Name: e.definitions[strings.ToLower(a.RoleDefinitionID)].name, id: a.ID})
			}
			return err
		})
		if err != nil {
			return nil, err
		}
	}
	member, err := e.memberships(ctx, user)
	return append(all, member...), err
}

// over reports whether an eligibility has ended or never began.
func over(status string) bool {
	switch strings.ToLower(status) {
	case "canceled", "denied", "failed", "revoked":
		return true
	}
	return false
}

// memberships lists the directory roles that a user is a member of.
func (e *Endpoints) memberships(ctx context.Context, user string) ([]Grant, error) {
	var held []Grant
	err := e.graph.List(ctx, v1, "directoryRoles", func(raw json.RawMessage) error {
		var r struct{ ID, DisplayName, RoleTemplateID string }
		if err := json.Unmarshal(raw, &r); err != nil {
			return err
		}
		return e.graph.List(ctx, v1, "directoryRoles/"+e.graph.Segment(r.ID)+"/members?$select=id", func(raw json.RawMessage) error {
			var m struct{ ID string }
			err := json.Unmarshal(raw, &m)
			if err == nil && strings.EqualFold(m.ID, user) {
				held = append(held, Grant{List: listRole, Definition: r.ID, Scope: "/", Name: cmp.Or(r.DisplayName, r.RoleTemplateID), id: r.RoleTemplateID})
			}
			return err
		})
	})
	return held, err
}

// readDefinitions reads the role definitions once.
func (e *Endpoints) readDefinitions(ctx context.Context) error {
	if e.definitions != nil {
		return nil
	}
	known := map[string]definition{}
	err := e.graph.List(ctx, v1, roles+"roleDefinitions?$select=id,templateId,displayName", func(raw json.RawMessage) error {
		var d struct{ ID, TemplateID, DisplayName string }
		err := json.Unmarshal(raw, &d)
		for _, id := range []string{d.ID, d.TemplateID} {
			if id != "" {
				known[strings.ToLower(id)] = definition{template: d.TemplateID, name: d.DisplayName}
			}
		}
		return err
	})
	if err == nil {
		e.definitions = known
	}
	return err
}

// definition is what a role definition says.
type definition struct{ template, name string }

// means reports whether a grant gives the role that a plan names.
func (e *Endpoints) means(g *Grant, r *Role) bool {
	if (g.List == listEligible) != r.Eligible || !strings.EqualFold(strings.TrimPrefix(g.Scope, "/"), strings.TrimPrefix(r.Scope, "/")) {
		return false
	}
	d := e.definitions[strings.ToLower(g.Definition)]
	for _, id := range []string{g.Definition, g.id, d.template} {
		if r.TemplateID != "" && strings.EqualFold(id, r.TemplateID) {
			return true
		}
	}
	return r.Name != "" && (strings.EqualFold(g.Name, r.Name) || strings.EqualFold(d.name, r.Name))
}

// holds finds a role among those of a user, nil when it does not hold it.
func (e *Endpoints) holds(ctx context.Context, user string, want *Grant) (*Grant, error) {
	all, err := e.grants(ctx, user)
	if err != nil {
		return nil, err
	}
	for i := range all {
		g := &all[i]
		if g.List == want.List && strings.EqualFold(g.Definition, want.Definition) && strings.EqualFold(g.Scope, want.Scope) {
			return g, nil
		}
	}
	return nil, nil
}

// writeRole gives or takes a role.
func (e *Endpoints) writeRole(ctx context.Context, s *Step, give bool) error {
	g := s.Grant
	request := map[string]any{"principalId": s.Object, "roleDefinitionId": g.Definition, "directoryScopeId": g.Scope}
	switch {
	case g.List == listRole && give:
		return e.graph.Send(ctx, http.MethodPost, v1, "directoryRoles/"+e.graph.Segment(g.Definition)+"/members/$ref",
			map[string]string{"@odata.id": e.graph.Root() + "/directoryObjects/" + e.graph.Segment(s.Object)})
	case g.List == listRole:
		return e.graph.Send(ctx, http.MethodDelete, v1, "directoryRoles/"+e.graph.Segment(g.Definition)+"/members/"+e.graph.Segment(s.Object)+"/$ref", nil)
	case g.List == listEligible:
		request["action"] = "adminRemove"
		if give {
			request["action"], request["justification"] = "adminAssign", "given back after the hard match"
			if len(g.Schedule) > 0 {
				request["scheduleInfo"] = g.Schedule
			}
		}
		return e.graph.Send(ctx, http.MethodPost, v1, roles+"roleEligibilityScheduleRequests", request)
	case give:
		return e.graph.Send(ctx, http.MethodPost, v1, roles+"roleAssignments", request)
	}
	held, err := e.holds(ctx, s.Object, g)
	if err != nil || held == nil {
		return err
	}
	return e.graph.Send(ctx, http.MethodDelete, v1, roles+"roleAssignments/"+e.graph.Segment(held.id), nil)
}
