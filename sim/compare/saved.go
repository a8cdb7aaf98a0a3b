package compare

import (
	"bufio"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"slices"

	"presync/sim/directory"
	"presync/sim/match"
)

// Schema is that of the reports that Read takes.
const Schema = "presync.prediction/v1"

// Read reads a report that presync predict saved as json or ndjson: begin gets
// the header, verdict each user, and deletion each cloud object that the run
// deletes. name is what messages call the report. begin comes first, unless
// another program has put the fields of the report into another order.
//
// It reports an error, with the name, for what is no such report and for one
// that was saved with --only or --user: users who are not in it would look as
// if they had gone.
func Read(name string, r io.Reader, begin func(Header), verdict func(*Verdict), deletion func(Cloud)) error {
	s := &saved{name: name, dec: json.NewDecoder(bufio.NewReaderSize(r, 1<<16)), begin: begin, verdict: verdict, deletion: deletion}
	if err := s.document(); err != nil {
		if errors.Is(err, io.EOF) || errors.Is(err, io.ErrUnexpectedEOF) {
			err = errors.New("the report ends in the middle")
		}
		return fmt.Errorf("%s: %w", name, err)
	}
	return nil
}

// NotAReportError is the error for a file that holds something else.
type NotAReportError struct{ What string }

func (e *NotAReportError) Error() string { return "is no report of presync predict: " + e.What }

// Hint says how to save a report.
func (e *NotAReportError) Hint() string {
	return "presync predict ... --format json -o FILE saves one"
}

// saved reads one report.
type saved struct {
	name     string
	dec      *json.Decoder
	begin    func(Header)
	verdict  func(*Verdict)
	deletion func(Cloud)

	schema   bool
	users    int // decisions that were read
	expected *int
	list     bool // the decisions came as a list and not as lines
}

// document reads the first value. Where it is only a header, the decisions
// follow as a value a line.
func (s *saved) document() error {
	token, err := s.dec.Token()
	if err != nil {
		return s.notJSON(err)
	}
	if token != json.Delim('{') {
		return &NotAReportError{fmt.Sprintf("it starts with %v", token)}
	}
	for s.dec.More() {
		if err := s.field(); err != nil {
			return s.notJSON(err)
		}
	}
	if _, err := s.dec.Token(); err != nil {
		return s.notJSON(err)
	}
	if !s.schema {
		return &NotAReportError{"it does not name the schema " + Schema}
	}
	if err := s.lines(); err != nil {
		return s.notJSON(err)
	}
	switch {
	case s.expected == nil:
		return io.ErrUnexpectedEOF
	case *s.expected != s.users:
		return &failure{
			text: fmt.Sprintf("it lists %d of %d users: it was saved with --only or --user", s.users, *s.expected),
			hint: "save it whole: presync predict ... --format json -o FILE",
		}
	}
	return nil
}

// failure is an error with what to do about it.
type failure struct{ text, hint string }

func (f *failure) Error() string { return f.text }
func (f *failure) Hint() string  { return f.hint }

// notJSON says where a text is no JSON.
func (s *saved) notJSON(err error) error {
	if e, ok := errors.AsType[*json.SyntaxError](err); ok {
		return &NotAReportError{fmt.Sprintf("byte %d: %v", e.Offset, e)}
	}
	if e, ok := errors.AsType[*json.UnmarshalTypeError](err); ok {
		return &NotAReportError{fmt.Sprintf("byte %d: %s holds a %s", s.dec.InputOffset(), e.Field, e.Value)}
	}
	return err
}

// field reads one field of the document.
func (s *saved) field() error {
	name, err := s.dec.Token()
	if err != nil {
		return err
	}
	switch name {
	case "schema":
		var schema string
		if err := s.dec.Decode(&schema); err != nil {
			return err
		}
		if schema != Schema {
			return &NotAReportError{fmt.Sprintf("its schema is %q, want %q", schema, Schema)}
		}
		s.schema = true
		return nil
	case "run":
		return s.run()
	case "summary":
		var sum savedSummary
		err := s.dec.Decode(&sum)
		s.expected = sum.Users
		return err
	case "decisions":
		s.list = true
		return s.decisions()
	case "cloud":
		var cloud savedCloud
		err := s.dec.Decode(&cloud)
		s.deletions(&cloud)
		return err
	}
	var rest json.RawMessage
	return s.dec.Decode(&rest)
}

func (s *saved) run() error {
	var run savedRun
	if err := s.dec.Decode(&run); err != nil {
		return err
	}
	settings, err := Flatten(run.Tenant)
	if err != nil {
		return err
	}
	s.begin(Header{Report: s.name, AsOf: run.AsOf, Rules: run.Rules, FullImport: run.FullImport, Inputs: run.Inputs, Settings: settings})
	return nil
}

// decisions reads the list.
func (s *saved) decisions() error {
	switch token, err := s.dec.Token(); {
	case err != nil:
		return err
	case token != json.Delim('['):
		return &NotAReportError{"decisions is no list"}
	}
	for s.dec.More() {
		var d savedDecision
		if err := s.dec.Decode(&d); err != nil {
			return err
		}
		if err := s.take(&d); err != nil {
			return err
		}
	}
	_, err := s.dec.Token()
	return err
}

// lines reads what follows the first value: the decisions, and last the
// summary.
func (s *saved) lines() error {
	for {
		var line savedLine
		err := s.dec.Decode(&line)
		switch {
		case err == io.EOF:
			return nil
		case err != nil:
			return err
		case s.list:
			return &NotAReportError{"a second document begins"}
		case line.Summary != nil:
			s.expected = line.Summary.Users
			s.deletions(&line.Cloud)
		default:
			if err := s.take(&line.savedDecision); err != nil {
				return err
			}
		}
	}
}

func (s *saved) deletions(c *savedCloud) {
	for _, t := range c.Deletions {
		s.deletion(Cloud{ID: t.ID, Name: t.name()})
	}
}

// take checks a decision and hands it on.
func (s *saved) take(d *savedDecision) error {
	s.users++
	if !slices.Contains(match.Outcomes, d.Outcome) {
		return &NotAReportError{fmt.Sprintf("the outcome of user %d is %q", s.users, d.Outcome)}
	}
	v := d.verdict()
	if d.User.ObjectGUID != "" {
		g, err := directory.ParseGUID(d.User.ObjectGUID)
		if err != nil {
			return &NotAReportError{fmt.Sprintf("the objectGUID of user %d: %v", s.users, err)}
		}
		v.User.GUID = g
	}
	s.verdict(&v)
	return nil
}
