package main

import (
	"bytes"
	"errors"
	"io"
	"os"
	"path/filepath"
	"testing"

	"github.com/stretchr/testify/require"
)

func write(text string) func(io.Writer) error {
	return func(w io.Writer) error {
		_, err := io.WriteString(w, text)
		return err
	}
}

func TestAResultGoesToStdoutUnlessAFileIsNamed(t *testing.T) {
	for _, path := range []string{"", "-"} {
		var stdout bytes.Buffer
		require.NoError(t, writeResult(t.Context(), testApp(&stdout, io.Discard), path, write("x")))
		require.Equal(t, "x", stdout.String())
	}
}

func TestAFileAppearsWhenItIsComplete(t *testing.T) {
	dir := t.TempDir()
	path := filepath.Join(dir, "out.json")
	require.NoError(t, writeResult(t.Context(), testApp(nil, nil), path, write("old")))
	info, err := os.Stat(path)
	require.NoError(t, err)
	require.Equal(t, os.FileMode(0o600), info.Mode().Perm(), "personal data is for the owner")

	broken := errors.New("broken pipe")
	err = writeResult(t.Context(), testApp(nil, nil), path, func(w io.Writer) error {
		require.NoError(t, write("half")(w))
		return broken
	})
	require.ErrorIs(t, err, broken)
	have, err := os.ReadFile(path)
	require.NoError(t, err)
	require.Equal(t, "old", string(have), "the file of before is still there")
	entries, err := os.ReadDir(dir)
	require.NoError(t, err)
	require.Len(t, entries, 1, "nothing else is left behind")

	require.NoError(t, os.Chmod(path, 0o644))
	require.NoError(t, writeResult(t.Context(), testApp(nil, nil), path, write("new")))
	info, err = os.Stat(path)
	require.NoError(t, err)
	require.Equal(t, os.FileMode(0o644), info.Mode().Perm(), "a file keeps its rights")
}

func TestTheFileBehindALinkIsReplaced(t *testing.T) {
	dir := t.TempDir()
	file, link := filepath.Join(dir, "file"), filepath.Join(dir, "link")
	require.NoError(t, os.WriteFile(file, []byte("old"), 0o600))
	require.NoError(t, os.Symlink(file, link))
	require.NoError(t, writeResult(t.Context(), testApp(nil, nil), link, write("new")))
	have, err := os.ReadFile(file)
	require.NoError(t, err)
	require.Equal(t, "new", string(have))
	info, err := os.Lstat(link)
	require.NoError(t, err)
	require.Equal(t, os.ModeSymlink, info.Mode().Type())
}

func TestDevicesAreWrittenAndFoldersRefused(t *testing.T) {
	require.NoError(t, writeResult(t.Context(), testApp(nil, nil), os.DevNull, write("x")))
	err := writeResult(t.Context(), testApp(nil, nil), t.TempDir(), write("x"))
	require.Equal(t, exitUsage, describe(err).code)
	require.ErrorContains(t, err, "is a folder")
}

func TestAnInputIsNotReplaced(t *testing.T) {
	dir := t.TempDir()
	in, link := filepath.Join(dir, "ad.ldif"), filepath.Join(dir, "link")
	require.NoError(t, os.WriteFile(in, nil, 0o600))
	require.NoError(t, os.Symlink(in, link))
	require.NoError(t, refuseInput("-o", "", in))
	require.NoError(t, refuseInput("-o", filepath.Join(dir, "new"), in))
	require.EqualError(t, refuseInput("--log", link, "-", in), "--log "+link+" would replace an input")
}
