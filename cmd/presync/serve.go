package main

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"

	"github.com/spf13/cobra"

	"presync/fakegraph"
	"presync/fakeldap"
	"presync/internal/wire"
	"presync/sim/directory"
	"presync/sim/source"
)

// serveOptions are the flags of presync serve.
type serveOptions struct {
	ad                  []string
	cloud               string
	ldapAddr, graphAddr string
	bindPassword, token string
	readOnly            bool
	log                 string
	ldifOut             string
	format              choice
	wire                wireOptions
}

func newServeCmd(a *app) *cobra.Command {
	o := &serveOptions{format: newChoice("FORMAT", "text", "json")}
	cmd := &cobra.Command{
		Use:   "serve [--ad SOURCE] [--cloud SOURCE] [flags]",
		Short: "Run an Active Directory and a Microsoft Graph on this machine",
		Long: `Serve answers LDAP like a domain controller and HTTP like Microsoft Graph, with
the content of your exports, until it is interrupted. Scripts and tools can be
tried out against it; nothing reaches the real directory or tenant, and both
servers listen on this machine only.

It prints one address a line when both are ready: one ldap:// for each forest,
then http://.../v1.0 (beta is beside it). Any name with a password may bind and
any bearer token is taken, unless --bind-password and --token say otherwise.

Exit codes: 0 interrupted, 1 an input could not be used or a server could not
start, 2 wrong usage.`,
		Example: `  # the exports of the day, to try a script on
  presync serve --ad ad.ldif --cloud tenant/

  # what did the script do
  presync serve --ad ad.ldif --cloud tenant/ --log requests.jsonl --ldif-out after.ldif`,
		Args: args(0, 0, ""),
		RunE: func(cmd *cobra.Command, _ []string) error { return runServe(cmd.Context(), a, o) },
	}
	f := cmd.Flags()
	f.StringArrayVar(&o.ad, "ad", nil, "content of the directory, `[NAME=]SOURCE`: LDIF or CSV, - is standard input, ldap://HOST/BASE; repeatable, each NAME gets a server of its own")
	f.Var(&once{value: &o.cloud}, "cloud", "content of the tenant, `PATH`: a folder with users.json and more, one JSON, CSV or LDIF file, or a Graph root")
	f.StringVar(&o.ldapAddr, "ldap-addr", "", "listen for LDAP on `HOST:PORT` of this machine instead of a free port")
	f.StringVar(&o.graphAddr, "graph-addr", "", "listen for HTTP on `HOST:PORT` of this machine instead of a free port")
	f.StringVar(&o.bindPassword, "bind-password", "", "take only `TEXT` as password, and only names that are in the directory")
	f.StringVar(&o.token, "token", "", "take only `TEXT` as bearer token")
	f.BoolVar(&o.readOnly, "read-only", false, "refuse all writes")
	f.StringVar(&o.log, "log", "", "write every request to `FILE`, one JSON object a line")
	f.StringVar(&o.ldifOut, "ldif-out", "", "write the directory to `FILE` as LDIF at the end")
	f.Var(&o.format, "format", "text, or json for the addresses as one object")
	completeWith(cmd, "format", o.format.allowed)
	addWireFlags(cmd, &o.wire)
	return cmd
}

func runServe(ctx context.Context, a *app, o *serveOptions) (err error) {
	s := &service{app: a, options: o}
	defer func() { err = errors.Join(err, s.close()) }()
	if err := s.start(ctx); err != nil {
		return err
	}
	if err := s.announce(); err != nil {
		return err
	}
	<-ctx.Done()
	return s.export(context.WithoutCancel(ctx))
}

// service is both servers while they run.
type service struct {
	app         *app
	options     *serveOptions
	log         *requestFile
	directories []servedForest
	graph       *fakegraph.Server
}

// servedForest is a directory server.
type servedForest struct {
	forest string
	server *fakeldap.Server
}

// start reads the inputs and starts a server for each forest, and one for the
// tenant.
func (s *service) start(ctx context.Context) error {
	snap, err := s.readForests(ctx)
	if err != nil {
		return err
	}
	seed, err := s.readTenant(ctx)
	if err != nil {
		return err
	}
	if len(snap.Forests) > 1 && (s.options.ldifOut != "" || s.options.ldapAddr != "") {
		return usagef("serve one forest, or leave --ldif-out and --ldap-addr away", "--ldif-out and --ldap-addr are for one forest, and there are %d", len(snap.Forests))
	}
	if err := s.options.checkFiles(); err != nil {
		return err
	}
	if s.log, err = openRequestFile(s.options.log); err != nil {
		return err
	}
	for _, forest := range snap.Forests {
		if err := s.startDirectory(forest, snap); err != nil {
			return err
		}
	}
	config := fakegraph.Config{Seed: seed, Addr: s.options.graphAddr, Token: s.options.token, ReadOnly: s.options.readOnly}
	if s.log != nil {
		config.Log = s.log.graph
	}
	s.graph, err = fakegraph.Start(config)
	return err
}

// checkFiles refuses at the start what would lose an input, or at the end what
// was done to the directory.
func (o *serveOptions) checkFiles() error {
	inputs := []string{o.cloud}
	for _, arg := range o.ad {
		inputs = append(inputs, source.ParseADSource(arg).Path)
	}
	folder, _ := os.ReadDir(o.cloud) // of a file, nothing
	for _, f := range folder {
		inputs = append(inputs, filepath.Join(o.cloud, f.Name()))
	}
	if err := refuseInput("--log", o.log, inputs...); err != nil {
		return err
	}
	if err := refuseInput("--ldif-out", o.ldifOut, inputs...); err != nil {
		return err
	}
	if o.log != "" && filepath.Clean(o.log) == filepath.Clean(o.ldifOut) {
		return usagef("name two files", "--log and --ldif-out both want to write %s", o.log)
	}
	return canReplace("--ldif-out", o.ldifOut)
}

// readForests reads the content of the directories; without a source there is
// one empty forest.
func (s *service) readForests(ctx context.Context) (*directory.Snapshot, error) {
	if len(s.options.ad) == 0 {
		return &directory.Snapshot{Forests: []string{"empty"}}, nil
	}
	var sources []source.ADSource
	for _, arg := range s.options.ad {
		src := source.ParseADSource(arg)
		if src.Path == "-" {
			src.Reader = s.app.stdin
		}
		sources = append(sources, src)
	}
	snap, inputs, _, err := source.ReadForests(ctx, sources, source.Options{Keep: []string{"*"}}, s.options.wire.ldap(s.app))
	if err != nil {
		return nil, err
	}
	nameProblems(s.app.stderr, inputs)
	return snap, nil
}

// readTenant reads the content of the tenant. Graph's own JSON is taken as it
// is, other formats by way of what presync knows of a tenant.
func (s *service) readTenant(ctx context.Context) (fakegraph.Seed, error) {
	cloud := s.options.cloud
	info, err := os.Stat(cloud)
	switch {
	case cloud == "":
		return fakegraph.Seed{}, nil
	case err == nil && info.IsDir():
		return fakegraph.LoadFolder(cloud)
	case err == nil:
		text, err := os.ReadFile(cloud)
		if err != nil {
			return fakegraph.Seed{}, err
		}
		if users, err := fakegraph.ReadObjects(bytes.NewReader(text)); err == nil {
			return fakegraph.Seed{Users: users}, nil
		}
	}
	tenant, inputs, _, err := (&inputOptions{cloud: cloud}).readCloud(ctx, s.app)
	if err != nil {
		return fakegraph.Seed{}, err
	}
	nameProblems(s.app.stderr, inputs)
	return wire.Seed(tenant), nil
}

// startDirectory starts the server of a forest. An entry that the server
// cannot have is named and left out.
func (s *service) startDirectory(forest string, snap *directory.Snapshot) error {
	config := fakeldap.Config{Verbatim: true, Addr: s.options.ldapAddr, BindPassword: s.options.bindPassword, ReadOnly: s.options.readOnly}
	if s.log != nil {
		config.RequestLog = ldapLog{s.log}
	}
	var objects []*directory.Object
	for _, o := range snap.Objects {
		if o.Forest == forest {
			objects = append(objects, o)
		}
	}
	if len(objects) > 0 {
		config.Domain = wire.DomainOf(objects[0].DN)
	}
	server, err := fakeldap.Start(config)
	if err != nil {
		return err
	}
	s.directories = append(s.directories, servedForest{forest, server})
	loader := server.NewLoader()
	for _, o := range objects {
		if err := wire.Load(loader, o.DN, o); err != nil {
			fmt.Fprintf(s.app.stderr, "presync: %s: not served: %v\n", o.Origin, err)
		}
	}
	return nil
}

// announce prints the addresses.
func (s *service) announce() error {
	graph := s.graph.URL() + "/v1.0"
	if s.options.format.value == "json" {
		type forest struct {
			Forest        string `json:"forest"`
			URL           string `json:"url"`
			GlobalCatalog string `json:"globalCatalog"`
			Base          string `json:"base"`
		}
		var out struct {
			LDAP  []forest `json:"ldap"`
			Graph string   `json:"graph"`
		}
		for _, d := range s.directories {
			out.LDAP = append(out.LDAP, forest{d.forest, d.server.URL(), d.server.GCURL(), d.server.BaseDN()})
		}
		out.Graph = graph
		return json.NewEncoder(s.app.stdout).Encode(out)
	}
	for _, d := range s.directories {
		if _, err := fmt.Fprintln(s.app.stdout, d.server.URL()); err != nil {
			return err
		}
	}
	_, err := fmt.Fprintln(s.app.stdout, graph)
	return err
}

// export writes the directory as it is at the end.
func (s *service) export(ctx context.Context) error {
	if s.options.ldifOut == "" {
		return nil
	}
	return writeNamed(ctx, s.app, "--ldif-out", s.options.ldifOut, func(w io.Writer) error { return s.directories[0].server.ExportLDIF(w) })
}

// close ends the servers. That a client asked for what a server does not do is
// told and is no failure of this command.
func (s *service) close() error {
	var notes []error
	for _, d := range s.directories {
		notes = append(notes, d.server.Close())
	}
	if s.graph != nil {
		notes = append(notes, s.graph.Close())
	}
	for _, note := range notes {
		if note != nil {
			fmt.Fprintf(s.app.stderr, "presync: %v\n", note)
		}
	}
	return s.log.close()
}
