package fakegraph

import (
	"net/http"
	"slices"
	"strings"
	"time"
)

// roleRoutes are the operations that give and take directory roles.
func roleRoutes() []route {
	const assignments, requests = "roleManagement/directory/roleAssignments", "roleManagement/directory/roleEligibilityScheduleRequests"
	return []route{
		{http.MethodPost, assignments, writeRoles, onGrant((*Handler).assignRole)},
		{http.MethodDelete, assignments + "/{id}", writeRoles, (*Handler).unassignRole},
		{http.MethodPost, requests, writeEligibility, onGrant((*Handler).requestEligibility)},
		{http.MethodPost, "directoryRoles/{id}/members/$ref", writeRoles, (*Handler).addRoleMember},
		{http.MethodDelete, "directoryRoles/{id}/members/{id}/$ref", writeRoles, (*Handler).removeRoleMember},
	}
}

var (
	writeRoles       = []string{"RoleManagement.ReadWrite.Directory"}
	writeEligibility = []string{"RoleEligibilitySchedule.ReadWrite.Directory", "RoleManagement.ReadWrite.Directory"}
)

// onGrant reads who is to get or lose which role and has the request answered
// under the lock.
func onGrant(answer func(*Handler, *call, []prop, roleGrant) (*response, error)) operation {
	return func(h *Handler, c *call, _ []string) (*response, error) {
		body, err := c.parseBody()
		if err != nil {
			return nil, err
		}
		h.store.mu.Lock()
		defer h.store.mu.Unlock()
		g, err := h.grantOf(body)
		if err != nil {
			return nil, err
		}
		return answer(h, c, body, g)
	}
}

// assignRole answers POST /roleManagement/directory/roleAssignments.
func (h *Handler) assignRole(c *call, _ []prop, g roleGrant) (*response, error) {
	if h.findGrant(setAssignments, g) != nil {
		return nil, invalid("A conflicting object with one or more of the specified property values is present in the directory.")
	}
	o := h.store.add(setAssignments, g.props(h.store.newID("assignment")))
	return h.entity(c, h.store.sets[setAssignments].kind, &query{}, o, http.StatusCreated), nil
}

// unassignRole answers DELETE /roleManagement/directory/roleAssignments/{id}.
func (h *Handler) unassignRole(_ *call, args []string) (*response, error) {
	h.store.mu.Lock()
	defer h.store.mu.Unlock()
	o := h.find(setAssignments, args[0])
	if o == nil {
		return nil, notFound(args[0])
	}
	h.store.remove(setAssignments, o)
	return &response{status: http.StatusNoContent}, nil
}

// requestEligibility answers POST on roleEligibilityScheduleRequests with the
// actions adminAssign and adminRemove, which take effect at once.
func (h *Handler) requestEligibility(c *call, body []prop, g roleGrant) (*response, error) {
	held := h.findGrant(setSchedules, g)
	action, _ := decodeString(foldProp(body, "action"))
	switch {
	case strings.EqualFold(action, "adminRemove") && held == nil:
		return nil, &graphError{status: http.StatusBadRequest, code: "RoleAssignmentDoesNotExist", message: "The Role assignment does not exist."}
	case strings.EqualFold(action, "adminRemove"):
		h.store.remove(setSchedules, held)
	case strings.EqualFold(action, "adminAssign") && held != nil:
		return nil, &graphError{status: http.StatusBadRequest, code: "RoleAssignmentExists", message: "The Role assignment already exists."}
	case strings.EqualFold(action, "adminAssign"):
		props := g.props(h.store.newID("eligibility"))
		props = append(props, prop{"status", encode("Provisioned")}, prop{"createdDateTime", encode(c.now.UTC().Format(time.RFC3339))})
		if info := foldProp(body, "scheduleInfo"); !isNull(info) {
			props = append(props, prop{"scheduleInfo", info})
		}
		h.store.add(setSchedules, props)
	default:
		return nil, withTarget(invalid("One or more property values specified are invalid."), "InvalidProperty", "action")
	}
	answer := append(g.props(h.store.newID("request")), prop{"action", encode(action)}, prop{"status", encode("Provisioned")})
	return jsonResponse(http.StatusCreated, joinProps(answer)), nil
}

// addRoleMember answers POST /directoryRoles/{id}/members/$ref.
func (h *Handler) addRoleMember(c *call, args []string) (*response, error) {
	body, err := c.parseBody()
	if err != nil {
		return nil, err
	}
	link, _ := decodeString(foldProp(body, "@odata.id"))
	id := link[strings.LastIndexByte(link, '/')+1:]
	h.store.mu.Lock()
	defer h.store.mu.Unlock()
	role := h.find(setRoles, args[0])
	if role == nil {
		return nil, notFound(args[0])
	}
	if o, _ := h.store.directoryObject(id); o == nil {
		return nil, notFound(id)
	}
	refs := elements(role.value("members"))
	if slices.ContainsFunc(refs, refersTo(id)) {
		return nil, invalid("One or more added object references already exist for the following modified properties: 'members'.")
	}
	h.setMembers(role, append(refs, encode(map[string]string{"@odata.type": "#microsoft.graph.user", "id": id})))
	return &response{status: http.StatusNoContent}, nil
}

// removeRoleMember answers DELETE /directoryRoles/{id}/members/{id}/$ref.
func (h *Handler) removeRoleMember(_ *call, args []string) (*response, error) {
	h.store.mu.Lock()
	defer h.store.mu.Unlock()
	role := h.find(setRoles, args[0])
	if role == nil {
		return nil, notFound(args[0])
	}
	refs := elements(role.value("members"))
	if !slices.ContainsFunc(refs, refersTo(args[1])) {
		return nil, notFound(args[1])
	}
	h.setMembers(role, slices.DeleteFunc(refs, refersTo(args[1])))
	return &response{status: http.StatusNoContent}, nil
}

// refersTo picks the references to an object.
func refersTo(id string) func([]byte) bool {
	return func(ref []byte) bool {
		have, _ := decodeString(member(ref, "id"))
		return strings.EqualFold(have, id)
	}
}

// setMembers gives a role other members.
func (h *Handler) setMembers(role *object, refs [][]byte) {
	list := []byte{'['}
	for i, ref := range refs {
		if i > 0 {
			list = append(list, ',')
		}
		list = append(list, ref...)
	}
	h.store.replace(setRoles, role, setProp(role.props(), "members", append(list, ']')))
}

// grantOf reads who gets which role in what scope. The caller holds the lock.
func (h *Handler) grantOf(body []prop) (roleGrant, error) {
	var g roleGrant
	for name, to := range map[string]*string{"principalId": &g.principal, "roleDefinitionId": &g.definition, "directoryScopeId": &g.scope} {
		*to, _ = decodeString(foldProp(body, name))
	}
	if g.principal == "" || g.definition == "" || g.scope == "" {
		return g, invalid("Property principalId, roleDefinitionId or directoryScopeId value is required but is empty or missing.")
	}
	if o, _ := h.store.directoryObject(g.principal); o == nil {
		return g, notFound(g.principal)
	}
	return g, nil
}

// findGrant finds the object that gives a role.
func (h *Handler) findGrant(set string, g roleGrant) *object {
	for _, o := range h.store.sets[set].all() {
		if strings.EqualFold(o.text("principalId"), g.principal) && strings.EqualFold(o.text("roleDefinitionId"), g.definition) &&
			strings.EqualFold(o.text("directoryScopeId"), g.scope) {
			return o
		}
	}
	return nil
}

func (g roleGrant) props(id string) []prop {
	return []prop{{"id", encode(id)}, {"principalId", encode(g.principal)}, {"roleDefinitionId", encode(g.definition)}, {"directoryScopeId", encode(g.scope)}}
}

// roleGrant is a role that somebody holds.
type roleGrant struct{ principal, definition, scope string }
