package hardmatch

import (
	"context"
	"encoding/base64"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"strings"

	"presync/sim/directory"
	"presync/sim/source"
)

// OpenEndpoints opens the tenant and the directories that a plan is carried
// out on. All of them have to be on this machine: any other address, looked at
// behind its name, is an error, and nothing is sent to it.
func OpenEndpoints(ctx context.Context, o EndpointOptions) (*Endpoints, error) {
	graph, err := source.OpenLocalGraph(ctx, o.Graph, o.GraphOptions)
	if err != nil {
		return nil, err
	}
	e := &Endpoints{options: o, graph: graph}
	for _, d := range o.Directories {
		dir, err := source.OpenLocalDirectory(ctx, d.Path, o.LDAPOptions)
		if err != nil {
			e.Close()
			return nil, err
		}
		e.directories = append(e.directories, namedDirectory{d.Name, dir})
	}
	return e, nil
}

// Close ends the connections.
func (e *Endpoints) Close() {
	e.graph.Close()
	for _, d := range e.directories {
		d.Close()
	}
}

// EndpointOptions says where the tenant and the directories are.
type EndpointOptions struct {
	Graph        string // http://127.0.0.1:PORT/v1.0
	GraphOptions source.GraphOptions
	// Directories are ldap:// addresses with the names of their forests.
	// Without one, only rows of the cloud side can be done.
	Directories []source.ADSource
	LDAPOptions source.LDAPOptions
}

// Endpoints are a tenant and its directories on this machine.
type Endpoints struct {
	options     EndpointOptions
	graph       *source.LocalGraph
	directories []namedDirectory
	definitions map[string]definition // of roles, by id and template id
}

type namedDirectory struct {
	forest string
	*source.LocalDirectory
}

// directory finds the directory of a forest. A single one is everybody's.
func (e *Endpoints) directory(forest string) (*source.LocalDirectory, error) {
	for _, d := range e.directories {
		if len(e.directories) == 1 || strings.EqualFold(d.forest, forest) {
			return d.LocalDirectory, nil
		}
	}
	if len(e.directories) == 0 {
		return nil, &rowError{"it is changed in the directory, and no directory was named"}
	}
	return nil, &rowError{fmt.Sprintf("no directory was named for the forest %q", forest)}
}

// read gives the value that a step is about, nil for none.
func (e *Endpoints) read(ctx context.Context, s *Step) (*string, error) {
	switch s.Op {
	case opProperty:
		return e.readProperty(ctx, s)
	case opAuthority:
		var answer struct{ IsCloudManaged bool }
		found, err := e.graph.Get(ctx, v1, e.user(s)+"/onPremisesSyncBehavior?$select=id,isCloudManaged", &answer)
		if err == nil && !found {
			err = gone(s)
		}
		return boolean(answer.IsCloudManaged), err
	case opFeature:
		_, value, err := e.readFeature(ctx, s.Property)
		return value, err
	case opUser:
		return e.exists(ctx, e.user(s), "live")
	case opDeletedUser:
		return e.exists(ctx, "directory/deletedItems/"+e.graph.Segment(s.Object), "deleted")
	case opRole:
		held, err := e.holds(ctx, s.Object, s.Grant)
		if held == nil {
			return nil, err
		}
		return some("held"), err
	case opConsistencyGuid:
		return e.readConsistencyGuid(ctx, s)
	}
	return nil, fmt.Errorf("%q is no operation", s.Op)
}

// write puts a value in the place of another one; nil is no value.
func (e *Endpoints) write(ctx context.Context, s *Step, from, to *string) error {
	switch s.Op {
	case opProperty:
		return e.graph.Send(ctx, http.MethodPatch, s.version(), e.user(s), map[string]*string{s.Property: to})
	case opAuthority:
		return e.graph.Send(ctx, http.MethodPatch, v1, e.user(s)+"/onPremisesSyncBehavior", map[string]bool{"isCloudManaged": to != nil && *to == "true"})
	case opFeature:
		id, _, err := e.readFeature(ctx, s.Property)
		if err != nil {
			return err
		}
		return e.graph.Send(ctx, http.MethodPatch, v1, "directory/onPremisesSynchronization/"+e.graph.Segment(id),
			map[string]any{"features": map[string]bool{s.Property: to != nil && *to == "true"}})
	case opUser:
		if to == nil {
			return e.graph.Send(ctx, http.MethodDelete, v1, e.user(s), nil)
		}
		return e.graph.Send(ctx, http.MethodPost, v1, "directory/deletedItems/"+e.graph.Segment(s.Object)+"/restore", nil)
	case opDeletedUser:
		return e.graph.Send(ctx, http.MethodDelete, v1, "directory/deletedItems/"+e.graph.Segment(s.Object), nil)
	case opRole:
		return e.writeRole(ctx, s, to != nil)
	case opConsistencyGuid:
		return e.writeConsistencyGuid(ctx, s, from, to)
	}
	return fmt.Errorf("%q is no operation", s.Op)
}

// user is the address of the user of a step.
func (e *Endpoints) user(s *Step) string { return "users/" + e.graph.Segment(s.Object) }

func (e *Endpoints) readProperty(ctx context.Context, s *Step) (*string, error) {
	var answer map[string]json.RawMessage
	found, err := e.graph.Get(ctx, s.version(), e.user(s)+"?$select="+s.Property, &answer)
	if err == nil && !found {
		// A hard match restores a deleted user, so that its anchor counts too.
		found, err = e.graph.Get(ctx, s.version(), "directory/deletedItems/"+e.graph.Segment(s.Object)+"/microsoft.graph.user?$select="+s.Property, &answer)
		if err == nil && !found {
			err = gone(s)
		}
	}
	if err != nil {
		return nil, err
	}
	var value *string
	if raw, ok := answer[s.Property]; ok {
		if err := json.Unmarshal(raw, &value); err != nil {
			return nil, fmt.Errorf("read %s: %w", s.what(), err)
		}
	}
	return value, nil
}

// readFeature gives a switch of the synchronization, and the id of its object.
func (e *Endpoints) readFeature(ctx context.Context, name string) (id string, value *string, err error) {
	var answer struct {
		Value []struct {
			ID       string
			Features map[string]any
		}
	}
	if _, err = e.graph.Get(ctx, v1, "directory/onPremisesSynchronization", &answer); err != nil {
		return "", nil, err
	}
	if len(answer.Value) == 0 {
		return "", nil, &rowError{"the tenant has no synchronization settings"}
	}
	on, _ := answer.Value[0].Features[name].(bool)
	return answer.Value[0].ID, boolean(on), nil
}

// exists reports whether an object is there, in the word given.
func (e *Endpoints) exists(ctx context.Context, path, word string) (*string, error) {
	var answer struct{}
	found, err := e.graph.Get(ctx, v1, path+"?$select=id", &answer)
	if err != nil || !found {
		return nil, err
	}
	return some(word), nil
}

func (e *Endpoints) readConsistencyGuid(ctx context.Context, s *Step) (*string, error) {
	d, err := e.directory(s.Forest)
	if err != nil {
		return nil, err
	}
	values, found, err := d.Values(ctx, s.Object, s.Property)
	switch {
	case err != nil:
		return nil, err
	case !found:
		return nil, gone(s)
	case len(values) == 0:
		return nil, nil
	}
	return some(string(directory.AnchorFromBytes(values[0]))), nil
}

func (e *Endpoints) writeConsistencyGuid(ctx context.Context, s *Step, from, to *string) error {
	d, err := e.directory(s.Forest)
	if err != nil {
		return err
	}
	var raw [2][]byte
	for i, v := range []*string{from, to} {
		if v == nil {
			continue
		}
		if raw[i], err = base64.StdEncoding.DecodeString(*v); err != nil {
			return &rowError{fmt.Sprintf("%s is to be %s, which is not Base64", s.what(), show(v))}
		}
	}
	return d.Change(ctx, s.Object, s.Property, raw[0], raw[1])
}

// ofRow reports whether an error is about one row, so that others can be done.
func ofRow(err error) bool {
	var r *rowError
	return errors.As(err, &r) || source.IsRefusal(err) || source.IsDirectoryRefusal(err)
}

// gone says that the object of a step is not there.
func gone(s *Step) error { return &rowError{fmt.Sprintf("there is no %s", show(&s.Object))} }

// rowError keeps one row from being done, and no other.
type rowError struct{ text string }

func (e *rowError) Error() string { return e.text }

// The versions of Graph.
const v1, beta = "v1.0", "beta"

func some(s string) *string { return &s }

func boolean(on bool) *string {
	if on {
		return some("true")
	}
	return some("false")
}
