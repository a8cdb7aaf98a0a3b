package source

import (
	"bytes"
	"errors"
	"fmt"
	"io"
)

// fileFormat is how a cloud export is written.
type fileFormat uint8

const (
	formatJSON fileFormat = iota
	formatCSV
	formatLDIF
)

// wantCloud says what a cloud export has to be and how to make one.
const wantCloud = "want users as Graph JSON, CSV or LDIF, for example the answer of GET /v1.0/users saved as it is"

// sniff tells the format from the first bytes. It reports an error for what
// is none of them; want says what was expected.
func (s *stream) sniff(want string) (fileFormat, error) {
	head, err := s.Peek(32 << 10)
	if err != nil && err != io.EOF {
		return 0, err
	}
	text := bytes.TrimLeft(head, " \t\r\n")
	if len(text) > 0 && (text[0] == '{' || text[0] == '[') {
		return formatJSON, nil
	}
	if len(text) == 0 && len(head) == 32<<10 {
		return formatJSON, nil // blank lines only: the reader tells what follows
	}
	if found := notText(head); found != "" {
		if text = bytes.TrimSpace(text); len(text) > 0 && text[0] == '<' {
			found += "; a sign-in page or a proxy may have answered instead of Graph"
		}
		return 0, errors.New(found + "; " + want)
	}
	line, typed := firstLine(head)
	columns := headerOf(line)
	switch {
	case typed || knownCloudColumns(columns) > 0:
		return formatCSV, nil
	case hasDNLine(head):
		return formatLDIF, nil
	case isPropertyList(head):
		return 0, errors.New("looks like PowerShell's list on the screen; end the command with | ConvertTo-Json -Depth 5")
	case len(columns) > 1:
		return 0, fmt.Errorf("looks like a table, but none of its columns is known (the first line is %q); %s", shorten(line), want)
	}
	return 0, fmt.Errorf("is neither Graph JSON nor CSV nor LDIF (the first line is %q); %s", shorten(line), want)
}
