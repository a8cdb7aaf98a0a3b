package source

import (
	"bytes"
	"fmt"
	"path"
	"strings"

	"presync/sim/directory"
)

// wantAnswer says what the smaller files of a snapshot have to be.
const wantAnswer = "want the answer of the Graph request, saved as it is"

// entitySetOf gives what a Graph answer is a list of, such as "users", by its
// @odata.context: "https://graph.microsoft.com/v1.0/$metadata#users(id,mail)".
// It is "" where the context does not say.
// Source: OData 4.01 protocol, section 10, context URL.
func entitySetOf(context []byte) string {
	_, set, found := bytes.Cut(context, []byte("$metadata#"))
	if !found {
		return ""
	}
	if end := bytes.IndexByte(set, '('); end >= 0 {
		set = set[:end]
	}
	set = bytes.TrimSuffix(set, []byte("/$entity"))
	return path.Base(string(set))
}

// knownEntitySets are the lists that people save beside each other, so that
// one can stand in the place of another.
func knownEntitySets() []string {
	sets := []string{"devices", "applications", "servicePrincipals", "subscribedSkus"}
	for _, file := range snapshotFiles {
		sets = append(sets, strings.TrimSuffix(file, ".json"))
	}
	return sets
}

// checkEntitySet reports an error for an answer that is the list of something
// else than wanted. A list that is not known, or not named, passes.
func checkEntitySet(found, wanted string) error {
	if found == "" || strings.EqualFold(found, wanted) {
		return nil
	}
	for _, set := range knownEntitySets() {
		if strings.EqualFold(set, found) {
			return fmt.Errorf("is a Graph answer about %s, as its @odata.context says; want one about %s", set, wanted)
		}
	}
	return nil
}

// entitySetOfType is the list that has the objects of a type, "" where there
// is none. The recycle bin holds users, too.
func entitySetOfType(t directory.ObjectType) string {
	switch t {
	case directory.TypeUser:
		return "users"
	case directory.TypeGroup:
		return "groups"
	case directory.TypeContact:
		return "contacts"
	}
	return ""
}

// entitySetOfFile is the list that a file of a snapshot has to hold.
func entitySetOfFile(file string) string {
	for _, known := range snapshotFiles {
		if strings.EqualFold(known, file) {
			return strings.TrimSuffix(known, ".json")
		}
	}
	return file
}

// context takes @odata.context, which says what the answer is about.
func (w *graphWalk) context() error {
	text, err := w.s.str()
	if err != nil {
		return err
	}
	return checkEntitySet(entitySetOf(text), w.wanted)
}
