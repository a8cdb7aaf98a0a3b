// Package source reads exports and directories and gives what the rest of
// presync works on: on-premises exports become a [directory.Snapshot], cloud
// exports a [directory.Tenant]. It is the only package under sim that opens
// files and connections, and it decides nothing about matching.
//
// What a file is, is decided by its content and never by its name. Text may
// be UTF-8 with or without a byte order mark, or UTF-16 as Windows tools
// write it.
//
// A record that cannot be read is a problem with file and line in
// [directory.Input.Problems], and the rest of the file is read. An export
// that could not tell something is a [directory.Gap]. Only a source that is
// of no use at all is an error.
package source
