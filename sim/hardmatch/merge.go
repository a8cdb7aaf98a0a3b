package hardmatch

import (
	"errors"
	"fmt"
	"slices"
	"strings"

	"presync/sim/directory"
	"presync/sim/source"
)

// MergeStatus says what a row of a merged table holds.
type MergeStatus string

// The statuses of a merged row.
const (
	MergeLinked         MergeStatus = "linked"           // both have the same anchor
	MergeReady          MergeStatus = "ready"            // one pair, and the cloud user has no anchor
	MergeConflict       MergeStatus = "conflict"         // one pair, and the cloud user has another anchor
	MergeDuplicate      MergeStatus = "duplicate"        // somebody has to choose: keep one of the rows
	MergeMissingInCloud MergeStatus = "missing-in-cloud" // nobody in the cloud
	MergeMissingInAD    MergeStatus = "missing-in-ad"    // nobody in AD
)

// Merged is one row of the joined table. AD or Cloud is nil where there is none.
type Merged struct {
	Status   MergeStatus `json:"status"`
	JoinedBy string      `json:"joinedBy"` // anchor, userPrincipalName, address or ""
	AD       *MergeUser  `json:"adUser"`
	Cloud    *MergeUser  `json:"cloudUser"`
	Note     string      `json:"note"`
}

// MergeUser is a row of one of the two tables.
type MergeUser struct {
	Key               string   `json:"key"` // what plan --pairs finds the user by
	UserPrincipalName string   `json:"userPrincipalName"`
	SAMAccountName    string   `json:"sAMAccountName"`
	DisplayName       string   `json:"displayName"`
	EmailAddress      string   `json:"emailAddress"`
	Addresses         []string `json:"addresses"`
	ImmutableID       string   `json:"immutableId"`
	Line              int      `json:"line"`

	keys []directory.Key // of all names and addresses
}

// Merge joins the two tables: by the anchor, which is compared byte for byte,
// then by userPrincipalName, then by any address. Whoever is joined one way
// takes no part in the next. Nobody is joined to one of several.
func Merge(ad, cloud []*MergeUser) []Merged {
	m := &merge{ad: ad, cloud: cloud, adDone: map[*MergeUser]bool{}, cloudDone: map[*MergeUser]bool{}, rows: map[*MergeUser][]Merged{}}
	m.join("anchor", anchorKeys)
	m.join("userPrincipalName", upnKeys)
	m.join("address", func(u *MergeUser) []string { return keyTexts(u.keys) })
	return m.list()
}

type merge struct {
	ad, cloud         []*MergeUser
	adDone, cloudDone map[*MergeUser]bool
	rows              map[*MergeUser][]Merged // by AD user
}

func anchorKeys(u *MergeUser) []string {
	if u.ImmutableID == "" {
		return nil
	}
	return []string{u.ImmutableID}
}

func upnKeys(u *MergeUser) []string {
	if u.UserPrincipalName == "" {
		return nil
	}
	return keyTexts([]directory.Key{directory.Fold(u.UserPrincipalName)})
}

func keyTexts(keys []directory.Key) []string {
	out := make([]string, len(keys))
	for i, k := range keys {
		out[i] = string(k)
	}
	return out
}

// maxChoices is how many cloud users one AD user is listed with.
const maxChoices = 20

// join pairs those who are left by one kind of key.
func (m *merge) join(by string, keys func(*MergeUser) []string) {
	holders := map[string][]*MergeUser{}
	for _, c := range m.cloud {
		if !m.cloudDone[c] {
			for _, k := range keys(c) {
				if had := holders[k]; len(had) == 0 || had[len(had)-1] != c {
					holders[k] = append(had, c)
				}
			}
		}
	}
	matches := map[*MergeUser][]*MergeUser{}
	claims := map[*MergeUser]int{}
	for _, a := range m.ad {
		if m.adDone[a] {
			continue
		}
		for _, k := range keys(a) {
			for _, c := range holders[k] {
				if len(matches[a]) < maxChoices && !slices.Contains(matches[a], c) {
					matches[a] = append(matches[a], c)
					claims[c]++
				}
			}
		}
	}
	for _, a := range m.ad {
		for _, c := range matches[a] {
			m.rows[a] = append(m.rows[a], pairOf(a, c, by, len(matches[a]), claims[c]))
			m.adDone[a], m.cloudDone[c] = true, true
		}
	}
}

func pairOf(a, c *MergeUser, by string, candidates, claims int) Merged {
	r := Merged{JoinedBy: by, AD: a, Cloud: c}
	var notes []string
	if candidates > 1 {
		notes = append(notes, fmt.Sprintf("the AD user fits %d cloud users", candidates))
	}
	if claims > 1 {
		notes = append(notes, fmt.Sprintf("the cloud user fits %d AD users", claims))
	}
	switch {
	case len(notes) > 0:
		r.Status = MergeDuplicate
		notes = append(notes, "keep one of the rows")
	case by == "anchor":
		r.Status = MergeLinked
	case c.ImmutableID == "":
		r.Status = MergeReady
	default:
		r.Status = MergeConflict
		notes = append(notes, "the cloud user has another anchor")
	}
	r.Note = strings.Join(notes, ", ")
	return r
}

// list gives the rows in the order of the AD table, then the rest of the cloud.
func (m *merge) list() []Merged {
	out := make([]Merged, 0, len(m.ad))
	for _, a := range m.ad {
		if rows := m.rows[a]; len(rows) > 0 {
			out = append(out, rows...)
		} else {
			out = append(out, Merged{Status: MergeMissingInCloud, AD: a})
		}
	}
	for _, c := range m.cloud {
		if !m.cloudDone[c] {
			out = append(out, Merged{Status: MergeMissingInAD, Cloud: c})
		}
	}
	return out
}

// errNoColumns is what a table without any known column gets.
var errNoColumns = errors.New("the table has none of the columns UserPrincipalName, ImmutableID and ObjectId")

// MergeUsers understands a table as one of the two that are joined: what
// export-ad and export-cloud write, the bulk tool's own files, or any other
// table with such columns. A deleted cloud user takes no part.
func MergeUsers(t *source.Table) ([]*MergeUser, error) {
	columns := map[string]int{}
	for i, name := range t.Header {
		if to, known := mergeColumns[source.ColumnKey(name)]; known {
			if _, had := columns[to]; !had {
				columns[to] = i
			}
		}
	}
	_, upn := columns["upn"]
	_, id := columns["anchor"]
	_, object := columns["id"]
	if !upn && !id && !object {
		return nil, errNoColumns
	}
	var out []*MergeUser
	for i, row := range t.Rows {
		cell := func(name string) string {
			if at, known := columns[name]; known {
				return strings.TrimSpace(row[at])
			}
			return ""
		}
		if strings.EqualFold(cell("deleted"), "true") || strings.Join(row, "") == "" {
			continue
		}
		u := &MergeUser{UserPrincipalName: cell("upn"), SAMAccountName: cell("sam"), DisplayName: cell("name"), EmailAddress: cell("mail"),
			ImmutableID: cell("anchor"), Line: t.Lines[i]}
		for _, key := range []string{cell("dn"), cell("id"), u.UserPrincipalName, u.SAMAccountName, u.EmailAddress, u.ImmutableID} {
			if u.Key == "" {
				u.Key = key
			}
		}
		if guid, err := directory.ParseGUID(cell("guid")); err == nil && u.ImmutableID == "" {
			u.ImmutableID = string(guid.Anchor())
		}
		u.collect(cell("proxies"))
		out = append(out, u)
	}
	return out, nil
}

// collect files the names and addresses of a user.
func (u *MergeUser) collect(proxies string) {
	add := func(name string) {
		if key := directory.Fold(name); name != "" && !slices.Contains(u.keys, key) {
			u.keys = append(u.keys, key)
		}
	}
	add(u.UserPrincipalName)
	add(u.EmailAddress)
	if proxies == "" {
		return
	}
	for _, text := range source.SplitAddresses(proxies) {
		a := directory.ParseAddress(text)
		u.Addresses = append(u.Addresses, a.String())
		if a.IsSMTP() {
			add(a.Local)
		}
	}
}

// mergeColumns are the columns, by their keys.
var mergeColumns = map[string]string{
	"userprincipalname": "upn", "samaccountname": "sam", "onpremisessamaccountname": "sam", "displayname": "name",
	"emailaddress": "mail", "mail": "mail", "immutableid": "anchor", "onpremisesimmutableid": "anchor", "proxyaddresses": "proxies",
	"distinguishedname": "dn", "dn": "dn", "objectid": "id", "id": "id", "deleted": "deleted",
	"objectguid": "guid",
}

// MergeTable gives the joined rows as a table with the columns that plan
// --pairs takes.
func MergeTable(rows []Merged) *Table {
	t := &Table{Header: []string{"adUser", "cloudUser", "status", "joinedBy", "note",
		"adUserPrincipalName", "adSamAccountName", "adDisplayName", "adEmailAddress", "adImmutableID",
		"cloudUserPrincipalName", "cloudDisplayName", "cloudEmailAddress", "cloudImmutableID", "adLine", "cloudLine"}}
	for _, r := range rows {
		a, c := MergeUser{}, MergeUser{}
		if r.AD != nil {
			a = *r.AD
		}
		if r.Cloud != nil {
			c = *r.Cloud
		}
		t.Rows = append(t.Rows, []string{a.Key, c.Key, string(r.Status), r.JoinedBy, r.Note,
			a.UserPrincipalName, a.SAMAccountName, a.DisplayName, a.EmailAddress, a.ImmutableID,
			c.UserPrincipalName, c.DisplayName, c.EmailAddress, c.ImmutableID, lineText(a.Line), lineText(c.Line)})
	}
	return t
}

func lineText(line int) string {
	if line == 0 {
		return ""
	}
	return fmt.Sprint(line)
}

// MergeFindings reports whether somebody has to choose between rows.
func MergeFindings(rows []Merged) bool {
	return slices.ContainsFunc(rows, func(r Merged) bool { return r.Status == MergeDuplicate || r.Status == MergeConflict })
}

// Name is what a person calls the user.
func (u *MergeUser) Name() string {
	if u.UserPrincipalName != "" {
		return u.UserPrincipalName
	}
	return u.Key
}
