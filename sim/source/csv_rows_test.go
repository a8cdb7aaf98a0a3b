package source

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
)

// toldRows tells the rows of a table with their lines and faults, one line
// each, as the reference reads them.
func toldRows(text []byte) ([]string, error) {
	c, err := newCSVReader(bytes.NewReader(text))
	if err != nil {
		return nil, err
	}
	var told []string
	for {
		row, line, err := c.Next()
		bad := (*rowError)(nil)
		switch {
		case errors.As(err, &bad):
			told = append(told, bad.Error())
		case err == io.EOF:
			return told, nil
		case err != nil:
			return told, err
		default:
			text := fmt.Sprintf("%d", line)
			for i, field := range row {
				text += fmt.Sprintf(" %d:%q", c.FieldLine(i), field)
			}
			told = append(told, text)
		}
	}
}

// toldBlocks is toldRows for blocks of a size.
func toldBlocks(text []byte, size, maxRecord int) ([]string, error) {
	c, err := newCSVReader(bytes.NewReader(text))
	if err != nil {
		return nil, err
	}
	rows, cut := newTableRows(c, maxRecord), newRowCutter(c, maxRecord, size)
	var told []string
	for {
		b, err := cut.next()
		if err == io.EOF {
			return told, nil
		}
		if err != nil {
			return told, err
		}
		if b.oversize {
			told = append(told, fmt.Sprintf("line %d: %s", b.line, tooLarge("record", maxRecord)))
		}
		rows.reset(b)
		for {
			more, fault := rows.next()
			if !more {
				break
			}
			if fault != "" {
				told = append(told, (&rowError{rows.line, fault}).Error())
				continue
			}
			text := fmt.Sprintf("%d", rows.line)
			for i, field := range rows.fields {
				text += fmt.Sprintf(" %d:%q", rows.fieldLine(i), field)
			}
			told = append(told, text)
		}
		cut.reuse(b.text)
	}
}

// requireSameRows compares the fast reader with the reference.
func requireSameRows(t *testing.T, text []byte) {
	t.Helper()
	want, err := toldRows(bytes.Clone(text))
	for _, size := range []int{1, 7, 64, firstChunk} {
		got, errB := toldBlocks(text, size, DefaultMaxRecord)
		if err != nil {
			require.EqualError(t, errB, err.Error())
			continue
		}
		require.NoError(t, errB)
		require.Equal(t, want, got, "blocks of %d: %q", size, text)
	}
}

// oddTables are tables in which something is unusual.
var oddTables = []string{
	"a,b\n1,2\n", "a,b\r\n1,2\r\n\r\n\n3,4", "a;b\n\"1\";\"2\"\n", "a,b\n\"1,\n2\",\"x\"\"y\"\n3,4\n", "a,b\n,\n\"\",\"\"\n", "a,b\n1,2\r",
	"a,b\n1,\"2\"\r", "a,b\n1,\"2", "a,b\n1,\"2\n3,4\n", "a,b\n1,2\"\n3,4\n", "a,b\n\"1\"x,2\n3,4\n", "a,b\n\"1\n2\"x,2\n3,4\n",
	"a,b\n1\n1,2,3\n", "a,b\n\"1\r\n2\",3\r\n4,\"5\n\n6\"\n7,8", "a,b\n1,\"2\"\r3\n4,5\n", "\"a\nx\",b\n1,2\nx\n", "a\n\"\n\n\"\n\"\"\n",
	"a,b\n\"\"\"\",\"\"\"\"\"\"\n\"a\"\"\r\nb\",c\n", "a,b\n\r1,2\n\r\n3,4\n", "sep=x\naxb\n1x\"2\"\n\"3\"x4\n", "a,b\n1,\"2\"\"",
	"a,b\n1, \"2\"\n3,4\n", "a\tb\n1\t\"2\t\n\"\n", "a,b\n1,\"x\"\n\"y\",2\n", "a,b\n1,2\n\r", "#TYPE x\n\na,b\n1,\"\n\"\n2\n",
}

func TestRowsAreThoseOfEncodingCSV(t *testing.T) {
	for _, text := range oddTables {
		requireSameRows(t, []byte(text))
		padded := strings.ReplaceAll(text, "1", strings.Repeat("long ", 9))
		requireSameRows(t, []byte(padded))
		requireSameRows(t, []byte(text+strings.Repeat("7,8\n\"9\",\"10\"\n", 9)))
	}
}

func FuzzTableRows(f *testing.F) {
	for _, text := range oddTables {
		f.Add([]byte(text))
	}
	f.Fuzz(requireSameRows)
}

func TestRowsEndWhereEveryByteWasLookedAt(t *testing.T) {
	for _, text := range oddTables {
		body := text[strings.IndexByte(text, '\n')+1:] + "1,\"\r\n\",\"\"\"\"\r\n"
		for end := range len(body) + 1 {
			requireRowEnds(t, []byte(body[:end]), ',')
		}
	}
}

// requireRowEnds compares wholeRows with rowEnd.
func requireRowEnds(t *testing.T, text []byte, delimiter byte) {
	t.Helper()
	want := 0
	for {
		e := rowEnd{delimiter: delimiter}
		n, ended := e.find(text[want:])
		if !ended {
			break
		}
		want += n
	}
	require.Equal(t, want, wholeRows(text, delimiter), "%q", text)
}

func FuzzWholeRows(f *testing.F) {
	for _, text := range oddTables {
		f.Add([]byte(text))
	}
	f.Fuzz(func(t *testing.T, text []byte) { requireRowEnds(t, text, ',') })
}

func TestARowThatIsTooLargeIsPassedOver(t *testing.T) {
	long := strings.Repeat("x", 100)
	for name, c := range map[string]struct{ text, want string }{
		"in one field":     {"a,b\n1," + long + "\n3,4\n", `2: L; 3 3:"3" 3:"4"`},
		"over lines":       {"a,b\n1,\"" + strings.Repeat("x\r\n", 40) + "\"\r\n3,4\n", `2: L; 43 43:"3" 43:"4"`},
		"quotes in it":     {"a,b\n1,\"" + strings.Repeat("\"\"\n", 40) + "\"\n3,4\n", `2: L; 43 43:"3" 43:"4"`},
		"broken":           {"a,b\n1," + long + "\"\n3,4\n", `2: L; 3 3:"3" 3:"4"`},
		"never closed":     {"a,b\n1,\"" + long + "\n3,4\n", `2: L`},
		"at the end":       {"a,b\n3,4\n1," + long, `2 2:"3" 2:"4"; 3: L`},
		"several":          {"a,b\n" + long + "\n" + long + "\n3,4\n", `2: L; 3: L; 4 4:"3" 4:"4"`},
		"as large as that": {"a,b\n1," + long[:61] + "\n", `2 2:"1" 2:"` + long[:61] + `"`},
		"one byte more":    {"a,b\n1," + long[:62] + "\n3,4", `2: L; 3 3:"3" 3:"4"`},
	} {
		for _, size := range []int{1, 10, 70, 1000} {
			got, err := toldBlocks([]byte(c.text), size, 64)
			require.NoError(t, err, name)
			told := strings.ReplaceAll(strings.Join(got, "; "), "record is larger than the limit of 64 bytes", "L")
			require.Equal(t, c.want, strings.ReplaceAll(told, "line ", ""), "%s, blocks of %d", name, size)
		}
	}
}

func TestTakingRowsApartAllocatesNothing(t *testing.T) {
	table := bytes.Repeat([]byte("\"CN=a,DC=x\",b,\"with \"\"quotes\"\" in it\",\"over\r\ntwo lines\",e\r\n"), 1000)
	c, err := newCSVReader(io.MultiReader(strings.NewReader("a,b,c,d,e\n"), bytes.NewReader(table)))
	require.NoError(t, err)
	rows := newTableRows(c, DefaultMaxRecord)
	read := func() {
		rows.reset(rowBlock{text: table, line: 1})
		for n := 0; ; n++ {
			more, fault := rows.next()
			if !more {
				require.Equal(t, 1000, n)
				return
			}
			if fault != "" || !slices.EqualFunc(rows.fields[1:2], []string{"b"}, func(b []byte, s string) bool { return string(b) == s }) {
				require.FailNow(t, fault)
			}
		}
	}
	read()
	require.Less(t, testing.AllocsPerRun(3, read), 5.0)
}
