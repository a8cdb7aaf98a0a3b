package ad

import (
	_ "embed"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"sync"
	"unicode/utf8"
)

//go:embed attributes.txt
var attributesTable string

//go:embed exchange.txt
var exchangeTable string

//go:embed classes.txt
var classesTable string

// Attribute is one attribute of the schema. It is never changed once made.
type Attribute struct {
	// ID counts from 0 within one Schema.
	ID int
	// Name is the lDAPDisplayName in the schema's own spelling.
	Name string
	// OID is dotted, or "" where it is not known.
	OID    string
	Syntax Syntax
	Single bool
	// InGC says that the Global Catalog holds it: the partial attribute set.
	InGC bool
	// Constructed attributes are computed when they are asked for, are left
	// out of "*" and can't stand in a filter.
	Constructed bool
	// SystemOnly attributes can't be written by a client.
	SystemOnly bool
	// ANR attributes take part in ambiguous name resolution.
	ANR bool
	// KeptByTombstone says that the attribute outlives a deletion without a
	// recycle bin.
	KeptByTombstone bool
	// LinkID is the schema's linkID, 0 for an attribute that is no link. Even
	// numbers are forward links, the next odd number is the back link.
	LinkID int
	// Exchange attributes come with Exchange Server's schema and belong to
	// every mail recipient.
	Exchange bool
	// Learned attributes were met in a seed and are not in AD's schema. Every
	// class may have them.
	Learned bool
}

// IsForwardLink reports whether AD keeps a back link for the attribute.
func (a *Attribute) IsForwardLink() bool { return a.LinkID != 0 && a.LinkID%2 == 0 }

// IsBackLink reports whether the values are the other side of a forward link.
func (a *Attribute) IsBackLink() bool { return a.LinkID%2 == 1 }

// Schema finds attributes and classes by name or OID without case. It is safe
// for concurrent use.
type Schema struct {
	mu      sync.RWMutex
	list    []*Attribute
	byName  map[string]*Attribute
	byLink  map[int]*Attribute
	classes map[string]*Class
	names   []string
}

// NewSchema gives AD's schema with Exchange Server's most used attributes.
func NewSchema() *Schema {
	s := &Schema{
		byName:  make(map[string]*Attribute, 4096),
		byLink:  make(map[int]*Attribute),
		classes: make(map[string]*Class, 600),
	}
	for line := range tableLines(attributesTable) {
		s.add(parseAttribute(line))
	}
	for line := range tableLines(exchangeTable) {
		a := parseAttribute(line)
		a.Exchange = true
		s.add(a)
	}
	for line := range tableLines(classesTable) {
		c := parseClass(line)
		s.classes[strings.ToLower(c.Name)] = c
		s.classes[c.OID] = c
		s.names = append(s.names, c.Name)
	}
	slices.Sort(s.names)
	s.linkClasses()
	return s
}

// tableLines yields the lines of an embedded table without its comments.
func tableLines(table string) func(func(string) bool) {
	return func(yield func(string) bool) {
		for line := range strings.Lines(table) {
			line = strings.TrimSuffix(line, "\n")
			if line != "" && line[0] != '#' && !yield(line) {
				return
			}
		}
	}
}

func parseAttribute(line string) *Attribute {
	f := strings.Fields(line)
	a := &Attribute{Name: f[0], Syntax: Syntax(f[2][0])}
	if f[1] != "-" {
		a.OID = f[1]
	}
	for _, flag := range f[3] {
		switch flag {
		case 's':
			a.Single = true
		case 'g':
			a.InGC = true
		case 'c':
			a.Constructed = true
		case 'o':
			a.SystemOnly = true
		case 'a':
			a.ANR = true
		case 't':
			a.KeptByTombstone = true
		}
	}
	if len(f) > 4 {
		a.LinkID, _ = strconv.Atoi(f[4])
	}
	return a
}

// add takes an attribute in. The caller holds the lock or is alone.
func (s *Schema) add(a *Attribute) {
	a.ID = len(s.list)
	s.list = append(s.list, a)
	s.byName[strings.ToLower(a.Name)] = a
	s.byName[a.Name] = a // spares the usual spelling the folding
	if a.OID != "" {
		s.byName[a.OID] = a
	}
	if a.LinkID != 0 {
		s.byLink[a.LinkID] = a
	}
}

// Attribute finds an attribute by name or dotted OID; nil when AD knows none
// of that name. Options such as ";binary" are the caller's to cut off.
func (s *Schema) Attribute(name string) *Attribute {
	s.mu.RLock()
	defer s.mu.RUnlock()
	if a := s.byName[name]; a != nil {
		return a
	}
	return s.byName[strings.ToLower(strings.TrimPrefix(name, "OID."))]
}

// Attributes lists all attributes by ID. The caller doesn't change the list.
func (s *Schema) Attributes() []*Attribute {
	s.mu.RLock()
	defer s.mu.RUnlock()
	return s.list
}

// Link finds an attribute by its linkID; nil when there is none.
func (s *Schema) Link(id int) *Attribute {
	s.mu.RLock()
	defer s.mu.RUnlock()
	return s.byLink[id]
}

// Learn finds an attribute as Attribute does and takes a new one into the
// schema when there is none: a multi-valued Unicode string, or octets when
// sample is no UTF-8.
func (s *Schema) Learn(name string, sample []byte) *Attribute {
	if a := s.Attribute(name); a != nil {
		return a
	}
	syntax := Unicode
	if !utf8.Valid(sample) {
		syntax = Octets
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	if a := s.byName[strings.ToLower(name)]; a != nil {
		return a
	}
	a := &Attribute{Name: name, Syntax: syntax, Learned: true}
	s.add(a)
	return a
}

// Extend declares an attribute, or puts an existing one into the Global
// Catalog. It is meant for the time before a server starts.
func (s *Schema) Extend(a Attribute) error {
	if a.Name == "" {
		return fmt.Errorf("extend the schema: an attribute without a name")
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	key := strings.ToLower(a.Name)
	if old := s.byName[key]; old != nil {
		changed := *old
		changed.InGC = changed.InGC || a.InGC
		s.list[old.ID] = &changed
		s.byName[key], s.byName[old.Name] = &changed, &changed
		if changed.OID != "" {
			s.byName[changed.OID] = &changed
		}
		if changed.LinkID != 0 {
			s.byLink[changed.LinkID] = &changed
		}
		return nil
	}
	if a.Syntax == 0 {
		a.Syntax = Unicode
	}
	a.Learned = true
	s.add(&a)
	return nil
}
