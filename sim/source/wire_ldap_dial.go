package source

import (
	"context"
	"crypto/tls"
	"crypto/x509"
	"fmt"
	"io"
	"net"
	"os"
	"time"

	"github.com/go-ldap/ldap/v3"
)

// How long a server may take to take a connection, and to begin with an answer.
const (
	dialTimeout   = 15 * time.Second
	answerTimeout = 2 * time.Minute
)

// connect opens a connection, encrypts it as asked, and binds. The connection
// closes when the context ends; stop gives it up.
func (d *directoryReader) connect(ctx context.Context) (conn *ldap.Conn, stop func(), err error) {
	config, err := d.tlsConfig()
	if err != nil {
		return nil, nil, err
	}
	raw, err := d.dialerOr().DialContext(ctx, "tcp", net.JoinHostPort(d.target.host, d.target.port))
	if err != nil {
		return nil, nil, d.failure("connect to", err)
	}
	local := isLoopback(raw.RemoteAddr())
	if d.target.tls {
		secure := tls.Client(raw, config)
		handshake, cancel := context.WithTimeout(ctx, dialTimeout)
		defer cancel()
		if err := secure.HandshakeContext(handshake); err != nil {
			_ = raw.Close()
			return nil, nil, d.failure("connect to", err)
		}
		raw = secure
	}
	secure := d.target.tls
	if d.how.StartTLS && !secure {
		encrypted, err := startTLS(ctx, raw, config)
		if err != nil {
			_ = raw.Close()
			return nil, nil, d.failure("start TLS with", err)
		}
		raw, secure = encrypted, true
	}
	d.tap = newLDAPTap(raw)
	conn = ldap.NewConn(d.tap, secure)
	conn.SetTimeout(answerTimeout)
	conn.Start()
	unhook := context.AfterFunc(ctx, func() { _ = conn.Close() })
	stop = func() { unhook(); _ = conn.Close() }
	if err := d.introduce(ctx, conn, secure || local); err != nil {
		stop()
		return nil, nil, err
	}
	return conn, stop, nil
}

// startTLS encrypts a connection on which nothing was said before (RFC 4511
// section 4.14). The library could do so too, but then it alone could read
// what comes.
func startTLS(ctx context.Context, raw net.Conn, config *tls.Config) (net.Conn, error) {
	ctx, cancel := context.WithTimeout(ctx, dialTimeout)
	defer cancel()
	unhook := context.AfterFunc(ctx, func() { _ = raw.SetDeadline(time.Unix(1, 0)) })
	defer unhook()
	body := appendElement(appendInt(nil, berInteger, 1), opExtended, appendElement(nil, 0x80, startTLSOID))
	if _, err := raw.Write(appendElement(nil, berSequence, body)); err != nil {
		return nil, err
	}
	answer, err := readMessage(raw)
	if err != nil {
		return nil, err
	}
	content, _, _ := expect(answer, berSequence)
	_, rest, _ := expect(content, berInteger)
	result, _, _ := expect(rest, opExtendedDone)
	if err := ldapResult(result); err != nil {
		return nil, err
	}
	secure := tls.Client(raw, config)
	return secure, secure.HandshakeContext(ctx)
}

// startTLSOID names the operation (RFC 4511 section 4.14.1).
const startTLSOID = "1.3.6.1.4.1.1466.20037"

// readMessage reads one short message and not a byte more.
func readMessage(r io.Reader) ([]byte, error) {
	message, need := []byte(nil), 2
	for {
		from := len(message)
		message = append(message, make([]byte, need-from)...)
		if _, err := io.ReadFull(r, message[from:]); err != nil {
			return nil, err
		}
		total, _, more, ok := messageHead(message)
		switch {
		case !ok || total > mostStartTLS:
			return nil, errNotLDAP
		case more == 0 && len(message) == total:
			return message, nil
		case more == 0:
			more = total
		}
		need = more
	}
}

// mostStartTLS bounds the answer to StartTLS.
const mostStartTLS = 64 << 10

// introduce binds. private says that nobody can listen.
func (d *directoryReader) introduce(ctx context.Context, conn *ldap.Conn, private bool) error {
	if d.how.BindName == "" {
		return nil
	}
	if !private {
		return &wireError{
			text: fmt.Sprintf("%s: a password does not go over the network without encryption", d.target.url),
			hint: "use ldaps://, or --start-tls",
		}
	}
	password, err := d.how.Password(ctx)
	if err != nil {
		return err
	}
	if password == "" {
		return &wireError{
			text: fmt.Sprintf("%s: the password of %s is empty, and a bind without a password is anonymous", d.target.url, d.how.BindName),
			hint: "set PRESYNC_BIND_PASSWORD",
		}
	}
	if err := conn.Bind(d.how.BindName, password); err != nil {
		return d.failure("bind to", err)
	}
	return nil
}

// tlsConfig trusts the system's authorities and those of the CA file.
func (d *directoryReader) tlsConfig() (*tls.Config, error) {
	config := &tls.Config{ServerName: d.target.host, MinVersion: tls.VersionTLS12}
	if d.how.CAFile == "" {
		return config, nil
	}
	pem, err := os.ReadFile(d.how.CAFile)
	if err != nil {
		return nil, fmt.Errorf("read the CA file: %w", err)
	}
	if config.RootCAs, err = x509.SystemCertPool(); err != nil {
		config.RootCAs = x509.NewCertPool()
	}
	if !config.RootCAs.AppendCertsFromPEM(pem) {
		return nil, fmt.Errorf("%s holds no certificate in PEM", d.how.CAFile)
	}
	return config, nil
}

// isLoopback reports whether an address is on this machine.
func isLoopback(addr net.Addr) bool {
	tcp, ok := addr.(*net.TCPAddr)
	return ok && tcp.IP.IsLoopback()
}
