package source

import (
	"bytes"
	"encoding/json"
	"errors"
	"io"
	"strings"
	"testing"
	"testing/iotest"

	"github.com/stretchr/testify/require"
)

// scanAll reads every value of a text into what encoding/json would give.
func scanAll(r io.Reader) ([]any, error) {
	s := newJSONScanner(r)
	s.buf = make([]byte, 16) // so that every token crosses the buffer's end
	var values []any
	for {
		if _, err := s.peek(); err != nil {
			if err == io.EOF {
				return values, nil
			}
			return values, err
		}
		v, err := scanValue(s)
		if err != nil {
			return values, err
		}
		values = append(values, v)
	}
}

func scanValue(s *jsonScanner) (any, error) {
	c, err := s.inside()
	if err != nil {
		return nil, err
	}
	switch c {
	case '{':
		object := map[string]any{}
		return object, s.object(func(name []byte) error {
			key := string(name)
			v, err := scanValue(s)
			object[key] = v
			return err
		})
	case '[':
		list := []any{}
		err := s.array(func() error {
			v, err := scanValue(s)
			list = append(list, v)
			return err
		})
		return list, err
	case '"':
		text, err := s.str()
		return string(text), err
	case 't', 'f', 'n':
		letter, err := s.literal()
		if letter == 'n' {
			return nil, err
		}
		return letter == 't', err
	default:
		text, err := s.number()
		return json.Number(text), err
	}
}

// stdAll is the same through encoding/json.
func stdAll(text []byte) ([]any, error) {
	d := json.NewDecoder(bytes.NewReader(text))
	d.UseNumber()
	var values []any
	for {
		var v any
		if err := d.Decode(&v); err != nil {
			if err == io.EOF {
				return values, nil
			}
			return values, err
		}
		values = append(values, v)
	}
}

func TestJSONScannerReadsWhatEncodingJSONReads(t *testing.T) {
	for _, text := range []string{
		``, ` `, `{}`, `[]`, ` { } `, `[[],{}]`, `null true false`, `{"a":1}{"a":2}`, "{\"a\":1}\n{\"a\":2}\n",
		`[0,-0,1,-1,12,1.5,-1.25e10,1E5,1e+5,1e-5,0.1]`,
		`"a" "" "ä€𝄞" "\u0041\u00e4\ud834\udd1e" "\"\\\/\b\f\n\r\t"`,
		`"\ud834" "\ud834x" "\udd1e" "\ud834\u0041" "\ud834\ud834\udd1e"`,
		"\"\xff\" \"a\xc3\" \"\xed\xa0\x80\"",
		`{"a":{"b":[1,{"c":null}]},"a":"again"}`,
		`"` + strings.Repeat("long ", 100) + `"`,
	} {
		want, err := stdAll([]byte(text))
		require.NoError(t, err, text)
		for name, r := range map[string]io.Reader{
			"whole": strings.NewReader(text), "byte by byte": iotest.OneByteReader(strings.NewReader(text)),
		} {
			got, err := scanAll(r)
			require.NoError(t, err, "%s: %s", name, text)
			require.Equal(t, want, got, "%s: %s", name, text)
		}
	}
}

func TestJSONScannerRefusesWhatIsNotJSON(t *testing.T) {
	for text, want := range map[string]string{
		"{\n\"a\": 1,\n}":           `line 3: found '}', want the name of a property in quotes`,
		"[1,\n2,]":                  `line 2: found ']', want a value`,
		"[1 2]":                     `line 1: found '2', want a comma or ]`,
		"{\"a\" 1}":                 `line 1: found '1', want a colon behind the name of a property`,
		"{a:1}":                     `line 1: found 'a', want the name of a property in quotes`,
		"[01]":                      `line 1: found '0', want a value`,
		"[+1]":                      `line 1: found '+', want a value`,
		"[1.]":                      `line 1: found '1', want a value`,
		"[nul]":                     `line 1: found 'n', want a value`,
		"[\"a\nb\"]":                `line 1: a line break or control character stands in a string; is a quote missing?`,
		`["\x"]`:                    `line 1: a string has an escape that JSON does not know: "\\x"`,
		`["\u12g4"]`:                `line 1: a string has an escape that JSON does not know: "\\u12g4"`,
		"{\"a\":\n[1,":              `line 2: the text ends in the middle of a value`,
		`["abc`:                     `line 1: the text ends in the middle of a value`,
		`[tr`:                       `line 1: the text ends in the middle of a value`,
		`[-`:                        `line 1: the text ends in the middle of a value`,
		`<html>`:                    `line 1: found '<', want a value`,
		`[é]`:                       `line 1: found 'é', want a value`,
		strings.Repeat("[", 100000): `line 1: values are nested deeper than 256 levels`,
	} {
		_, err := scanAll(strings.NewReader(text))
		require.EqualError(t, err, want, "%.40s", text)
	}
}

func TestJSONScannerSaysWhetherTheTextWasCutOff(t *testing.T) {
	for text, cut := range map[string]bool{`[1,`: true, `{"a"`: true, `["a`: true, `[1}`: false, `[1,]`: false} {
		_, err := scanAll(strings.NewReader(text))
		fault, ok := errors.AsType[*jsonError](err)
		require.True(t, ok, text)
		require.Equal(t, cut, fault.cut, text)
	}
}

func TestJSONScannerPassesOnTheErrorOfTheSource(t *testing.T) {
	broken := errors.New("disk on fire")
	_, err := scanAll(io.MultiReader(strings.NewReader(`[1,`), iotest.ErrReader(broken)))
	require.ErrorIs(t, err, broken)
}

func TestJSONScannerCountsLines(t *testing.T) {
	s := newJSONScanner(strings.NewReader("\n[1,\r\n\n{\"a\":\"x\"} ]\n"))
	_, err := s.peek()
	require.NoError(t, err)
	require.Equal(t, 2, s.line)
	var lines []int
	require.NoError(t, s.array(func() error {
		lines = append(lines, s.line)
		return s.skip()
	}))
	require.Equal(t, []int{2, 4}, lines)
	require.Equal(t, 4, s.line)
}

func TestJSONScannerGivesTheTextOfAValue(t *testing.T) {
	s := newJSONScanner(strings.NewReader(` {"a": [1, "` + strings.Repeat("x", 600) + `"]} 12`))
	s.buf = make([]byte, 16)
	text, err := s.raw()
	require.NoError(t, err)
	require.Equal(t, `{"a": [1, "`+strings.Repeat("x", 600)+`"]}`, string(text))
	text, err = s.raw()
	require.NoError(t, err)
	require.Equal(t, "12", string(text))
}

func FuzzJSONScanner(f *testing.F) {
	for _, seed := range []string{`{"a":[1,"b",null,true]} {}`, `"\ud834\udd1e"`, "[1.5e3,\n-0]", "\"\xff\"", `{"a":`} {
		f.Add([]byte(seed))
	}
	f.Fuzz(func(t *testing.T, text []byte) {
		got, err := scanAll(bytes.NewReader(text))
		if err != nil && strings.Contains(err.Error(), "nested deeper") {
			return // encoding/json allows more levels
		}
		require.Equal(t, json.Valid(text), err == nil && len(got) == 1, "scanner: %d values, %v", len(got), err)
		if err == nil && len(got) == 1 {
			want, wantErr := stdAll(text)
			require.NoError(t, wantErr)
			require.Equal(t, want, got)
		}
	})
}
