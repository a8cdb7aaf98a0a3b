package main

import (
	"bufio"
	"bytes"
	"fmt"
	"os"
	"os/exec"
	"runtime"
	"strings"
	"time"
)

// render writes the table. A row with several figures takes several lines.
func render(results []result) string {
	var b strings.Builder
	b.WriteString("| # | what | to reach | measured | |\n|---|---|---|---|---|\n")
	for _, r := range results {
		number, what, reach := fmt.Sprint(r.number), r.what, r.toReach
		for _, p := range r.parts {
			fmt.Fprintf(&b, "| %s | %s | %s | %s | %s |\n", number, what, reach, strings.ReplaceAll(p.measured, "|", "\\|"), p.verdict)
			number, what, reach = "", "", ""
		}
	}
	return b.String()
}

// The marks between which the table stands.
const (
	begin = "<!-- make bench-peers writes from here -->"
	end   = "<!-- to here -->"
)

// writePage replaces what stands between the marks.
func writePage(path, content string) error {
	page, err := os.ReadFile(path)
	if err != nil {
		return err
	}
	before, rest, found := bytes.Cut(page, []byte(begin))
	_, after, closed := bytes.Cut(rest, []byte(end))
	if !found || !closed {
		return fmt.Errorf("%s: want the lines %q and %q", path, begin, end)
	}
	out := append(append([]byte{}, before...), begin+"\n\n"+content+"\n"+end...)
	return os.WriteFile(path, append(out, after...), 0o644)
}

// machine says where and how the table was made.
func (b *bench) machine() string {
	kernel, err := os.ReadFile("/proc/sys/kernel/osrelease")
	if err != nil {
		kernel = []byte("unknown")
	}
	commit := "unknown"
	if out, err := exec.CommandContext(b.ctx, "git", "-C", b.root, "describe", "--always", "--dirty").Output(); err == nil {
		commit = strings.TrimSpace(string(out))
	}
	return fmt.Sprintf("%s, commit %s. %d x %s, %s of memory, Linux %s, %s.\n%d users in the large rows, %d over connections, %d rounds; the medians.\n",
		time.Now().UTC().Format(time.DateOnly), commit, runtime.NumCPU(), field("/proc/cpuinfo", "model name"), memory(), strings.TrimSpace(string(kernel)),
		runtime.Version(), b.size, b.wire, b.runs)
}

// field finds a value in a file with lines "name: value".
func field(path, name string) string {
	f, err := os.Open(path)
	if err != nil {
		return "unknown"
	}
	defer f.Close()
	for lines := bufio.NewScanner(f); lines.Scan(); {
		if left, right, _ := strings.Cut(lines.Text(), ":"); strings.TrimSpace(left) == name {
			return strings.TrimSpace(right)
		}
	}
	return "unknown"
}

func memory() string {
	var kb float64
	if _, err := fmt.Sscan(field("/proc/meminfo", "MemTotal"), &kb); err != nil {
		return "unknown size"
	}
	return fmt.Sprintf("%.0f GB", kb/(1<<20))
}
