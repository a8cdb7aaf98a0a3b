package scenarios

import (
	"bytes"
	"regexp"
	"strings"
)

// nearMarker is a line that was meant to start a section.
var nearMarker = regexp.MustCompile(`^--[ \t]*[A-Za-z][A-Za-z0-9._/-]*[ \t]*--[ \t]*$`)

// marker is a line that starts one.
var marker = regexp.MustCompile(`^-- \S+ --$`)

// checkText refuses what no reader of archives would complain about: a file in
// UTF-16, and a section that has no proper marker, so that it would be taken for
// a part of the one before.
func checkText(file string, data []byte) error {
	if bytes.HasPrefix(data, []byte("\xff\xfe")) || bytes.HasPrefix(data, []byte("\xfe\xff")) {
		return errorAt(file, 1, "the file is in UTF-16; save it as UTF-8")
	}
	number := 0
	for line := range bytes.Lines(data) {
		number++
		text := strings.TrimRight(string(line), "\r\n")
		if !nearMarker.MatchString(text) || marker.MatchString(text) {
			continue
		}
		name := strings.Trim(strings.Trim(text, " \t-"), " \t")
		return errorAt(file, number, "%q starts no section; write \"-- %s --\"", text, name)
	}
	return nil
}
