package fakegraph

import (
	"net/url"
	"slices"
	"strconv"
	"strings"
)

// maxPageSize is the largest $top that Graph takes (rulebook GR-1).
const maxPageSize = 999

// parseQuery reads the query string of a request on an entity type. Options
// with and without the dollar sign count alike; an option that the fake or the
// service does not have is an error, other parameters are noted and ignored.
func parseQuery(c *call, t *entityType, single bool) (*query, error) {
	q := &query{kind: t, single: single}
	for _, pair := range strings.Split(c.rawQuery, "&") {
		if pair == "" {
			continue
		}
		rawName, rawValue, _ := strings.Cut(pair, "=")
		name, errName := url.QueryUnescape(rawName)
		value, errValue := url.QueryUnescape(rawValue)
		if errName != nil || errValue != nil {
			return nil, badRequest("The query string '%s' is not well formed.", clip(pair, 100))
		}
		option := strings.ToLower(strings.TrimPrefix(name, "$"))
		if !queryOptions[option] {
			if strings.HasPrefix(name, "$") {
				return nil, badRequest("The query parameter '%s' is not supported.", clip(name, 100))
			}
			c.note("query parameter %q ignored", clip(name, 100))
			continue
		}
		if _, twice := q.find(option); twice {
			return nil, badRequest("Query option '$%s' was specified more than once, but it must be specified at most once.", option)
		}
		q.options = append(q.options, queryOption{name: option, value: value, raw: rawValue})
	}
	return q, q.read(c)
}

// read checks each option and fills the query.
func (q *query) read(c *call) error {
	eventual := strings.EqualFold(strings.TrimSpace(c.header.Get("ConsistencyLevel")), "eventual")
	count, err := q.bool("count")
	if err != nil {
		return err
	}
	q.advanced = eventual && count
	q.count = q.advanced || (count && !q.kind.directory)
	if count && !q.count {
		c.note("$count=true ignored, because ConsistencyLevel: eventual is missing")
	}
	for _, o := range q.options {
		switch o.name {
		case "skip":
			return invalid("'$skip' is not supported by the service.")
		case "format":
			if !strings.Contains(strings.ToLower(o.value), "json") {
				return badRequest("A supported MIME type could not be found that matches the acceptable MIME types for the request.")
			}
		case "deltatoken", "apply", "compute", "index":
			return badRequest("The query parameter '$%s' is not supported.", o.name)
		case "skiptoken":
			q.skiptoken = o.value
		}
	}
	if q.selected, err = q.selection(c); err != nil {
		return err
	}
	if q.expand, err = q.expansion(c); err != nil {
		return err
	}
	if q.single {
		return q.refuseOnSingle()
	}
	return q.readCollection(c, eventual)
}

// readCollection checks the options that only collections have.
func (q *query) readCollection(c *call, eventual bool) error {
	var err error
	if q.top, err = q.pageSize(); err != nil {
		return err
	}
	if text, ok := q.find("filter"); ok {
		if err := q.readFilter(c, text); err != nil {
			return err
		}
	}
	if text, ok := q.find("search"); ok {
		if q.search, err = parseSearch(q.kind, text, eventual); err != nil {
			return err
		}
	}
	if text, ok := q.find("orderby"); ok {
		return q.readOrder(c, text)
	}
	return nil
}

func (q *query) readFilter(c *call, text string) error {
	n, err := parseFilter(text)
	if err != nil {
		return err
	}
	comp := &compiler{kind: q.kind, version: c.version, advanced: q.advanced, open: c.h.openNames(q.kind)}
	if q.filter, err = comp.compile(n); err != nil {
		return err
	}
	q.parsed = n
	return nil
}

// readOrder checks $orderby: one property that the service sorts by.
func (q *query) readOrder(c *call, text string) error {
	words := strings.Fields(text)
	if len(words) == 0 || len(words) > 2 || (len(words) == 2 && !strings.EqualFold(words[1], "asc") && !strings.EqualFold(words[1], "desc")) {
		return badRequest("Invalid OrderBy clause: syntax error in '%s'.", clip(text, 100))
	}
	p := q.kind.lookup(words[0], c.version)
	if p == nil {
		return badRequest("Invalid OrderBy clause: Could not find a property named '%s' on type 'microsoft.graph.%s'.", clip(words[0], 100), q.kind.name)
	}
	if !p.has(canSort | canSortAdv) {
		return unsupported("Unsupported sort property '%s' for '%s'.", p.name, q.kind.title)
	}
	if !q.advanced && (p.has(canSortAdv) || q.filter != nil) {
		return unsupported("Sorting not supported for current query.")
	}
	q.order, q.descending = p, len(words) == 2 && strings.EqualFold(words[1], "desc")
	return nil
}

// pageSize reads $top.
func (q *query) pageSize() (int, error) {
	text, ok := q.find("top")
	if !ok {
		return 0, nil
	}
	if q.kind.unpaged {
		return 0, unsupported("This resource does not support custom page sizes. Please retry without a page size argument.")
	}
	n, err := strconv.Atoi(strings.TrimSpace(text))
	if err != nil || n < 0 {
		return 0, badRequest("Invalid value '%s' for $top query option found. The $top query option requires a non-negative integer value.", clip(text, 100))
	}
	if n < 1 || n > maxPageSize {
		return 0, unsupported("Invalid page size specified: '%d'. Must be between 1 and %d inclusive.", n, maxPageSize)
	}
	return n, nil
}

// selection reads $select: the canonical names in the order asked for, or
// nil when the default set is wanted.
func (q *query) selection(c *call) ([]string, error) {
	text, ok := q.find("select")
	if !ok || strings.TrimSpace(text) == "" {
		return nil, nil
	}
	return selectNames(c, q.kind, text, q.single)
}

// selectNames resolves a list of property names of an entity type.
func selectNames(c *call, t *entityType, text string, single bool) ([]string, error) {
	var names []string
	open := c.h.openNames(t)
	for _, name := range strings.Split(text, ",") {
		name = strings.TrimSpace(name)
		p := t.lookup(name, c.version)
		seeded, isOpen := open[strings.ToLower(name)]
		switch {
		case p != nil:
			if p.has(onlySingle) && !single {
				return nil, &graphError{status: 501, code: "NotImplemented", message: "The property '" + p.name + "' can only be selected on a single user."}
			}
			name = p.name
		case isOpen:
			name = seeded
		case t.name == "user" && isExtension(name):
		default:
			return nil, badRequest("Parsing OData Select and Expand failed: Could not find a property named '%s' on type 'microsoft.graph.%s'.", clip(name, 100), t.name)
		}
		if !slices.Contains(names, name) {
			names = append(names, name)
		}
	}
	return names, nil
}

// refuseOnSingle refuses the options that only a collection has.
func (q *query) refuseOnSingle() error {
	for _, o := range q.options {
		if slices.Contains([]string{"filter", "search", "orderby", "top", "skiptoken"}, o.name) {
			return badRequest("The query specified in the URI is not valid. Query options $filter, $search, $orderby, $top and $skiptoken can be applied only to collections, and '$%s' was given.", o.name)
		}
	}
	return nil
}

func (q *query) bool(name string) (bool, error) {
	text, ok := q.find(name)
	if !ok || strings.EqualFold(text, "false") {
		return false, nil
	}
	if !strings.EqualFold(text, "true") {
		return false, badRequest("Invalid value '%s' for $%s query option found. Valid values are 'true' or 'false'.", clip(text, 100), name)
	}
	return true, nil
}

func (q *query) find(name string) (string, bool) {
	for _, o := range q.options {
		if o.name == name {
			return o.value, true
		}
	}
	return "", false
}

var queryOptions = map[string]bool{"select": true, "filter": true, "orderby": true, "top": true, "skip": true, "search": true,
	"expand": true, "count": true, "skiptoken": true, "format": true, "deltatoken": true, "apply": true, "compute": true, "index": true}

// query is a checked query string.
type query struct {
	kind       *entityType
	single     bool
	options    []queryOption
	advanced   bool // ConsistencyLevel: eventual and $count=true
	count      bool // @odata.count is wanted
	selected   []string
	expand     []expansion
	top        int // 0 for the default page size
	filter     predicate
	parsed     *node
	search     func(*object) bool
	order      *property
	descending bool
	skiptoken  string
}

// queryOption is one query option, with its value as it came on the wire.
type queryOption struct{ name, value, raw string }
