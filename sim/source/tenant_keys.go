package source

import (
	"fmt"
	"slices"
	"strings"

	"presync/sim/directory"
)

// The states of a role in the tenant file.
const (
	stateActive   = "active"
	stateEligible = "eligible"
)

// tenantKey is a key of the tenant file that holds one value or one list.
type tenantKey struct {
	name string // with a dot behind the section
	// field is where the value goes: a pointer to a string, bool, int, list of
	// strings or Client.
	field func(*directory.Settings) any
	// check brings a text into its usual form, or says what is wrong with it.
	check func(string) (string, error)
	// separator stands between values where a list is given as one text.
	separator string
}

// tenantKeys are the keys of the tenant file beside features and roles.
func tenantKeys() []tenantKey {
	type s = directory.Settings
	return []tenantKey{
		{name: "initialDomain", field: func(s *s) any { return &s.InitialDomain }, check: checkDomain},
		{name: "verifiedDomains", field: func(s *s) any { return &s.VerifiedDomains }, check: checkDomain, separator: ","},
		{name: "federatedDomains", field: func(s *s) any { return &s.FederatedDomains }, check: checkDomain, separator: ","},
		{name: "client", field: func(s *s) any { return &s.Client }, check: oneOf(string(directory.ConnectSync), string(directory.CloudSync))},
		{name: "sourceAnchor", field: func(s *s) any { return &s.SourceAnchor }, check: attributeOr("auto")},
		{name: "previousSourceAnchor", field: func(s *s) any { return &s.PreviousSourceAnchor }, check: attributeOr("")},
		{name: "userMatching", field: func(s *s) any { return &s.UserMatching }, check: attributeOr("once", "mail", "objectSID", "sAMAccountName")},
		{name: "alternateLoginID", field: func(s *s) any { return &s.AlternateLoginID }, check: attributeOr("")},
		{name: "crossMatch", field: func(s *s) any { return &s.CrossMatch }},
		{name: "replacementServer", field: func(s *s) any { return &s.ReplacementServer }},
		{name: "deletionThreshold", field: func(s *s) any { return &s.DeletionThreshold }},
		{name: "filter.domains", field: func(s *s) any { return &s.Filter.Domains }, separator: ";"},
		{name: "filter.ous", field: func(s *s) any { return &s.Filter.OUs }, check: checkOU, separator: ";"},
		{name: "filter.excludeOUs", field: func(s *s) any { return &s.Filter.ExcludeOUs }, check: checkOU, separator: ";"},
		{name: "filter.group", field: func(s *s) any { return &s.Filter.Group }},
		{name: "filter.attribute", field: func(s *s) any { return &s.Filter.Attribute }},
		{name: "exchangeLicensed", field: func(s *s) any { return &s.ExchangeLicensed }, separator: ","},
	}
}

// findKey finds a key by its name.
func findKey(name string) (tenantKey, bool) {
	keys := tenantKeys()
	i := slices.IndexFunc(keys, func(k tenantKey) bool { return k.name == name })
	if i < 0 {
		return tenantKey{}, false
	}
	return keys[i], true
}

// sectionKeys are the keys of a section, "" for the top of the file.
func sectionKeys(section string) []string {
	if section == "features" {
		return featureNames()
	}
	names := []string{}
	if section == "" {
		names = append(names, "features", "filter", "roles")
	}
	for _, k := range tenantKeys() {
		head, rest, nested := strings.Cut(k.name, ".")
		switch {
		case nested && head == section:
			names = append(names, rest)
		case !nested && section == "":
			names = append(names, head)
		}
	}
	return names
}

// allKeys are all keys with their sections.
func allKeys() []string {
	names := []string{"features", "filter", "roles"}
	for _, k := range tenantKeys() {
		names = append(names, k.name)
	}
	for _, f := range featureNames() {
		names = append(names, "features."+f)
	}
	return names
}

// featureNames are the flags of onPremisesDirectorySynchronizationFeature, by
// their Graph names. Those that Features has no field for do not change
// matching. Source: rulebook section 10.
func featureNames() []string {
	return []string{
		"allowOnPremUpdateOfOnPremisesObjectIdentifierEnabled",
		"blockCloudObjectTakeoverThroughHardMatchEnabled",
		"blockSoftMatchEnabled",
		"bypassDirSyncOverridesEnabled",
		"cloudPasswordPolicyForPasswordSyncedUsersEnabled",
		"concurrentCredentialUpdateEnabled",
		"concurrentOrgIdProvisioningEnabled",
		"deviceWritebackEnabled",
		"directoryExtensionsEnabled",
		"fopeConflictResolutionEnabled",
		"groupWriteBackEnabled",
		"passwordSyncEnabled",
		"passwordWritebackEnabled",
		"quarantineUponProxyAddressesConflictEnabled",
		"quarantineUponUpnConflictEnabled",
		"softMatchOnUpnEnabled",
		"synchronizeUpnForManagedUsersEnabled",
		"unifiedGroupWritebackEnabled",
		"userForcePasswordChangeOnLogonEnabled",
		"userWritebackEnabled",
	}
}

// assign copies the value behind one pointer to another of the same type.
func assign(to, from any) {
	switch to := to.(type) {
	case *string:
		*to = *from.(*string)
	case *bool:
		*to = *from.(*bool)
	case *int:
		*to = *from.(*int)
	case *[]string:
		*to = slices.Clone(*from.(*[]string))
	case *directory.Client:
		*to = *from.(*directory.Client)
	}
}

// didYouMean suggests the name that was probably meant, as the end of a
// message.
func didYouMean(name string, known []string) string {
	const enough = 4 // letters with which a name can be cut off
	for _, k := range known {
		_, last, nested := strings.Cut(k, ".")
		cutOff := len(name) >= enough && len(name) < len(k) && strings.EqualFold(k[:len(name)], name)
		if strings.EqualFold(k, name) || nested && strings.EqualFold(last, name) || cutOff {
			return "; did you mean " + k + "?"
		}
	}
	if near := nearestName(name, known); near != "" {
		return "; did you mean " + near + "?"
	}
	return ""
}

// oneOf allows a few words, in any case.
func oneOf(words ...string) func(string) (string, error) {
	return func(v string) (string, error) {
		for _, w := range words {
			if strings.EqualFold(v, w) {
				return w, nil
			}
		}
		return "", fmt.Errorf("is %q, want %s%s", v, strings.Join(words, " or "), didYouMean(v, words))
	}
}

// attributeOr allows a few words and the name of any attribute, in any case.
// An attribute that the readers know is brought into the spelling of the
// schema.
func attributeOr(words ...string) func(string) (string, error) {
	return func(v string) (string, error) {
		for _, known := range slices.Concat(words, ADAttributes()) {
			if strings.EqualFold(v, known) {
				return known, nil
			}
		}
		if !isAttributeName([]byte(v)) {
			return "", fmt.Errorf("is %q, which is not the name of an attribute", v)
		}
		return v, nil
	}
}

// checkOU looks for what is no DN at all, such as the bare name of an OU,
// which would hold nobody.
func checkOU(v string) (string, error) {
	if v != "" && !strings.Contains(v, "=") {
		return "", fmt.Errorf("is %q, want the DN of the OU, such as OU=%s,DC=contoso,DC=com", v, v)
	}
	return v, nil
}

// checkDomain looks for what is no domain at all.
func checkDomain(v string) (string, error) {
	if v == "" {
		return v, nil
	}
	if i := strings.LastIndexByte(v, '@'); i >= 0 {
		return "", fmt.Errorf("is %q, want a domain without @, such as %s", v, v[i+1:])
	}
	if strings.ContainsAny(v, " \t/:,;") || !strings.Contains(v, ".") {
		return "", fmt.Errorf("is %q, want a domain such as contoso.com", v)
	}
	return v, nil
}
