package generate

import (
	"flag"
	"os"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
)

var update = flag.Bool("update", false, "rewrite the page that lists the cases")

// The page lists the cases of a million users in one forest and in several.
func TestPageListsTheMixture(t *testing.T) {
	const page = "../../docs/SYNTHETIC.md"
	var b strings.Builder
	b.WriteString(`# Invented forests

` + "`presync generate`" + ` invents on-premises users, their tenant, and what the next synchronisation does to each of them
(` + "`truth.csv`" + `). Use it to see what presync does with a company of any size, to measure it, and to test another
program: the truth does not come from presync's rules. Each user belongs to a case, and the case says what becomes of it.
A test predicts for 20,000 users and wants the truth for every one.

    presync generate --users 20000 --seed 1 --out company
    presync predict --ad company/ad.ldif --cloud company/tenant --tenant company/tenant.yaml

* The keys of a user (names, addresses, anchors, SIDs) hold the user's number, so cases do not touch each other.
* The same options give the same bytes. Another seed gives other people, and another order of the cases.
* The truth holds for any day from ` + RulesFrom + ` on (` + "`--as-of`" + `).
* The csv format of presync predict puts an apostrophe before a value that begins with @, +, - or =, so that a spreadsheet
  does not take it for a formula; ` + "`truth.csv`" + ` does not. Take the apostrophe away before you compare the two.
* In a case of two users, the first outcome is of the user who is exported first.
* LDIF: ` + "`--dialect ldifde`" + ` (CR LF, ` + "`changetype: add`" + `, with ` + "`--encoding utf-16`" + ` as ` + "`ldifde -u`" + ` writes it) or
  ` + "`--dialect ldapsearch`" + `. Lines are folded at 76; what is not ASCII is in Base64. ` + "`--forests`" + ` makes several exports, whose
  users are matched on mail.
* A million users are some 2.0 GB of LDIF and 0.7 GB of Graph pages, and take some ten seconds on two cores.
* Left out: cases that need another setting of the tenant (blocked matches, duplicates without quarantine, Cloud Sync, a
  text as sourceAnchor), and users who are in the recycle bin for longer than 30 days.

## The cases of a million users

`)
	for _, forests := range []int{1, 2} {
		p, err := New(Options{Users: 1_000_000, Seed: 1, Forests: forests, Dialect: LDIFDE})
		require.NoError(t, err)
		if forests > 1 {
			b.WriteString("\n## With several forests\n\n")
		}
		p.writeMixture(&b)
	}
	if *update {
		require.NoError(t, os.WriteFile(page, []byte(b.String()), 0o644))
	}
	got, err := os.ReadFile(page)
	require.NoError(t, err)
	require.Equal(t, b.String(), string(got), "go test ./sim/generate -run Page -update writes it")
}
