package main

import (
	"context"
	"errors"
	"testing"

	"github.com/stretchr/testify/require"
)

func fakeRow(number int, measured string, err error, then func()) row {
	return row{number, "what", "reach", func(*bench) ([]part, error) {
		then()
		if err != nil {
			return nil, err
		}
		return []part{{measured, reached}}, nil
	}}
}

func TestARoundThatIsEndedKeepsWhatItHas(t *testing.T) {
	ctx, stop := context.WithCancel(context.Background())
	defer stop()
	var pages []string
	results, err := (&bench{ctx: ctx}).measure([]row{
		fakeRow(1, "one", nil, func() {}),
		fakeRow(2, "", errors.New("no such peer"), func() {}),
		fakeRow(3, "cut off", nil, stop),
		fakeRow(4, "never", nil, func() { t.Error("row 4 ran") }),
	}, func(sofar []result) error {
		pages = append(pages, render(sofar))
		return nil
	})
	require.NoError(t, err)
	require.Len(t, pages, 2, "after each row that ended")
	require.Contains(t, pages[0], "| 1 | what | reach | one | ok |\n| 2 | what | reach | not measured | - |")
	require.Contains(t, pages[1], "not measured: no such peer")
	require.Equal(t, pages[1], render(results))
	require.NotContains(t, pages[1], "cut off")
}

func TestAPageThatCannotBeWrittenEndsTheRound(t *testing.T) {
	full := errors.New("disk full")
	_, err := (&bench{ctx: context.Background()}).measure([]row{
		fakeRow(1, "one", nil, func() {}), fakeRow(2, "two", nil, func() { t.Error("row 2 ran") }),
	}, func([]result) error { return full })
	require.ErrorIs(t, err, full)
}
