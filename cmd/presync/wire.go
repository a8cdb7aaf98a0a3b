package main

import (
	"context"
	"fmt"
	"os"
	"sync"

	"github.com/spf13/cobra"
	"golang.org/x/term"

	"presync/internal/wire"
	"presync/sim/directory"
	"presync/sim/meter"
	"presync/sim/source"
)

// Secrets come from the environment only: a command line can be read by
// everybody on the machine.
const (
	envPassword = "PRESYNC_BIND_PASSWORD"
	envToken    = "PRESYNC_GRAPH_TOKEN"
)

// wireLimit is how many objects --via auto sends through the fakes.
const wireLimit = 20000

// wireOptions are the flags about inputs that are directories and tenants and
// not files.
type wireOptions struct {
	bindName string
	startTLS bool
	caFile   string
}

func addWireFlags(cmd *cobra.Command, o *wireOptions) {
	f := cmd.Flags()
	f.StringVar(&o.bindName, "bind-name", "", "who reads a directory: `NAME` is a DN, a userPrincipalName or DOMAIN\\user; the password comes from "+envPassword+" or a prompt")
	f.BoolVar(&o.startTLS, "start-tls", false, "encrypt connections of ldap:// with StartTLS")
	f.StringVar(&o.caFile, "ca-file", "", "trust the certificates in `FILE` (PEM) for ldaps:// and StartTLS, too")
}

// ldap gives the options of the LDAP client.
func (o *wireOptions) ldap(a *app) source.LDAPOptions {
	ask := sync.OnceValues(func() (string, error) { return a.password(o.bindName) })
	return source.LDAPOptions{
		BindName: o.bindName, StartTLS: o.startTLS, CAFile: o.caFile,
		Password: func(context.Context) (string, error) { return ask() },
	}
}

// password takes the password of a bind from the environment, or asks for it
// where somebody sits in front of a terminal.
func (a *app) password(name string) (string, error) {
	if password := a.env(envPassword); password != "" {
		return password, nil
	}
	keyboard, ok := a.stdin.(*os.File)
	if !ok || !term.IsTerminal(int(keyboard.Fd())) {
		return "", usagef("set it in the environment; it is not taken from the command line", "%s is not set, and there is no terminal to ask for the password of %s", envPassword, name)
	}
	defer a.display.pause()()
	fmt.Fprintf(a.stderr, "Password of %s: ", name)
	typed, err := term.ReadPassword(int(keyboard.Fd()))
	fmt.Fprintln(a.stderr)
	if err != nil {
		return "", fmt.Errorf("read the password of %s: %w", name, err)
	}
	return string(typed), nil
}

// readCloud reads the tenant, from files or from Graph. Where none is named,
// and the command can do without, it is a tenant that nothing is known of.
func (o *inputOptions) readCloud(ctx context.Context, a *app) (*directory.Tenant, []directory.Input, []directory.Gap, error) {
	if o.cloud == "" {
		return &directory.Tenant{Settings: directory.DefaultSettings()}, nil, nil, nil
	}
	if source.IsGraphURL(o.cloud) {
		return source.ReadGraph(ctx, o.cloud, source.GraphOptions{Token: a.env(envToken), Pack: o.pack, NoHash: o.noHash})
	}
	opt := source.CloudOptions{Pack: o.pack, NoHash: o.noHash}
	files, done := a.countCloud(o.quiet, o.cloud)
	defer done()
	if files != nil {
		return source.ReadCloudFS(ctx, files, o.cloud, opt)
	}
	return source.ReadCloud(ctx, o.cloud, opt)
}

// live counts the sides that were read over the wire: all directories, and the
// tenant.
func (o *inputOptions) live() (some, all bool) {
	all = true
	for _, arg := range o.ad {
		if source.IsLDAPURL(source.ParseADSource(arg).Path) {
			some = true
		} else {
			all = false
		}
	}
	cloud := source.IsGraphURL(o.cloud)
	return some || cloud, all && cloud
}

// tooLargeForWire reports whether there is more than --via auto sends.
func (l *loaded) tooLargeForWire() bool { return len(l.Snapshot.Objects)+l.Tenant.Len() > wireLimit }

// largeExports is the size of exports from which they are taken to have more
// objects than --via auto sends.
const largeExports = 64 << 20

// purpose is what the objects are read for. What goes through a directory server
// goes with all that presync can use.
func (o *inputOptions) purpose() source.Purpose {
	if o.lean && (o.via.value == "memory" || o.via.value == "auto" && o.large()) {
		return source.ForPrediction
	}
	return source.ForAll
}

// large reports whether the on-premises exports are large files, and all can be
// read a second time.
func (o *inputOptions) large() bool {
	size := int64(0)
	if o.cloud == "-" {
		return false
	}
	for _, path := range o.adPaths() {
		if info, err := os.Stat(path); err == nil && info.Mode().IsRegular() {
			size += info.Size()
		} else {
			return false
		}
	}
	return size >= largeExports
}

// carry sends what was read from files through the fakes, as --via asks, and
// gives run.via: how the engine got its inputs. The answer is the same either
// way. What the fakes cannot carry is predicted from memory, unless the wire
// was asked for.
func (l *loaded) carry(ctx context.Context, a *app, o *inputOptions) (via string, err error) {
	some, all := o.live()
	asked := o.via.value == "wire"
	switch {
	case all:
		return "wire", nil
	case asked:
	case o.via.value == "memory", some, l.tooLargeForWire():
		return "memory", nil
	}
	a.next("sending it through LDAP and Graph", meter.Nothing, 0)
	snap, tenant, err := wire.Read(ctx, l.Snapshot, l.Tenant)
	a.next(l.matching(), meter.Nothing, 0)
	switch {
	case err == nil:
		l.Snapshot, l.Tenant = snap, tenant
		return "wire", nil
	case asked || ctx.Err() != nil:
		return "", err
	}
	if !o.quiet {
		fmt.Fprintf(a.stderr, "presync: predicted from memory: %v\n", err)
	}
	return "memory", nil
}
