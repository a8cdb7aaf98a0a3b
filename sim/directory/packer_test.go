package directory

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
)

// object is what packObjects packs.
type object struct {
	dn     string
	line   int
	fields []field
}

// requirePacked packs objects, sealing after some of them, and compares each
// with a list.
func requirePacked(t *testing.T, names *AttrNames, objects []object, seal func(i int) bool) {
	t.Helper()
	p := NewPacker(names)
	packed := make([]Attrs, len(objects))
	for i, o := range objects {
		p.Begin(o.line)
		for _, f := range o.fields {
			p.Add(f.name, f.line, f.value)
		}
		var dn string
		packed[i], dn = p.EndNamed([]byte(o.dn))
		require.Equal(t, o.dn, dn)
		if seal(i) {
			p.Seal()
		}
	}
	p.Seal()
	for i, o := range objects {
		list, got := listOf(names, o.fields), &packed[i]
		require.Equal(t, list.Len(), got.Len())
		require.Equal(t, append([]Attr{}, list.All()...), append([]Attr{}, got.All()...))
		for id := range attrIDs {
			if list.FirstOf(id) != got.FirstOf(id) || list.HasOf(id) != got.HasOf(id) || list.CountOf(id) != got.CountOf(id) {
				require.Equal(t, list, got.All(), id)
			}
			require.True(t, slices.Equal(list.Values(id.String()), valuesOf(got, id)), id)
		}
	}
}

// valuesOf walks through the values of a numbered attribute.
func valuesOf(a *Attrs, id AttrID) (values []string) {
	a.EachOf(id, func(v string) bool {
		values = append(values, v)
		return true
	})
	return values
}

// kinNames numbers the attributes that overlap with others, and some more.
func kinNames() *AttrNames {
	names := NewAttrNames("objectClass", "proxyAddresses", "memberOf")
	for _, k := range kin {
		names.Number(k.name)
	}
	return names
}

func TestValuesThatStandInOthersTakeNoMemory(t *testing.T) {
	names := kinNames()
	user := func(i int, fields ...string) object {
		o := object{dn: fmt.Sprintf("CN=Ann Example %d,OU=Staff,DC=contoso,DC=com", i), line: 10 * i}
		for j := 0; j < len(fields); j += 2 {
			number, ok := names.Lookup(fields[j])
			require.True(t, ok, fields[j])
			o.fields = append(o.fields, field{number, 10*i + j, []byte(fields[j+1])})
		}
		return o
	}
	var objects []object
	for i := range 200 {
		number := fmt.Sprint(i)
		objects = append(objects, user(i, "cn", "Ann Example "+number, "displayName", "Ann", "name", "Ann Example "+number,
			"mail", "ann"+number+"@contoso.com", "userPrincipalName", "ann"+number+"@contoso.com", "mailNickname", "ann"+number,
			"objectGUID", fmt.Sprintf("guid%012d", i), "mS-DS-ConsistencyGuid", fmt.Sprintf("guid%012d", i),
			"distinguishedName", fmt.Sprintf("CN=Ann Example %d,OU=Staff,DC=contoso,DC=com", i)))
	}
	requirePacked(t, names, objects, func(int) bool { return false })

	p := NewPacker(names)
	for _, o := range objects {
		p.Begin(o.line)
		for _, f := range o.fields {
			p.Add(f.name, f.line, f.value)
		}
		p.EndNamed([]byte(o.dn))
		const guid, principal = 16, 18
		require.LessOrEqual(t, len(p.record), headSize+narrow*len(o.fields)+len(o.dn)+guid+principal)
	}
}

func TestOddObjectsStayAsTheyAre(t *testing.T) {
	names := kinNames()
	long := strings.Repeat("x", 300)
	number := func(name string) int {
		n, ok := names.Lookup(name)
		require.True(t, ok)
		return n
	}
	cn, mail, upn, guid := number("cn"), number("mail"), number("userPrincipalName"), number("objectGUID")
	class, proxies := number("objectClass"), number("proxyAddresses")
	plain := object{"CN=a,DC=b", 7, []field{{cn, 8, []byte("a")}, {class, 9, []byte("top")}, {class, 10, []byte("user")}}}
	objects := []object{
		plain,
		{"", 7, []field{{cn, 8, nil}, {upn, 9, nil}, {mail, 10, nil}, {guid, 10, nil}}},
		{"CN=", 7, []field{{cn, 8, nil}, {mail, 10, []byte("a@b")}}},
		{"C", 7, []field{{cn, 8, []byte("C")}}},
		{"CN=" + long, 7, []field{{cn, 8, []byte(long)}, {upn, 9, []byte(long)}, {mail, 10, []byte(long)}}},
		{"CN=a", 7, []field{{upn, 9, []byte("a@b")}, {upn, 10, []byte("c@d")}, {mail, 11, []byte("a@b")}}},
		{"CN=wide", 7, []field{{cn, 8, []byte(strings.Repeat("y", 70000))}, {upn, 9, []byte("a@b")}, {mail, 70011, []byte("a@b")}}},
		{"CN=much", 7, slices.Repeat([]field{{proxies, 8, []byte(long)}}, 100000)},
		{"CN=\U0001F600,DC=b", 7, []field{{proxies, 9, []byte("SMTP:a@b")}, {mail, 9, []byte("a@b")}, {proxies, 11, nil}, {cn, 8, []byte("early")}}},
		plain,
	}
	requirePacked(t, names, objects, func(i int) bool { return i%3 == 0 })
}

func TestManyBlocks(t *testing.T) {
	names := kinNames()
	var objects []object
	for i := range 6000 {
		o := object{dn: fmt.Sprintf("CN=%d,DC=contoso", i), line: i}
		for name := range 8 {
			value := fmt.Sprintf("%d of %d", i%(1<<(2*name+2)), name)
			o.fields = append(o.fields, field{name, i + name + i*i%7, []byte(value)})
		}
		objects = append(objects, o)
	}
	requirePacked(t, names, objects, func(i int) bool { return i%250 == 0 })
}

// TestObjectsThatAreReadWhileOthersArePacked reads sealed objects beside the
// Packer that goes on; the race detector watches.
func TestObjectsThatAreReadWhileOthersArePacked(t *testing.T) {
	names := kinNames()
	p := NewPacker(names)
	sealed := make(chan []Attrs, 4)
	done := make(chan int)
	go func() {
		n := 0
		for batch := range sealed {
			for i := range batch {
				if batch[i].FirstOf(AttrCN) == fmt.Sprint("name ", n) {
					n++
				}
			}
		}
		done <- n
	}()
	number, _ := names.Lookup("cn")
	for i := range 100 {
		var batch []Attrs
		for j := range 100 {
			p.Begin(1)
			p.Add(number, 1, fmt.Append(nil, "name ", 100*i+j))
			batch = append(batch, p.End())
		}
		p.Seal()
		sealed <- batch
	}
	close(sealed)
	require.Equal(t, 10000, <-done)
}

// FuzzPacker packs objects made of the bytes of a text: a line is a value,
// its first letter the attribute; an empty line ends an object.
func FuzzPacker(f *testing.F) {
	f.Add("aCN=x\nbx\nbx\ncx\n\ngy\nhy\n\naCN=x\nbx")
	f.Add("bx\nfa@b\nga@b\nha\nfa@b\n\n\nbx\nfa@b\nga@b\n~zz\n~yy")
	f.Add(strings.Repeat("c"+strings.Repeat("v", 260)+"\na\n", 300))
	f.Add(strings.Repeat("cSales\ndBonn\n\n", 300))
	names := kinNames()
	for i := range 500 {
		names.Number(fmt.Sprintf("attribute%d", i))
	}
	f.Fuzz(func(t *testing.T, text string) {
		var objects []object
		for i, part := range strings.Split(text, "\n\n") {
			o := object{line: i}
			for j, line := range strings.Split(part, "\n") {
				if line == "" {
					continue
				}
				number := int(line[0]) - 'a'
				if number < 0 || number > 20 {
					number = 100 + int(line[0]) // some of these have no place in a pack
				}
				if number == 3 {
					o.dn = line[1:]
				}
				o.fields = append(o.fields, field{number, i + j, []byte(line[1:])})
			}
			objects = append(objects, o)
		}
		requirePacked(t, names, objects, func(i int) bool { return i%2 == 0 })
	})
}

func TestPackingAllocatesNothingAnObject(t *testing.T) {
	names := kinNames()
	p := NewPacker(names)
	value, other := []byte("ann@contoso.com"), []byte("smtp:ann@contoso.com")
	got := testing.AllocsPerRun(20, func() {
		for i := range 1000 {
			p.Begin(i)
			p.Add(1, i+1, value)
			p.Add(5, i+2, value)
			p.Add(1, i+3, other)
			p.EndNamed(value)
		}
		p.Seal()
	})
	require.Less(t, got, 10.0)
}
