// Package show writes comparisons of predictions, and matrices of them: as text
// for a terminal, Markdown for a pull request, JSON, NDJSON and CSV for
// programs, and annotations for GitHub. It renders and decides nothing.
package show
