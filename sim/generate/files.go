package generate

import (
	"fmt"
	"io"
	"runtime"
)

// File is one of the files of a population.
type File struct {
	// Name is the path in the folder, with slashes.
	Name string
	// Write writes the file. It uses all cores and as much memory for a million
	// users as for a thousand.
	Write func(io.Writer) error
}

// Files lists the files: the exports of the forests, the snapshot of the tenant,
// the tenant file, the truth, and a page that explains the folder.
func (p *Population) Files() []File {
	var out []File
	for f := range p.options.Forests {
		out = append(out, File{ExportName(f), func(w io.Writer) error { return p.writeExport(w, f) }})
	}
	out = append(out, File{"tenant/users.json", p.writeUsers})
	for name, content := range p.small() {
		out = append(out, File{name, func(w io.Writer) error {
			_, err := w.Write(content())
			return err
		}})
	}
	return append(out, File{"truth.csv", p.writeTruth})
}

// ExportName is the file of a forest, counted from 0.
func ExportName(forest int) string {
	if forest == 0 {
		return "ad.ldif"
	}
	return fmt.Sprintf("ad%d.ldif", forest+1)
}

// block is how many users are written at once.
const block = 1000

func (p *Population) writeExport(w io.Writer, forest int) error {
	first, end := p.firstOf(forest), p.firstOf(forest+1)
	blocks := (end - first + block - 1) / block
	// The last block holds what belongs to other users: linked mailboxes,
	// contacts.
	return inOrder(w, blocks+1, func() func([]byte, int) []byte {
		r := &recorder{d: &draft{pop: p}, w: newLDIF(p.options)}
		var utf8 []byte
		return func(out []byte, n int) []byte {
			r.w.out = utf8[:0]
			if !p.options.UTF16 {
				r.w.out = out
			}
			if n == 0 {
				r.preamble()
			}
			if n == blocks {
				r.rest(forest)
			} else {
				for place := first + n*block; place < min(first+(n+1)*block, end); place++ {
					r.d.make(place)
					r.record()
				}
			}
			if !p.options.UTF16 {
				return r.w.out
			}
			utf8 = r.w.out
			return appendUTF16(out, utf8)
		}
	})
}

func (p *Population) writeUsers(w io.Writer) error {
	return inOrder(w, p.pages(), func() func([]byte, int) []byte {
		g := &grapher{d: &draft{pop: p}}
		return func(out []byte, n int) []byte {
			g.out = out
			g.page(n)
			return g.out
		}
	})
}

func (p *Population) writeTruth(w io.Writer) error {
	blocks := (p.options.Users + block - 1) / block
	return inOrder(w, blocks, func() func([]byte, int) []byte {
		d := &draft{pop: p}
		return func(out []byte, n int) []byte {
			if n == 0 {
				out = append(out, truthHeader...)
			}
			for place := n * block; place < min((n+1)*block, p.options.Users); place++ {
				d.make(place)
				out = d.appendTruth(out)
			}
			return out
		}
	})
}

// inOrder renders blocks on all cores and writes them in their order. Each
// renderer is used by one goroutine and appends to the buffer it is given. Few
// blocks are in memory at a time.
func inOrder(w io.Writer, blocks int, renderer func() func(out []byte, n int) []byte) error {
	workers := min(runtime.GOMAXPROCS(0), blocks)
	type order struct {
		n    int
		done chan []byte
	}
	orders, queue := make(chan order), make(chan order, 2*workers)
	free := make(chan []byte, 4*workers)
	for range 4 * workers {
		free <- nil
	}
	stop := make(chan struct{})
	defer close(stop)
	for range workers {
		render := renderer()
		go func() {
			for o := range orders {
				o.done <- render((<-free)[:0], o.n)
			}
		}()
	}
	go func() {
		defer close(orders)
		defer close(queue)
		for n := range blocks {
			o := order{n, make(chan []byte, 1)}
			select {
			case queue <- o:
				orders <- o
			case <-stop:
				return
			}
		}
	}()
	for o := range queue {
		out := <-o.done
		if _, err := w.Write(out); err != nil {
			return err
		}
		free <- out
	}
	return nil
}
