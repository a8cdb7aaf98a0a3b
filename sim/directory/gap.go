package directory

// Gap is something that the inputs could not tell, and what that makes
// uncertain. The ID is stable and in kebab case; the text is one or two
// sentences that name the file, what is missing, the consequence, and how to
// export it.
type Gap struct {
	ID   string `json:"id"`
	Text string `json:"text"`
}

// Input describes one source that was read.
type Input struct {
	Source  string `json:"source"`
	SHA256  string `json:"sha256"`
	Objects int    `json:"objects"`
	// Skipped counts records that could not be read; Problems says why, each
	// with file and line.
	Skipped  int      `json:"skipped"`
	Problems []string `json:"problems,omitempty"`
	// Ignored counts records that were read and are not users, by type.
	Ignored map[string]int `json:"ignored,omitempty"`
}
