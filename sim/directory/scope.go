package directory

// ScopeFacts says where an object stands to the filter of the client. Each
// text is the part of the filter that decides, "" where it lets the object in.
type ScopeFacts struct {
	DomainOut, OUOut, OUExcluded, GroupOut, AttributeOut string
}
