package fakegraph

import (
	"errors"
	"fmt"
	"net/http"
	"unicode/utf8"
)

// The error codes of Graph that the fake gives.
const (
	codeBadRequest    = "BadRequest"
	codeReqBadRequest = "Request_BadRequest"
	codeUnsupported   = "Request_UnsupportedQuery"
	codeNotFound      = "Request_ResourceNotFound"
	codeDenied        = "Authorization_RequestDenied"
	codeToken         = "InvalidAuthenticationToken"
)

// badRequest is the gateway's 400, for requests it can not read.
func badRequest(format string, args ...any) error {
	return &graphError{status: http.StatusBadRequest, code: codeBadRequest, message: sprintf(format, args)}
}

// invalid is the directory service's 400, for requests it refuses.
func invalid(format string, args ...any) error {
	return &graphError{status: http.StatusBadRequest, code: codeReqBadRequest, message: sprintf(format, args)}
}

// unsupported is the directory service's 400 for queries it does not answer.
func unsupported(format string, args ...any) error {
	return &graphError{status: http.StatusBadRequest, code: codeUnsupported, message: sprintf(format, args)}
}

func notFound(id string) error {
	return &graphError{status: http.StatusNotFound, code: codeNotFound,
		message: fmt.Sprintf("Resource '%s' does not exist or one of its queried reference-property objects are not present.", clip(id, 200))}
}

func denied() error {
	return &graphError{status: http.StatusForbidden, code: codeDenied, message: "Insufficient privileges to complete the operation."}
}

// conflict says that another object holds a value that must be unique
// (rulebook GR-6).
func conflict(property string) error {
	return &graphError{status: http.StatusBadRequest, code: codeReqBadRequest,
		message: fmt.Sprintf("Another object with the same value for property %s already exists.", property),
		details: []detail{{Code: "ObjectConflict", Target: property,
			Message: fmt.Sprintf("Another object with the same value for property %s already exists.", property)}}}
}

// invalidValue says that a property's value is not allowed.
func invalidValue(property string) error {
	return withTarget(invalid("Invalid value specified for property '%s' of resource 'User'.", property), "InvalidValue", property)
}

// withTarget adds the property that an error is about.
func withTarget(err error, code, target string) error {
	var g *graphError
	if errors.As(err, &g) {
		g.details = append(g.details, detail{Code: code, Message: g.message, Target: target})
	}
	return err
}

// asGraphError turns any error into one that Graph could give.
func asGraphError(err error) *graphError {
	var g *graphError
	if errors.As(err, &g) {
		return g
	}
	return &graphError{status: http.StatusInternalServerError, code: "InternalServerError", message: err.Error()}
}

func (e *graphError) Error() string { return e.code + ": " + e.message }

// body renders the error as Graph's JSON.
func (e *graphError) body(c *call) []byte {
	inner := innerError{Date: c.now.UTC().Format("2006-01-02T15:04:05"), RequestID: c.requestID, ClientID: c.clientID}
	return encode(map[string]errorBody{"error": {Code: e.code, Message: e.message, Details: e.details, Inner: inner}})
}

func sprintf(format string, args []any) string {
	if len(args) == 0 {
		return format
	}
	return fmt.Sprintf(format, args...)
}

// clip shortens a text of the request before a message quotes it.
func clip(s string, n int) string {
	if len(s) <= n {
		return s
	}
	for n > 0 && !utf8.RuneStart(s[n]) {
		n--
	}
	return s[:n] + "..."
}

// graphError is an answer with Graph's error object.
type graphError struct {
	status     int
	code       string
	message    string
	details    []detail
	retryAfter int // seconds, for 429 and 503
}

type errorBody struct {
	Code    string     `json:"code"`
	Message string     `json:"message"`
	Details []detail   `json:"details,omitempty"`
	Inner   innerError `json:"innerError"`
}

type detail struct {
	Code    string `json:"code"`
	Message string `json:"message"`
	Target  string `json:"target"`
}

type innerError struct {
	Date      string `json:"date"`
	RequestID string `json:"request-id"`
	ClientID  string `json:"client-request-id"`
}
