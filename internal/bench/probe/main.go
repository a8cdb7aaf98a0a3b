// Command probe measures parts of presync that no command shows alone:
//
//	probe read FILE...        reads what a prediction needs of on-premises exports
//	probe core AD... CLOUD    index and lookups, beside the obvious version
//	probe graph CLOUD ROOTS   serves users from fakegraph, and from a static server
//
// The first two print one line of JSON.
package main

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"runtime"
	"time"

	"presync/sim/source"
)

func main() {
	if err := probe(os.Args[1:]); err != nil {
		fmt.Fprintln(os.Stderr, "probe:", err)
		os.Exit(1)
	}
}

func probe(args []string) error {
	var result any
	var err error
	switch {
	case len(args) >= 2 && args[0] == "read":
		result, err = read(args[1:])
	case len(args) == 3 && args[0] == "graph":
		return graph(args[1], args[2])
	case len(args) >= 3 && args[0] == "core":
		result, err = core(args[1:len(args)-1], args[len(args)-1])
	default:
		return errors.New("want read FILE..., core AD... CLOUD or graph CLOUD ROOTS")
	}
	if err != nil {
		return err
	}
	return json.NewEncoder(os.Stdout).Encode(result)
}

// reading is what probe read prints. Store is what the objects take in memory
// when all that is not needed any more has gone.
type reading struct {
	Objects int
	Seconds float64
	Store   uint64
}

func read(files []string) (reading, error) {
	sources := make([]source.ADSource, 0, len(files))
	for _, f := range files {
		sources = append(sources, source.ParseADSource(f))
	}
	start := time.Now()
	snap, _, _, err := source.ReadAD(context.Background(), sources, source.Options{NoHash: true, For: source.ForPrediction})
	if err != nil {
		return reading{}, err
	}
	r := reading{Objects: len(snap.Objects), Seconds: time.Since(start).Seconds(), Store: heap()}
	runtime.KeepAlive(snap)
	return r, nil
}

// heap is the memory that is in use.
func heap() uint64 {
	runtime.GC()
	var m runtime.MemStats
	runtime.ReadMemStats(&m)
	return m.HeapAlloc
}
