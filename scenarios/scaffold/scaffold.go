// Package scaffold holds scenario files to begin with, one for each theme. Each
// holds as it is, and its prose says what to change.
package scaffold

import (
	"bytes"
	"embed"
	"fmt"
	"regexp"
	"strings"
)

//go:embed _templates/*.txtar
var templates embed.FS

// Themes are what there is a scaffold for: the themes of the library in their
// order, but the usual one first.
func Themes() []string {
	return []string{
		"soft-match", "first-steps", "anchors", "hard-match", "conflicts", "quarantine", "roles", "hardening-2026",
		"recycle-bin", "names-and-addresses", "scoping", "several-forests", "cloud-sync", "lifecycles", "incomplete-exports",
	}
}

// nearest gives the theme whose template serves a theme that has none of its
// own: the one whose data need the fewest changes.
func nearest(theme string) string {
	switch theme {
	case "first-steps", "incomplete-exports":
		return "soft-match"
	case "anchors", "recycle-bin":
		return "hard-match"
	case "quarantine":
		return "conflicts"
	case "hardening-2026":
		return "roles"
	case "names-and-addresses":
		return "lifecycles"
	}
	return theme
}

// standIn is the ID in the templates.
const standIn = "NEW-1"

// validID is the form that the runner wants of an ID.
var validID = regexp.MustCompile(`^[A-Z][A-Z0-9]*(-[A-Z0-9]+)*$`)

// New gives the scaffold of a theme with an ID; "" stands for "NEW-1". It
// reports an error for an ID or a theme that there cannot be.
func New(id, theme string) ([]byte, error) {
	if id == "" {
		id = standIn
	}
	if !validID.MatchString(id) {
		return nil, fmt.Errorf("%q is no ID of a scenario", id)
	}
	data, err := templates.ReadFile("_templates/" + nearest(theme) + ".txtar")
	if err != nil {
		return nil, fmt.Errorf("there is no scaffold for %q; there are %s", theme, strings.Join(Themes(), ", "))
	}
	return bytes.Replace(data, []byte(standIn), []byte(id), 1), nil
}
