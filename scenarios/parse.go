package scenarios

import (
	"bytes"
	"path"
	"regexp"
	"slices"
	"strconv"
	"strings"

	"golang.org/x/tools/txtar"

	"presync/sim/source"
)

// tenantFiles are the Graph answers that a tenant snapshot can hold.
var tenantFiles = []string{
	"users.json", "deletedUsers.json", "groups.json", "contacts.json", "organization.json", "domains.json",
	"onPremisesSynchronization.json", "directoryRoles.json", "roleAssignments.json",
	"roleEligibilitySchedules.json", "roleDefinitions.json",
}

// titleLine is the first line of a scenario.
var titleLine = regexp.MustCompile(`^([A-Z][A-Z0-9]*(?:-[A-Z0-9]+)*): (\S.*)$`)

// maxCycle bounds the number in a section name.
const maxCycle = 99

// Parse reads a scenario file. name is used in messages only. Every section
// and every key must be known; an error names the file and the line and says
// what is wanted there. What the input sections hold is read when the scenario
// runs. A file with variants gives them in Variants, and no cycles of its own.
func Parse(name string, data []byte) (*Scenario, error) {
	if err := checkText(name, data); err != nil {
		return nil, err
	}
	archive := txtar.Parse(data)
	s := &Scenario{Name: name}
	if err := s.comment(archive.Comment); err != nil {
		return nil, err
	}
	s.Lines = bytes.Count(data, []byte("\n"))
	if !bytes.HasSuffix(data, []byte("\n")) {
		s.Lines++
	}
	tables, list, err := takeTables(name, sections(archive))
	switch {
	case err != nil:
		return nil, err
	case tables != nil:
		err = s.parseFamily(tables, list)
	default:
		err = s.parseCycles(list, nil)
	}
	if err != nil {
		return nil, err
	}
	return s, nil
}

// parseCycles reads the sections of one scenario. use is nil unless it is a
// variant.
func (s *Scenario) parseCycles(list []*Section, use *matrixUse) error {
	p := parser{name: s.Name, byNumber: make(map[int]*Cycle), runs: make(map[int]runFile), seen: make(map[string]int),
		combo: s.combo, use: use}
	for _, section := range list {
		if err := p.section(section); err != nil {
			return err
		}
	}
	if s.combo != nil {
		if err := s.combo.lay(&p); err != nil {
			return err
		}
	}
	cycles, err := p.cycles(s.Lines)
	s.Cycles = cycles
	return err
}

// sections gives the sections of an archive with their lines.
func sections(archive *txtar.Archive) []*Section {
	line := 1 + bytes.Count(archive.Comment, []byte("\n"))
	list := make([]*Section, len(archive.Files))
	for i, f := range archive.Files {
		list[i] = &Section{Name: f.Name, Line: line + 1, Data: f.Data}
		line += 1 + bytes.Count(f.Data, []byte("\n"))
	}
	return list
}

// parser collects the cycles while the sections are read.
type parser struct {
	name     string
	byNumber map[int]*Cycle
	runs     map[int]runFile
	seen     map[string]int // section name -> line of its marker
	combo    *combination   // of flags.yaml, nil without one
	use      *matrixUse
}

// comment reads the prose in front of the first section.
func (s *Scenario) comment(comment []byte) error {
	text := strings.ReplaceAll(strings.TrimPrefix(string(comment), "\ufeff"), "\r\n", "\n")
	first, rest, _ := strings.Cut(text, "\n")
	m := titleLine.FindStringSubmatch(strings.TrimRight(first, " \t"))
	if m == nil {
		return errorAt(s.Name, 1, "the first line is %q, want \"ID: title\" with an ID in capitals", first)
	}
	s.ID, s.Title, s.Prose = m[1], m[2], strings.TrimSpace(rest)
	return nil
}

// section files one section under its cycle.
func (p *parser) section(s *Section) error {
	marker := s.Line - 1
	if before, twice := p.seen[s.Name]; twice {
		return errorAt(p.name, marker, "section %q stands in line %d already", s.Name, before)
	}
	p.seen[s.Name] = marker
	number, base, err := p.cycleOf(s)
	if err != nil {
		return err
	}
	c := p.byNumber[number]
	if c == nil {
		c = &Cycle{Number: number}
		p.byNumber[number] = c
	}
	switch {
	case base == "cloud.json":
		c.Cloud = s
		if number > 1 {
			c.edits, err = parseEdits(p.name, s)
		}
		return err
	case base == "tenant.yaml":
		c.Settings = s
		if c.settings, err = source.ParseTenantFile(p.name, s.InPlace()); err != nil {
			return placed(p.name, s, err)
		}
		return nil
	case base == "run.yaml":
		p.runs[number], err = p.runFile(s)
		return err
	case strings.HasPrefix(base, "want/"):
		return p.want(c, s, strings.TrimPrefix(base, "want/"))
	case strings.HasPrefix(base, "tenant/"):
		return p.tenantFile(c, s, strings.TrimPrefix(base, "tenant/"))
	case base == "ad.ldif" || base == "ad.csv" || strings.HasPrefix(base, "ad/"):
		return p.export(c, s, base)
	}
	return p.unknown(s)
}

func (p *parser) unknown(s *Section) error {
	names := append(slices.Clone(sectionNames), variantsSection, flagsSection)
	for _, file := range tenantFiles {
		names = append(names, "tenant/"+file)
	}
	_, base, err := p.cycleOf(s)
	if err != nil {
		return err
	}
	if advice := advise(base, names); strings.HasPrefix(advice, "did") {
		return errorAt(p.name, s.Line-1, "unknown section %q; %s", s.Name, advice)
	}
	return errorAt(p.name, s.Line-1, "unknown section %q; a scenario has ad/NAME.ldif, ad/NAME.csv, tenant/NAME.json, "+
		"%s, and the same behind cycle2/, cycle3/, ...; and once %s and %s", s.Name, strings.Join(sectionNames, ", "), variantsSection, flagsSection)
}

// sectionNames are those that stand in any cycle and have one name.
var sectionNames = []string{"ad.ldif", "ad.csv", "cloud.json", "tenant.yaml", "run.yaml",
	"want/decisions", "want/known-wrong", matrixSection, "want/trace", "want/deletions", "want/gaps"}

// cycleOf splits the cycle prefix off a section name.
func (p *parser) cycleOf(s *Section) (number int, base string, err error) {
	prefix, rest, found := strings.Cut(s.Name, "/")
	digits, isCycle := strings.CutPrefix(prefix, "cycle")
	if !found || !isCycle {
		return 1, s.Name, nil
	}
	n, err := strconv.Atoi(digits)
	if err != nil || n < 2 || n > maxCycle || strconv.Itoa(n) != digits {
		return 0, "", errorAt(p.name, s.Line-1, "section %q: later cycles are cycle2/ to cycle%d/; the first has no prefix", s.Name, maxCycle)
	}
	return n, rest, nil
}

// export files an on-premises export.
func (p *parser) export(c *Cycle, s *Section, base string) error {
	file := strings.TrimPrefix(base, "ad/")
	ext := path.Ext(file)
	forest := strings.TrimSuffix(file, ext)
	switch {
	case strings.Contains(forest, "/") || forest == "" || ext != ".ldif" && ext != ".csv":
		return p.unknown(s)
	case len(c.AD) > 0 && (base == file || c.AD[0].isOnly(c.Number)):
		return errorAt(p.name, s.Line-1, "section %q beside %q: several forests are ad/NAME.ldif each", s.Name, c.AD[0].Name)
	}
	for _, e := range c.AD {
		if strings.EqualFold(e.Forest, forest) {
			return errorAt(p.name, s.Line-1, "section %q: forest %q stands in line %d already", s.Name, forest, e.Line-1)
		}
	}
	c.AD = append(c.AD, Export{Forest: forest, Section: *s})
	return nil
}

// isOnly reports whether the export is ad.ldif or ad.csv, which stands alone.
func (e *Export) isOnly(cycle int) bool {
	name := e.Name
	if cycle > 1 {
		_, name, _ = strings.Cut(name, "/")
	}
	return !strings.HasPrefix(name, "ad/")
}

// tenantFile files one Graph answer of the tenant.
func (p *parser) tenantFile(c *Cycle, s *Section, file string) error {
	if c.Number > 1 {
		return errorAt(p.name, s.Line-1, "section %q: the tenant of a later cycle is the one that the cycle before left; "+
			"changes to it go into cycle%d/cloud.json and cycle%d/tenant.yaml", s.Name, c.Number, c.Number)
	}
	if !slices.Contains(tenantFiles, file) {
		return errorAt(p.name, s.Line-1, "unknown section %q; a tenant has %s", s.Name, strings.Join(tenantFiles, ", "))
	}
	c.Tenant = append(c.Tenant, *s)
	return nil
}

// want reads one want section.
func (p *parser) want(c *Cycle, s *Section, kind string) (err error) {
	switch kind {
	case "decisions":
		c.Want.Decisions, err = parseList(p.name, s, parseDecision)
	case "deletions":
		c.Want.Deletions, err = parseList(p.name, s, parseName)
	case "gaps":
		c.Want.Gaps, err = parseList(p.name, s, parseName)
	case "trace":
		c.Want.Trace, err = parseText(p.name, s)
	case "matrix":
		err = p.matrix(c, s)
	case "known-wrong":
		c.Want.KnownWrong, err = parseKnown(p.name, s)
	default:
		return p.unknown(s)
	}
	return err
}

// cycles puts the cycles in order and checks them as a whole. last is the last
// line of the file.
func (p *parser) cycles(last int) ([]Cycle, error) {
	var list []Cycle
	run := RunSettings{AsOf: DefaultAsOf()}
	for number := 1; len(list) < len(p.byNumber); number++ {
		c := p.byNumber[number]
		if c == nil && number == 1 {
			return nil, errorAt(p.name, last, "there is no first cycle; add ad.ldif and want/decisions")
		}
		if c == nil {
			return nil, errorAt(p.name, last, "cycle %d is missing; cycles are numbered without a hole", number)
		}
		run = p.runs[number].over(run)
		c.Run = run
		if err := p.mergeMatrix(c); err != nil {
			return nil, err
		}
		list = append(list, *c)
	}
	if len(list) == 0 {
		return nil, errorAt(p.name, last, "there are no sections; add ad.ldif and want/decisions")
	}
	first, final := &list[0], &list[len(list)-1]
	switch {
	case len(first.AD) == 0:
		return nil, errorAt(p.name, last, "section ad.ldif is missing")
	case first.Cloud != nil && len(first.Tenant) > 0:
		return nil, errorAt(p.name, first.Tenant[0].Line-1, "section %q beside cloud.json: the tenant is either one page of users "+
			"or files; rename cloud.json to tenant/users.json", first.Tenant[0].Name)
	case len(first.Tenant) > 0 && p.seen["tenant/users.json"] == 0:
		return nil, errorAt(p.name, first.Tenant[0].Line-1, "section %q without tenant/users.json", first.Tenant[0].Name)
	case final.Want.Decisions == nil:
		return nil, errorAt(p.name, last, "section %swant/decisions is missing", prefixOf(final.Number))
	}
	return list, checkKnown(p.name, list)
}

// prefixOf is what the section names of a cycle start with.
func prefixOf(cycle int) string {
	if cycle == 1 {
		return ""
	}
	return "cycle" + strconv.Itoa(cycle) + "/"
}
