package main

import (
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
)

// row is one of the things to reach.
type row struct {
	number        int
	what, toReach string
	run           func(*bench) ([]part, error)
}

// part is one figure of a row.
type part struct {
	measured string
	verdict  verdict
}

// verdict says whether a figure is good enough.
type verdict string

const (
	reached verdict = "ok"
	missed  verdict = "missed"
	unknown verdict = "-"
)

func judge(good bool) verdict {
	if good {
		return reached
	}
	return missed
}

// result is a row with its figures.
type result struct {
	row
	parts []part
}

// rows is the table.
var rows = [...]row{
	{1, "LDIF read, needed attributes, beside `LC_ALL=C grep -c ^dn:`", "<= 0.6 of its time", readBesideGrep},
	{2, "LDIF read beside `slapadd -u` and Debian's libldap-java", "25 and 12 times faster", readBesideReaders},
	{3, "LDIF read, peak memory beside the objects that it gives", "<= 64 MB", readMemory},
	{4, "`predict --via memory --format csv` beside `grep -c ^dn:` of the LDIF", "<= 3 of its time", predictBesideGrep},
	{5, "its peak memory beside the bytes of the input", "<= 0.6", predictMemory},
	{6, "its growth with the users", "linear within 10 %", growth},
	{7, "`predict --format ndjson` and `json` beside `csv`", "<= 2 of its time", formats},
	{8, "index and lookup beside the obvious version (structs, maps, ToLower)", "4 times faster", matchCore},
	{9, "fakeldap beside slapd (mdb), both read by Debian's `ldapsearch`, 12 attributes", "<= 1.0 of its time", ldapServers},
	{10, "`predict --via wire` beside `ldapsearch` from slapd alone", "<= 3 of its time", wireBesideSearch},
	{11, "`predict --via wire`, peak memory of the large forest", "<= 3 GB", wireMemory},
	{12, "JavaScript SDK reading `/users` from fakegraph beside the same pages from a static server", "<= 1.2 of its time", graphServers},
	{13, "`make demo` after the build, over the wire", "<= 0.5 s", demo},
	{14, "`predict --format csv` of the large forest with 2 GB of memory", "finishes", predictInTwoGigabytes},
}

func readBesideGrep(b *bench) ([]part, error) {
	p, err := b.population(b.size)
	if err != nil {
		return nil, err
	}
	costs, err := b.inTurn(b.read(p), grep(p.ad))
	if err != nil {
		return nil, err
	}
	r := ratio(costs[0], costs[1])
	return []part{{fmt.Sprintf("%.2f (%.2f s, grep %.2f s)", r, wall(costs[0]), wall(costs[1])), judge(r <= 0.6)}}, nil
}

// read reads the export of a population and nothing more.
func (b *bench) read(p population) command {
	return command{argv: []string{b.probe, "read", p.ad}, reads: []string{p.ad}, keep: true}
}

func readMemory(b *bench) ([]part, error) {
	const limit = 64 << 20
	var parts []part
	for _, users := range []int{b.size / 4, b.size} {
		p, err := b.population(users)
		if err != nil {
			return parts, err
		}
		costs, err := b.inTurn(b.read(p))
		if err != nil {
			return parts, err
		}
		var read struct{ Store float64 }
		if err := json.Unmarshal(costs[0][0].stdout, &read); err != nil {
			return parts, err
		}
		beside := peak(costs[0]) - read.Store
		parts = append(parts, part{fmt.Sprintf("%d users: %s (peak %s, objects %s)", users, megabytes(beside), megabytes(peak(costs[0])), megabytes(read.Store)),
			judge(beside <= limit)})
	}
	return parts, nil
}

func megabytes(n float64) string { return fmt.Sprintf("%.0f MB", n/(1<<20)) }

func predictBesideGrep(b *bench) ([]part, error) {
	p, err := b.population(b.size)
	if err != nil {
		return nil, err
	}
	costs, err := b.inTurn(b.predict(p, "memory", "csv"), grep(p.ad))
	if err != nil {
		return nil, err
	}
	r := ratio(costs[0], costs[1])
	parts := []part{{fmt.Sprintf("%.2f (%.2f s, grep %.2f s)", r, wall(costs[0]), wall(costs[1])), judge(r <= 3)}}
	right, err := agree(filepath.Join(p.all, "truth.csv"), filepath.Join(b.dir, "prediction.csv"))
	if err != nil {
		return append(parts, part{"not the truth: " + oneLine(err.Error()), missed}), nil
	}
	return append(parts, part{fmt.Sprintf("the verdict is right for all %d users", right), judge(right == b.size)}), nil
}

func predictMemory(b *bench) ([]part, error) {
	p, err := b.population(b.size)
	if err != nil {
		return nil, err
	}
	size, err := p.bytes()
	if err != nil {
		return nil, err
	}
	costs, err := b.inTurn(b.predict(p, "memory", "csv"))
	if err != nil {
		return nil, err
	}
	r := peak(costs[0]) / float64(size)
	return []part{{fmt.Sprintf("%.2f (%s of %s)", r, megabytes(peak(costs[0])), megabytes(float64(size))), judge(r <= 0.6)}}, nil
}

// growth compares time and memory a user with those of a quarter of the users.
func growth(b *bench) ([]part, error) {
	var commands []command
	sizes := []int{b.size / 4, b.size, 2 * b.size}
	for _, users := range sizes {
		p, err := b.population(users)
		if err != nil {
			return nil, err
		}
		commands = append(commands, b.predict(p, "memory", "csv"))
	}
	costs, err := b.inTurn(commands...)
	if err != nil {
		return nil, err
	}
	each := func(i int, figure func([]cost) float64) float64 { return figure(costs[i]) / float64(sizes[i]) }
	var parts []part
	for i := 1; i < len(sizes); i++ {
		// The median of the ratios of the rounds, so that both are of one moment.
		time := ratio(costs[i], costs[0]) * float64(sizes[0]) / float64(sizes[i])
		memory := each(i, peak) / each(0, peak)
		parts = append(parts, part{fmt.Sprintf("%d beside %d users, each: time %.2f, memory %.2f", sizes[i], sizes[0], time, memory), judge(time <= 1.1 && memory <= 1.1)})
	}
	return parts, nil
}

func formats(b *bench) ([]part, error) {
	p, err := b.population(b.size)
	if err != nil {
		return nil, err
	}
	costs, err := b.inTurn(b.predict(p, "memory", "csv"), b.predict(p, "memory", "ndjson"), b.predict(p, "memory", "json"))
	if err != nil {
		return nil, err
	}
	var parts []part
	for i, name := range []string{"ndjson", "json"} {
		r := ratio(costs[i+1], costs[0])
		parts = append(parts, part{fmt.Sprintf("%s %.2f (%.2f s, csv %.2f s)", name, r, wall(costs[i+1]), wall(costs[0])), judge(r <= 2)})
		if err := os.Remove(filepath.Join(b.dir, "prediction."+name)); err != nil {
			return parts, err
		}
	}
	return parts, nil
}

func matchCore(b *bench) ([]part, error) {
	p, err := b.population(b.size)
	if err != nil {
		return nil, err
	}
	one, err := b.run(command{argv: []string{b.probe, "core", p.ad, p.tenant}, reads: p.files(), keep: true})
	if err != nil {
		return nil, err
	}
	var core struct{ Presync, Obvious []float64 }
	if err := json.Unmarshal(one.stdout, &core); err != nil {
		return nil, err
	}
	var list []float64
	for i := range core.Presync {
		list = append(list, core.Obvious[i]/core.Presync[i])
	}
	r := median(list)
	return []part{{fmt.Sprintf("%.1f times faster (%.2f s, obvious %.2f s)", r, median(core.Presync), median(core.Obvious)), judge(r >= 4)}}, nil
}

// demo runs the command of make demo.
func demo(b *bench) ([]part, error) {
	example := filepath.Join(b.root, "examples", "contoso")
	costs, err := b.inTurn(command{argv: []string{b.presync, "predict", "--via", "wire", "--ad", filepath.Join(example, "ad.ldif"),
		"--cloud", filepath.Join(example, "tenant"), "--tenant", filepath.Join(example, "tenant.yaml")}, exits: []int{3}})
	if err != nil {
		return nil, err
	}
	return []part{{fmt.Sprintf("%.2f s", wall(costs[0])), judge(wall(costs[0]) <= 0.5)}}, nil
}
