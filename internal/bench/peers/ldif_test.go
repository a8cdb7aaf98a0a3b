package main

import (
	"os"
	"path/filepath"
	"testing"

	"github.com/stretchr/testify/require"
)

func TestCopyForOpenLDAPHasParentsAndNoCertificates(t *testing.T) {
	dir := t.TempDir()
	from, to := filepath.Join(dir, "from.ldif"), filepath.Join(dir, "to.ldif")
	require.NoError(t, os.WriteFile(from, []byte("# x\ndn: CN=Berg\\, Anna,OU=Sta\n ff,DC=contoso,DC=com\ncn: Anna\nuserCertificate:: AAAA\n AAAA\nsn: Berg\n\n"+
		"dn:: Q049w4QsT1U9Qm9ubixPVT1TdGFmZixEQz1jb250b3NvLERDPWNvbQ==\ncn:: w4Q=\n"), 0o600))
	require.NoError(t, forOpenLDAP(from, to))
	got, err := os.ReadFile(to)
	require.NoError(t, err)
	require.Equal(t, "dn:: REM9Y29udG9zbyxEQz1jb20=\nobjectClass: top\n\n"+
		"dn:: T1U9U3RhZmYsREM9Y29udG9zbyxEQz1jb20=\nobjectClass: top\n\n"+
		"dn:: T1U9Qm9ubixPVT1TdGFmZixEQz1jb250b3NvLERDPWNvbQ==\nobjectClass: top\n\n"+
		"# x\ndn: CN=Berg\\, Anna,OU=Sta\n ff,DC=contoso,DC=com\ncn: Anna\nsn: Berg\n\n"+
		"dn:: Q049w4QsT1U9Qm9ubixPVT1TdGFmZixEQz1jb250b3NvLERDPWNvbQ==\ncn:: w4Q=\n", string(got))
}
