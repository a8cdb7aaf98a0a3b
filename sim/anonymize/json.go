package anonymize

import (
	"bufio"
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"strings"
)

// jsonWalker rewrites Graph answers: the properties that are known in their
// order, one object of a list on a line.
type jsonWalker struct {
	*walker
	in    *json.Decoder
	out   *bufio.Writer
	depth int
}

// json rewrites one answer, several behind one another, or JSON Lines.
func (w *walker) json(in io.Reader, out io.Writer) error {
	j := &jsonWalker{walker: w, in: json.NewDecoder(in), out: bufio.NewWriterSize(out, 1<<16)}
	j.in.UseNumber()
	for {
		token, err := j.in.Token()
		if errors.Is(err, io.EOF) {
			return j.out.Flush()
		}
		if err == nil {
			err = j.any(token, "", "")
		}
		if err != nil {
			return fmt.Errorf("%s: byte %d: %w", w.name, j.in.InputOffset(), err)
		}
		j.write("\n")
	}
}

// any rewrites a value that begins with a token, of a property of a parent.
func (j *jsonWalker) any(token json.Token, name, parent string) error {
	switch v := token.(type) {
	case json.Delim:
		if v == '{' {
			return j.object(name)
		}
		return j.array(name, parent)
	case string:
		to, keep := j.replaced(name, parent, v)
		if !keep {
			j.write("null")
			return nil
		}
		return j.encode(to)
	case json.Number:
		to, keep := j.replaced(name, parent, v.String())
		if keep && json.Valid([]byte(to)) {
			j.write(to)
			return nil
		}
		return j.encode(to)
	default:
		return j.encode(v)
	}
}

func (j *jsonWalker) replaced(name, parent, v string) (string, bool) {
	if key(name) == "name" && key(parent) == "verifieddomains" {
		name = "onPremisesDomainName" // a domain, too
	}
	return j.value(name, v)
}

func (j *jsonWalker) object(parent string) error {
	j.write("{")
	j.depth++
	first := true
	for j.in.More() {
		token, err := j.in.Token()
		if err != nil {
			return err
		}
		name, _ := token.(string)
		if token, err = j.in.Token(); err != nil {
			return err
		}
		if j.kind(name) == unknown {
			j.report.drop(j.walker.name, name)
			if err := j.skip(token); err != nil {
				return err
			}
			continue
		}
		if !first {
			j.write(", ")
		}
		first = false
		if err := j.encode(name); err != nil {
			return err
		}
		j.write(": ")
		if err := j.any(token, name, parent); err != nil {
			return err
		}
	}
	j.depth--
	j.write("}")
	_, err := j.in.Token()
	return err
}

func (j *jsonWalker) array(name, parent string) error {
	page := j.depth <= 1
	j.write("[")
	for first := true; j.in.More(); first = false {
		if !first {
			j.write(",")
		}
		if page {
			j.write("\n  ")
		} else if !first {
			j.write(" ")
		}
		token, err := j.in.Token()
		if err != nil {
			return err
		}
		j.depth++
		if err := j.any(token, name, parent); err != nil {
			return err
		}
		j.depth--
	}
	if page {
		j.write("\n")
	}
	j.write("]")
	_, err := j.in.Token()
	return err
}

// skip passes over the rest of a value that begins with a token.
func (j *jsonWalker) skip(token json.Token) error {
	if _, nested := token.(json.Delim); !nested {
		return nil
	}
	for depth := 1; depth > 0; {
		token, err := j.in.Token()
		if err != nil {
			return err
		}
		switch token {
		case json.Delim('{'), json.Delim('['):
			depth++
		case json.Delim('}'), json.Delim(']'):
			depth--
		}
	}
	return nil
}

func (j *jsonWalker) write(text string) { _, _ = j.out.WriteString(text) }

func (j *jsonWalker) encode(v any) error {
	var b bytes.Buffer
	e := json.NewEncoder(&b)
	e.SetEscapeHTML(false)
	if err := e.Encode(v); err != nil {
		return err
	}
	j.write(strings.TrimSuffix(b.String(), "\n"))
	return nil
}
