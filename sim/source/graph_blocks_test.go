package source

import (
	"bytes"
	"context"
	"fmt"
	"io"
	"strings"
	"testing"
	"testing/iotest"

	"github.com/stretchr/testify/require"

	"presync/sim/directory"
)

// careful is a size of blocks that stands for none, and for reading every member
// the long way.
const careful = -1

// blockReading reads a text as one file of users, in blocks of a size. 0 stands
// for none: then the records go into structs, one after the other.
func blockReading(text []byte, size int, broken error) (*directory.Tenant, []directory.Input, []directory.Gap, error) {
	c := &cloudSource{ctx: context.Background(), pack: size > 0, blockSize: max(size, 0), careful: size == careful, noHash: true, open: func(string) (io.ReadCloser, error) {
		r := io.Reader(bytes.NewReader(text))
		if broken != nil {
			r = io.MultiReader(r, iotest.ErrReader(broken))
		}
		return io.NopCloser(r), nil
	}}
	tenant, inputs, gaps, err := c.readSingle("users.json")
	if tenant != nil {
		tenant.Unpack()
	}
	return tenant, inputs, gaps, err
}

// requireSameInBlocks compares what is read in blocks with what is read in one
// go.
func requireSameInBlocks(t *testing.T, text []byte, broken error, sizes ...int) {
	t.Helper()
	tenant, inputs, gaps, err := blockReading(text, careful, broken)
	if sizes == nil {
		sizes = []int{1, 100, 700, 0xFFFF}
	}
	sizes = append(sizes, 0)
	for _, size := range sizes {
		tenantB, inputsB, gapsB, errB := blockReading(text, size, broken)
		if err != nil {
			require.EqualError(t, errB, err.Error(), "blocks of %d: %.3000s", size, text)
			continue
		}
		require.NoError(t, errB, "blocks of %d", size)
		require.Equal(t, inputs, inputsB, "blocks of %d: %.3000s", size, text)
		require.Equal(t, gaps, gapsB, "blocks of %d", size)
		require.Equal(t, tenant.Known, tenantB.Known, "blocks of %d", size)
		require.Equal(t, tenant.Settings, tenantB.Settings, "blocks of %d", size)
		require.Equal(t, len(tenant.Objects), len(tenantB.Objects), "blocks of %d", size)
		for i := range tenant.Objects {
			require.Equal(t, tenant.Objects[i], tenantB.Objects[i], "blocks of %d", size)
		}
	}
}

// graphPagesWith makes pages of users with something odd among them.
func graphPagesWith(odd string, pages int, newline string) []byte {
	var b strings.Builder
	n := 0
	for page := range pages {
		fmt.Fprintf(&b, `{"@odata.context":"https://graph.microsoft.com/v1.0/$metadata#users","@odata.nextLink":"page %d","value":[`, page)
		for i := range 8 {
			if i > 0 {
				b.WriteString("," + newline)
			}
			if odd != "" && page == pages/2 && i == 3 {
				b.WriteString(odd + ",")
			}
			n++
			fmt.Fprintf(&b, `{"id":"%d","userPrincipalName":"u%d@contoso.com","displayName":"}]\" { [ \\",%s"proxyAddresses":["SMTP:u%d@contoso.com"],`+
				`"assignedPlans":[{"service":"exchange"},{"service":"x"}]}`, n, n, newline, n)
		}
		b.WriteString("]}" + newline)
	}
	return []byte(b.String())
}

func TestBlocksTellWhatOneReaderTells(t *testing.T) {
	for name, odd := range map[string]string{
		"nothing odd":                "",
		"no id":                      `{"userPrincipalName":"x@contoso.com"}`,
		"an id twice, far apart":     `{"id":"2","displayName":"again"}`,
		"an id twice, side by side":  `{"id":"x"},{"id":"X"}`,
		"an id that comes again":     `{"id":"35","displayName":"first"}`,
		"a value of the wrong type":  `{"id":"x","displayName":[1]}`,
		"a note":                     `{"id":"x","onPremisesSecurityIdentifier":"y","deletedDateTime":"z"}`,
		"a group":                    `{"id":"x","@odata.type":"#microsoft.graph.group","members":[{"id":"1"}]}`,
		"a device":                   `{"id":"x","@odata.type":"#microsoft.graph.device"}`,
		"a number among the records": `5`,
		"a list among the records":   `[{"id":"x"},{"id":"y"}]`,
		"a page among the records":   `{"value":[{"id":"x"},{"id":"x"}],"@odata.nextLink":"z"}`,
		"an error":                   `{"error":{"code":"a","message":"b"}}`,
		"an error that is a record":  `{"id":"x","error":7}`,
		"a count":                    `{"id":"x","@odata.count":99}`,
		"another context":            `{"id":"x","@odata.context":"$metadata#groups"}`,
		"PowerShell":                 `{"Id":"x","AdditionalProperties":{"@odata.type":"#microsoft.graph.user"},"proxyAddresses":"System.String[]"}`,
		"not UTF-8":                  "{\"id\":\"x\",\n\"displayName\":\"\xff\"}",
		"bad escape":                 `{"id":"x","displayName":"\x"}`,
		"line break in a text":       "{\"id\":\"x\",\"displayName\":\"\n\"}",
		"no comma":                   `{"id":"x"} {"id":"y"}`,
		"two commas":                 `{"id":"x"},`,
		"a bracket too many":         `{"id":"x"}}`,
		"the wrong bracket":          `{"id":"x"]`,
		"a bracket closes the list":  `{"id":"x"}]`,
		"no colon":                   `{"id" "x"}`,
		"a word cut off":             `{"id":"x","accountEnabled":tr}`,
		"a number cut off":           `{"id":"x","employeeId":-}`,
		"a quote is missing":         `{"id":"x","displayName":"a}`,
		"nested too deep":            `{"id":"x","extra":` + strings.Repeat("[", 300) + strings.Repeat("]", 300) + `}`,
		"a long one":                 `{"id":"x","extra":"` + strings.Repeat("long ", 1000) + `"}`,
		"another domain":             `{"id":"x","userPrincipalName":"x@fabrikam.com"}`,
		"plans of many forms": `{"id":"x","assignedPlans":[{"service":"exchange","capabilityStatus":"Enabled"},{"Service":"EXCHANGE","servicePlanId":"113FEB6C-3FE4-4440-BDDC-54D774BF0318"},` +
			`{"service":null},{},{"a":"\u0020"}]},{"id":"y","assignedPlans":[{"service":"exchange","capabilityStatus":"Warning","servicePlanId":"199A5C09-e0ca-4e37-8f7c-b05d533e1ea2"}]},` +
			`{"id":"z","assignedPlans":[{"service":"exchange","capabilityStatus":"Warning","service":"x"}, {"x":"y"}]},{"id":"w","assignedPlans":[]},{"id":"v","assignedPlans":["x"]}`,
		"values of many forms": `{"id": "x","userPrincipalName":  "x@contoso.com","displayName" :"a","proxyAddresses": [ "SMTP:x@contoso.com" ]},{"id":"y","proxyAddresses":["smtp:a@b.c","smtp:a\u0040b.c"]},` +
			`{"id":"z","displayName":"Ä\"","proxyAddresses":["X500:/o=x"," smtp:a@b.c ",""]},{"id":"v","displayName":"Äß","mail":null,"accountEnabled":true,"onPremisesSyncEnabled":false,"proxyAddresses":null},` +
			`{"displayName":"no order","ID":"w","otherMails":["a@b.c","d@e.f"],"businessPhones":[],"unknown":"x","more":null,"less":true,"accountEnabled":null}`,
		"a name twice in a record": `{"id":"x","id":"y","displayName":"a","displayName":null}`,
	} {
		for _, newline := range []string{"", "\n"} {
			t.Run(name+map[string]string{"": ", on one line", "\n": ", on lines"}[newline], func(t *testing.T) {
				text := graphPagesWith(odd, 6, newline)
				requireSameInBlocks(t, text, nil)
				requireSameInBlocks(t, append([]byte("["), bytes.ReplaceAll(bytes.TrimSpace(text), []byte("]}{"), []byte("]},{"))...), nil)
				requireSameInBlocks(t, graphPagesWith(odd, 1, newline), nil)
			})
		}
	}
}

func TestATextThatIsCutOffAnywhereIsToldTheSame(t *testing.T) {
	text := []byte("[")
	for i := range 8 {
		text = fmt.Appendf(text, "{\"id\":\"%d\",\"mail\":\"\\\"}]\",\n\"department\":12,\"accountEnabled\":false},", i)
	}
	text = append(text, `{"id":"last","accountEnabled":true}]`...)
	for end := range text {
		if end > 0 {
			requireSameInBlocks(t, text[:end], nil, 100)
			requireSameInBlocks(t, append(text[:end:end], 'x'), nil, 100)
		}
	}
}

func TestASourceThatBreaksOffIsToldTheSame(t *testing.T) {
	text := graphPagesWith(``, 6, "\n")
	for _, end := range []int{20, 500, 1500, len(text) / 2, len(text)} {
		requireSameInBlocks(t, text[:end], fmt.Errorf("disk on fire"))
	}
	requireSameInBlocks(t, graphPagesWith(`{"id"]`, 6, ""), fmt.Errorf("disk on fire"))
}

// A file in which nearly every record has something to tell is not read twice.
func TestBlocksAreGivenUpWhereNothingIsGained(t *testing.T) {
	var b strings.Builder
	b.WriteString("[")
	for i := range 5000 {
		fmt.Fprintf(&b, `{"id":"%d","onPremisesSecurityIdentifier":"none"},`, i)
	}
	b.WriteString(`{"id":"last"}]`)
	users := newCloudBuilder("users.json", directory.TypeUser)
	users.pack = directory.NewCloudPack()
	w := newGraphWalk(strings.NewReader(b.String()), users, "")
	q := &graphBlocks{walk: w, into: users, size: 512, workers: 2}
	w.blocks, w.target = q, q
	require.NoError(t, q.run())
	require.Equal(t, 5001, users.count())
	require.LessOrEqual(t, q.odd, mostOdd+2*q.workers+1)
	require.Zero(t, q.fine)
}

func FuzzBlocks(f *testing.F) {
	f.Add(graphPagesWith("", 2, "\n"))
	f.Add(graphPagesWith(`{"value":[{"id":"1"}]},{"id":"x"}`, 2, ""))
	for _, seed := range []string{
		`[{"id":"1"},{"id":"1"},{"id":"2"}]`, `{"value":[{"id":"1"},{"id":"2","displayName":"\"},{"},{"id":"3"}]}`,
		`[{"id":"a"},{"id":"b"},{"id":"c","extra":tru}, {"id":"d"}`, "[{\"id\":\"a\"},{\"id\":\"\xff\"}]", `[{"id":"1"},[{"id":"2"}],{"id":"3"}]`,
		`[{"value":[{"id":"1"}]},{"@odata.nextLink":"a","value":[{"id":"2"},{"id":"2"}]}]`, "{\"id\":\"1\"}\n{\"id\":\"2\", x}\n[{\"id\":\"3\"}]",
	} {
		f.Add([]byte(seed))
	}
	f.Fuzz(func(t *testing.T, text []byte) { requireSameInBlocks(t, text, nil) })
}

func TestWholeElementsEndBehindABracket(t *testing.T) {
	for _, c := range []struct {
		text string
		most int
		want string
	}{
		{`{"a":1},{"b":[{},{}]},{"c"`, 100, `{"a":1},{"b":[{},{}]}`},
		{`{"a":1},{"b":2}`, 1, `{"a":1}`},
		{`{"a":1},{"b":2}]}`, 100, `{"a":1},{"b":2}`},
		{`{"a":"},{\"}\\"},{"b":"}`, 100, `{"a":"},{\"}\\"}`},
		{`{"a":"\\\\\\\\\\\\\\\\\"}"} , 5, {}`, 100, `{"a":"\\\\\\\\\\\\\\\\\"}"}`},
		{`{"a":1}, "x", {}`, 100, `{"a":1}`},
		{`{"a":1}, [{}], {}`, 100, `{"a":1}`},
		{`{"a":1`, 100, ``},
		{`{"a":"xxxxxxxxxxxxxxxx`, 100, ``},
		{``, 100, ``},
	} {
		whole, _ := new(elementFinder).find([]byte(c.text), c.most, nil)
		require.Equal(t, c.want, c.text[:whole], c.text)
	}
}

func BenchmarkWholeElements(b *testing.B) {
	var (
		finder elementFinder
		ends   []byte
		whole  int
	)
	page := manyUsers(1000, "\n")
	page = page[bytes.IndexByte(page, '[')+2:]
	b.SetBytes(int64(len(page)))
	for b.Loop() {
		if whole, ends = finder.find(page, len(page), ends); whole < len(page)-10 {
			b.Fatal("the elements end too early")
		}
	}
}
