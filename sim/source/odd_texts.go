package source

import "golang.org/x/text/encoding/charmap"

// oddTexts counts values that are not UTF-8 and were read as Windows-1252.
type oddTexts struct {
	count int
	line  int    // of the first
	text  string // as it was read
}

// decode reads text that is not UTF-8, as tools write it that know only the code
// page of the machine.
func (o *oddTexts) decode(line int, value []byte) []byte {
	decoded, err := charmap.Windows1252.NewDecoder().Bytes(value)
	if err != nil {
		decoded = value
	}
	o.merge(&oddTexts{1, line, string(decoded)})
	return decoded
}

// merge adds those of another part of a file.
func (o *oddTexts) merge(other *oddTexts) {
	if other.count > 0 && (o.count == 0 || other.line < o.line) {
		o.line, o.text = other.line, other.text
	}
	o.count += other.count
}
