package directory

import "encoding/json"

// Tristate is a Boolean that can be null, and can be unknown because the
// export did not ask for it. Graph answers onPremisesSyncEnabled in three
// values (true: synced, false: once synced and now out of scope, null: cloud
// only), and leaves it out unless it is selected.
type Tristate int8

// The values of a Tristate. The zero value is Unknown.
const (
	Unknown Tristate = iota
	Null
	False
	True
)

// Bool makes a known Tristate.
func Bool(b bool) Tristate {
	if b {
		return True
	}
	return False
}

// Settled decides what a flag is whose property a record may lack: null when
// other records have it, unknown when none does.
func (t Tristate) Settled(known bool) Tristate {
	switch {
	case !known:
		return Unknown
	case t == Unknown:
		return Null
	}
	return t
}

// String gives "true", "false", "null" or "unknown".
func (t Tristate) String() string {
	return [...]string{"unknown", "null", "false", "true"}[t]
}

// MarshalJSON writes true, false or null; an unknown value is null too.
func (t Tristate) MarshalJSON() ([]byte, error) {
	switch t {
	case True, False:
		return json.Marshal(t == True)
	default:
		return []byte("null"), nil
	}
}
