package fakegraph

import (
	"encoding/json"
	"errors"
	"fmt"
	"iter"
	"time"
)

// validate checks the settings that can be wrong.
func (c Config) validate() error {
	if c.PageSize < 0 || c.PageSize > maxPageSize {
		return fmt.Errorf("fakegraph: PageSize is %d, want 1 to %d, or 0 for 100", c.PageSize, maxPageSize)
	}
	for i, f := range c.Faults {
		if err := f.validate(); err != nil {
			return fmt.Errorf("fakegraph: fault %d: %w", i+1, err)
		}
	}
	return nil
}

// Config says how a fake behaves. The zero value works: an empty tenant named
// contoso.onmicrosoft.com that takes any bearer token, on a free port of the
// loopback interface.
type Config struct {
	// Seed is what the tenant holds at the start. See LoadFolder.
	Seed Seed

	// Addr is the address to listen on, "127.0.0.1:0" by default. Only
	// loopback addresses are allowed. NewHandler does not use it.
	Addr string
	// TLS serves https with a certificate made for this server; see
	// Server.CertificatePEM. NewHandler does not use it.
	TLS bool

	// PageSize is the page size without $top: 100 by default, 999 at most.
	// The service's own default is 100; a small value finds clients that
	// forget to follow @odata.nextLink.
	PageSize int
	// Clock is the time for everything that the tenant dates: the 30 days of
	// the recycle bin, createdDateTime, error dates. time.Now by default.
	Clock func() time.Time

	// Token is the only bearer token accepted, and the one that the token
	// endpoint issues. With "" any token is accepted.
	Token string
	// AllowAnonymous lets requests without an Authorization header pass. The
	// service never does.
	AllowAnonymous bool
	// Permissions are the granted application permissions, such as
	// "User.Read.All". A request that none of them allows gets 403
	// Authorization_RequestDenied. nil switches the check off; an empty list
	// grants nothing. Server.NeededScopes says what a run needed.
	Permissions []string
	// ReadOnly refuses every write with 403 Authorization_RequestDenied.
	ReadOnly bool

	// Faults are answered instead of the real answer, by count.
	Faults []Fault
	// Log is called after each request, one call at a time. The request log
	// is kept with or without it.
	Log func(Request)
}

// Seed is the content of a tenant: Graph objects as the real API returns them.
// Every list may be empty. Without an organization or domains they are derived
// from each other and from the domains of the users' names.
type Seed struct {
	Users        Objects // GET /users, with $select of what matters
	DeletedUsers Objects // GET /directory/deletedItems/microsoft.graph.user
	Groups       Objects // GET /groups, members from $expand=members
	Contacts     Objects // GET /contacts
	Organization Objects // GET /organization, one object
	Domains      Objects // GET /domains

	DirectoryRoles           Objects // GET /directoryRoles?$expand=members
	RoleAssignments          Objects // GET /roleManagement/directory/roleAssignments
	RoleEligibilitySchedules Objects // GET /roleManagement/directory/roleEligibilitySchedules
	RoleDefinitions          Objects // GET /roleManagement/directory/roleDefinitions (beta for isPrivileged)

	OnPremisesSynchronization Objects // GET /directory/onPremisesSynchronization, one object
}

// Objects is a list of JSON objects. An element is JSON text (string, []byte
// or json.RawMessage) or any Go value that encodes to a JSON object, such as a
// map[string]any. An iter.Seq[[]byte] stands for many objects: it gives their
// texts one after another, each of which has to hold until the next is asked
// for, so that a large tenant need not be in memory twice.
type Objects []any

// texts gives the objects as JSON, one by one.
func (list Objects) texts() iter.Seq2[[]byte, error] {
	return func(yield func([]byte, error) bool) {
		for _, v := range list {
			if many, ok := v.(iter.Seq[[]byte]); ok {
				for text := range many {
					if !yield(text, nil) {
						return
					}
				}
			} else if !yield(encodeObject(v)) {
				return
			}
		}
	}
}

// encodeObject turns an element of Objects into JSON text.
func encodeObject(v any) ([]byte, error) {
	switch v := v.(type) {
	case json.RawMessage:
		return v, nil
	case []byte:
		return v, nil
	case string:
		return []byte(v), nil
	case nil:
		return nil, errors.New("want a JSON object, got nothing")
	}
	return json.Marshal(v)
}

// lists names the lists of a seed with their entity set and their file in a
// snapshot folder, in the order in which they are read.
func (s *Seed) lists() []seedList {
	return []seedList{
		{setOrg, "organization.json", &s.Organization},
		{setDomains, "domains.json", &s.Domains},
		{setUsers, "users.json", &s.Users},
		{setDeleted, "deletedUsers.json", &s.DeletedUsers},
		{setGroups, "groups.json", &s.Groups},
		{setContacts, "contacts.json", &s.Contacts},
		{setRoles, "directoryRoles.json", &s.DirectoryRoles},
		{setAssignments, "roleAssignments.json", &s.RoleAssignments},
		{setSchedules, "roleEligibilitySchedules.json", &s.RoleEligibilitySchedules},
		{setDefinitions, "roleDefinitions.json", &s.RoleDefinitions},
		{setSync, "onPremisesSynchronization.json", &s.OnPremisesSynchronization},
	}
}

type seedList struct {
	set     string
	file    string
	objects *Objects
}
