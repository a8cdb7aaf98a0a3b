package fakegraph

import (
	"bufio"
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"unicode/utf16"
)

// LoadFolder reads a tenant snapshot: users.json, which must be there, and the
// other files that Export writes, which may. Each holds answers of the Graph
// API as saved: an object with "value", several of them one after another, a
// bare array, one object a line, or a single object. UTF-8 and UTF-16 with a
// byte order mark are read too. An error names the file and the line.
func LoadFolder(dir string) (Seed, error) {
	var s Seed
	for _, l := range s.lists() {
		data, err := os.ReadFile(filepath.Join(dir, l.file))
		if errors.Is(err, fs.ErrNotExist) && l.set != setUsers {
			continue
		}
		if err != nil {
			return Seed{}, fmt.Errorf("fakegraph: read the snapshot: %w", err)
		}
		if *l.objects, err = readObjects(decodeText(data)); err != nil {
			return Seed{}, fmt.Errorf("fakegraph: %s:%w", filepath.Join(dir, l.file), err)
		}
	}
	return s, nil
}

// readObjects reads the objects of one saved answer.
func readObjects(data []byte) (Objects, error) {
	dec := json.NewDecoder(bytes.NewReader(data))
	var out Objects
	for {
		start := dec.InputOffset()
		var raw json.RawMessage
		err := dec.Decode(&raw)
		if errors.Is(err, io.EOF) {
			return out, nil
		}
		if err == nil {
			out, err = appendObjects(out, raw)
		}
		if err != nil {
			at := max(start, dec.InputOffset())
			var syntax *json.SyntaxError
			switch {
			case errors.As(err, &syntax):
				at = min(start+syntax.Offset, int64(len(data)))
			case errors.Is(err, io.ErrUnexpectedEOF):
				at = int64(len(data))
			}
			return nil, fmt.Errorf("%d: %w", 1+bytes.Count(data[:at], []byte{'\n'}), err)
		}
	}
}

// appendObjects takes the objects out of one JSON value.
func appendObjects(out Objects, raw json.RawMessage) (Objects, error) {
	switch raw[0] {
	case '[':
		var list []json.RawMessage
		if err := json.Unmarshal(raw, &list); err != nil {
			return nil, err
		}
		return appendList(out, list)
	case '{':
		var page struct {
			Value []json.RawMessage `json:"value"`
			ID    *string           `json:"id"`
		}
		if err := json.Unmarshal(raw, &page); err == nil && page.Value != nil && page.ID == nil {
			return appendList(out, page.Value)
		}
		if bytes.Contains(raw, []byte(`"error"`)) {
			var answer struct {
				Error *struct{ Code, Message string } `json:"error"`
			}
			if err := json.Unmarshal(raw, &answer); err == nil && answer.Error != nil && page.ID == nil {
				return nil, fmt.Errorf("the saved answer is an error: %s: %s", answer.Error.Code, answer.Error.Message)
			}
		}
		return append(out, raw), nil
	}
	return nil, fmt.Errorf("want a Graph answer, an array or an object, got %s", clip(string(raw), 40))
}

func appendList(out Objects, list []json.RawMessage) (Objects, error) {
	for _, item := range list {
		if len(item) == 0 || item[0] != '{' {
			return nil, fmt.Errorf("want an object in the list, got %s", clip(string(item), 40))
		}
		out = append(out, item)
	}
	return out, nil
}

// decodeText turns text with a byte order mark into UTF-8 without one.
func decodeText(data []byte) []byte {
	switch {
	case bytes.HasPrefix(data, []byte{0xef, 0xbb, 0xbf}):
		return data[3:]
	case bytes.HasPrefix(data, []byte{0xff, 0xfe}):
		return decodeUTF16(data[2:], 0, 1)
	case bytes.HasPrefix(data, []byte{0xfe, 0xff}):
		return decodeUTF16(data[2:], 1, 0)
	}
	return data
}

func decodeUTF16(data []byte, low, high int) []byte {
	units := make([]uint16, len(data)/2)
	for i := range units {
		units[i] = uint16(data[2*i+low]) | uint16(data[2*i+high])<<8
	}
	return []byte(string(utf16.Decode(units)))
}

// Export writes the tenant as it is now as a snapshot folder, which LoadFolder
// reads in again as the same tenant: a second export gives the same bytes. The
// folder is made when it is not there; files of an earlier export are replaced
// and those of lists that are now empty are removed.
func (h *Handler) Export(dir string) error {
	if err := os.MkdirAll(dir, 0o700); err != nil {
		return fmt.Errorf("fakegraph: export: %w", err)
	}
	s := h.Snapshot()
	for _, l := range s.lists() {
		name := filepath.Join(dir, l.file)
		if len(*l.objects) == 0 && l.set != setUsers {
			if err := os.Remove(name); err != nil && !errors.Is(err, fs.ErrNotExist) {
				return fmt.Errorf("fakegraph: export: %w", err)
			}
			continue
		}
		if err := writeObjects(name, l.set, *l.objects); err != nil {
			return fmt.Errorf("fakegraph: export: %w", err)
		}
	}
	return nil
}

// writeObjects writes one list beside its file and renames it, so that a run
// that is cut short leaves no half file.
func writeObjects(name, set string, objects Objects) error {
	f, err := os.CreateTemp(filepath.Dir(name), filepath.Base(name)+".*")
	if err != nil {
		return err
	}
	w := bufio.NewWriterSize(f, 1<<16)
	context := "https://graph.microsoft.com/v1.0/$metadata#" + strings.Replace(set, setDeleted, setUsers, 1)
	_, err = fmt.Fprintf(w, "{\"@odata.context\":%s,\"value\":[", encode(context))
	for i, o := range objects {
		sep := ",\n"
		if i == 0 {
			sep = "\n"
		}
		if err == nil {
			_, err = fmt.Fprintf(w, "%s%s", sep, o)
		}
	}
	if err == nil {
		_, err = w.WriteString("\n]}\n")
	}
	if err == nil {
		err = w.Flush()
	}
	if closeErr := f.Close(); err == nil {
		err = closeErr
	}
	if err == nil {
		err = os.Rename(f.Name(), name)
	}
	if err != nil {
		return errors.Join(err, os.Remove(f.Name()))
	}
	return nil
}

// Snapshot returns the tenant as it is now. Its elements are json.RawMessage
// and copies.
func (h *Handler) Snapshot() Seed {
	h.purge(h.clock())
	h.store.mu.RLock()
	defer h.store.mu.RUnlock()
	var s Seed
	for _, l := range s.lists() {
		for _, o := range h.store.sets[l.set].all() {
			*l.objects = append(*l.objects, json.RawMessage(bytes.Clone(o.raw)))
		}
	}
	return s
}
