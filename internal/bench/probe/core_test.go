package main

import (
	"context"
	"os"
	"path/filepath"
	"testing"

	"github.com/stretchr/testify/require"

	"presync/sim/generate"
	"presync/sim/source"
)

// population writes the files of so many users.
func population(tb testing.TB, users int) (ad, tenant string) {
	tb.Helper()
	dir := tb.TempDir()
	p, err := generate.New(generate.Options{Users: users, Seed: 1, Forests: 1, Dialect: generate.LDIFDE})
	require.NoError(tb, err)
	for _, f := range p.Files() {
		path := filepath.Join(dir, filepath.FromSlash(f.Name))
		require.NoError(tb, os.MkdirAll(filepath.Dir(path), 0o755))
		out, err := os.Create(path)
		require.NoError(tb, err)
		require.NoError(tb, f.Write(out))
		require.NoError(tb, out.Close())
	}
	return filepath.Join(dir, "ad.ldif"), filepath.Join(dir, "tenant")
}

func TestBothVersionsFindTheSamePairs(t *testing.T) {
	ad, tenant := population(t, 2000)
	got, err := core([]string{ad}, tenant)
	require.NoError(t, err)
	require.Len(t, got.Presync, rounds)
	require.Len(t, got.Obvious, rounds)
	require.Greater(t, got.Pairs, 1500)
	require.Less(t, got.Pairs, 2000)
}

func TestReadTellsObjectsAndMemory(t *testing.T) {
	ad, _ := population(t, 500)
	got, err := read([]string{ad})
	require.NoError(t, err)
	require.Equal(t, 501, got.Objects, "users, and a contact")
	require.Positive(t, got.Store)
	require.Positive(t, got.Seconds)
	require.ErrorContains(t, probe([]string{"read", "missing.ldif"}), "missing.ldif")
	require.ErrorContains(t, probe([]string{"read"}), "want read FILE")
}

func BenchmarkRead(b *testing.B) {
	ad, tenant := population(b, 20_000)
	b.Run("ldif", func(b *testing.B) {
		info, err := os.Stat(ad)
		require.NoError(b, err)
		b.SetBytes(info.Size())
		b.ReportAllocs()
		for b.Loop() {
			if _, _, _, err := source.ReadAD(context.Background(), []source.ADSource{source.ParseADSource(ad)}, source.Options{}); err != nil {
				b.Fatal(err)
			}
		}
	})
	b.Run("graph", func(b *testing.B) {
		info, err := os.Stat(filepath.Join(tenant, "users.json"))
		require.NoError(b, err)
		b.SetBytes(info.Size())
		b.ReportAllocs()
		for b.Loop() {
			if _, _, _, err := source.ReadCloud(context.Background(), tenant, source.CloudOptions{}); err != nil {
				b.Fatal(err)
			}
		}
	})
}

// BenchmarkCore indexes a tenant and looks everybody up.
func BenchmarkCore(b *testing.B) {
	ad, folder := population(b, 20_000)
	people, tenant, err := load([]string{ad}, folder)
	require.NoError(b, err)
	plainPeople, plainTenant := plain(people, tenant.Objects)
	b.Run("presync", func(b *testing.B) {
		b.ReportAllocs()
		for b.Loop() {
			related(tenant.Objects, people)
		}
	})
	b.Run("obvious", func(b *testing.B) {
		b.ReportAllocs()
		for b.Loop() {
			obvious(plainTenant, plainPeople)
		}
	})
}
