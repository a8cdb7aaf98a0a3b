package gen_test

import (
	"os"
	"path/filepath"
	"testing"

	"github.com/stretchr/testify/require"

	"presync/internal/gen"
)

func TestSyncWritesWhatIsMissingAndRemovesWhatIsGone(t *testing.T) {
	root := t.TempDir()
	old := filepath.Join(root, "docs", "old.md")
	require.NoError(t, os.MkdirAll(filepath.Dir(old), 0o755))
	require.NoError(t, os.WriteFile(old, []byte("x"), 0o644))
	files := gen.Files{"docs/new.md": []byte("new")}

	err := files.Sync(root, false, "docs/*.md")
	require.ErrorContains(t, err, "docs/new.md is not current; run make gen")
	require.ErrorContains(t, err, "docs/old.md is no longer made; run make gen")
	require.FileExists(t, old, "checking changes nothing")

	require.NoError(t, files.Sync(root, true, "docs/*.md"))
	require.NoFileExists(t, old)
	require.NoError(t, files.Sync(root, false, "docs/*.md"))

	require.NoError(t, os.WriteFile(filepath.Join(root, "docs", "new.md"), []byte("edited"), 0o644))
	require.ErrorContains(t, files.Sync(root, false), "docs/new.md is not current")
}
