package source

import (
	"strconv"
	"strings"

	"presync/sim/directory"
)

// adStats is what the gaps of an export are found from. Each recorder counts
// for itself; merge puts them together.
type adStats struct {
	noGUID int // users without an objectGUID
	ranged int // objects of which a range of values is missing

	odd       oddTexts
	replaced  int          // users with a name in which letters were lost
	failed    searchResult // the first that is not success
	pagedLine int          // of the last "pagedresults:" line
	nextPage  bool
}

// searchResult is a "result:" line that ldapsearch writes behind its records.
type searchResult struct {
	line int
	code int
	text string
}

// count looks at a record that is kept.
func (r *recorder) count(kind directory.ObjectType) {
	if r.ranged == rangePart {
		r.stats.ranged++
	}
	if !kind.IsPerson() {
		return
	}
	if !r.packer.Has(attrObjectGUID) {
		r.stats.noGUID++
	}
	r.countDomain()
}

// countDomain notes the domain of the record in hand in the batch.
func (r *recorder) countDomain() {
	var domain []byte
	if r.parent != nil && !namesDomain(r.dn[:len(r.dn)-len(r.parent.dn)]) {
		domain = r.parent.domain
	} else {
		domain = domainOf(r.dn)
	}
	if n := len(r.batch.domains); n == 0 || r.batch.domains[n-1] != string(domain) {
		r.batch.domains = append(r.batch.domains, string(domain))
	}
}

// search takes a "result:" line: "0 Success", "4 Size limit exceeded".
func (s *adStats) search(line int, value []byte) {
	number, text, _ := strings.Cut(string(value), " ")
	if code, err := strconv.Atoi(number); err == nil && code != 0 {
		s.fail(searchResult{line: line, code: code, text: text})
	}
}

func (s *adStats) fail(r searchResult) {
	if r.line > 0 && (s.failed.line == 0 || r.line < s.failed.line) {
		s.failed = r
	}
}

// page takes a "pagedresults:" line; more says that the server has further
// pages.
func (s *adStats) page(line int, more bool) {
	if line > s.pagedLine {
		s.pagedLine, s.nextPage = line, more
	}
}

// merge adds what another recorder of the same export counted.
func (s *adStats) merge(o *adStats) {
	s.noGUID += o.noGUID
	s.ranged += o.ranged
	s.odd.merge(&o.odd)
	s.replaced += o.replaced
	s.fail(o.failed)
	s.page(o.pagedLine, o.nextPage)
}
