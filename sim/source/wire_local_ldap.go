package source

import (
	"context"
	"errors"
	"fmt"
	"net"
	"time"

	"github.com/go-ldap/ldap/v3"
)

// OpenLocalDirectory connects and binds to a directory on this machine, for
// reading and writing single attributes. Any other address is refused, as by
// [OpenLocalGraph].
func OpenLocalDirectory(ctx context.Context, url string, how LDAPOptions) (*LocalDirectory, error) {
	target, err := parseLDAPURL(url)
	if err != nil {
		return nil, err
	}
	if err := checkLocal(ctx, url, target.host); err != nil {
		return nil, err
	}
	r := &directoryReader{target: target, how: how, dialer: localDialer()}
	conn, stop, err := r.connect(ctx)
	if err != nil {
		return nil, err
	}
	return &LocalDirectory{reader: r, conn: conn, stop: stop}, nil
}

// Close ends the connection.
func (d *LocalDirectory) Close() { d.stop() }

// Values reads an attribute of an entry; found is false when there is no such
// entry.
func (d *LocalDirectory) Values(ctx context.Context, dn, attribute string) (values [][]byte, found bool, err error) {
	err = d.patiently(ctx, func() error {
		answer, err := d.conn.Search(ldap.NewSearchRequest(dn, ldap.ScopeBaseObject, ldap.NeverDerefAliases, 0, 0, false,
			"(objectClass=*)", []string{attribute}, nil))
		if err != nil {
			return err
		}
		if len(answer.Entries) > 0 {
			values, found = answer.Entries[0].GetEqualFoldRawAttributeValues(attribute), true
		}
		return nil
	})
	if ldap.IsErrorWithCode(err, ldap.LDAPResultNoSuchObject) {
		return nil, false, nil
	}
	if err != nil {
		return nil, false, d.reader.failure("read "+dn+" from", err)
	}
	return values, found, nil
}

// Change puts the new value of an attribute in the place of the old one; nil
// is no value. The directory refuses it as a whole when the old value is not
// there any more, which is a *ChangedError.
func (d *LocalDirectory) Change(ctx context.Context, dn, attribute string, old, fresh []byte) error {
	request := ldap.NewModifyRequest(dn, nil)
	if old != nil {
		request.Delete(attribute, []string{string(old)})
	}
	if fresh != nil {
		request.Add(attribute, []string{string(fresh)})
	}
	err := d.patiently(ctx, func() error { return d.conn.Modify(request) })
	switch {
	case err == nil:
		return nil
	case ldap.IsErrorAnyOf(err, ldap.LDAPResultNoSuchAttribute, ldap.LDAPResultAttributeOrValueExists),
		old == nil && ldap.IsErrorWithCode(err, ldap.LDAPResultConstraintViolation): // a second value where one may be
		return &ChangedError{DN: dn, Attribute: attribute}
	}
	return d.reader.failure("write "+attribute+" of "+dn+" to", err)
}

// patiently does something again while the server is busy.
func (d *LocalDirectory) patiently(ctx context.Context, do func() error) error {
	for try := range graphTries {
		err := do()
		if try == graphTries-1 || !ldap.IsErrorAnyOf(err, ldap.LDAPResultBusy, ldap.LDAPResultUnavailable) {
			return err
		}
		if err := waitByTheClock(ctx, 100*time.Millisecond<<try); err != nil {
			return err
		}
	}
	return nil
}

// IsDirectoryRefusal reports whether the directory answered and said no to
// this one request.
func IsDirectoryRefusal(err error) bool {
	var e *ldap.Error
	var changed *ChangedError
	return errors.As(err, &changed) || errors.As(err, &e) && e.ResultCode < ldap.ErrorNetwork &&
		e.ResultCode != ldap.LDAPResultBusy && e.ResultCode != ldap.LDAPResultUnavailable
}

// LocalDirectory reads and changes entries of a directory on this machine.
type LocalDirectory struct {
	reader *directoryReader
	conn   *ldap.Conn
	stop   func()
}

// ChangedError says that a value was not there any more when it was to be
// replaced.
type ChangedError struct{ DN, Attribute string }

func (e *ChangedError) Error() string {
	return fmt.Sprintf("%s of %s was changed by somebody else meanwhile", e.Attribute, e.DN)
}

// dialerOr is the dialer that a reader was given, or one of its own.
func (d *directoryReader) dialerOr() *net.Dialer {
	if d.dialer != nil {
		return d.dialer
	}
	return &net.Dialer{Timeout: dialTimeout}
}
