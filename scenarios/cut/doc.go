// Package cut makes scenario files of real exports: the smallest one that keeps
// the verdict of one user, with other names.
//
// The data are first cut down to the people and cloud objects that share a key
// with the user. What is left is taken apart into pieces (objects, then
// attributes and properties, then single values and settings), and pieces are
// taken away by delta debugging (Zeller's ddmin) as long as the verdict stays:
// outcome, deciding rule, way of the match, error with its number, attribute and
// conflicting object, target, and what is quarantined. Doubts stay as well where
// there is room for them. Each trial is a scenario that is read and run like
// any other, so what comes out runs too.
//
// Then everything that identifies somebody is replaced ([anonymize.Replacer]),
// and the result is run again: it has to give the same verdict about the
// replaced objects, and to hold no original value.
package cut
