package fakegraph

import (
	"errors"
	"strings"
	"testing"
	"testing/iotest"

	"github.com/stretchr/testify/require"
)

func TestAListOfSavedAnswersIsReadInEveryForm(t *testing.T) {
	for _, text := range []string{
		`{"value":[{"id":"1"},{"id":"2"}]}`, `[{"id":"1"},{"id":"2"}]`, "{\"id\":\"1\"}\n{\"id\":\"2\"}\n",
		"\ufeff{\"value\":[{\"id\":\"1\"}]}\n{\"value\":[{\"id\":\"2\"}]}",
	} {
		objects, err := ReadObjects(strings.NewReader(text))
		require.NoError(t, err)
		require.Len(t, objects, 2, text)
	}
	_, err := ReadObjects(strings.NewReader("{\n\"value\":[1]}"))
	require.EqualError(t, err, "fakegraph: line 2: want an object in the list, got 1")
	_, err = ReadObjects(iotest.ErrReader(errors.New("disk")))
	require.ErrorContains(t, err, "disk")
}
