package fakegraph

import (
	"net/http"
	"slices"
	"strings"
)

// routeTable lists the operations. A literal segment comes before {id}, and
// the first scope of a list is the least privileged one.
func routeTable() []route {
	rs := []route{
		{http.MethodGet, "users", readUsers, listOf(setUsers)},
		{http.MethodPost, "users", writeUsers, (*Handler).createUser},
		{http.MethodGet, "users/$count", readUsers, countOf(setUsers)},
		{http.MethodGet, "users/{id}", readUsers, getOf(setUsers)},
		{http.MethodPatch, "users/{id}", writeUsers, (*Handler).patchUser},
		{http.MethodDelete, "users/{id}", deleteUsers, (*Handler).deleteUser},
		{http.MethodGet, "users/{id}/manager", readUsers, (*Handler).getManager},
		{http.MethodGet, "users/{id}/onPremisesSyncBehavior", syncBehaviorScopes, (*Handler).getSyncBehavior},
		{http.MethodPatch, "users/{id}/onPremisesSyncBehavior", syncBehaviorScopes, (*Handler).patchSyncBehavior},
		{http.MethodGet, "me", readUsers, (*Handler).refuseMe},

		{http.MethodGet, "directory/deletedItems/microsoft.graph.user", readUsers, listOf(setDeleted)},
		{http.MethodGet, "directory/deletedItems/microsoft.graph.user/$count", readUsers, countOf(setDeleted)},
		{http.MethodGet, "directory/deletedItems/{id}", readUsers, getOf(setDeleted)},
		{http.MethodGet, "directory/deletedItems/{id}/microsoft.graph.user", readUsers, getOf(setDeleted)},
		{http.MethodDelete, "directory/deletedItems/{id}", deleteUsers, (*Handler).hardDelete},
		{http.MethodPost, "directory/deletedItems/{id}/restore", restoreUsers, (*Handler).restoreUser},
		{http.MethodPost, "directory/deletedItems/{id}/microsoft.graph.restore", restoreUsers, (*Handler).restoreUser},

		{http.MethodGet, "groups/{id}/members", readMembers, membersOf(setGroups)},
		{http.MethodGet, "directoryRoles/{id}/members", readRoles, membersOf(setRoles)},
		{http.MethodPatch, "directory/onPremisesSynchronization/{id}", []string{"OnPremDirectorySynchronization.ReadWrite.All"}, (*Handler).patchSynchronization},
		{http.MethodPost, "$batch", nil, (*Handler).batch},
	}
	rs = append(rs, roleRoutes()...)
	for _, set := range []string{setGroups, setContacts} {
		rs = append(rs, route{http.MethodGet, set + "/$count", readScopes[set], countOf(set)})
	}
	for _, set := range []string{setGroups, setContacts, setOrg, setDomains, setRoles, setAssignments, setSchedules, setDefinitions, setSync} {
		rs = append(rs, route{http.MethodGet, set, readScopes[set], listOf(set)}, route{http.MethodGet, set + "/{id}", readScopes[set], getOf(set)})
	}
	return rs
}

// match finds the route of a call and the keys in its path.
func (h *Handler) match(c *call) (*route, []string, error) {
	segs := segments(c.path)
	var allowed bool
	deepest := 0
	for i := range h.routes {
		rt := &h.routes[i]
		args, depth := rt.match(segs)
		deepest = max(deepest, depth)
		if depth < len(segs) || len(args) != strings.Count(rt.pattern, "{id}") || depth != strings.Count(rt.pattern, "/")+1 {
			continue
		}
		if rt.method == c.method {
			return rt, args, nil
		}
		allowed = true
	}
	if allowed {
		return nil, nil, &graphError{status: http.StatusMethodNotAllowed, code: codeReqBadRequest, message: "Specified HTTP method is not allowed for the request target."}
	}
	name := ""
	if deepest < len(segs) {
		name = segs[deepest]
	} else if len(segs) > 0 {
		name = segs[len(segs)-1]
	}
	return nil, nil, badRequest("Resource not found for the segment '%s'.", clip(name, 100))
}

// match compares segments with the pattern and returns the keys and how many
// segments agree.
func (rt *route) match(segs []string) (args []string, depth int) {
	for i, want := range strings.Split(rt.pattern, "/") {
		if i >= len(segs) {
			return args, i
		}
		if want == "{id}" && isKey(segs[i]) {
			args = append(args, segs[i])
			continue
		}
		have := strings.ToLower(segs[i])
		if rest, ok := strings.CutPrefix(have, "graph."); ok {
			have = "microsoft.graph." + rest
		}
		if have != strings.ToLower(want) {
			return args, i
		}
	}
	return args, strings.Count(rt.pattern, "/") + 1
}

// isKey reports whether a segment can be a key. Functions, casts and system
// segments stand in the same place, and the fake has none of them there.
func isKey(seg string) bool {
	low := strings.ToLower(seg)
	return low != "" && low != "delta" && low[0] != '$' && !strings.HasPrefix(low, "microsoft.graph.") && !strings.HasPrefix(low, "graph.")
}

// segments splits an escaped path. A key in brackets, as in users('id'),
// becomes a segment of its own.
func segments(path string) []string {
	var out []string
	for _, raw := range strings.Split(strings.Trim(path, "/"), "/") {
		seg := unescape(raw)
		name, key, ok := strings.Cut(seg, "(")
		if !ok || !strings.HasSuffix(key, ")") {
			out = append(out, seg)
			continue
		}
		key = strings.TrimSuffix(key, ")")
		if len(key) > 1 && key[0] == '\'' && key[len(key)-1] == '\'' {
			key = strings.ReplaceAll(key[1:len(key)-1], "''", "'")
		}
		out = append(out, name, key)
	}
	return out
}

func listOf(set string) operation {
	return func(h *Handler, c *call, _ []string) (*response, error) { return h.list(c, set) }
}

func getOf(set string) operation {
	return func(h *Handler, c *call, args []string) (*response, error) { return h.get(c, set, args[0]) }
}

func countOf(set string) operation {
	return func(h *Handler, c *call, _ []string) (*response, error) { return h.count(c, set) }
}

func membersOf(set string) operation {
	return func(h *Handler, c *call, args []string) (*response, error) { return h.listMembers(c, set, args[0]) }
}

// refuseMe answers /me the way the service answers an application.
func (h *Handler) refuseMe(*call, []string) (*response, error) {
	return nil, badRequest("/me request is only valid with delegated authentication flow.")
}

// getManager answers /users/{id}/manager.
func (h *Handler) getManager(c *call, args []string) (*response, error) {
	q, err := parseQuery(c, h.store.sets[setUsers].kind, true)
	if err != nil {
		return nil, err
	}
	h.store.mu.RLock()
	defer h.store.mu.RUnlock()
	o := h.find(setUsers, args[0])
	if o == nil {
		return nil, notFound(args[0])
	}
	ref := o.value("manager")
	if isNull(ref) {
		return nil, notFound("manager")
	}
	buf := append([]byte(`{"@odata.context":`), encode(c.root+"/"+c.version+"/$metadata#directoryObjects/$entity")...)
	one := h.renderReference(nil, ref, q.selected)
	return jsonResponse(http.StatusOK, append(append(buf, ','), one[1:]...)), nil
}

// authenticate checks the bearer token.
func (h *Handler) authenticate(c *call) error {
	auth := c.header.Get("Authorization")
	if auth == "" && h.anonymous {
		return nil
	}
	scheme, token, _ := strings.Cut(auth, " ")
	token = strings.TrimSpace(token)
	switch {
	case token == "" || !strings.EqualFold(scheme, "Bearer"):
		return &graphError{status: http.StatusUnauthorized, code: codeToken, message: "Access token is empty."}
	case h.token != "" && token != h.token:
		return &graphError{status: http.StatusUnauthorized, code: codeToken, message: "Access token validation failure."}
	}
	return nil
}

// authorize records what an operation needs and checks it.
func (h *Handler) authorize(c *call, rt *route) error {
	if err := h.require(c, rt.scopes); err != nil {
		return err
	}
	if h.readOnly && rt.method != http.MethodGet && rt.pattern != "$batch" {
		c.note("refused, because the fake is read-only")
		return denied()
	}
	return nil
}

// require asks for one of several permissions.
func (h *Handler) require(c *call, scopes []string) error {
	if len(scopes) == 0 {
		return nil
	}
	h.mu.Lock()
	h.needed[scopes[0]] = true
	h.mu.Unlock()
	if h.granted == nil || slices.ContainsFunc(scopes, func(s string) bool { return h.granted[strings.ToLower(s)] }) {
		return nil
	}
	c.note("needs one of %s", strings.Join(scopes, ", "))
	return denied()
}

// NeededScopes lists, sorted, the least privileged application permission of
// every operation that was asked for so far, allowed or not.
func (h *Handler) NeededScopes() []string {
	h.mu.Lock()
	defer h.mu.Unlock()
	out := make([]string, 0, len(h.needed))
	for s := range h.needed {
		out = append(out, s)
	}
	slices.Sort(out)
	return out
}

var (
	readUsers          = []string{"User.Read.All", "User.ReadWrite.All", "Directory.Read.All", "Directory.ReadWrite.All"}
	writeUsers         = []string{"User.ReadWrite.All", "Directory.ReadWrite.All"}
	deleteUsers        = []string{"User.DeleteRestore.All", "User.ReadWrite.All", "Directory.ReadWrite.All"}
	restoreUsers       = []string{"User.DeleteRestore.All", "User.ReadWrite.All", "Directory.ReadWrite.All"}
	readMembers        = []string{"GroupMember.Read.All", "Group.Read.All", "Group.ReadWrite.All", "Directory.Read.All", "Directory.ReadWrite.All"}
	readRoles          = []string{"RoleManagement.Read.Directory", "RoleManagement.Read.All", "RoleManagement.ReadWrite.Directory", "Directory.Read.All", "Directory.ReadWrite.All"}
	syncBehaviorScopes = []string{"User-OnPremisesSyncBehavior.ReadWrite.All"}

	readScopes = map[string][]string{
		setGroups:      readMembers,
		setContacts:    {"OrgContact.Read.All", "Directory.Read.All", "Directory.ReadWrite.All"},
		setOrg:         {"Organization.Read.All", "Organization.ReadWrite.All", "Directory.Read.All", "Directory.ReadWrite.All"},
		setDomains:     {"Domain.Read.All", "Domain.ReadWrite.All", "Directory.Read.All", "Directory.ReadWrite.All"},
		setRoles:       readRoles,
		setAssignments: readRoles,
		setSchedules:   append([]string{"RoleEligibilitySchedule.Read.Directory", "RoleEligibilitySchedule.ReadWrite.Directory"}, readRoles...),
		setDefinitions: readRoles,
		setSync:        {"OnPremDirectorySynchronization.Read.All", "OnPremDirectorySynchronization.ReadWrite.All"},
	}
)

// route is one operation of the API.
type route struct {
	method  string
	pattern string // segments, {id} for a key
	scopes  []string
	do      operation
}

// operation answers a call; args are the keys in its path.
type operation func(h *Handler, c *call, args []string) (*response, error)
