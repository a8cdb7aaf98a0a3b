package source

import (
	"encoding/json"
	"fmt"
	"slices"
	"strings"

	"presync/sim/directory"
)

// domainFact is what one file says of one domain.
type domainFact struct {
	name               string
	initial, federated bool
}

// takeOrganization reads a record of organization.json.
func (s *snapshot) takeOrganization(_ directory.Origin, text []byte) error {
	var r struct {
		VerifiedDomains []struct {
			Name, Type string
			IsInitial  bool
		}
	}
	if err := json.Unmarshal(text, &r); err != nil {
		return recordError(err)
	}
	if r.VerifiedDomains == nil {
		return fmt.Errorf("organization without verifiedDomains")
	}
	for _, d := range r.VerifiedDomains {
		s.domains = append(s.domains, domainFact{d.Name, d.IsInitial, strings.EqualFold(d.Type, "Federated")})
	}
	return nil
}

// takeDomain reads a record of domains.json.
func (s *snapshot) takeDomain(_ directory.Origin, text []byte) error {
	var r struct {
		ID, AuthenticationType string
		IsVerified, IsInitial  *bool
	}
	if err := json.Unmarshal(text, &r); err != nil {
		return recordError(err)
	}
	if r.ID == "" {
		return fmt.Errorf("domain without id")
	}
	if r.IsVerified == nil || *r.IsVerified {
		s.domains = append(s.domains, domainFact{r.ID, r.IsInitial != nil && *r.IsInitial, strings.EqualFold(r.AuthenticationType, "Federated")})
	}
	return nil
}

// recordError says what is wrong with a record of a small file.
func recordError(err error) error {
	if t, ok := err.(*json.UnmarshalTypeError); ok {
		return fmt.Errorf("%s is %s, which it cannot be", t.Field, t.Value)
	}
	return err
}

// settleDomains fills the domains of the settings: from the files when there
// are any, else from the names of the users.
func (s *snapshot) settleDomains() {
	set, known := &s.tenant.Settings, &s.tenant.Known
	if len(s.domains) == 0 {
		s.inferDomains()
		return
	}
	known.Domains = true
	for _, d := range s.domains {
		if d.initial {
			set.InitialDomain, known.Initial = d.name, true
		}
		addFold(&set.VerifiedDomains, d.name)
		if d.federated {
			addFold(&set.FederatedDomains, d.name)
		}
	}
	if !known.Initial {
		s.inferInitial(s.users.suffixes.list)
	}
}

// addFold appends a domain that is not in the list.
func addFold(list *[]string, domain string) {
	if domain != "" && !slices.ContainsFunc(*list, func(d string) bool { return strings.EqualFold(d, domain) }) {
		*list = append(*list, domain)
	}
}

// inferDomains takes the domains in which users have their names for the
// verified ones: the service lets a userPrincipalName exist in no other.
func (s *snapshot) inferDomains() {
	suffixes := s.users.suffixes.list
	for _, x := range suffixes {
		s.tenant.Settings.VerifiedDomains = append(s.tenant.Settings.VerifiedDomains, x.domain)
	}
	s.inferInitial(suffixes)
}

// inferInitial takes the onmicrosoft.com domain that most users have.
func (s *snapshot) inferInitial(suffixes []suffix) {
	best := suffix{}
	for _, x := range suffixes {
		if isInitialDomain(x.domain) && x.users > best.users {
			best = x
		}
	}
	s.tenant.Settings.InitialDomain = best.domain
	addFold(&s.tenant.Settings.VerifiedDomains, best.domain)
}

// isInitialDomain reports whether a domain can be the initial one of a tenant:
// NAME.onmicrosoft.com, or its kin in the national clouds, and not the
// NAME.mail.onmicrosoft.com of an Exchange hybrid.
func isInitialDomain(domain string) bool {
	name, rest, _ := strings.Cut(strings.ToLower(domain), ".")
	return name != "" && (rest == "onmicrosoft.com" || rest == "onmicrosoft.us" || rest == "partner.onmschina.cn")
}
