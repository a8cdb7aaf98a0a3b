package fakegraph

import (
	"strings"
	"unicode"
)

// parseSearch reads $search on a directory collection: "property:words"
// clauses in double quotes, joined by AND and OR, where AND binds tighter.
func parseSearch(t *entityType, text string, eventual bool) (func(*object) bool, error) {
	if !t.directory {
		return nil, badRequest("The query parameter '$search' is not supported.")
	}
	if !eventual {
		return nil, unsupported("Request with $search query parameter only works through MSGraph with a special request header: 'ConsistencyLevel: eventual'")
	}
	var groups [][]func(*object) bool
	current := []func(*object) bool{}
	rest := strings.TrimSpace(text)
	for clauses := 0; ; clauses++ {
		if clauses == maxClauses {
			return nil, badRequest("Too many clauses in $search, at most %d are read.", maxClauses)
		}
		test, after, err := searchClause(t, text, rest)
		if err != nil {
			return nil, err
		}
		current = append(current, test)
		rest = strings.TrimSpace(after)
		if rest == "" {
			break
		}
		word, tail, _ := strings.Cut(rest, " ")
		switch word {
		case "AND":
		case "OR":
			groups, current = append(groups, current), nil
		default:
			return nil, searchSyntax(text, len(text)-len(rest))
		}
		rest = strings.TrimSpace(tail)
	}
	groups = append(groups, current)
	return func(o *object) bool { return anyGroup(groups, o) }, nil
}

func anyGroup(groups [][]func(*object) bool, o *object) bool {
	for _, g := range groups {
		all := true
		for _, test := range g {
			all = all && test(o)
		}
		if all {
			return true
		}
	}
	return false
}

// searchClause reads one quoted clause and returns what follows it.
func searchClause(t *entityType, text, rest string) (func(*object) bool, string, error) {
	if !strings.HasPrefix(rest, `"`) {
		return nil, "", searchSyntax(text, len(text)-len(rest))
	}
	end := strings.Index(rest[1:], `"`)
	if end < 0 {
		return nil, "", searchSyntax(text, len(text))
	}
	clause, after := rest[1:end+1], rest[end+2:]
	name, value, ok := strings.Cut(clause, ":")
	if !ok {
		return nil, "", badRequest("The $search clause '%s' names no property. Write it as \"property:value\".", clip(clause, 100))
	}
	p := t.lookup(strings.TrimSpace(name), beta)
	if p == nil || !p.has(canSearch) {
		return nil, "", unsupported("Property '%s' is not supported in $search on '%s'.", clip(name, 100), t.title)
	}
	return searchTest(p.name, strings.TrimSpace(value)), after, nil
}

// searchTest matches words for displayName and description, and the start of
// the value for all other properties, as the service does.
func searchTest(name, value string) func(*object) bool {
	if name != "displayName" && name != "description" {
		want := strings.ToLower(value)
		return func(o *object) bool { return strings.HasPrefix(strings.ToLower(o.text(name)), want) }
	}
	want := searchWords(value)
	return func(o *object) bool {
		have := searchWords(o.text(name))
		for _, w := range want {
			found := false
			for _, h := range have {
				found = found || strings.HasPrefix(h, w)
			}
			if !found {
				return false
			}
		}
		return len(want) > 0
	}
}

// searchWords splits a text at spaces, signs and changes between letters,
// digits and case, the way the service indexes names, and keeps the whole
// words too.
func searchWords(s string) []string {
	var out []string
	for _, word := range strings.FieldsFunc(s, func(r rune) bool { return !unicode.IsLetter(r) && !unicode.IsDigit(r) }) {
		out = append(out, strings.ToLower(word))
		start, prev := 0, rune(0)
		for i, r := range word {
			if i > 0 && (unicode.IsUpper(r) && !unicode.IsUpper(prev) || unicode.IsDigit(r) != unicode.IsDigit(prev)) {
				out = append(out, strings.ToLower(word[start:i]))
				start = i
			}
			prev = r
		}
		if start > 0 {
			out = append(out, strings.ToLower(word[start:]))
		}
	}
	return out
}

func searchSyntax(text string, pos int) error {
	return badRequest("Syntax error: character at position %d is not valid in '%s'.", pos, clip(text, 200))
}
