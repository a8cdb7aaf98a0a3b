package main

import (
	"bytes"
	"fmt"
	"os"
	"os/exec"
	"strconv"
	"strings"
)

// attributes are the twelve that a search asks for.
var attributes = []string{"cn", "sn", "givenName", "displayName", "department", "mail", "userPrincipalName", "sAMAccountName",
	"objectGUID", "objectSid", "userAccountControl", "proxyAddresses"}

// search reads all users with Debian's ldapsearch, page by page.
func (b *bench) search(url string) (command, error) {
	program, err := b.need("ldapsearch", "ldap-utils")
	if err != nil {
		return command{}, err
	}
	argv := append([]string{program, "-x", "-LLL", "-H", url, "-D", bindName, "-w", bindPassword, "-b", base, "-E", "pr=1000/noprompt",
		"(objectClass=user)"}, attributes...)
	return command{argv: argv}, nil
}

// entries counts what a search finds, to be sure that both servers hold the same.
func (b *bench) entries(c command) (int, error) {
	cmd := exec.CommandContext(b.ctx, "sh", "-c", `"$@" | LC_ALL=C grep -c '^dn:'`, "sh")
	cmd.Args = append(cmd.Args, c.argv...)
	out, err := cmd.Output()
	if err != nil {
		return 0, fmt.Errorf("%v: %w", c.argv, err)
	}
	return strconv.Atoi(string(bytes.TrimSpace(out)))
}

// directories starts slapd and fakeldap with the same entries, and gives the
// searches for both.
func (b *bench) directories() (fake, real command, stop func(), err error) {
	p, err := b.plainExport(b.wire)
	if err != nil {
		return fake, real, nil, err
	}
	s, err := b.newSlapd(b.wire)
	if err != nil {
		return fake, real, nil, err
	}
	peer, err := s.serve(b, p)
	if err != nil {
		return fake, real, nil, err
	}
	srv, err := b.start(1, b.presync, "serve", "--ad", p.ad)
	if err != nil {
		peer.stop()
		return fake, real, nil, err
	}
	stop = func() { peer.stop(); srv.stop() }
	if real, err = b.search(s.url); err == nil {
		fake, err = b.search(srv.lines[0])
	}
	if err == nil {
		err = b.sameEntries(fake, real)
	}
	if err != nil {
		stop()
	}
	return fake, real, stop, err
}

func (b *bench) sameEntries(fake, real command) error {
	n, err := b.entries(fake)
	if err != nil {
		return err
	}
	m, err := b.entries(real)
	if err == nil && (n != m || n != b.wire) {
		err = fmt.Errorf("fakeldap has %d users and slapd %d, want %d", n, m, b.wire)
	}
	return err
}

func ldapServers(b *bench) ([]part, error) {
	fake, real, stop, err := b.directories()
	if err != nil {
		return nil, err
	}
	defer stop()
	costs, err := b.inTurn(fake, real)
	if err != nil {
		return nil, err
	}
	r := ratio(costs[0], costs[1])
	return []part{{fmt.Sprintf("%.2f (%.2f s, slapd %.2f s, %d users)", r, wall(costs[0]), wall(costs[1]), b.wire), judge(r <= 1)}}, nil
}

func wireBesideSearch(b *bench) ([]part, error) {
	p, err := b.population(b.wire)
	if err != nil {
		return nil, err
	}
	s, err := b.newSlapd(b.wire)
	if err != nil {
		return nil, err
	}
	plain, err := b.plainExport(b.wire)
	if err != nil {
		return nil, err
	}
	peer, err := s.serve(b, plain)
	if err != nil {
		return nil, err
	}
	defer peer.stop()
	search, err := b.search(s.url)
	if err != nil {
		return nil, err
	}
	costs, err := b.inTurn(b.predict(p, "wire", "csv"), search)
	if err != nil {
		return nil, err
	}
	r := ratio(costs[0], costs[1])
	return []part{{fmt.Sprintf("%.2f (%.2f s, ldapsearch %.2f s, %d users)", r, wall(costs[0]), wall(costs[1]), b.wire), judge(r <= 3)}}, nil
}

func wireMemory(b *bench) ([]part, error) {
	p, err := b.population(b.size)
	if err != nil {
		return nil, err
	}
	one, err := b.run(b.predict(p, "wire", "csv"))
	if err != nil {
		return nil, err
	}
	return []part{{fmt.Sprintf("%s (%.1f s, %d users, one run)", megabytes(float64(one.rss)), one.wall.Seconds(), b.size), judge(one.rss <= 3<<30)}}, nil
}

// twoGigabytes is the memory of the row with a limit.
const twoGigabytes = 2 << 30

// predictInTwoGigabytes predicts with a limit that the kernel keeps: a unit of
// systemd where there is one, else the limit on private memory (RLIMIT_DATA),
// which counts what a process allocates and not the files that it maps. ulimit
// -v would count the address space, of which a Go program reserves more than it
// uses.
func predictInTwoGigabytes(b *bench) ([]part, error) {
	p, err := b.population(b.size)
	if err != nil {
		return nil, err
	}
	c, how := b.predict(p, "memory", "csv"), "systemd-run -p MemoryMax"
	if comm, err := os.ReadFile("/proc/1/comm"); err == nil && strings.TrimSpace(string(comm)) == "systemd" && os.Getuid() == 0 {
		c.argv = append([]string{"systemd-run", "--scope", "--quiet", "-p", fmt.Sprint("MemoryMax=", twoGigabytes), "-p", "MemorySwapMax=0"}, c.argv...)
	} else {
		program, err := b.need("prlimit", "util-linux")
		if err != nil {
			return nil, err
		}
		c.argv, how = append([]string{program, fmt.Sprint("--data=", twoGigabytes)}, c.argv...), "prlimit --data"
	}
	one, err := b.run(c)
	if err != nil {
		return []part{{fmt.Sprintf("does not finish under %s: %s", how, oneLine(err.Error())), missed}}, nil
	}
	return []part{{fmt.Sprintf("finishes under %s (%.1f s, peak %s)", how, one.wall.Seconds(), megabytes(float64(one.rss))),
		judge(one.rss <= twoGigabytes)}}, nil
}
