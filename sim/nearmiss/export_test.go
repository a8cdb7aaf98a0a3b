package nearmiss

// What the reference shares with the package: its tables and limits.
const (
	PerKey     = perKey
	PerPart    = perPart
	Most       = most
	Least      = least
	GenericCap = genericCap
)

var (
	Nicknames = nicknames
	Letters   = letters
	Generic   = generic
)
