package scenarios

import (
	"errors"
	"strings"
)

// none is written where there is no value.
const none = "-"

// word is one blank-separated piece of a want line. A word of the form
// key=value has a key; value is what follows, or the whole word.
type word struct {
	key, value string
	// from and to frame the value in the line, with its quotes.
	from, to int
}

// splitWords cuts a line at blanks. A value that starts with a double quote
// ends with one; inside, two double quotes stand for one.
func splitWords(line string) ([]word, error) {
	var words []word
	for at := 0; ; {
		for at < len(line) && isBlank(line[at]) {
			at++
		}
		if at == len(line) {
			return words, nil
		}
		w, err := scanWord(line, at)
		if err != nil {
			return nil, err
		}
		words = append(words, w)
		at = w.to
	}
}

// scanWord reads the word that starts at a place that is no blank.
func scanWord(line string, at int) (word, error) {
	w := word{from: at}
	for at < len(line) && !isBlank(line[at]) {
		switch {
		case line[at] == '"' && at == w.from:
			value, end, err := scanQuoted(line, at)
			w.value, w.to = value, end
			return w, err
		case line[at] == '=' && w.key == "" && w.from < at:
			w.key, w.from = line[w.from:at], at+1
		}
		at++
	}
	w.value, w.to = line[w.from:at], at
	return w, nil
}

// scanQuoted reads a quoted value and gives the place behind its closing quote.
func scanQuoted(line string, at int) (value string, end int, err error) {
	var text strings.Builder
	for at++; at < len(line); at++ {
		if line[at] != '"' {
			text.WriteByte(line[at])
			continue
		}
		if at++; at < len(line) && line[at] == '"' {
			text.WriteByte('"')
			continue
		}
		if at < len(line) && !isBlank(line[at]) {
			return "", 0, errors.New("a closing quote must be followed by a blank (write \"\" for a quote inside quotes)")
		}
		return text.String(), at, nil
	}
	return "", 0, errors.New("a quoted value is not closed before the end of the line")
}

// text is the word as a name, where an equals sign has no meaning.
func (w word) text() string {
	if w.key == "" {
		return w.value
	}
	return w.key + "=" + w.value
}

func isBlank(b byte) bool { return b == ' ' || b == '\t' }

// quote writes a value so that splitWords reads it back.
func quote(value string) string {
	if value == "" || strings.ContainsAny(value, " \t\"") || value[0] == '#' {
		return `"` + strings.ReplaceAll(value, `"`, `""`) + `"`
	}
	return value
}

// oneLine puts a value that holds line breaks on one line, which is how it is
// compared and written.
func oneLine(value string) string {
	return strings.NewReplacer("\r\n", " ", "\n", " ", "\r", " ").Replace(value)
}

// splitList cuts a list value at its commas. A backslash before a comma or a
// backslash takes that character literally. "-" is the empty list.
func splitList(value string) []string {
	if value == none {
		return nil
	}
	var items []string
	var item strings.Builder
	for i := 0; i < len(value); i++ {
		switch c := value[i]; {
		case c == '\\' && i+1 < len(value) && (value[i+1] == ',' || value[i+1] == '\\'):
			i++
			item.WriteByte(value[i])
		case c == ',':
			items = append(items, item.String())
			item.Reset()
		default:
			item.WriteByte(c)
		}
	}
	return append(items, item.String())
}

// joinList writes a list so that splitList reads it back.
func joinList(items []string) string {
	if len(items) == 0 {
		return none
	}
	escaped := make([]string, len(items))
	for i, item := range items {
		escaped[i] = strings.NewReplacer(`\`, `\\`, `,`, `\,`).Replace(item)
	}
	return strings.Join(escaped, ",")
}
