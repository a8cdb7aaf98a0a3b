package main

import (
	"os"
	"path/filepath"
	"testing"

	"github.com/stretchr/testify/require"
)

func TestTruthIsComparedUserByUser(t *testing.T) {
	dir := t.TempDir()
	file := func(name, content string) string {
		path := filepath.Join(dir, name)
		require.NoError(t, os.WriteFile(path, []byte(content), 0o600))
		return path
	}
	const header = "userPrincipalName,dn,outcome,errorCode,reason\n"
	truth := file("truth.csv", "user,outcome,error,case,because\na@x,update,,linked,why\n@b,error,Bad,odd,why\n")
	n, err := agree(truth, file("same.csv", header+"a@x,CN=a,update,,\n'@b,CN=b,error,Bad,because\n"))
	require.NoError(t, err)
	require.Equal(t, 2, n)

	for content, want := range map[string]string{
		header + "a@x,CN=a,update,,\n@b,CN=b,error,Worse,reason\n": `user 2: the truth is ["@b" "error" "Bad"] (case odd), the prediction ["@b" "error" "Worse"]: reason`,
		header + "a@x,CN=a,update,,\n":                             "after 1 users: truth: <nil>, prediction: EOF",
		"userPrincipalName,outcome\n":                              `no column "errorCode"`,
		"":                                                         "EOF",
	} {
		_, err := agree(truth, file("other.csv", content))
		require.ErrorContains(t, err, want)
	}
	_, err = agree("missing.csv", truth)
	require.ErrorContains(t, err, "missing.csv")
}
