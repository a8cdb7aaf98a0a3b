package source

import (
	"bytes"
	"strconv"

	"presync/sim/directory"
)

// typeFacts are the values of a record that tell its type.
type typeFacts struct {
	class       directory.ObjectType // the most specific class; "" when there is no objectClass
	category    []byte
	accountType []byte
	account     []byte // sAMAccountName
	principal   bool   // has a userPrincipalName
	securityID  bool
	group       bool // has an attribute that only groups have
	deleted     bool
}

// classRank orders the types of classes that derive from one another: a
// computer is a user too, and an inetOrgPerson is.
func classRank(t directory.ObjectType) int {
	switch t {
	case directory.TypeComputer:
		return 5
	case directory.TypeContact:
		return 4
	case directory.TypeGroup:
		return 3
	case directory.TypeInetOrgPerson:
		return 2
	case directory.TypeUser:
		return 1
	}
	return 0
}

// typeOfClass is the type that objects of a class have.
func typeOfClass(class []byte) directory.ObjectType {
	switch string(class) {
	case "top", "person", "organizationalPerson", "securityPrincipal", "mailRecipient":
		return directory.TypeOther
	case "user":
		return directory.TypeUser
	}
	is := func(name string) bool { return asciiEqualFold(name, class) }
	switch {
	case is("user"):
		return directory.TypeUser
	case is("computer"), is("msDS-GroupManagedServiceAccount"), is("msDS-ManagedServiceAccount"),
		is("msDS-DelegatedManagedServiceAccount"):
		return directory.TypeComputer
	case is("contact"):
		return directory.TypeContact
	case is("group"):
		return directory.TypeGroup
	case is("inetOrgPerson"):
		return directory.TypeInetOrgPerson
	}
	return directory.TypeOther
}

// take looks at one value of the record, which must stay as it is.
func (t *typeFacts) take(number int, value []byte) {
	switch number {
	case attrObjectClass:
		t.takeClass(typeOfClass(value))
	case attrObjectCategory:
		t.category = value
	case attrSAMAccountType:
		t.accountType = value
	case attrSAMAccountName:
		t.account = value
	case attrUserPrincipalName:
		t.principal = len(value) > 0
	case attrGroupType, attrMember:
		t.group = true
	case attrIsDeleted:
		t.deleted = t.deleted || asciiEqualFold("true", value)
	}
}

// takeClass looks at the type of a class of the record.
func (t *typeFacts) takeClass(class directory.ObjectType) { t.class = moreSpecific(t.class, class) }

// moreSpecific is the second of two types that a record has if it says more
// than the first, which is "" when there is none.
func moreSpecific(first, second directory.ObjectType) directory.ObjectType {
	if first == "" || classRank(second) > classRank(first) {
		return second
	}
	return first
}

// objectType is the type of the record. Without objectClass it follows from
// objectCategory, then from sAMAccountType, then from the names it has.
func (t *typeFacts) objectType() directory.ObjectType {
	switch {
	case t.deleted:
		return directory.TypeOther
	case t.class != "":
		return t.class
	}
	if kind := t.ofCategory(); kind != "" {
		return kind
	}
	if kind := t.ofAccountType(); kind != "" {
		return kind
	}
	switch {
	case bytes.HasSuffix(t.account, []byte("$")):
		return directory.TypeComputer
	case t.group:
		return directory.TypeGroup
	case len(t.account) > 0, t.principal:
		return directory.TypeUser
	}
	return directory.TypeOther
}

// ofCategory reads objectCategory. Users and contacts share the category
// Person; only users are security principals.
func (t *typeFacts) ofCategory() directory.ObjectType {
	name, _, _ := bytes.Cut(t.category, []byte{','})
	if len(name) > 3 && asciiEqualFold("cn=", name[:3]) {
		name = name[3:]
	}
	switch is := func(n string) bool { return asciiEqualFold(n, name) }; {
	case len(name) == 0:
		return ""
	case is("Person"):
		if len(t.account) == 0 && len(t.accountType) == 0 && !t.principal && !t.securityID {
			return directory.TypeContact
		}
		return directory.TypeUser
	case is("Group"):
		return directory.TypeGroup
	case is("Computer"), is("ms-DS-Managed-Service-Account"), is("ms-DS-Group-Managed-Service-Account"),
		is("ms-DS-Delegated-Managed-Service-Account"):
		return directory.TypeComputer
	}
	return directory.TypeOther
}

// ofAccountType reads sAMAccountType (MS-SAMR 2.2.1.9).
func (t *typeFacts) ofAccountType() directory.ObjectType {
	number, err := strconv.ParseInt(string(t.accountType), 10, 64)
	if err != nil {
		return ""
	}
	switch number {
	case 0x30000000:
		return directory.TypeUser
	case 0x30000001:
		return directory.TypeComputer
	case 0x10000000, 0x10000001, 0x20000000, 0x20000001:
		return directory.TypeGroup
	}
	return directory.TypeOther
}
