package scenarios_test

import (
	"context"
	"fmt"
	"os"
	"regexp"

	"presync/scenarios"
)

func ExampleRunFS() {
	only := scenarios.Options{Select: regexp.MustCompile("^hm001_anchor_equal")}
	for r := range scenarios.RunFS(context.Background(), scenarios.Library, only) {
		fmt.Println(r.Name, r.Passed())
	}
	// Output: hm001_anchor_equal.txtar true
}

func ExampleNewReporter() {
	reporter, err := scenarios.NewReporter("tap", os.Stdout, false)
	if err != nil {
		fmt.Println(err)
		return
	}
	only := scenarios.Options{Select: regexp.MustCompile("^hm001_anchor_equal")}
	results := scenarios.RunFS(context.Background(), scenarios.Library, only)
	if _, err := scenarios.Report(results, nil, reporter); err != nil {
		fmt.Println(err)
	}
	// Output:
	// TAP version 13
	// ok 1 - hm001_anchor_equal.txtar HM001: a new AD user takes over the cloud user with its anchor
	// 1..1
}
