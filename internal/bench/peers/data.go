package main

import (
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
)

// build makes the programs, as make build does.
func (b *bench) build() error {
	if err := os.MkdirAll(b.dir, 0o755); err != nil {
		return err
	}
	b.presync, b.probe = filepath.Join(b.dir, "presync"), filepath.Join(b.dir, "probe")
	for out, pkg := range map[string]string{b.presync: "./cmd/presync", b.probe: "./internal/bench/probe"} {
		cmd := exec.CommandContext(b.ctx, "go", "build", "-trimpath", "-ldflags", "-s -w", "-o", out, pkg)
		cmd.Dir, cmd.Env = b.root, append(os.Environ(), "CGO_ENABLED=0")
		if text, err := cmd.CombinedOutput(); err != nil {
			return fmt.Errorf("go build %s: %w: %s", pkg, err, text)
		}
	}
	return nil
}

// population is a folder that presync generate made.
type population struct {
	users                     int
	ad, tenant, settings, all string
}

// seed is that of all data, so that the next run can take what is there.
const seed = "1"

// population makes the data of so many users, unless it is there already.
func (b *bench) population(users int, flags ...string) (population, error) {
	name := fmt.Sprint("users-", users)
	for _, f := range flags {
		name += "-" + filepath.Base(f)
	}
	dir := filepath.Join(b.dir, name)
	p := population{users: users, ad: filepath.Join(dir, "ad.ldif"), tenant: filepath.Join(dir, "tenant"), settings: filepath.Join(dir, "tenant.yaml"), all: dir}
	if _, err := os.Stat(filepath.Join(dir, "truth.csv")); err == nil { // the last file
		return p, nil
	}
	b.say("  making %d users", users)
	args := append([]string{b.presync, "generate", "--quiet", "--users", fmt.Sprint(users), "--seed", seed, "--out", dir}, flags...)
	_, err := b.run(command{argv: args})
	return p, err
}

// files are those that a prediction reads most of.
func (p population) files() []string { return []string{p.ad, filepath.Join(p.tenant, "users.json")} }

// bytes is the size of these files.
func (p population) bytes() (int64, error) {
	var n int64
	for _, f := range p.files() {
		info, err := os.Stat(f)
		if err != nil {
			return 0, err
		}
		n += info.Size()
	}
	return n, nil
}

// predict is a prediction into a file.
func (b *bench) predict(p population, via, format string) command {
	return command{argv: []string{b.presync, "predict", "--quiet", "--via", via, "--format", format, "-o", filepath.Join(b.dir, "prediction."+format),
		"--ad", p.ad, "--cloud", p.tenant, "--tenant", p.settings}, reads: p.files(), exits: []int{0, 3}}
}

// grep counts the records of an export. GNU grep stops at the first one when it
// writes to /dev/null, so its output is kept.
func grep(file string) command {
	return command{argv: []string{"grep", "-c", "^dn:", file}, env: []string{"LC_ALL=C"}, reads: []string{file}, keep: true}
}
