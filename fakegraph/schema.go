package fakegraph

import (
	"regexp"
	"strings"
)

// The entity sets of the fake, by the name of their Graph path.
const (
	setUsers       = "users"
	setDeleted     = "directory/deletedItems/microsoft.graph.user"
	setGroups      = "groups"
	setContacts    = "contacts"
	setOrg         = "organization"
	setDomains     = "domains"
	setRoles       = "directoryRoles"
	setAssignments = "roleManagement/directory/roleAssignments"
	setSchedules   = "roleManagement/directory/roleEligibilitySchedules"
	setDefinitions = "roleManagement/directory/roleDefinitions"
	setSync        = "directory/onPremisesSynchronization"
)

// The kinds of property values.
const (
	kindString kind = iota
	kindBool
	kindTime
	kindInt
	kindGUID
	kindStrings   // collection of strings
	kindComplex   // one structured value
	kindComplexes // collection of structured values
)

// What a property can do. The query capabilities are those of the vendor's
// table "Advanced query capabilities on Microsoft Entra ID objects" (read
// 2026-11); "Adv" means that ConsistencyLevel: eventual and $count=true are
// required.
const (
	byDefault  caps = 1 << iota // returned without $select on v1.0
	onlyBeta                    // not in the v1.0 schema
	onlySingle                  // only on a single entity, 501 in a collection
	writable                    // PATCH and POST may set it
	canEq                       // eq and in
	canEqAdv
	canStart // startswith
	canStartAdv
	canRange // ge, le, gt, lt
	canRangeAdv
	canNull // eq null
	canNullAdv
	canEnds  // endswith, always advanced
	canCount // /$count in a filter, always advanced
	canSort  // $orderby
	canSortAdv
	canSearch  // $search
	exactCase  // eq compares bytes
	hiddenProp // known to the store, never rendered: navigation properties
)

// newSchema builds the tables of all entity types.
func newSchema() *schema {
	user := userType()
	deleted := *user
	deleted.set = setDeleted
	s := &schema{types: []*entityType{user, &deleted, groupType(), contactType(), organizationType(), domainType(),
		directoryRoleType(), assignmentType(), scheduleType(), definitionType(), syncType()}}
	for _, t := range s.types {
		t.index = make(map[string]*property, len(t.props))
		for i := range t.props {
			p := &t.props[i]
			t.index[strings.ToLower(p.name)] = p
			if p.caps&byDefault != 0 {
				t.defaults = append(t.defaults, p.name)
			}
		}
	}
	return s
}

// lookup finds a property without regard to case, as Graph does.
func (t *entityType) lookup(name string, version string) *property {
	p := t.index[strings.ToLower(name)]
	if p == nil || p.caps&hiddenProp != 0 || (p.caps&onlyBeta != 0 && version != beta) {
		return nil
	}
	return p
}

// has reports whether the property has any of the given capabilities.
func (p *property) has(c caps) bool { return p.caps&c != 0 }

// isExtension reports whether a name is that of a directory extension. The
// fake knows no registrations, so every such name exists.
func isExtension(name string) bool { return extensionName.MatchString(name) }

// extensionProperty describes a directory extension for a filter: eq by
// default, startswith and null as an advanced query.
func extensionProperty(name string) *property {
	return &property{name: name, kind: kindString, caps: canEq | canStartAdv | canNullAdv}
}

// collectionKind reports whether values of a kind are JSON arrays.
func (k kind) collection() bool { return k == kindStrings || k == kindComplexes }

// edm is the name of a kind in Graph's error messages.
func (k kind) edm() string {
	switch k {
	case kindBool:
		return "Edm.Boolean"
	case kindTime:
		return "Edm.DateTimeOffset"
	case kindInt:
		return "Edm.Int32"
	case kindGUID:
		return "Edm.Guid"
	case kindStrings:
		return "Collection(Edm.String)"
	}
	return "Edm.String"
}

var extensionName = regexp.MustCompile(`^extension_[0-9a-fA-F]{32}_[A-Za-z0-9_]+$`)

// schema holds the entity types of one handler.
type schema struct {
	types []*entityType
}

// entityType describes one entity set.
type entityType struct {
	name      string // microsoft.graph.<name>
	title     string // in the directory service's messages
	set       string
	directory bool // a directory object: advanced query rules apply
	unpaged   bool // answers everything at once and refuses $top
	props     []property
	defaults  []string
	index     map[string]*property // lower-case name
	expand    []string             // navigation properties that $expand takes
	altKey    string               // property that name='value' key segments use
}

// property describes one property.
type property struct {
	name string
	kind kind
	caps caps
	max  int        // longest value in characters, 0 for no limit
	sub  []property // of a complex kind, those that a filter may name
}

type kind uint8

type caps uint32
