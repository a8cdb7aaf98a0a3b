package fakegraph

import (
	"errors"
	"fmt"
	"net/http"
	"strings"
	"time"
)

// validate checks what a fault says.
func (f Fault) validate() error {
	if f.Status == 0 && !f.Drop && f.Delay == 0 {
		return errors.New("it does nothing; set Status, Drop or Delay")
	}
	if f.Status != 0 && (f.Status < 400 || f.Status > 599) {
		return fmt.Errorf("field Status is %d, want 400 to 599", f.Status)
	}
	if f.Skip < 0 || f.Times < -1 {
		return errors.New("fields Skip and Times count requests and are not negative, except Times -1 for always")
	}
	if method, path, ok := strings.Cut(f.On, " "); ok && (method == "" || !strings.HasPrefix(path, "/")) {
		return fmt.Errorf("field On is %q, want \"\", \"/path\" or \"METHOD /path\"", f.On)
	}
	return nil
}

// matches reports whether a request is of those that the fault counts.
func (f *Fault) matches(method, path string) bool {
	wantMethod, wantPath, ok := strings.Cut(f.On, " ")
	if !ok {
		wantMethod, wantPath = "", f.On
	}
	if wantMethod != "" && !strings.EqualFold(wantMethod, method) {
		return false
	}
	wantPath = strings.ToLower(strings.TrimSuffix(wantPath, "/"))
	path = strings.ToLower(path)
	return path == wantPath || strings.HasPrefix(path, wantPath+"/") || wantPath == ""
}

// take counts a request and reports whether the fault answers it.
func (f *Fault) take(method, path string) bool {
	if !f.matches(method, path) {
		return false
	}
	if f.Skip > 0 {
		f.Skip--
		return false
	}
	switch f.Times {
	case -1:
		return true
	case spent:
		return false
	case 0, 1:
		f.Times = spent
	default:
		f.Times--
	}
	return true
}

// spent marks a fault that has been given as often as it said.
const spent = -2

// error is the answer of a fault with a status.
func (f *Fault) error() error {
	e := &graphError{status: f.Status, code: f.Code, message: f.Message, retryAfter: int(f.RetryAfter / time.Second)}
	known := faultTexts[f.Status]
	if e.code == "" {
		e.code = known.code
	}
	if e.message == "" {
		e.message = known.message
	}
	if e.code == "" {
		e.code = "UnknownError"
	}
	return e
}

// AddFault adds a fault to a running fake. It panics on a fault that Config
// would refuse, because a test that asks for it is wrong.
func (h *Handler) AddFault(f Fault) {
	if err := f.validate(); err != nil {
		panic("fakegraph: fault: " + err.Error())
	}
	h.mu.Lock()
	defer h.mu.Unlock()
	h.faults = append(h.faults, &f)
}

// takeFault returns the first fault that answers a request.
func (h *Handler) takeFault(method, path string) *Fault {
	h.mu.Lock()
	defer h.mu.Unlock()
	for _, f := range h.faults {
		if f.take(method, path) {
			given := *f
			return &given
		}
	}
	return nil
}

var faultTexts = map[int]struct{ code, message string }{
	http.StatusTooManyRequests:     {"TooManyRequests", "Too many requests. Please retry after the time given in the Retry-After header."},
	http.StatusServiceUnavailable:  {"ServiceUnavailable", "The service is temporarily unavailable. Please retry later."},
	http.StatusInternalServerError: {"InternalServerError", "An internal server error occurred. The operation failed."},
	http.StatusBadGateway:          {"BadGateway", "The gateway got no valid answer."},
	http.StatusGatewayTimeout:      {"GatewayTimeout", "The gateway got no answer in time."},
}

// Fault is an answer given instead of the real one, by count and never by
// chance. A part of a $batch counts like a request of its own.
type Fault struct {
	// On selects requests: "" for all, "/users" for a path below the version
	// and everything under it, "GET /users" for one method. The path of a
	// token request is the whole path, such as "/contoso/oauth2".
	On string
	// Skip lets this many matching requests pass first.
	Skip int
	// Times is how many requests get the fault: 0 and 1 are once, -1 always.
	Times int

	// Status is the answer's status code, 400 to 599.
	Status int
	// Code and Message fill Graph's error object; by default they fit Status.
	Code    string
	Message string
	// RetryAfter is sent as the Retry-After header in whole seconds.
	RetryAfter time.Duration
	// Drop closes the connection without an answer.
	Drop bool
	// Delay waits before the answer. With neither Status nor Drop the real
	// answer follows.
	Delay time.Duration
}
