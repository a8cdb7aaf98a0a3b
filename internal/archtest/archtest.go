// Package archtest keeps the project in shape: who may import whom and why,
// how long files and functions may get, and what pure packages may not call.
// Its tests run over the sources of the whole module.
package archtest

import (
	"fmt"
	"go/ast"
	"go/parser"
	"go/token"
	"io/fs"
	"os"
	"path"
	"path/filepath"
	"strconv"
	"strings"
)

// The budgets, in lines.
const (
	maxFile     = 400
	maxFunc     = 60
	maxRuleFile = 60
)

// source is one Go file of the module.
type source struct {
	path string // from the root, with slashes
	dir  string // the package's folder, "" is the root
	test bool
	// generated files have no budget.
	generated bool
	lines     int
	set       *token.FileSet
	file      *ast.File
}

// load parses every Go file of the module, without other modules in it.
func load(root string) ([]source, error) {
	var all []source
	err := filepath.WalkDir(root, func(full string, entry fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		if entry.IsDir() {
			return skip(root, full)
		}
		if filepath.Ext(full) != ".go" {
			return nil
		}
		s, err := parse(root, full)
		all = append(all, s)
		return err
	})
	return all, err
}

// skip leaves out folders without sources of the module.
func skip(root, dir string) error {
	base := filepath.Base(dir)
	if dir == root {
		return nil
	}
	if base == "testdata" || strings.HasPrefix(base, ".") || strings.HasPrefix(base, "_") {
		return fs.SkipDir
	}
	if _, err := os.Stat(filepath.Join(dir, "go.mod")); err == nil {
		return fs.SkipDir
	}
	return nil
}

func parse(root, full string) (source, error) {
	rel, err := filepath.Rel(root, full)
	if err != nil {
		return source{}, err
	}
	s := source{path: filepath.ToSlash(rel), set: token.NewFileSet(), test: strings.HasSuffix(full, "_test.go")}
	if s.dir = path.Dir(s.path); s.dir == "." {
		s.dir = ""
	}
	if s.file, err = parser.ParseFile(s.set, full, nil, parser.ParseComments|parser.SkipObjectResolution); err != nil {
		return s, err
	}
	s.generated = ast.IsGenerated(s.file)
	s.lines = s.set.File(s.file.Pos()).LineCount()
	return s, nil
}

// within reports whether a package is the folder or below it.
func within(pkg, folder string) bool { return pkg == folder || strings.HasPrefix(pkg, folder+"/") }

// imports checks the bans and gives one line for each import that breaks one.
func imports(all []source, module string, bans []ban) []string {
	var broken []string
	for _, s := range all {
		for _, spec := range s.file.Imports {
			target, err := strconv.Unquote(spec.Path.Value)
			if err != nil {
				continue
			}
			for _, b := range bans {
				if b.covers(s) && b.forbids(target, module) {
					broken = append(broken, fmt.Sprintf("%s imports %s: %s", s.path, target, b.reason))
				}
			}
		}
	}
	return broken
}

// ban keeps packages from importing others.
type ban struct {
	// from is the folder of the packages; only limits it to that one package.
	from string
	only bool
	// never are packages that must not be imported, with all below them; those
	// of the module are named from its root with a leading slash.
	never []string
	// ours, when it is not nil, are the only packages of the module that may be
	// imported.
	ours   []string
	reason string
}

// covers reports whether the ban is about a file. Tests may look further.
func (b ban) covers(s source) bool {
	return !s.test && (s.dir == b.from || !b.only && within(s.dir, b.from))
}

func (b ban) forbids(target, module string) bool {
	for _, n := range b.never {
		if local, ok := strings.CutPrefix(n, "/"); ok {
			n = module + "/" + local
		}
		if within(target, n) {
			return true
		}
	}
	if b.ours == nil || !within(target, module) {
		return false
	}
	for _, o := range b.ours {
		if target == module+"/"+o {
			return false
		}
	}
	return true
}

// budgets gives one line for each file or function that is too long.
func budgets(all []source) []string {
	var broken []string
	for _, s := range all {
		if s.test || s.generated {
			continue
		}
		most := maxFile
		if s.isRule() {
			most = maxRuleFile
		}
		if s.lines > most {
			broken = append(broken, fmt.Sprintf("%s has %d lines, at most %d are allowed", s.path, s.lines, most))
		}
		for _, decl := range s.file.Decls {
			f, ok := decl.(*ast.FuncDecl)
			if !ok {
				continue
			}
			if n := s.set.Position(f.End()).Line - s.set.Position(f.Pos()).Line + 1; n > maxFunc {
				broken = append(broken, fmt.Sprintf("%s: %s has %d lines, at most %d are allowed", s.path, f.Name.Name, n, maxFunc))
			}
		}
	}
	return broken
}

// isRule reports whether the file holds a rule: its name starts with the ID,
// such as hm001_.
func (s source) isRule() bool {
	if s.dir != "sim/match/rules" {
		return false
	}
	id, _, ok := strings.Cut(path.Base(s.path), "_")
	return ok && strings.TrimRight(id, "0123456789") != id
}

// calls gives one line for each use of a function that makes results depend
// on more than the inputs.
func calls(all []source, folders []string, pkg string, names ...string) []string {
	var broken []string
	for _, s := range all {
		if s.test || !inAny(s.dir, folders) {
			continue
		}
		ast.Inspect(s.file, func(n ast.Node) bool {
			sel, ok := n.(*ast.SelectorExpr)
			if !ok {
				return true
			}
			if x, ok := sel.X.(*ast.Ident); ok && x.Name == pkg {
				for _, name := range names {
					if sel.Sel.Name == name {
						broken = append(broken, fmt.Sprintf("%s:%d uses %s.%s: a result depends on its inputs alone",
							s.path, s.set.Position(n.Pos()).Line, pkg, name))
					}
				}
			}
			return true
		})
	}
	return broken
}

func inAny(dir string, folders []string) bool {
	for _, f := range folders {
		if within(dir, f) {
			return true
		}
	}
	return false
}

// comments gives one line for each package without a package comment.
func comments(all []source) []string {
	documented, first := map[string]bool{}, map[string]string{}
	var order []string
	for _, s := range all {
		if s.test {
			continue
		}
		if first[s.dir] == "" {
			first[s.dir] = s.path
			order = append(order, s.dir)
		}
		documented[s.dir] = documented[s.dir] || s.file.Doc != nil
	}
	var broken []string
	for _, dir := range order {
		if !documented[dir] {
			broken = append(broken, fmt.Sprintf("package of %s has no package comment", first[dir]))
		}
	}
	return broken
}

// habits gives one line for each init function and each package whose name
// says nothing.
func habits(all []source) []string {
	var broken []string
	for _, s := range all {
		switch name := s.file.Name.Name; name {
		case "util", "utils", "common", "helper", "helpers", "misc":
			broken = append(broken, fmt.Sprintf("%s: package %s says nothing about what is in it", s.path, name))
		}
		for _, decl := range s.file.Decls {
			if f, ok := decl.(*ast.FuncDecl); ok && f.Recv == nil && f.Name.Name == "init" {
				broken = append(broken, fmt.Sprintf("%s has an init function: what runs before main cannot be tested", s.path))
			}
		}
	}
	return broken
}
