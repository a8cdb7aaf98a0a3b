package cut

import (
	"bytes"
	"fmt"
	"io"
	"slices"
	"strings"

	"presync/scenarios"
	"presync/sim"
	"presync/sim/anonymize"
	"presync/sim/directory"
	"presync/sim/match"
)

// tries is how many sets of replacements are tried until one keeps the verdict.
const tries = 12

// replaced gives the scenario with other names and the same verdict.
func (c *cutter) replaced(m *model, opt Options) (*Result, error) {
	for try := range tries {
		salt := opt.Salt
		if try > 0 {
			salt = fmt.Appendf(slices.Clone(salt), " %d", try)
		}
		r := anonymize.New(anonymize.Options{Salt: salt, Keep: opt.Keep, Extra: m.named(), Alike: m.alike()})
		m.eachValue(func(attribute, v string) { r.Learn(attribute, v) })
		settings := m.settingsText()
		if err := r.LearnFile(settingsFile(settings)); err != nil {
			return nil, err
		}
		parts, err := m.replacedSections(r)
		if err != nil {
			return nil, err
		}
		dn, _ := r.Replace("dn", c.dn)
		p, err := predict(c.ctx, file("CUT: trial\n", append(slices.Clone(parts), section{"want/decisions", []byte("-\n")})))
		if err != nil {
			return nil, fmt.Errorf("cut: with other names: %w", err)
		}
		d := find(p, dn)
		if d == nil || !c.want.renamed(r.Replace).same(verdictOf(d), false) {
			continue
		}
		data, err := c.written(d, p, parts)
		if err != nil {
			return nil, err
		}
		if err := survived(r, data, parts, fixedTexts(p, d)); err != nil {
			return nil, err
		}
		return &Result{Data: data, Lines: bytes.Count(data, []byte("\n"))}, nil
	}
	return nil, fmt.Errorf("cut: with other names the verdict is another, in %d tries: the likeness of two names decides; keep the names with --keep", tries)
}

// survived looks for originals: in the sections with nothing allowed, in the
// whole file with the words of the program.
func survived(r *anonymize.Replacer, data []byte, parts []section, allowed []string) error {
	found, err := r.Survivors("scenario", bytes.NewReader(data), allowed...)
	for _, s := range parts {
		if err == nil && len(found) == 0 {
			found, err = r.Survivors(s.name, bytes.NewReader(s.data))
		}
	}
	if err == nil && len(found) > 0 {
		err = &SurvivedError{found}
	}
	return err
}

func find(p *sim.Prediction, dn string) *match.Decision {
	for i := range p.Decisions {
		if p.Decisions[i].IsNamed(dn, match.ByDN) {
			return &p.Decisions[i]
		}
	}
	return nil
}

func settingsFile(text []byte) anonymize.File {
	return anonymize.File{Name: "tenant.yaml", Role: anonymize.TenantFile,
		Open: func() (io.ReadCloser, error) { return io.NopCloser(bytes.NewReader(text)), nil }}
}

// named are the attributes that the settings name.
func (m *model) named() []string {
	var s directory.Settings
	for _, t := range m.settings {
		text := strings.Trim(t.text, `"`)
		switch t.name {
		case "sourceAnchor":
			s.SourceAnchor = text
		case "previousSourceAnchor":
			s.PreviousSourceAnchor = text
		case "userMatching":
			s.UserMatching = text
		case "alternateLoginID":
			s.AlternateLoginID = text
		case "attribute":
			s.Filter.Attribute = text
		}
	}
	return anonymize.NamedAttributes(&s)
}

// alike are the names of the two sides that may decide by their likeness.
func (m *model) alike() [][2]string {
	sides := [2]map[string][]string{{}, {}}
	of := map[string]string{"displayName": "displayName", "cn": "displayName", "givenName": "givenName", "sn": "surname", "surname": "surname"}
	for _, o := range m.ad {
		for _, a := range o.attrs {
			if o.there() && a.there() && len(a.values) > 0 {
				sides[0][of[a.name]] = append(sides[0][of[a.name]], a.values[0].text)
			}
		}
	}
	for _, c := range m.cloud {
		for _, p := range c.present() {
			if v, ok := p.json.(string); ok && c.there() {
				sides[1][of[p.name]] = append(sides[1][of[p.name]], v)
			}
		}
	}
	var pairs [][2]string
	for _, name := range []string{"givenName", "surname", "displayName"} {
		for _, x := range sides[0][name] {
			for _, y := range sides[1][name] {
				pairs = append(pairs, anonymize.Pairs(x, y)...)
			}
		}
	}
	return pairs
}

// eachValue goes through the values that are there.
func (m *model) eachValue(each func(attribute, value string)) {
	for _, o := range m.ad {
		if !o.there() {
			continue
		}
		each("dn", o.dn)
		for _, a := range o.attrs {
			for _, v := range a.values {
				if v.there() {
					each(a.name, v.text)
				}
			}
		}
	}
	for _, c := range m.cloud {
		for _, p := range c.present() {
			if c.there() {
				eachText(p.name, p.json, each)
				for _, e := range p.list {
					eachText(p.name, e.json, each)
				}
			}
		}
	}
}

func eachText(name string, v any, each func(attribute, value string)) {
	switch v := v.(type) {
	case string:
		each(name, v)
	case map[string]any:
		for key, inner := range v {
			eachText(key, inner, each)
		}
	}
}

// replacedSections writes the pieces that are there with other values. The
// model stays as it is.
func (m *model) replacedSections(r *anonymize.Replacer) ([]section, error) {
	other := &model{asOf: m.asOf, asOfGone: m.asOfGone, full: m.full, nextLink: m.nextLink, files: m.files}
	for i := range m.forests {
		other.forests = append(other.forests, fmt.Sprintf("forest%d", i+1))
	}
	for _, o := range m.ad {
		n := &adObject{piece: o.piece, forest: other.forests[slices.Index(m.forests, o.forest)]}
		n.dn, _ = r.Replace("dn", o.dn)
		for _, a := range o.attrs {
			b := &attribute{piece: a.piece, name: a.name}
			for _, v := range a.values {
				if to, keep := r.Replace(a.name, v.text); keep && v.there() {
					b.values = append(b.values, &value{piece: v.piece, text: to})
				}
			}
			n.attrs = append(n.attrs, b)
		}
		other.ad = append(other.ad, n)
	}
	for _, c := range m.cloud {
		n := &cloudObject{piece: c.piece, file: c.file}
		for _, p := range c.present() {
			q := &property{piece: p.piece, name: p.name, json: replacedJSON(r, p.name, p.json)}
			if p.list != nil {
				q.list = []*element{}
			}
			for _, e := range p.list {
				q.list = append(q.list, &element{piece: e.piece, json: replacedJSON(r, p.name, e.json)})
			}
			n.props = append(n.props, q)
		}
		other.cloud = append(other.cloud, n)
	}
	parts, err := other.sections()
	if text := m.settingsText(); err == nil && len(text) > 0 {
		var b bytes.Buffer
		err = r.WriteFile(settingsFile(text), &b, &anonymize.Report{})
		at := slices.IndexFunc(parts, func(s section) bool { return s.name == "run.yaml" })
		if at < 0 {
			at = len(parts)
		}
		parts = slices.Insert(parts, at, section{"tenant.yaml", b.Bytes()})
	}
	return parts, err
}

func replacedJSON(r *anonymize.Replacer, name string, v any) any {
	switch v := v.(type) {
	case string:
		to, keep := r.Replace(name, v)
		if !keep {
			return nil
		}
		return to
	case map[string]any:
		out := map[string]any{}
		for key, inner := range v {
			out[key] = replacedJSON(r, key, inner)
		}
		return out
	}
	return v
}

// written makes the file: prose, sections and what is wanted. It runs it, and
// reports an error when it does not pass.
func (c *cutter) written(d *match.Decision, p *sim.Prediction, parts []section) ([]byte, error) {
	data := file(prose(d), append(parts, section{"want/decisions", wanted(d, p)}))
	r := scenarios.RunData(c.ctx, "scenario", data, scenarios.Options{})
	if r.Err == nil && !r.Passed() {
		fixed, err := scenarios.Update(data, r)
		if err != nil {
			return nil, err
		}
		data, r = fixed, scenarios.RunData(c.ctx, "scenario", fixed, scenarios.Options{})
	}
	if r.Err != nil {
		return nil, fmt.Errorf("cut: the scenario does not run: %w", r.Err)
	}
	if !r.Passed() {
		return nil, fmt.Errorf("cut: the scenario does not hold: %s", r.Failures[0].Problem)
	}
	return data, nil
}
