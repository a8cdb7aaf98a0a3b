package source

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path"
	"path/filepath"

	"presync/sim/directory"
)

// CloudOptions says how a cloud export is read.
type CloudOptions struct {
	// Label names a file in origins, problems, inputs and gaps; file is the
	// path as it was opened. nil keeps the path.
	Label func(file string) string
	// Pack leaves the users of the export in Tenant.Packed.
	Pack bool
	// NoHash leaves Input.SHA256 empty, for reports that do not name it.
	NoHash bool
}

// ReadCloud reads a cloud export: a folder with a tenant snapshot, or a file
// with users as Graph JSON, CSV or LDIF. What a file is, its content decides.
//
// The inputs describe every file that was read. A record that cannot be used
// is in Input.Problems with file and line. What the export could not tell is
// a gap, and the Known part of the tenant says the same for programs. The
// error says that there is nothing to work with, and what was expected.
func ReadCloud(ctx context.Context, path string, opt CloudOptions) (*directory.Tenant, []directory.Input, []directory.Gap, error) {
	info, err := os.Stat(path)
	if path != "-" && err != nil {
		return nil, nil, nil, fmt.Errorf("open %q: %w", path, pathReason(err))
	}
	c := &cloudSource{ctx: ctx, label: opt.Label, pack: opt.Pack, noHash: opt.NoHash, open: open}
	if path == "-" || !info.IsDir() {
		return c.readSingle(path)
	}
	entries, err := os.ReadDir(path)
	if err != nil {
		return nil, nil, nil, fmt.Errorf("open %q: %w", path, pathReason(err))
	}
	return c.readFolder(path, entries, filepath.Join)
}

// ReadCloudFS is ReadCloud for files that are not on a disk. root is a folder
// or a file of fsys.
func ReadCloudFS(ctx context.Context, fsys fs.FS, root string, opt CloudOptions) (*directory.Tenant, []directory.Input, []directory.Gap, error) {
	info, err := fs.Stat(fsys, root)
	if err != nil {
		return nil, nil, nil, fmt.Errorf("open %q: %w", root, pathReason(err))
	}
	c := &cloudSource{ctx: ctx, label: opt.Label, pack: opt.Pack, noHash: opt.NoHash, open: func(name string) (io.ReadCloser, error) {
		f, err := fsys.Open(name)
		if err != nil {
			return nil, fmt.Errorf("open %q: %w", name, pathReason(err))
		}
		return f, nil
	}}
	if !info.IsDir() {
		return c.readSingle(root)
	}
	entries, err := fs.ReadDir(fsys, root)
	if err != nil {
		return nil, nil, nil, fmt.Errorf("open %q: %w", root, pathReason(err))
	}
	return c.readFolder(root, entries, path.Join)
}

// cloudSource is where the files of a cloud export come from.
type cloudSource struct {
	ctx   context.Context
	open  func(file string) (io.ReadCloser, error)
	label func(file string) string
	pack  bool

	noHash bool

	blockSize int  // of what is read side by side; 0 takes what is good
	careful   bool // see cloudBuilder
}

func (c *cloudSource) labelOf(file string) string {
	if c.label == nil {
		return file
	}
	return c.label(file)
}

// readSingle reads a file with users, which is a snapshot of one file.
func (c *cloudSource) readSingle(file string) (*directory.Tenant, []directory.Input, []directory.Gap, error) {
	s := newTenantSnapshot(c)
	if err := s.readUsers(file); err != nil {
		return nil, nil, nil, err
	}
	return s.finish()
}

// stream is a file that is being read as UTF-8.
type stream struct {
	*bufio.Reader
	ctx   context.Context
	label string
	file  io.Closer
	hash  *hashingReader
}

// openStream opens a file. The caller ends with close.
func (c *cloudSource) openStream(file string) (*stream, error) {
	f, err := c.open(file)
	if err != nil {
		return nil, err
	}
	h := newHashingReader(contextReader{c.ctx, f}, !c.noHash)
	return &stream{Reader: bufio.NewReaderSize(newUTF8Reader(h), 64<<10), ctx: c.ctx, label: c.labelOf(file), file: f, hash: h}, nil
}

// close reads what is left, so that the hash is that of the whole file, and
// gives the hash. It reports an error of the disk or the end of the context.
func (s *stream) close() (sha256 string, err error) {
	_, err = io.Copy(io.Discard, s.hash)
	sha256 = s.hash.Sum()
	_ = s.file.Close()
	return sha256, err
}

// abandon closes a file that is of no use, however much of it is left. It
// reports an error of the disk or the end of the context, as far as one more
// byte shows it.
func (s *stream) abandon() error {
	_, err := io.CopyN(io.Discard, s.hash, 1)
	s.hash.Sum()
	_ = s.file.Close()
	if err == io.EOF {
		return nil
	}
	return err
}

// contextReader ends a source when the context does.
type contextReader struct {
	ctx context.Context
	r   io.Reader
}

func (c contextReader) Read(p []byte) (int, error) {
	if err := c.ctx.Err(); err != nil {
		return 0, err
	}
	return c.r.Read(p)
}

// readObjects reads a file with users, groups or contacts into b and gives
// what is to be told about it as a whole.
func (c *cloudSource) readObjects(file string, b *cloudBuilder) (directory.Input, *fileFacts, error) {
	s, err := c.openStream(file)
	if err != nil {
		return directory.Input{}, nil, err
	}
	b.label, b.blockSize, b.careful = s.label, c.blockSize, c.careful
	facts, err := s.readAny(b)
	if err != nil {
		if broken := s.abandon(); broken != nil {
			return directory.Input{}, nil, nameError(s.label, broken)
		}
		return directory.Input{}, nil, &contentError{nameError(s.label, err)}
	}
	sha256, err := s.close()
	if err != nil {
		return directory.Input{}, nil, nameError(s.label, err)
	}
	b.finish()
	return b.input(sha256), facts, nil
}

// contentError is an error about what stands in a file, not about reading it.
type contentError struct{ error }

// nameError puts the name of the file before an error, unless the context
// has ended.
func nameError(label string, err error) error {
	if errors.Is(err, context.Canceled) || errors.Is(err, context.DeadlineExceeded) {
		return fmt.Errorf("reading %s was stopped: %w", label, err)
	}
	return fmt.Errorf("%s: %w", label, err)
}

// fileFacts is what a file as a whole tells, beside its records.
type fileFacts struct {
	format    fileFormat
	nextLink  int   // line of the @odata.nextLink that no page follows
	counted   int   // @odata.count, 0 when it is not there
	records   int   // records that were read, used or not
	cut       error // why reading ended before the end
	graphErr  error // an error answer among the pages
	badUTF8   int   // line of the first text that is not UTF-8 and was lost
	odd       oddTexts
	twoValued bool // onPremisesSyncEnabled does not tell false from null
	empty     []string
}

// readAny reads a file of any format.
func (s *stream) readAny(b *cloudBuilder) (*fileFacts, error) {
	want := wantAnswer
	if b.kind == directory.TypeUser && !b.deleted {
		want = wantCloud
	}
	format, err := s.sniff(want)
	if err != nil {
		return nil, err
	}
	var facts *fileFacts
	switch format {
	case formatJSON:
		facts, err = readGraphObjects(s, b)
	case formatLDIF:
		facts, err = readCloudLDIF(s, b)
	default:
		facts, err = readCloudCSV(s.ctx, s, b)
	}
	if facts != nil {
		facts.format = format
	}
	return facts, err
}

// readGraphObjects reads Graph JSON into b.
func readGraphObjects(r io.Reader, b *cloudBuilder) (*fileFacts, error) {
	w := newGraphWalk(r, b, entitySetOfType(b.kind))
	run := w.run
	if q := newGraphBlocks(w, b); q != nil {
		run = q.run
	}
	if err := run(); err != nil {
		return nil, err
	}
	if w.records == 0 && w.graphErr != nil {
		return nil, fmt.Errorf("%w; nothing was exported, run the request again", w.graphErr)
	}
	if w.records == 0 && w.cut != nil {
		return nil, fmt.Errorf("is not JSON: %w", w.cut)
	}
	if w.cut != nil {
		b.noteCut(w.cut)
	}
	return &fileFacts{
		nextLink: w.nextLink, counted: w.counted, records: w.records,
		cut: w.cut, graphErr: w.graphErr, badUTF8: w.firstBadUTF8(),
	}, nil
}

// noteCut tells where the text stops being JSON.
func (b *cloudBuilder) noteCut(cut error) {
	line := 0
	if fault, ok := errors.AsType[*jsonError](cut); ok {
		line, cut = fault.line, errors.New(fault.text)
	}
	b.note(line, "%s; everything from here on is not read", cut)
}
