package cut

import (
	"bytes"
	"encoding/json"
	"fmt"
	"slices"
	"strings"
	"time"

	"presync/scenarios"
	"presync/sim/source"
)

// section is one section of the scenario file.
type section struct {
	name string
	data []byte
}

// sections writes the pieces that are there.
func (m *model) sections() ([]section, error) {
	var out []section
	for _, f := range m.forests {
		var b []byte
		for _, o := range m.ad {
			if o.forest != f || !o.there() {
				continue
			}
			if len(b) > 0 {
				b = append(b, '\n')
			}
			b = o.ldif(b)
		}
		switch {
		case len(b) == 0:
		case len(m.forests) == 1:
			out = append(out, section{"ad.ldif", b})
		default:
			out = append(out, section{"ad/" + f + ".ldif", b})
		}
	}
	tenant, err := m.tenant()
	if err != nil {
		return nil, err
	}
	out = append(out, tenant...)
	if b := m.settingsText(); len(b) > 0 {
		out = append(out, section{"tenant.yaml", b})
	}
	if b := m.run(); len(b) > 0 {
		out = append(out, section{"run.yaml", b})
	}
	return out, nil
}

func (o *adObject) ldif(to []byte) []byte {
	to = source.AppendLDIFLine(to, "dn", o.dn)
	for _, a := range o.attrs {
		for _, v := range a.values {
			if v.there() {
				to = source.AppendLDIFLine(to, a.name, v.text)
			}
		}
	}
	return to
}

// tenant writes the cloud side: one page of users, or a file for each kind.
func (m *model) tenant() ([]section, error) {
	files := map[string][]*cloudObject{}
	order := []string{"users.json"}
	need := func(name string) {
		if !slices.Contains(order, name) {
			order = append(order, name)
		}
	}
	for _, f := range m.files {
		if f.there() {
			need(f.name)
		}
	}
	for _, c := range m.cloud {
		if c.there() {
			need(c.file)
			files[c.file] = append(files[c.file], c)
		}
	}
	var out []section
	for _, name := range order {
		b, err := page(files[name], name == "users.json" && m.nextLink != nil && m.nextLink.there())
		if err != nil {
			return nil, err
		}
		full := "tenant/" + name
		if len(order) == 1 {
			full = "cloud.json"
		}
		out = append(out, section{full, b})
	}
	return out, nil
}

// width is how long a line of JSON gets.
const width = 100

// page writes objects as a Graph answer, in lines that can be read.
func page(objects []*cloudObject, more bool) ([]byte, error) {
	var b bytes.Buffer
	b.WriteString("{")
	if more {
		b.WriteString(`"@odata.nextLink": "https://graph.microsoft.com/v1.0/users?$skiptoken=more", `)
	}
	b.WriteString(`"value": [`)
	for i, o := range objects {
		if i > 0 {
			b.WriteString(",")
		}
		b.WriteString("\n  {")
		line := 3
		for n, p := range o.present() {
			text, err := p.text()
			if err != nil {
				return nil, err
			}
			if n > 0 {
				b.WriteString(",")
				if line+len(text) > width {
					b.WriteString("\n  ")
					line = 2
				}
				b.WriteString(" ")
			}
			b.WriteString(text)
			line += len(text) + 2
		}
		b.WriteString("}")
	}
	if len(objects) > 0 {
		b.WriteString("\n")
	}
	b.WriteString("]}\n")
	return b.Bytes(), nil
}

// present are the properties that are there.
func (c *cloudObject) present() []*property {
	return slices.DeleteFunc(slices.Clone(c.props), func(p *property) bool { return !p.there() })
}

func (p *property) text() (string, error) {
	v := p.json
	if p.list != nil {
		list := []any{}
		for _, e := range p.list {
			if e.there() {
				list = append(list, e.json)
			}
		}
		v = list
	}
	var b bytes.Buffer
	e := json.NewEncoder(&b)
	e.SetEscapeHTML(false)
	if err := e.Encode(v); err != nil {
		return "", err
	}
	return fmt.Sprintf("%q: %s", p.name, strings.TrimSpace(spaced(b.String()))), nil
}

// spaced puts a blank behind the commas and colons between values.
func spaced(text string) string {
	var b strings.Builder
	quoted, escaped := false, false
	for _, r := range text {
		b.WriteRune(r)
		switch {
		case escaped:
			escaped = false
		case quoted && r == '\\':
			escaped = true
		case r == '"':
			quoted = !quoted
		case !quoted && (r == ',' || r == ':'):
			b.WriteByte(' ')
		}
	}
	return b.String()
}

// settingsText writes the tenant file.
func (m *model) settingsText() []byte {
	var b bytes.Buffer
	for _, name := range []string{"", "filter", "features"} {
		var inside []string
		for _, s := range m.settings {
			if s.section == name && s.there() {
				inside = append(inside, s.line())
			}
		}
		switch {
		case len(inside) == 0:
		case name == "":
			b.WriteString(strings.Join(inside, "\n") + "\n")
		case len(inside) == 1 && len(inside[0]) < 80:
			b.WriteString(name + ": {" + inside[0] + "}\n")
		default:
			b.WriteString(name + ":\n  " + strings.Join(inside, "\n  ") + "\n")
		}
	}
	return b.Bytes()
}

func (s *setting) line() string {
	if s.list == nil {
		return s.name + ": " + s.text
	}
	var items []string
	for _, v := range s.list {
		if !v.there() {
			continue
		}
		if s.name == "roles" {
			items = append(items, v.text)
		} else {
			items = append(items, quoted(v.text))
		}
	}
	return s.name + ": [" + strings.Join(items, ", ") + "]"
}

// run writes the day and whether the exports are complete, where that differs
// from what a scenario has without.
func (m *model) run() []byte {
	var b bytes.Buffer
	if !m.asOf.Equal(scenarios.DefaultAsOf()) && m.asOfGone.there() {
		b.WriteString("asOf: " + m.asOf.Format(time.DateOnly) + "\n")
	}
	if m.full != nil && m.full.there() {
		b.WriteString("fullImport: true\n")
	}
	return b.Bytes()
}

// file joins sections to a scenario file.
func file(comment string, parts []section) []byte {
	var b bytes.Buffer
	b.WriteString(comment)
	for _, s := range parts {
		fmt.Fprintf(&b, "-- %s --\n%s", s.name, s.data)
	}
	return b.Bytes()
}
