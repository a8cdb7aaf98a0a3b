package main

import (
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
)

// errMissing says that a peer is not there.
type errMissing struct{ what, why string }

func (e errMissing) Error() string { return e.what + " is not there: " + e.why }

// need finds a program, and installs its Debian package if it can.
func (b *bench) need(program, pkg string) (string, error) {
	for _, dir := range []string{"", "/usr/sbin/", "/sbin/"} {
		if path, err := exec.LookPath(dir + program); err == nil {
			return path, nil
		}
	}
	if err := b.install(program, pkg); err != nil {
		return "", err
	}
	return b.need(program, "")
}

// needFile is need for a file.
func (b *bench) needFile(path, pkg string) error {
	if _, err := os.Stat(path); err == nil {
		return nil
	}
	if err := b.install(path, pkg); err != nil {
		return err
	}
	return b.needFile(path, "")
}

// install installs a Debian package. Services are not started: policy-rc.d
// forbids it while dpkg runs.
func (b *bench) install(what, pkg string) error {
	if pkg == "" {
		return errMissing{what, "its package is installed and does not have it"}
	}
	if _, err := exec.LookPath("apt-get"); err != nil || os.Getuid() != 0 {
		return errMissing{what, "Debian package " + pkg + " is not installed, and there is no apt-get for root"}
	}
	const policy = "/usr/sbin/policy-rc.d"
	if _, err := os.Stat(policy); err != nil {
		if err := os.WriteFile(policy, []byte("#!/bin/sh\nexit 101\n"), 0o755); err != nil {
			return err
		}
		defer os.Remove(policy)
	}
	b.say("  installing %s", pkg)
	cmd := exec.CommandContext(b.ctx, "apt-get", "install", "-y", "-q", "--no-install-recommends", pkg)
	cmd.Env = append(os.Environ(), "DEBIAN_FRONTEND=noninteractive")
	if out, err := cmd.CombinedOutput(); err != nil {
		return errMissing{what, fmt.Sprintf("apt-get install %s: %v: %s", pkg, err, (&head{kept: out}).tail())}
	}
	return nil
}

// plainExport is an export that OpenLDAP reads too.
func (b *bench) plainExport(users int) (population, error) {
	p, err := b.population(users, "--dialect", "ldapsearch")
	if err != nil {
		return p, err
	}
	source := p.ad
	p.ad = filepath.Join(p.all, "openldap.ldif")
	if _, err := os.Stat(p.ad); err == nil {
		return p, nil
	}
	if err := forOpenLDAP(source, p.ad); err != nil {
		return p, err
	}
	return p, os.Remove(source) // nobody needs it any more, and it is large
}

func readBesideReaders(b *bench) ([]part, error) {
	p, err := b.plainExport(b.size)
	if err != nil {
		return nil, err
	}
	var parts []part
	for _, peer := range []struct {
		name    string
		faster  float64
		command func(*bench, population) (command, error)
	}{{"slapadd -u", 25, slapaddDry}, {"libldap-java", 12, ldapJDK}} {
		c, err := peer.command(b, p)
		if err != nil {
			parts = append(parts, part{peer.name + " not measured: " + oneLine(err.Error()), unknown})
			continue
		}
		costs, err := b.inTurn(b.read(p), c)
		if err != nil {
			return parts, err
		}
		r := ratio(costs[1], costs[0])
		parts = append(parts, part{fmt.Sprintf("%s: %.0f times faster (%.2f s, %.1f s)", peer.name, r, wall(costs[0]), wall(costs[1])), judge(r >= peer.faster)})
	}
	return parts, nil
}

// slapaddDry parses the export as slapd would for its database.
func slapaddDry(b *bench, p population) (command, error) {
	s, err := b.newSlapd(0)
	if err != nil {
		return command{}, err
	}
	return command{argv: []string{s.slapadd, "-u", "-s", "-f", s.conf, "-l", p.ad}, reads: []string{p.ad}}, nil
}

// ldapJDK reads the export with the Netscape LDAP SDK.
func ldapJDK(b *bench, p population) (command, error) {
	const jar = "/usr/share/java/ldapjdk.jar"
	if err := b.needFile(jar, "libldap-java"); err != nil {
		return command{}, err
	}
	javac, err := b.need("javac", "default-jdk-headless")
	if err != nil {
		return command{}, err
	}
	classes := filepath.Join(b.dir, "java")
	source := filepath.Join(b.root, "internal", "bench", "peers", "java", "ReadLDIF.java")
	if out, err := exec.CommandContext(b.ctx, javac, "-cp", jar, "-d", classes, source).CombinedOutput(); err != nil {
		return command{}, errors.Join(err, errors.New(string(out)))
	}
	return command{argv: []string{"java", "-cp", jar + ":" + classes, "ReadLDIF", p.ad}, reads: []string{p.ad}}, nil
}
