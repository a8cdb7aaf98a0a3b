package source

// rowEnd finds the end of a row byte by byte, in a text that comes in parts.
type rowEnd struct {
	delimiter byte
	state     rowState
}

// rowState is what came before.
type rowState uint8

const (
	atField    rowState = iota // a delimiter, or the row begins
	inPlain                    // a field without quotes
	inQuotes                   // a field in quotes
	atQuote                    // a quote in it: that which closes it, or the first of two
	atReturn                   // a CR behind the closing quote
	brokenLine                 // what no row has: it ends with the line
)

// find gives how much of a text belongs to the row, and whether it ends there.
func (e *rowEnd) find(text []byte) (n int, ended bool) {
	for i, c := range text {
		if c == '\n' && e.state != inQuotes {
			return i + 1, true
		}
		e.state = e.behind(c)
	}
	return len(text), false
}

func (e *rowEnd) behind(c byte) rowState {
	switch e.state {
	case atField, inPlain:
		switch {
		case c == e.delimiter:
			return atField
		case c != '"':
			return inPlain
		case e.state == atField:
			return inQuotes
		}
	case inQuotes:
		if c == '"' {
			return atQuote
		}
		return inQuotes
	case atQuote:
		switch c {
		case e.delimiter:
			return atField
		case '"':
			return inQuotes
		case '\r':
			return atReturn
		}
	}
	return brokenLine
}
