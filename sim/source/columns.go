package source

import "strings"

// cloudColumn is what a column of a cloud table is.
type cloudColumn struct {
	prop property
	// inverted says that true in the column is false in Graph.
	inverted bool
	// twoValued says that the column has one value for false and null.
	twoValued bool
}

// cloudColumnAliases are the names of columns that are not those of the Graph
// property, without case, blanks and punctuation.
//
// They come from the Entra admin center's user download (both its
// generations), the Microsoft 365 admin center's list of active users,
// Get-AzureADUser, Get-MsolUser, and the bulk tool of the second founding
// document (SEED-8).
func cloudColumnAliases() map[string]cloudColumn {
	plain := map[string]property{
		"objectid":                   propID,
		"immutableid":                propImmutableID,
		"sourceanchor":               propImmutableID,
		"dirsyncenabled":             propSyncEnabled,
		"upn":                        propUserPrincipalName,
		"email":                      propMail,
		"emailaddress":               propMail,
		"primarysmtp":                propMail,
		"primarysmtpaddress":         propMail,
		"emailaddresses":             propProxyAddresses,
		"alias":                      propMailNickname,
		"samaccountname":             propOnPremSAM,
		"deletiontimestamp":          propDeletedDateTime,
		"softdeletiontimestamp":      propDeletedDateTime,
		"firstname":                  propGivenName,
		"lastname":                   propSurname,
		"title":                      propJobTitle,
		"company":                    propCompanyName,
		"office":                     propOfficeLocation,
		"physicaldeliveryofficename": propOfficeLocation,
		"countryregion":              propCountry,
		"countryorregion":            propCountry,
		"mobile":                     propMobilePhone,
		"alternateemailaddress":      propOtherMails,
		"alternateemailaddresses":    propOtherMails,
		"phonenumber":                propBusinessPhones,
		"telephonenumber":            propBusinessPhones,
		"fax":                        propFaxNumber,
		"facsimiletelephonenumber":   propFaxNumber,
		"onpremisesyncbehavior":      propSyncBehavior,
	}
	aliases := make(map[string]cloudColumn, int(propCount)+len(plain)+2)
	for p := propID; p < propCount; p++ {
		aliases[columnKey(cloudProperties[p].name)] = cloudColumn{prop: p}
	}
	for name, p := range plain {
		aliases[name] = cloudColumn{prop: p}
	}
	aliases["directorysynced"] = cloudColumn{prop: propSyncEnabled, twoValued: true}
	aliases["blockcredential"] = cloudColumn{prop: propAccountEnabled, inverted: true}
	return aliases
}

// columnKey is what column names are compared by: letters and digits alone,
// in lower case, so that "Object Id", "objectId" and "OBJECT_ID" are one.
func columnKey(name string) string {
	return strings.Map(func(r rune) rune {
		switch {
		case r >= 'A' && r <= 'Z':
			return r + 'a' - 'A'
		case r >= 'a' && r <= 'z', r >= '0' && r <= '9':
			return r
		case r < 0x80:
			return -1
		}
		return r
	}, name)
}

// knownCloudColumns counts the columns that cloud users have.
func knownCloudColumns(columns []string) int {
	aliases, known := cloudColumnAliases(), 0
	for _, c := range columns {
		if aliases[columnKey(c)].prop != propNone {
			known++
		}
	}
	return known
}

// isADTable reports whether columns are those of an on-premises export: they
// have what only Active Directory has, and nothing that only Entra ID has.
func isADTable(columns []string) bool {
	ad := false
	for _, c := range columns {
		switch columnKey(c) {
		case "objectguid", "objectclass", "distinguishedname", "objectsid", "useraccountcontrol":
			ad = true
		case "id", "objectid", "onpremisesimmutableid", "immutableid", "usertype", "dirsyncenabled",
			"onpremisessyncenabled", "directorysynced", "usagelocation", "accountenabled":
			return false
		}
	}
	return ad
}
