package main

import (
	"bufio"
	"bytes"
	"encoding/base64"
	"errors"
	"fmt"
	"io"
	"maps"
	"os"
	"slices"
	"strings"
)

// forOpenLDAP writes a copy of an export that slapd takes: certificates left
// out, because it wants real ones, and the entries above the users in front.
func forOpenLDAP(from, to string) error {
	parents, err := parentsIn(from)
	if err != nil {
		return err
	}
	in, err := os.Open(from)
	if err != nil {
		return err
	}
	defer in.Close()
	out, err := os.Create(to + ".part")
	if err != nil {
		return err
	}
	w := bufio.NewWriterSize(out, 1<<20)
	for _, dn := range parents {
		fmt.Fprintf(w, "dn:: %s\nobjectClass: top\n\n", base64.StdEncoding.EncodeToString([]byte(dn)))
	}
	err = errors.Join(copyWithoutCertificates(w, in), w.Flush(), out.Close())
	if err != nil {
		return err
	}
	return os.Rename(to+".part", to)
}

// copyWithoutCertificates copies lines.
func copyWithoutCertificates(w *bufio.Writer, r io.Reader) error {
	lines := bufio.NewScanner(r)
	lines.Buffer(nil, 1<<20)
	skip := false
	for lines.Scan() {
		line := lines.Bytes()
		if len(line) == 0 || line[0] != ' ' {
			skip = bytes.HasPrefix(line, []byte("userCertificate:")) || bytes.HasPrefix(line, []byte("userSMIMECertificate:"))
		}
		if !skip {
			w.Write(line)
			w.WriteByte('\n')
		}
	}
	return lines.Err()
}

// parentsIn lists the entries above those of an export, the upper ones first.
func parentsIn(path string) ([]string, error) {
	f, err := os.Open(path)
	if err != nil {
		return nil, err
	}
	defer f.Close()
	all := map[string]bool{}
	lines, dn := bufio.NewScanner(f), ""
	lines.Buffer(nil, 1<<20)
	for lines.Scan() {
		switch line := lines.Text(); {
		case strings.HasPrefix(line, "dn:"):
			dn = line
		case dn != "" && strings.HasPrefix(line, " "):
			dn += line[1:]
		case dn != "":
			if err := addParents(all, dn); err != nil {
				return nil, err
			}
			dn = ""
		}
	}
	out := slices.Collect(maps.Keys(all))
	slices.SortFunc(out, func(a, b string) int {
		return len(splitDN(a))*1000 + len(a) - len(splitDN(b))*1000 - len(b)
	})
	return out, lines.Err()
}

// addParents notes the entries above one, down from the naming context.
func addParents(all map[string]bool, line string) error {
	dn, plain := strings.CutPrefix(line, "dn: ")
	if !plain {
		value, err := base64.StdEncoding.DecodeString(strings.TrimPrefix(line, "dn:: "))
		if err != nil {
			return fmt.Errorf("%q: %w", line, err)
		}
		dn = string(value)
	}
	parts := splitDN(dn)
	for i := 1; i < len(parts); i++ {
		all[strings.Join(parts[i:], ",")] = true
		if strings.HasPrefix(parts[i], "DC=") {
			break // the naming context
		}
	}
	return nil
}

// splitDN splits a name at commas that are not escaped.
func splitDN(dn string) []string {
	var parts []string
	start := 0
	for i := 0; i < len(dn); i++ {
		switch dn[i] {
		case '\\':
			i++
		case ',':
			parts = append(parts, dn[start:i])
			start = i + 1
		}
	}
	return append(parts, dn[start:])
}
