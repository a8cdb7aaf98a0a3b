package source

import (
	"bytes"
	"io"
	"os"
	"slices"
	"strconv"
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/go-ldap/ldap/v3"
	"github.com/go-ldap/ldif"
	"github.com/stretchr/testify/require"

	"presync/sim/directory"
)

// ldifSeeds are texts that go into every corner of the reader.
var ldifSeeds = []string{
	pat,
	"version: 1\n" + pat + strings.ReplaceAll(pat, "Pat", "Kim"),
	"\uFEFF" + strings.ReplaceAll(pat, "\n", "\r\n"),
	"# comment\n  folded\ndn: CN=a,DC=b\n c\n# comment\n d\ncn:: UGF0\nmail:\n\n\n",
	"dn:: Q049YQ==\nchangetype: add\nmember;range=0-1: x\nmember;range=2-*: y\njpegPhoto:< file:///x\n",
	"search: 2\nresult: 4 Size limit exceeded\npagedresults: cookie=AA\n\nref: ldap://x\n",
	"dn: CN=a\nobjectGUID:: AAAA\nobjectSid: S-1-5-32\nuserCertificate;binary:: AA\n",
	"dn: CN=a\ncn\n x: y\n-\n: z\ndn: CN=b\n cn: S\xf8ren",
	pat + strings.ReplaceAll(strings.ReplaceAll(pat, "Pat", "Kim"), "cn: K", "changetype: add\ncn: K\n i\n m") + strings.ReplaceAll(pat, "cn: P", "cn:: UGF0\n UGF0\n# x\n"),
	"dn: CN=" + strings.Repeat("long", 30) + "\n" + strings.Repeat(" x\n\ty\r\n", 40),
}

// parseWhole takes a text apart in one piece, and keeps every attribute.
func parseWhole(text string) batch { return parseAll(text, false) }

// parseCarefully is parseWhole without the quick way for plain lines.
func parseCarefully(text string) batch { return parseAll(text, true) }

func parseAll(text string, careful bool) batch {
	sel := Options{Keep: []string{"*"}}.selection()
	p := newLDIFParser(newRecorder(sel, sel.names, &ADSource{Name: "ad", Path: "ad.ldif"}, 0), newNameTable(sel.names, true))
	p.careful = careful
	return p.parse(chunk{text: []byte(text), line: 1, last: true})
}

// parseChunks takes a text apart in pieces of about a size.
func parseChunks(t *testing.T, text string, size int) (all batch) {
	sel := Options{Keep: []string{"*"}}.selection()
	p := newLDIFParser(newRecorder(sel, sel.names, &ADSource{Name: "ad", Path: "ad.ldif"}, 0), newNameTable(sel.names, true))
	c := newChunker(strings.NewReader(text), DefaultMaxRecord)
	c.size, c.most = size, size
	whole := ""
	for {
		piece, err := c.next()
		if err == io.EOF {
			break
		}
		require.NoError(t, err)
		require.Equal(t, 1+strings.Count(whole, "\n"), piece.line)
		whole += string(piece.text)
		b := p.parse(piece)
		all.objects = append(all.objects, b.objects...)
		all.problems = append(all.problems, b.problems...)
		all.skipped += b.skipped
	}
	require.Equal(t, text, whole, "chunks are the text")
	return all
}

func FuzzLDIF(f *testing.F) {
	for _, seed := range ldifSeeds {
		f.Add(seed, 10)
		f.Add(seed, 60)
	}
	f.Fuzz(func(t *testing.T, text string, size int) {
		whole := parseWhole(text)
		lines := 1 + strings.Count(text, "\n")
		for i := range whole.objects {
			o := &whole.objects[i]
			require.NotEmpty(t, o.DN)
			require.True(t, 1 <= o.Origin.Line && o.Origin.Line <= lines, "line %d of %d", o.Origin.Line, lines)
			for _, a := range o.Attrs.All() {
				require.NotEmpty(t, a.Values)
				require.True(t, o.Origin.Line <= a.Line && a.Line <= lines, "line %d of %d", a.Line, lines)
			}
		}
		for _, p := range whole.problems {
			require.True(t, 1 <= p.line && p.line <= lines, "line %d of %d", p.line, lines)
		}
		requireSameBatch(t, whole, parseChunks(t, text, 1+min(max(size, 0), 1000)))
		requireSameBatch(t, whole, parseCarefully(text))
	})
}

func requireSameBatch(t *testing.T, want, got batch) {
	t.Helper()
	require.Equal(t, want.skipped, got.skipped)
	require.Equal(t, want.problems, got.problems)
	require.Equal(t, len(want.objects), len(got.objects))
	for i := range want.objects {
		a, b := &want.objects[i], &got.objects[i]
		require.Equal(t, a.DN, b.DN)
		require.Equal(t, a.Type, b.Type)
		require.Equal(t, a.Origin, b.Origin)
		require.Equal(t, a.Attrs.All(), b.Attrs.All())
	}
}

func TestTheQuickWayReadsLikeTheCarefulOne(t *testing.T) {
	for _, file := range []string{"testdata/samba-ldapsearch.ldif", "testdata/samba-ldbsearch.ldif"} {
		text, err := os.ReadFile(file)
		require.NoError(t, err)
		requireSameBatch(t, parseCarefully(string(text)), parseWhole(string(text)))
	}
	text := string(ldifdeExport(300))
	for _, text := range []string{text, strings.ReplaceAll(text, "\r\n", "\n"), strings.ReplaceAll(text, "\r\n ", "\r\n# note\r\n "),
		strings.ReplaceAll(text, "\r\n ", "\n\t"), strings.ReplaceAll(text, "add", "modify")} {
		requireSameBatch(t, parseCarefully(text), parseWhole(text))
	}
}

// oracle reads a text with the library. ok is false for texts that the library
// refuses, or reads in a way of its own (see the comments).
func oracle(text string) (entries []*ldif.Entry, ok bool) {
	lower := strings.ToLower(text)
	switch {
	case strings.Contains(text, ":<"), strings.Contains(lower, "<"): // it would open files
		return nil, false
	case !utf8.ValidString(text), strings.Contains(text, "\x00"):
		return nil, false
	case strings.Contains(strings.ReplaceAll(text, "\r\n", "\n"), "\r"): // it trims every CR
		return nil, false
	case strings.Contains(lower, "changetype"): // it keeps the changetype for the records behind
		return nil, false
	}
	before := "\n"
	for line := range strings.Lines(strings.ReplaceAll(text, "\r\n", "\n")) {
		folds := line[0] == ' ' || line[0] == '\t'
		if line[0] == '\t' || folds && (before[0] == '#' || before[0] == '\n') {
			return nil, false // no fold to it, or one of nothing
		}
		if before[0] != '#' || !folds {
			before = line
		}
	}
	parsed, err := ldif.Parse(text)
	if err != nil {
		return nil, false
	}
	for _, e := range parsed.Entries {
		if !isTextUTF8(e.Entry) {
			return nil, false // it takes bytes as they are
		}
	}
	return parsed.Entries, true
}

// isTextUTF8 reports whether the DN and the text of an entry are UTF-8.
func isTextUTF8(e *ldap.Entry) bool {
	valid := utf8.ValidString(e.DN)
	for _, a := range e.Attributes {
		base, _, _ := strings.Cut(a.Name, ";")
		number := slices.IndexFunc(allowList, func(n string) bool { return strings.EqualFold(n, base) })
		for _, v := range a.Values {
			valid = valid && (number < 0 || slices.Contains(binaries, allowList[number]) || utf8.ValidString(v))
		}
	}
	return valid
}

// ownNames are names that have a meaning of their own to this reader.
var ownNames = []string{"dn", "version", "control", "search", "ref", "matcheddn", "text", "result", "pagedresults"}

func FuzzLDIFAgainstOracle(f *testing.F) {
	for _, seed := range ldifSeeds {
		f.Add(seed)
	}
	f.Add("dn: CN=a,DC=b\ncn: a\nmail: x\nMail: y\ncn;lang-de: b\n\ndn:: Q049Yg==\ncn:  c\n d\n  e\n")
	f.Fuzz(func(t *testing.T, text string) {
		if entries, ok := oracle(text); ok {
			requireSameObjects(t, entries, text)
		}
	})
}

func TestTheLibraryReadsTheSameInWholeExports(t *testing.T) {
	plain := strings.ReplaceAll(string(ldifdeExport(300)), "changetype: add\r\n", "")
	texts := []string{plain, strings.ReplaceAll(pat, "cn: Pat", "otherMobile;lang-de: Pat\nOTHERMOBILE: Patricia")}
	for _, file := range []string{"testdata/samba-ldapsearch.ldif", "testdata/samba-ldbsearch.ldif"} {
		text, err := os.ReadFile(file)
		require.NoError(t, err)
		texts = append(texts, string(text))
	}
	for _, text := range texts {
		entries, ok := oracle(text)
		require.True(t, ok)
		require.NotEmpty(t, entries)
		require.Equal(t, len(entries), requireSameObjects(t, entries, text))
	}
}

// requireSameObjects compares what the library read with what this reader
// does, and gives the number of objects that are the same.
func requireSameObjects(t *testing.T, entries []*ldif.Entry, text string) int {
	t.Helper()
	got, at := parseWhole(text), 0
	for _, e := range entries {
		want := map[string][]string{}
		for _, a := range e.Entry.Attributes {
			base, _, _ := strings.Cut(strings.ToLower(a.Name), ";")
			if slices.Contains(ownNames, base) {
				return at
			}
			want[base] = append(want[base], a.Values...)
		}
		if at >= len(got.objects) || got.objects[at].DN != e.Entry.DN {
			requireProblem(t, got.problems, e.Entry.DN)
			continue
		}
		requireSameValues(t, want, &got.objects[at])
		at++
	}
	require.Equal(t, at, len(got.objects), "no object that the library does not see")
	return at
}

// requireProblem wants a reason for a record that became no object.
func requireProblem(t *testing.T, problems []problem, dn string) {
	t.Helper()
	require.True(t, slices.ContainsFunc(problems, func(p problem) bool { return p.dn == dn }), "%q is missing without a word", dn)
}

// requireSameValues compares without the order of values that stand apart,
// which the library does not keep, and without empty ones beside others.
func requireSameValues(t *testing.T, want map[string][]string, got *directory.Object) {
	t.Helper()
	full := func(values []string) []string {
		values = slices.DeleteFunc(slices.Clone(values), func(v string) bool { return v == "" })
		slices.Sort(values)
		return values
	}
	for name, values := range want {
		require.Equal(t, full(values), full(got.Attrs.Values(name)), name)
	}
	require.Len(t, got.Attrs.All(), len(want))
}

func FuzzWriteLDIF(f *testing.F) {
	f.Add("CN=Pat,DC=x", "SMTP:pat@contoso.com", " blank ")
	f.Add("CN=Ø,DC=x", "a\x00\n", strings.Repeat("x", 200))
	f.Fuzz(func(t *testing.T, dn, first, second string) {
		if !utf8.ValidString(dn + first + second) {
			return // is read as Windows-1252
		}
		o := &directory.Object{DN: dn}
		o.Attrs.Add("proxyAddresses", first, 0)
		o.Attrs.Add("proxyAddresses", second, 0)
		var text bytes.Buffer
		if err := WriteLDIF(&text, o); err != nil {
			require.Empty(t, dn)
			return
		}
		got := parseWhole(text.String())
		if badComponent([]byte(dn)) != nil {
			require.Empty(t, got.objects)
			return
		}
		require.Len(t, got.objects, 1, text.String())
		require.Equal(t, dn, got.objects[0].DN)
		want := []string{first, second}
		if first == "" || second == "" {
			want = []string{first + second}
		}
		require.Equal(t, want, got.objects[0].Attrs.Values("proxyAddresses"))
	})
}

func FuzzADCSV(f *testing.F) {
	f.Add(getADUser)
	f.Add("DN,objectClass,memberOf,objectGUID\n\"CN=a\\, b,DC=x\",user,\"CN=c;CN=d\",X'00'\n")
	f.Add("UserPrincipalName;SamAccountName;CanonicalName;ImmutableID\na;b;x.y/z\\/q/c;QF5HMK7n80qvdYsUPIHa9Q==\n")
	f.Add("sep=|\nmail|proxyAddresses|mS-DS-ConsistencyGuid|Enabled\na|SMTP:a smtp:b|1 2 3 4 5 6 7 8|False\n\"x\n")
	f.Fuzz(func(t *testing.T, text string) {
		src := ADSource{Name: "ad", Path: "ad.csv", Reader: strings.NewReader(text)}
		snap, inputs, gaps, err := readSource(src)
		if err != nil {
			require.ErrorContains(t, err, "ad.csv")
			return
		}
		lines := 1 + strings.Count(text, "\n")
		for _, o := range snap.Objects {
			require.NotEmpty(t, o.DN)
			require.True(t, o.Origin.Line >= 1 && o.Origin.Line <= lines)
		}
		require.Equal(t, len(snap.Objects), inputs[0].Objects)
		for _, p := range inputs[0].Problems {
			rest, ok := strings.CutPrefix(p, "ad.csv:")
			require.True(t, ok, p)
			number, _, _ := strings.Cut(rest, ":")
			line, err := strconv.Atoi(number)
			require.NoError(t, err, p)
			require.True(t, line >= 1 && line <= lines, p)
		}
		for _, g := range gaps {
			require.NotEmpty(t, g.Text)
		}
	})
}

func FuzzChanges(f *testing.F) {
	f.Add("dn: " + patDN + "\nchangetype: modify\nreplace: mail\nmail: x\n-\ndelete: cn\n-\n")
	f.Add("dn: " + kimDN + "\nchangetype: modrdn\nnewrdn: CN=x\\,y\ndeleteoldrdn: 1\nnewsuperior: DC=x\n\ndn: CN=x\\,y,DC=x\nchangetype: delete\n")
	f.Add("dn: OU=Staff,DC=contoso,DC=com\nchangetype: moddn\nnewrdn: OU=x\n\n" + strings.Replace(pat, "cn: Pat", "changetype: add\ncn: Pat", 1))
	f.Add(pat)
	f.Fuzz(func(t *testing.T, text string) {
		snap := before(t)
		var dns []string
		for _, o := range snap.Objects {
			dns = append(dns, o.DN)
		}
		next, _, err := change(snap, text)
		if err != nil {
			require.ErrorContains(t, err, "cycle2/ad.ldif")
		} else {
			seen := map[string]bool{}
			for _, o := range next.Objects {
				key := o.Forest + " " + dnKey(o.DN)
				require.False(t, seen[key], "%s is there twice", key)
				seen[key] = true
			}
		}
		for i, o := range snap.Objects {
			require.Equal(t, dns[i], o.DN, "the snapshot itself stays")
		}
		require.Equal(t, "pat@contoso.com", snap.Objects[0].Attrs.First("userPrincipalName"))
	})
}
