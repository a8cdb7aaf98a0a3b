package rules

import "presync/sim/match"

// The errors of the service and the sync engine, with the service's own
// numbers and texts. {value} stands for the value in conflict.
var (
	sourceAnchorChanged = match.Failure{Code: "SourceAnchorChanged",
		Message: "SourceAnchor attribute has changed.", Attribute: "SourceAnchor"} // SA-10
	hardMatchBlocked = match.Failure{Code: "InvalidHardMatch",
		Message: "Another cloud created object with the same source anchor already exists in Microsoft Entra ID", Attribute: "SourceAnchor"} // HM-5
	hardMatchPrivileged = match.Failure{Code: "InvalidHardMatch", Number: 103,
		Message: "The cloud user with privileged roles is not allowed to be taken over.", Attribute: "SourceAnchor"} // HM-6
	identifierMapped = match.Failure{Code: "AttributeUpdateNotAllowed", Number: 96,
		Message: "Unable to update this object because the following attributes associated with this object are not allowed to be updated by your on-premises directory: " +
			"[OnPremisesObjectIdentifier cannot be changed unless its current value is null.]", Attribute: "OnPremisesObjectIdentifier"} // HM-7
	sameSID = match.Failure{Code: "AttributeValueMustBeUnique", Attribute: "OnPremiseSecurityIdentifier",
		Message: mayBelong + "[OnPremiseSecurityIdentifier {sid};]. " + removeDuplicates} // CF-3
	sameAddress = match.Failure{Code: "AttributeValueMustBeUnique", Attribute: "ProxyAddresses",
		Message: mayBelong + "[ProxyAddresses {value};]. " + removeDuplicates} // CF-2, CF-3
	sameUPN = match.Failure{Code: "AttributeValueMustBeUnique", Attribute: "UserPrincipalName",
		Message: mayBelong + "[UserPrincipalName {value};]. " + removeDuplicates +
			" Please refer to https://support.microsoft.com/kb/2647098 for more information on identifying objects with duplicate attribute values."} // CF-2
	sameAnchor = match.Failure{Code: "AttributeValueMustBeUnique", Attribute: "SourceAnchor",
		Message: mayBelong + "[SourceAnchor {anchor};]. " + removeDuplicates} // SA-12
	softMatchAddress = match.Failure{Code: "InvalidSoftMatch", Attribute: "ProxyAddresses",
		Message: mayBelong + "[ProxyAddresses {value};]. " + removeDuplicates} // CF-1
	softMatchUPN = match.Failure{Code: "InvalidSoftMatch", Attribute: "UserPrincipalName",
		Message: mayBelong + "[UserPrincipalName {rawUPN};]. " + removeDuplicates} // CF-1
	typeMismatch = match.Failure{Code: "ObjectTypeMismatch", Attribute: "ProxyAddresses",
		Message: "An object with the same proxy address already exists in Microsoft Entra ID but has an incompatible object type (Contact, Group or User)."} // CF-5
	adminRoleConflict = match.Failure{Code: "ExistingAdminRoleConflict",
		Message: "Existing Admin Role Conflict"} // SM-9, CF-9
	invalidUPN = match.Failure{Code: "IdentityDataValidationFailed", Attribute: "UserPrincipalName",
		Message: "Unable to update this object in Microsoft Entra ID, because the attribute [FederatedUser.UserPrincipalName], is not valid. " +
			"Update the value in your local directory services."} // CF-6
	invalidAnchor = match.Failure{Code: "IdentityDataValidationFailed", Attribute: "SourceAnchor",
		Message: "Unable to update this object in Microsoft Entra ID, because the attribute [SourceAnchor], is not valid. " +
			"Update the value in your local directory services."} // SA-8
	tooManyCertificateValues = match.Failure{Code: "LargeObject", Attribute: "userCertificate", Message: tooLarge}      // CF-8
	tooManySMIMEValues       = match.Failure{Code: "LargeObject", Attribute: "userSMIMECertificate", Message: tooLarge} // CF-8
	tooManyAddresses         = match.Failure{Code: "LargeObject", Attribute: "ProxyAddresses", Message: tooLarge}       // CF-8
)

const (
	mayBelong = "Unable to update this object because the following attributes associated with this object have values that may already be " +
		"associated with another object in your local directory services: "
	removeDuplicates = "Correct or remove the duplicate values in your local directory."
	tooLarge         = "The provisioned object is too large. Trim the number of attribute values on this object."
)
