package source

import (
	"bytes"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
)

func TestAChangeRecordIsWrittenAsTheStandardSays(t *testing.T) {
	var out bytes.Buffer
	require.NoError(t, WriteLDIFModify(&out, &Modify{DN: "CN=Pat,DC=contoso,DC=com", Parts: []ModifyPart{
		{Kind: "delete", Attribute: "proxyAddresses", Values: []string{"smtp:b@contoso.com\n"}},
		{Kind: "add", Attribute: "proxyAddresses", Values: []string{"smtp:b@contoso.com"}},
		{Kind: "replace", Attribute: "displayName", Values: []string{"Zoë"}},
		{Kind: "delete", Attribute: "mail"},
	}}))
	require.Equal(t, `dn: CN=Pat,DC=contoso,DC=com
changetype: modify
delete: proxyAddresses
proxyAddresses:: c210cDpiQGNvbnRvc28uY29tCg==
-
add: proxyAddresses
proxyAddresses: smtp:b@contoso.com
-
replace: displayName
displayName:: Wm/Dqw==
-
delete: mail
-

`, out.String())
}

func TestADNThatIsNoPlainTextIsEncoded(t *testing.T) {
	var out bytes.Buffer
	require.NoError(t, WriteLDIFModify(&out, &Modify{DN: "CN=Zoë,DC=contoso", Parts: []ModifyPart{{Kind: "delete", Attribute: "mail"}}}))
	require.True(t, strings.HasPrefix(out.String(), "dn:: Q049Wm/DqyxEQz1jb250b3Nv\n"), out.String())
}

func TestABrokenChangeRecordIsRefused(t *testing.T) {
	part := ModifyPart{Kind: "add", Attribute: "mail", Values: []string{"x"}}
	for name, m := range map[string]Modify{
		"no DN":          {Parts: []ModifyPart{part}},
		"no parts":       {DN: "CN=x"},
		"no such kind":   {DN: "CN=x", Parts: []ModifyPart{{Kind: "drop", Attribute: "mail"}}},
		"no such name":   {DN: "CN=x", Parts: []ModifyPart{{Kind: "add", Attribute: "mail: x\nadd"}}},
		"name left away": {DN: "CN=x", Parts: []ModifyPart{{Kind: "add"}}},
	} {
		require.Error(t, WriteLDIFModify(&bytes.Buffer{}, &m), name)
	}
}
