package scenarios

import (
	"fmt"

	"presync/sim/match"
)

// findUser gives the place of the decision about the user that a line names.
func findUser(who string, decisions []match.Decision) (int, error) {
	if who == onlyUser {
		if len(decisions) != 1 {
			return -1, fmt.Errorf("stands for the only user, and the cycle has %d; name them", len(decisions))
		}
		return 0, nil
	}
	found := match.FindNamed(decisions, who)
	switch len(found) {
	case 0:
		return -1, fmt.Errorf("is no user of the cycle")
	case 1:
		return found[0], nil
	}
	return -1, fmt.Errorf("names two users of the cycle: %s and %s; name one by its DN",
		decisions[found[0]].Identity(match.ByDN), decisions[found[1]].Identity(match.ByDN))
}

// shortName is the first way of naming a user that means nobody else.
func shortName(at int, decisions []match.Decision) string {
	for kind := range match.Identities {
		name := decisions[at].Identity(kind)
		if found, err := findUser(name, decisions); err == nil && found == at && name != none {
			return name
		}
	}
	return decisions[at].Identity(match.ByDN)
}
