// Package samba compares fakeldap with a real domain controller: Samba, which
// Debian ships, provisioned on a loopback address of its own.
package samba

import (
	"bytes"
	"context"
	"crypto/sha256"
	"errors"
	"fmt"
	"net"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
	"time"
	"unicode/utf16"

	"github.com/go-ldap/ldap/v3"
)

const (
	base      = "DC=corp,DC=contoso,DC=com"
	staff     = "OU=Staff," + base
	groups    = "OU=Groups," + base
	reader    = "administrator@corp.contoso.com"
	password  = "P@ssw0rd!2345"
	provision = 2 * time.Minute
	startUp   = time.Minute
)

// live is the domain controller of this run.
var live *controller

// TestMain starts a domain controller for all tests of the package and ends it
// with everything that it wrote.
func TestMain(m *testing.M) {
	code, err := withController(m.Run)
	if err != nil {
		fmt.Fprintln(os.Stderr, "samba:", err)
		code = 1
	}
	os.Exit(code)
}

func withController(run func() int) (code int, err error) {
	folder, err := os.MkdirTemp("", "presync-samba-")
	if err != nil {
		return 1, err
	}
	defer func() { err = errors.Join(err, os.RemoveAll(folder)) }()
	if live, err = startController(folder); err != nil {
		return 1, err
	}
	defer func() { err = errors.Join(err, live.stop()) }()
	if err := live.populate(); err != nil {
		return 1, err
	}
	return run(), nil
}

// controller is a running Samba.
type controller struct {
	host   string // address on loopback
	folder string
	cmd    *exec.Cmd
	ended  chan error
}

func (c *controller) url() string { return "ldap://" + c.host }

// startController provisions a domain and starts Samba. Its ports are fixed,
// so it takes the first address on loopback that nobody uses.
func startController(folder string) (*controller, error) {
	for _, program := range []string{"samba", "samba-tool", "ldapsearch", "timeout"} {
		if _, err := exec.LookPath(program); err != nil {
			return nil, fmt.Errorf("%w; make e2e installs it", err)
		}
	}
	var last error
	for i := range 5 {
		c := &controller{host: fmt.Sprintf("127.87.%d.1", i), folder: filepath.Join(folder, fmt.Sprint(i)), ended: make(chan error, 1)}
		if last = c.start(); last == nil {
			return c, nil
		}
	}
	return nil, last
}

func (c *controller) start() error {
	for _, port := range []string{"389", "636", "3268", "3269"} {
		l, err := net.Listen("tcp", net.JoinHostPort(c.host, port))
		if err != nil {
			return fmt.Errorf("listen: %w (Samba needs root)", err)
		}
		if err := l.Close(); err != nil {
			return err
		}
	}
	ctx, cancel := context.WithTimeout(context.Background(), provision)
	defer cancel()
	out, err := exec.CommandContext(ctx, "samba-tool", "domain", "provision", "--server-role=dc", "--use-rfc2307",
		"--realm=CORP.CONTOSO.COM", "--domain=CORP", "--adminpass="+password, "--dns-backend=NONE", "--targetdir="+c.folder,
		"--host-name=dc1", "--host-ip="+c.host, "--option=interfaces="+c.host+"/8", "--option=bind interfaces only=yes",
		"--option=vfs objects=").CombinedOutput()
	if err != nil {
		return fmt.Errorf("samba-tool domain provision: %w\n%s", err, out)
	}
	log, err := os.Create(filepath.Join(c.folder, "samba.log"))
	if err != nil {
		return err
	}
	defer log.Close()
	// A run that is killed cannot stop it, so it has an end of its own.
	c.cmd = exec.Command("timeout", "--kill-after=10", "900", "samba", "--interactive", "--model=single", "-s", filepath.Join(c.folder, "etc", "smb.conf"),
		"--option=server services=ldap,cldap", "--option=ldap server require strong auth=no", "--debug-stdout", "-d1")
	c.cmd.Stdout, c.cmd.Stderr = log, log
	c.cmd.SysProcAttr = &syscall.SysProcAttr{Setpgid: true}
	if err := c.cmd.Start(); err != nil {
		return err
	}
	go func() { c.ended <- c.cmd.Wait() }()
	if err := c.ready(); err != nil {
		text, _ := os.ReadFile(log.Name())
		return errors.Join(err, c.stop(), fmt.Errorf("its log: %s", bytes.TrimSpace(text)))
	}
	return nil
}

// ready waits until the server answers a bind.
func (c *controller) ready() error {
	for end := time.Now().Add(startUp); ; time.Sleep(200 * time.Millisecond) {
		conn, err := c.dial()
		if err == nil {
			return conn.Close()
		}
		select {
		case ended := <-c.ended:
			c.ended <- ended
			return fmt.Errorf("samba ended: %w", errors.Join(ended, err))
		default:
		}
		if time.Now().After(end) {
			return fmt.Errorf("samba does not answer: %w", err)
		}
	}
}

func (c *controller) dial() (*ldap.Conn, error) {
	conn, err := ldap.DialURL(c.url(), ldap.DialWithDialer(&net.Dialer{Timeout: 5 * time.Second}))
	if err != nil {
		return nil, err
	}
	conn.SetTimeout(time.Minute)
	if err := conn.Bind(reader, password); err != nil {
		return nil, errors.Join(err, conn.Close())
	}
	return conn, nil
}

// stop ends the server and all that it started.
func (c *controller) stop() error {
	if c.cmd == nil || c.cmd.Process == nil {
		return nil
	}
	_ = syscall.Kill(-c.cmd.Process.Pid, syscall.SIGTERM)
	select {
	case <-c.ended:
	case <-time.After(10 * time.Second):
		_ = syscall.Kill(-c.cmd.Process.Pid, syscall.SIGKILL)
		<-c.ended
	}
	c.cmd = nil
	return nil
}

// populate adds people of many kinds.
func (c *controller) populate() error {
	conn, err := c.dial()
	if err != nil {
		return err
	}
	defer conn.Close()
	for _, e := range content() {
		if err := conn.Add(e); err != nil {
			return fmt.Errorf("add %q: %w", e.DN, err)
		}
	}
	return nil
}

// entry is an add request of names and values in turn.
func entry(dn string, namesAndValues ...string) *ldap.AddRequest {
	values := map[string][]string{}
	var order []string
	for i := 0; i+1 < len(namesAndValues); i += 2 {
		name := namesAndValues[i]
		if values[name] == nil {
			order = append(order, name)
		}
		values[name] = append(values[name], namesAndValues[i+1])
	}
	r := ldap.NewAddRequest(dn, nil)
	for _, name := range order {
		r.Attribute(name, values[name])
	}
	return r
}

// user is an enabled account with the usual names.
func user(name, account string, more ...string) *ldap.AddRequest {
	given, surname, _ := strings.Cut(name, " ")
	return entry("CN="+escape(name)+","+staff, append([]string{"objectClass", "user", "sAMAccountName", account,
		"userPrincipalName", account + "@contoso.com", "displayName", name, "givenName", given, "sn", surname,
		"unicodePwd", quoted("Secret-" + account + "-2026!"), "userAccountControl", "512"}, more...)...)
}

func escape(name string) string {
	return strings.NewReplacer(`\`, `\\`, ",", `\,`, "+", `\+`, `"`, `\"`).Replace(name)
}

// quoted is a unicodePwd: the password in quotes, as UTF-16.
func quoted(password string) string {
	var b []byte
	for _, u := range utf16.Encode([]rune(`"` + password + `"`)) {
		b = append(b, byte(u), byte(u>>8))
	}
	return string(b)
}

// content are the entries that the tests search for.
func content() []*ldap.AddRequest {
	anchor := sha256.Sum256([]byte("anna"))
	all := []*ldap.AddRequest{
		entry(staff, "objectClass", "organizationalUnit"),
		entry("OU=Berlin,"+staff, "objectClass", "organizationalUnit"),
		entry(groups, "objectClass", "organizationalUnit"),
		user("Anna Berg", "anna", "mail", "anna@contoso.com", "proxyAddresses", "SMTP:anna@contoso.com", "proxyAddresses", "smtp:a.berg@contoso.com",
			"employeeID", "17", "mS-DS-ConsistencyGuid", string(anchor[:16]), "description", "likes * and ( and ) and \\"),
		user("Jürgen Müller", "jmueller", "mail", "Juergen.Mueller@contoso.com", "manager", "CN=Anna Berg,"+staff, "title", "Ingenieur"),
		user("O'Brien, Pat", "pat", "mail", "pat@contoso.com"),
		user("山田 太郎", "yamada", "proxyAddresses", "SMTP:yamada@contoso.com", "department", "営業"),
		user(`Ben "B" Carter+Co`, "ben"),
		user("Dora Disabled", "dora", "mail", "dora@contoso.com"),
		entry("CN=Ines Org,OU=Berlin,"+staff, "objectClass", "inetOrgPerson", "sAMAccountName", "ines", "sn", "Org", "mail", "ines@contoso.com"),
		entry("CN=Partner,"+staff, "objectClass", "contact", "mail", "partner@fabrikam.com", "displayName", "Partner", "proxyAddresses", "SMTP:partner@fabrikam.com"),
		entry("CN=PC1,"+staff, "objectClass", "computer", "sAMAccountName", "PC1$"),
	}
	for i := range 30 {
		all = append(all, user(fmt.Sprintf("User %02d", i), fmt.Sprintf("user%02d", i), "mail", fmt.Sprintf("user%02d@contoso.com", i), "employeeNumber", fmt.Sprint(1000+i)))
	}
	return append(all,
		entry("CN=Inner,"+groups, "objectClass", "group", "sAMAccountName", "inner", "member", "CN=Anna Berg,"+staff, "member", `CN=O'Brien\, Pat,`+staff, "mail", "inner@contoso.com"),
		entry("CN=Outer,"+groups, "objectClass", "group", "sAMAccountName", "outer", "member", "CN=Inner,"+groups),
	)
}
