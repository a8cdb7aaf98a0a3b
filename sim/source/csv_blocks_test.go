package source

import (
	"bytes"
	"context"
	"encoding/binary"
	"errors"
	"fmt"
	"io"
	"strings"
	"testing"
	"testing/iotest"

	"github.com/stretchr/testify/require"

	"presync/sim/directory"
)

// tableReading reads a text as an export of on-premises users, its rows in
// blocks of a size.
func tableReading(r io.Reader, size, maxRecord int) (*merger, *adExport, error) {
	sel := Options{MaxRecord: maxRecord}.selection()
	sel.tableBlock = size
	m := newMerger(&directory.Snapshot{Attributes: map[string]bool{}, ForestAttributes: map[string]map[string]bool{}})
	x, err := readExport(context.Background(), &ADSource{Name: "ad", Path: "ad.csv", Reader: r}, sel, m)
	return m, x, err
}

// requireSameTables compares what is read in blocks of a few sizes.
func requireSameTables(t *testing.T, text []byte) {
	t.Helper()
	want, wantExport, err := tableReading(bytes.NewReader(text), 1<<20, 0)
	for _, size := range []int{1, 50, 400} {
		got, export, errB := tableReading(iotest.HalfReader(bytes.NewReader(text)), size, 0)
		if err != nil {
			require.EqualError(t, errB, err.Error())
			continue
		}
		require.NoError(t, errB)
		require.Equal(t, wantExport.input, export.input)
		require.Equal(t, wantExport.table, export.table)
		require.Equal(t, wantExport.stats, export.stats)
		require.Equal(t, wantExport.domains, export.domains)
		require.Equal(t, wantExport.gaps(), export.gaps())
		require.Equal(t, want.snap.Attributes, got.snap.Attributes)
		require.Equal(t, tellObjects(want.snap.Objects), tellObjects(got.snap.Objects))
	}
}

// tellObjects writes objects with the lines of their attributes.
func tellObjects(objects []*directory.Object) []string {
	var told []string
	for _, o := range objects {
		text := fmt.Sprintf("%s %s %s", o.DN, o.Type, o.Origin)
		for _, a := range o.Attrs.All() {
			text += fmt.Sprintf(" %s:%d:%q", a.Name, a.Line, a.Values)
		}
		told = append(told, text)
	}
	return told
}

func TestBlocksOfATableTellWhatOneBlockTells(t *testing.T) {
	header := "DistinguishedName,SamAccountName,Enabled,ObjectGUID,ObjectSid,mail,mail,proxyAddresses,memberOf,streetAddress,whenChanged\n"
	row := func(n int) string {
		return fmt.Sprintf("\"CN=u%d,OU=a,DC=contoso,DC=com\",u%d,True,,,,,\"SMTP:u%d@x.de,smtp:a@x.de\",,\"Main St\r\n%d\",1\n", n, n, n, n)
	}
	for name, odd := range map[string]string{
		"nothing odd":        "",
		"a bare quote":       "\"CN=x,DC=contoso,DC=com\",x\"y,True,,,,,,,,\n",
		"an open quote":      "\"CN=x,DC=contoso,DC=com\",\"x,True,,,,,,,,\n",
		"text behind it":     "\"CN=x\"DC=contoso,DC=com\",x,True,,,,,,,,\n",
		"fields are missing": "\"CN=x,DC=contoso,DC=com\",x\n",
		"a bad flag":         "\"CN=x,DC=contoso,DC=com\",x,perhaps,,,,,,,,\n",
		"the DN again":       "\"CN=u1,OU=a,DC=contoso,DC=com\",x,False,,,,,,,,\n",
		"two values":         "\"CN=x,DC=contoso,DC=com\",x,True,,,a@x.de,b@x.de,,,,\n",
		"lost lists":         "\"CN=x,DC=contoso,DC=com\",x,True,,,,,System.Object[],,,\n\"CN=y,DC=contoso,DC=com\",x,True,System.Byte[],,,,System.Object[],,,System.Object[]\n",
		"not UTF-8":          "\"CN=\xfc?,DC=contoso,DC=com\",x,True,,S-1-5-21-1,,,,,,\n",
		"no DN":              ",x,True,,,,,,,,\n",
		"empty rows":         ",,,,,,,,,,\n\n\r\n,,,,,,,,,,\n",
		"another domain":     "\"CN=x,DC=fabrikam,DC=com\",x,True,,,,,,,,\n",
	} {
		t.Run(name, func(t *testing.T) {
			text := header
			for n := range 20 {
				if n == 9 || n == 15 {
					text += odd
				}
				text += row(n)
			}
			requireSameTables(t, []byte(text))
			requireSameTables(t, []byte(strings.TrimSpace(text)))
			requireSameTables(t, toUTF16(text, binary.LittleEndian, true))
		})
	}
}

func FuzzADTable(f *testing.F) {
	f.Add([]byte(getADUser))
	for _, text := range oddTables {
		f.Add([]byte(strings.Replace(text, "a", "DN", 1)))
	}
	f.Add([]byte("DN,objectSid,memberOf,proxyAddresses\n\"CN=a\\,b\",X'01',\"CN=c;CN=d\",SMTP:a@b.c;smtp:d\n\"CN=a,DC=b\",S-1-5,,x\n"))
	f.Fuzz(func(t *testing.T, text []byte) {
		if line, _ := firstLine(text); len(line) > 0 && knownColumns(headerOf(line)) > 0 {
			requireSameTables(t, text)
		}
	})
}

func TestRowsOfCloudUsersInBlocksTellWhatOneReaderTells(t *testing.T) {
	header := "id,userPrincipalName,directorySynced,accountEnabled,proxyAddresses,streetAddress,assignedPlans\n"
	for _, odd := range []string{
		"", "x,x@contoso.com,perhaps,,,,\n", "x,x@contoso.com,True,\n", ",x@contoso.com,True,,,,\n", "3,x@contoso.com,True,,,,\n", "x,x@contoso.com,No,,,,\n",
		"x,\"x@contoso.com,True,,,,\n", "x,x\"@contoso.com,True,,,,\n", "x,\"x\"@contoso.com,True,,,,\n", "x,x@fabrikam.com,True,,System.Object[],,y\n", "X,,,,,,\nx,,,,,,\n",
	} {
		text := header
		for n := range 20 {
			if n == 9 || n == 15 {
				text += odd
			}
			text += fmt.Sprintf("%d,u%d@contoso.com,True,False,SMTP:u%d@contoso.com+smtp:a%d@contoso.com,\"Main St\r\n%d\",\r\n", n, n, n, n, n)
		}
		requireSameInBlocks(t, []byte(text), nil)
		requireSameInBlocks(t, []byte(text), fmt.Errorf("disk on fire"))
	}
}

func TestATableThatBreaksOffIsAnError(t *testing.T) {
	text := tableExport(3000)
	_, _, err := tableReading(io.MultiReader(bytes.NewReader(text[:len(text)/2]), iotest.ErrReader(errors.New("disk on fire"))), 0, 0)
	require.EqualError(t, err, "read ad.csv: disk on fire")
}

func TestARowBeyondTheLimitIsAProblem(t *testing.T) {
	text := "DN,sAMAccountName\n\"CN=a,DC=x\",a\n\"CN=b,DC=x\"," + strings.Repeat("b", 500) + "\n\"CN=c,DC=x\",c\n"
	for _, size := range []int{1, 60, 5000} {
		m, x, err := tableReading(strings.NewReader(text), size, 100)
		require.NoError(t, err)
		require.Equal(t, []string{"ad.csv:3: record is larger than the limit of 100 bytes; record skipped"}, x.input.Problems)
		require.Equal(t, 1, x.input.Skipped)
		require.Equal(t, "ad.csv:4", m.snap.Objects[1].Origin.String())
	}
}

func TestATableStopsWithTheContext(t *testing.T) {
	ctx, cancel := context.WithCancel(context.Background())
	text := tableExport(20000)
	r := io.MultiReader(bytes.NewReader(text[:100000]), readerFunc(func(p []byte) (int, error) { cancel(); return copy(p, "\n"), nil }))
	_, _, _, err := ReadAD(ctx, []ADSource{{Name: "ad", Path: "ad.csv", Reader: r}}, Options{})
	require.ErrorIs(t, err, context.Canceled)
}

type readerFunc func(p []byte) (int, error)

func (f readerFunc) Read(p []byte) (int, error) { return f(p) }
