package source

import (
	"context"
	"crypto/tls"
	"crypto/x509"
	"fmt"
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
	conn = ldap.NewConn(raw, d.target.tls)
	conn.SetTimeout(answerTimeout)
	conn.Start()
	unhook := context.AfterFunc(ctx, func() { _ = conn.Close() })
	stop = func() { unhook(); _ = conn.Close() }
	if err := d.introduce(ctx, conn, config, local); err != nil {
		stop()
		return nil, nil, err
	}
	return conn, stop, nil
}

// introduce starts TLS where that is asked for, and binds.
func (d *directoryReader) introduce(ctx context.Context, conn *ldap.Conn, config *tls.Config, local bool) error {
	secure := d.target.tls
	if d.how.StartTLS && !secure {
		if err := conn.StartTLS(config); err != nil {
			return d.failure("start TLS with", err)
		}
		secure = true
	}
	if d.how.BindName == "" {
		return nil
	}
	if !secure && !local {
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
