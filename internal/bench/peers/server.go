package main

import (
	"bufio"
	"errors"
	"fmt"
	"net"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"syscall"
	"time"
)

// server is a program that answers until it is stopped.
type server struct {
	cmd    *exec.Cmd
	stderr *head
	// lines are those that it printed before it was ready.
	lines []string
}

// stop ends the server and waits for it.
func (s *server) stop() {
	if err := s.cmd.Process.Signal(syscall.SIGTERM); err != nil {
		return // it has ended
	}
	done := make(chan struct{})
	go func() {
		defer close(done)
		_ = s.cmd.Wait() // how a server ends after its signal does not matter
	}()
	select {
	case <-done:
	case <-time.After(20 * time.Second):
		_ = s.cmd.Process.Kill() // nothing else is left
		<-done
	}
}

// start starts a server and waits until it has printed so many lines.
func (b *bench) start(lines int, argv ...string) (*server, error) {
	s := &server{cmd: exec.CommandContext(b.ctx, argv[0], argv[1:]...), stderr: &head{}}
	s.cmd.Stderr = s.stderr
	out, err := s.cmd.StdoutPipe()
	if err != nil {
		return nil, err
	}
	if err := s.cmd.Start(); err != nil {
		return nil, err
	}
	read := make(chan error, 1)
	go func() {
		scan := bufio.NewScanner(out)
		for len(s.lines) < lines {
			if !scan.Scan() {
				read <- errors.Join(errors.New("it ended"), scan.Err())
				return
			}
			s.lines = append(s.lines, scan.Text())
		}
		read <- nil
	}()
	select {
	case err = <-read:
	case <-time.After(b.limit):
		err = errors.New("it is not ready in time")
	}
	if err != nil {
		s.stop()
		return nil, fmt.Errorf("%v: %w: %s", argv, err, s.stderr.tail())
	}
	return s, nil
}

// freePort gives a port that nobody listens on.
func freePort() (int, error) {
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return 0, err
	}
	defer l.Close()
	return l.Addr().(*net.TCPAddr).Port, nil
}

// slapd is an OpenLDAP server with a database of its own.
type slapd struct{ slapd, slapadd, conf, data, url string }

// schemas are those of the attributes in an export.
var schemas = []string{"core", "cosine", "inetorgperson", "nis", "msuser"}

// exchange are attributes of an export that no schema of Debian has.
var exchange = []string{"extensionAttribute1", "mailNickname", "msExchMailboxGuid", "msExchRecipientDisplayType", "msExchRecipientTypeDetails",
	"msExchRemoteRecipientType", "targetAddress", "thumbnailPhoto"}

// base is the naming context of the generated forest.
const base = "DC=corp,DC=contoso,DC=com"

// newSlapd writes the configuration; users tells databases apart.
func (b *bench) newSlapd(users int) (*slapd, error) {
	s := &slapd{}
	var err error
	if s.slapd, err = b.need("slapd", "slapd"); err != nil {
		return nil, err
	}
	if s.slapadd, err = b.need("slapadd", "slapd"); err != nil {
		return nil, err
	}
	port, err := freePort()
	if err != nil {
		return nil, err
	}
	dir := filepath.Join(b.dir, fmt.Sprint("slapd-", users))
	s.conf, s.data, s.url = filepath.Join(dir, "slapd.conf"), filepath.Join(dir, "data"), fmt.Sprintf("ldap://127.0.0.1:%d", port)
	if err := os.MkdirAll(s.data, 0o755); err != nil {
		return nil, err
	}
	var c strings.Builder
	for _, name := range schemas {
		path := "/etc/ldap/schema/" + name + ".schema"
		if err := b.needFile(path, ""); err != nil {
			return nil, err
		}
		fmt.Fprintln(&c, "include", path)
	}
	for i, name := range exchange { // octet strings, under a number that nobody has
		fmt.Fprintf(&c, "attributetype ( 1.3.6.1.4.1.99999.1.%d NAME '%s' SYNTAX 1.3.6.1.4.1.1466.115.121.1.40 )\n", i+1, name)
	}
	fmt.Fprintf(&c, "modulepath /usr/lib/ldap\nmoduleload back_mdb\nsizelimit unlimited\ndatabase mdb\nmaxsize 17179869184\n"+
		"suffix %q\nrootdn %q\nrootpw %s\ndirectory %s\n", base, bindName, bindPassword, s.data)
	return s, os.WriteFile(s.conf, []byte(c.String()), 0o644)
}

const (
	bindName     = "CN=bench," + base
	bindPassword = "bench"
)

// serve fills the database, unless that was done before, and starts the server.
func (s *slapd) serve(b *bench, p population) (*server, error) {
	full := filepath.Join(filepath.Dir(s.data), "complete")
	if _, err := os.Stat(full); err != nil {
		b.say("  filling slapd")
		if err := errors.Join(os.RemoveAll(s.data), os.MkdirAll(s.data, 0o755)); err != nil {
			return nil, err
		}
		if _, err := b.run(command{argv: []string{s.slapadd, "-q", "-s", "-f", s.conf, "-l", p.ad}}); err != nil {
			return nil, err
		}
		if err := os.WriteFile(full, nil, 0o644); err != nil {
			return nil, err
		}
	}
	srv, err := b.start(0, s.slapd, "-d", "0", "-f", s.conf, "-h", s.url)
	if err != nil {
		return nil, err
	}
	address := strings.TrimPrefix(s.url, "ldap://")
	for range 200 {
		if c, err := net.Dial("tcp", address); err == nil {
			return srv, c.Close()
		}
		time.Sleep(50 * time.Millisecond)
	}
	srv.stop()
	return nil, fmt.Errorf("slapd does not listen: %s", srv.stderr.tail())
}
