package source

import (
	"bytes"
	"encoding/csv"
	"fmt"
	"io"
	"strings"
)

// wantExport says what a source has to be and how to make one.
const wantExport = `want an LDIF or CSV export of Active Directory with users, ` +
	`as "ldifde -f ad.ldif -r (objectCategory=person)" writes it`

// headSize is how much of a text is looked at to tell what it is.
const headSize = 64 << 10

// sniffExport tells from its beginning what kind of export a text is, and
// gives the whole text back. Anything else is an error that says what was
// found instead.
func sniffExport(text io.Reader, label string) (io.Reader, exportForm, error) {
	head := make([]byte, headSize)
	n, err := io.ReadFull(text, head)
	if err != nil && err != io.EOF && err != io.ErrUnexpectedEOF {
		return nil, 0, fmt.Errorf("read %s: %w", label, pathReason(err))
	}
	head = head[:n]
	whole := io.MultiReader(bytes.NewReader(head), text)
	if found := notText(head); found != "" {
		return nil, 0, fmt.Errorf("%s %s; %s", label, found, wantExport)
	}
	line, typed := firstLine(head)
	if typed {
		return whole, formCSV, nil
	}
	columns := headerOf(line)
	switch {
	case isCloudTable(columns):
		return nil, 0, fmt.Errorf("%s has the columns of a cloud export; give it to --cloud", label)
	case knownColumns(columns) >= 1:
		return whole, formCSV, nil
	case hasDNLine(head):
		return whole, formLDIF, nil
	case isPropertyList(head):
		return nil, 0, fmt.Errorf("%s looks like PowerShell's list on the screen; end the command with | Export-Csv FILE -NoTypeInformation -Encoding UTF8", label)
	case len(columns) > 1:
		return nil, 0, fmt.Errorf("%s looks like a table, but none of its columns is known (the first line is %q); %s", label, shorten(line), wantExport)
	}
	return nil, 0, fmt.Errorf("%s is neither LDIF nor CSV: no line begins with dn:, and the first line is %q; %s", label, shorten(line), wantExport)
}

// notText says what a source looks like that is no text of records, or "".
func notText(head []byte) string {
	text := bytes.TrimLeft(head, " \t\r\n")
	begins := func(with string) bool { return len(text) >= len(with) && asciiEqualFold(with, text[:len(with)]) }
	switch {
	case len(text) == 0:
		return "is empty"
	case begins("PK\x03\x04"):
		return "looks like an Excel workbook or another ZIP archive (save it as CSV UTF-8)"
	case begins("\xD0\xCF\x11\xE0"):
		return "looks like an old Excel workbook (save it as CSV UTF-8)"
	case begins("\x1F\x8B"):
		return "looks like a gzip archive (unpack it first)"
	case begins("<!doctype html"), begins("<html"):
		return "looks like an HTML page"
	case begins("<objs"), begins("<?xml") && bytes.Contains(head, []byte("<Objs")):
		return "looks like PowerShell's Export-Clixml (use Export-Csv)"
	case begins("<"):
		return "looks like XML"
	case text[0] == '{', text[0] == '[':
		return "looks like JSON (is this the cloud export? give it to --cloud)"
	case bytes.IndexByte(head[:min(len(head), sniffSize)], 0) >= 0:
		return "looks like binary data, or text in UTF-32"
	case bytes.IndexByte(text, '\n') < 0 && bytes.IndexByte(bytes.TrimRight(text, "\r"), '\r') >= 0:
		return "ends its lines with CR alone, as old Macs did (save it with the line ends of Windows or Unix)"
	}
	return ""
}

// firstLine is the first line that says something. typed reports a "#TYPE" or
// "sep=" line, which only tables have.
func firstLine(head []byte) (line []byte, typed bool) {
	for line := range bytes.Lines(head) {
		line = bytes.TrimSpace(line)
		switch {
		case len(line) == 0:
		case bytes.HasPrefix(line, []byte("#TYPE ")), len(line) >= 4 && asciiEqualFold("sep=", line[:4]):
			return nil, true
		case line[0] == '#':
		default:
			return line, false
		}
	}
	return nil, false
}

// headerOf takes a line apart as the header of a table.
func headerOf(line []byte) []string {
	r := csv.NewReader(bytes.NewReader(line))
	r.Comma = delimiterOf(line)
	r.LazyQuotes = true
	columns, err := r.Read()
	if err != nil {
		return nil
	}
	for i := range columns {
		columns[i] = strings.ToLower(strings.TrimSpace(columns[i]))
	}
	return columns
}

// hasDNLine reports whether a line begins like a record of LDIF.
func hasDNLine(head []byte) bool {
	for line := range bytes.Lines(head) {
		if len(line) >= 3 && asciiEqualFold("dn:", line[:3]) {
			return true
		}
	}
	return false
}

// isPropertyList reports whether a text is what Format-List shows.
func isPropertyList(head []byte) bool {
	for line := range bytes.Lines(head) {
		name, _, found := bytes.Cut(line, []byte(" :"))
		if _, known := columnAliases[strings.ToLower(string(bytes.TrimSpace(name)))]; found && known {
			return true
		}
	}
	return false
}

// isCloudTable reports whether columns are those of a cloud export: they have
// what only Entra ID has, and nothing that only Active Directory has.
func isCloudTable(columns []string) bool {
	cloud := false
	for _, c := range columns {
		switch c {
		case "dn", "distinguishedname", "objectguid", "samaccountname", "objectsid", "sid", "canonicalname":
			return false
		case "usertype", "onpremisessyncenabled", "onpremisesimmutableid", "dirsyncenabled", "directorysynced",
			"usagelocation", "accountenabled", "creationtype", "onpremisesdistinguishedname":
			cloud = true
		}
	}
	return cloud
}

// knownColumns counts the columns that an export of Active Directory has.
func knownColumns(columns []string) int {
	known := 0
	for _, c := range columns {
		if _, ok := columnAliases[c]; ok {
			known++
		}
	}
	return known
}
