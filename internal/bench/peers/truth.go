package main

import (
	"encoding/csv"
	"errors"
	"fmt"
	"io"
	"os"
	"slices"
	"strings"
)

// agree compares a prediction in CSV with the truth of one forest, user by user
// in the order of both, and gives the number of users. The error names the first
// difference.
func agree(truth, prediction string) (int, error) {
	want, closeWant, err := openTable(truth, "user", "outcome", "error", "case")
	if err != nil {
		return 0, err
	}
	defer closeWant()
	got, closeGot, err := openTable(prediction, "userPrincipalName", "outcome", "errorCode", "reason")
	if err != nil {
		return 0, err
	}
	defer closeGot()
	for n := 0; ; n++ {
		w, errWant := want()
		g, errGot := got()
		switch {
		case errors.Is(errWant, io.EOF) && errors.Is(errGot, io.EOF):
			return n, nil
		case errWant != nil || errGot != nil:
			return n, fmt.Errorf("after %d users: truth: %v, prediction: %v", n, errWant, errGot)
		}
		g[0] = strings.TrimPrefix(g[0], "'") // against formulas in spreadsheets
		if !slices.Equal(w[:3], g[:3]) {
			return n, fmt.Errorf("user %d: the truth is %q (case %s), the prediction %q: %s", n+1, w[:3], w[3], g[:3], g[3])
		}
	}
}

// openTable opens a CSV file and gives a function that reads the named columns
// of the next row.
func openTable(path string, columns ...string) (next func() ([]string, error), closeFile func() error, err error) {
	f, err := os.Open(path)
	if err != nil {
		return nil, nil, err
	}
	r := csv.NewReader(f)
	r.ReuseRecord = true
	header, err := r.Read()
	if err != nil {
		return nil, nil, errors.Join(fmt.Errorf("%s: %w", path, err), f.Close())
	}
	places := make([]int, len(columns))
	for i, name := range columns {
		if places[i] = slices.Index(header, name); places[i] < 0 {
			return nil, nil, errors.Join(fmt.Errorf("%s: no column %q", path, name), f.Close())
		}
	}
	out := make([]string, len(columns))
	return func() ([]string, error) {
		row, err := r.Read()
		if err != nil {
			return nil, err
		}
		for i, p := range places {
			out[i] = row[p]
		}
		return out, nil
	}, f.Close, nil
}
