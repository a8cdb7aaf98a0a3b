// Package match is the engine that asks every rule about a person and the
// cloud objects that share a key with them, and derives the decision from the
// answers. It knows no rule, no file and no network.
//
// A rule is a value ([Rule]): conditions that must all hold, an effect, the
// evidence for it and the dates between which it is in force. Rules are asked
// phase by phase in the vendor's order (scoping, anchor, connected, hard
// match, soft match, conflict, processing). Within a phase every rule is asked
// about every related object and nothing short-circuits; the first phase in
// which a rule that decides has fired speaks, and in it the rule with the
// lowest rank. A doubt never decides: it lowers the confidence of the decision
// it is about and names what else could happen.
package match
