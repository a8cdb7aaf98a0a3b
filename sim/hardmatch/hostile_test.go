package hardmatch_test

import (
	"bytes"
	"encoding/base64"
	"encoding/csv"
	"encoding/json"
	"io"
	"net/http/httptest"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
	"github.com/xuri/excelize/v2"

	"presync/sim/directory"
	"presync/sim/hardmatch"
	"presync/sim/source"
)

// hostileNames are names that do something where they are not quoted.
var hostileNames = []string{
	`=HYPERLINK("http://evil.example","x")`, `+1+1`, `-2+3`, `@SUM(A1)`, "＝1+1", `$(Remove-Item C:\ -Recurse)`, "`whoami`", `'; Stop-Computer; '`,
	`"; exit 9; "`, "line\nbreak\r\ndn: CN=evil", "\ttab", "bell\a\x1b[31mred\x1b[0m", "right\u202eleft", "zero\u200bwidth", "nul\x00byte",
	"‘curly’ “quotes”", "#>", "<# comment", "'@\nWrite-Host", "@'", `${env:PATH}`, `%TEMP%`, `../../../etc/passwd`, `..`, `a,b;c|d`, "bad\xffutf8",
}

// hostilePlan has a row on each side for each name, everywhere that a name can
// stand.
func hostilePlan() *hardmatch.Plan {
	p := &hardmatch.Plan{SourceAnchor: "mS-DS-ConsistencyGuid", Client: "connect-sync"}
	for i, n := range hostileNames {
		stamp := base64.StdEncoding.EncodeToString([]byte(n))
		row := hardmatch.Row{
			ADUser:    hardmatch.ADUser{DN: "CN=" + n + ",DC=contoso,DC=com", Forest: n, UserPrincipalName: n, SAMAccountName: n},
			CloudUser: hardmatch.CloudUser{ID: n, UserPrincipalName: n, DisplayName: n},
			Side:      hardmatch.SideCloud, SideReason: n, OldImmutableID: &n, NewImmutableID: n + "x", AnchorAttribute: n,
			Before: "error", After: "hard-match", Status: hardmatch.StatusBlocked,
			Blockers: []hardmatch.Blocker{{ID: hardmatch.BlockOtherAnchor, Text: n, Object: n, Property: "onPremisesImmutableId", Old: &n},
				{ID: hardmatch.BlockAdminRole, Text: n, Object: n, Roles: []hardmatch.Role{{Name: n, TemplateID: n}, {Name: n, TemplateID: n, Eligible: true}}}},
		}
		if i%2 == 1 {
			row.Side, row.OldConsistencyGuid, row.NewConsistencyGuid, row.Blockers, row.Status = hardmatch.SideAD, nil, &stamp, nil, hardmatch.StatusReady
		}
		p.Rows = append(p.Rows, row)
	}
	return p
}

func written(t testing.TB, write func(io.Writer) error) string {
	t.Helper()
	var b bytes.Buffer
	require.NoError(t, write(&b))
	return b.String()
}

func TestTheRunbookHoldsNoValueOfAnyPlan(t *testing.T) {
	script := written(t, hardmatch.WriteRunbook)
	for _, r := range script {
		require.True(t, r == '\n' || r == '\r' || r >= ' ' && r <= '~', "the script is plain ASCII, but has %q", r)
	}
	require.Zero(t, strings.Count(strings.ReplaceAll(script, "\r\n", ""), "\n"))
	for _, danger := range []string{"Invoke-Expression", "iex ", "ScriptBlock]::Create", "ExpandString", "Update-MgUser"} {
		require.NotContains(t, script, danger)
	}
	require.NotContains(t, script, `"$`, "no value is put into a text that is run or sent as a path")
}

func TestTheRunbookKeepsItsPromises(t *testing.T) {
	script := written(t, hardmatch.WriteRunbook)
	at := func(text string) int {
		i := strings.Index(script, text)
		require.GreaterOrEqual(t, i, 0, "%q is missing", text)
		return i
	}
	at("if (-not $PSBoundParameters.ContainsKey('WhatIf')) { $WhatIfPreference = $true }")
	at("Start-Transcript")
	stop := at("Set-ADSyncScheduler -SyncCycleEnabled $false")
	rows := at("Invoke-Row $row")
	cycle := at("Start-ADSyncSyncCycle -PolicyType Delta")
	start := at("finally { if ($stopped) { Set-ADSyncScheduler -SyncCycleEnabled $true } }")
	require.Less(t, stop, rows)
	require.Less(t, rows, cycle)
	require.Less(t, cycle, start)
	for name, body := range functions(script) {
		write := strings.Contains(body, "-Method PATCH") || strings.Contains(body, "-Method DELETE") || strings.Contains(body, "Set-ADUser")
		if !write {
			continue
		}
		require.Contains(t, body, "Test-Write", name)
		require.Less(t, strings.Index(body, "Save-Original"), strings.Index(body+"Set-ADUser ", firstWrite(body)), "%s keeps the old value before it writes", name)
	}
	for _, b := range []string{hardmatch.BlockSourceOfAuthority, hardmatch.BlockQuarantined, hardmatch.BlockRecycleBin, hardmatch.BlockTargetDeleted,
		hardmatch.BlockFederatedSuffix, hardmatch.BlockOtherAnchor, hardmatch.BlockObjectIdentifier, hardmatch.BlockAdminRole, hardmatch.BlockHardMatchFlag} {
		at("'" + b + "' {")
	}
}

// firstWrite is how the first write of a function begins.
func firstWrite(body string) string {
	if strings.Contains(body, "$null = Invoke-Graph") {
		return "$null = Invoke-Graph"
	}
	return "Set-ADUser "
}

// functions splits the script at its functions.
func functions(script string) map[string]string {
	out := map[string]string{}
	for _, part := range strings.Split(script, "\r\nfunction ")[1:] {
		name, body, _ := strings.Cut(part, " ")
		out[name] = body
	}
	return out
}

// scan reads PowerShell as far as quotes, comments and brackets go, and gives
// the brackets that are open at the end.
func scan(t testing.TB, s string) string {
	t.Helper()
	var open []byte
	for i := 0; i < len(s); i++ {
		switch c := s[i]; c {
		case '\'':
			for i++; i < len(s) && (s[i] != '\'' || i+1 < len(s) && s[i+1] == '\''); i++ {
				if s[i] == '\'' {
					i++
				}
			}
		case '"':
			for i++; i < len(s) && s[i] != '"'; i++ {
				if s[i] == '`' {
					i++
				}
			}
		case '<':
			if strings.HasPrefix(s[i:], "<#") {
				i += strings.Index(s[i:], "#>") + 1
			}
		case '#':
			for i < len(s) && s[i] != '\n' {
				i++
			}
		case '(', '[', '{':
			open = append(open, c)
		case ')', ']', '}':
			require.NotEmpty(t, open, "closed without being open at %q", s[max(0, i-60):i+1])
			want := map[byte]byte{')': '(', ']': '[', '}': '{'}[c]
			require.Equal(t, string(want), string(open[len(open)-1]), "at %q", s[max(0, i-60):i+1])
			open = open[:len(open)-1]
		}
	}
	return string(open)
}

func TestTheRunbookIsBalanced(t *testing.T) {
	require.Empty(t, scan(t, written(t, hardmatch.WriteRunbook)))
	require.Equal(t, "{(", scan(t, `if ($a) { 'it''s ' "}" (`), "the scanner finds what is open")
}

func TestHostileNamesComeBackFromThePlanAsTheyAre(t *testing.T) {
	p := hostilePlan()
	text := written(t, func(w io.Writer) error { return hardmatch.WritePlan(w, p) })
	back, err := hardmatch.ReadPlan(strings.NewReader(text))
	require.NoError(t, err)
	for i := range p.Rows {
		want := strings.ToValidUTF8(p.Rows[i].CloudUser.ID, "\ufffd")
		require.Equal(t, want, back.Rows[i].CloudUser.ID)
	}
	require.NotContains(t, text, "\x1b")
	require.NotContains(t, text, "\x00")
}

func TestHostileNamesAreInertInTables(t *testing.T) {
	table := hostilePlan().Table()
	inert := func(t *testing.T, row []string) {
		for _, cell := range row {
			require.NotRegexp(t, `^[=+\-@\t\r＝＋－＠]`, cell)
			require.NotRegexp(t, "[\x00-\x1f\x7f\u202e\u200b]", cell)
		}
	}
	t.Run("csv", func(t *testing.T) {
		rows, err := csv.NewReader(strings.NewReader(written(t, table.WriteCSV))).ReadAll()
		require.NoError(t, err)
		require.Len(t, rows, len(hostileNames)+1)
		for _, row := range rows {
			inert(t, row)
		}
	})
	t.Run("xlsx", func(t *testing.T) {
		f, err := excelize.OpenReader(strings.NewReader(written(t, table.WriteXLSX)))
		require.NoError(t, err)
		defer f.Close()
		rows, err := f.GetRows("Sheet1")
		require.NoError(t, err)
		require.Len(t, rows, len(hostileNames)+1)
		for n, row := range rows {
			inert(t, row)
			at, err := excelize.CoordinatesToCellName(1, n+1)
			require.NoError(t, err)
			formula, err := f.GetCellFormula("Sheet1", at)
			require.NoError(t, err)
			require.Empty(t, formula)
		}
	})
	t.Run("text", func(t *testing.T) {
		text := written(t, func(w io.Writer) error { return hardmatch.WriteText(w, hostilePlan(), 100) })
		require.NotRegexp(t, "[\x00-\x09\x0b-\x1f\x7f\u202e\u200b]", text)
		for line := range strings.Lines(text) {
			require.LessOrEqual(t, len([]rune(strings.TrimSuffix(line, "\n"))), 100)
		}
	})
}

func TestHostileNamesAreInertInLDIF(t *testing.T) {
	p := hostilePlan()
	for name, write := range map[string]func(io.Writer, *hardmatch.Plan) error{"change": hardmatch.WriteLDIF, "undo": hardmatch.WriteUndo} {
		t.Run(name, func(t *testing.T) {
			text := written(t, func(w io.Writer) error { return write(w, p) })
			require.Equal(t, len(hostileNames)/2, strings.Count(text, "\nchangetype: modify\n"))
			require.NotContains(t, text, "\ndn: CN=evil")
			for line := range strings.Lines(text) {
				require.Regexp(t, `^(version: 1|dn:|dn: CN=|dn:: |changetype: modify$|add: |delete: |mS-DS-ConsistencyGuid:|-$| |$)`, strings.TrimSuffix(line, "\n"))
				require.LessOrEqual(t, len(line), 77)
			}
		})
	}
}

func TestHostileNamesAreInertInBatches(t *testing.T) {
	text := written(t, func(w io.Writer) error { return hardmatch.WriteBatch(w, hostilePlan()) })
	var f struct {
		Batches []struct {
			Body struct {
				Requests []struct {
					Method, URL string
					Body        json.RawMessage
				}
			}
		}
	}
	require.NoError(t, json.Unmarshal([]byte(text), &f))
	requests := 0
	for _, b := range f.Batches {
		require.LessOrEqual(t, len(b.Body.Requests), 20)
		for _, r := range b.Body.Requests {
			requests++
			require.NotRegexp(t, "[\x00-\x20\"`<>?#\\\\]", r.URL)
			for segment := range strings.SplitSeq(r.URL, "/") {
				require.NotContains(t, []string{".", ".."}, segment)
			}
			depth := strings.Count(r.URL, "/")
			require.Contains(t, []int{2, 3, 4}, depth, r.URL)
			require.Equal(t, r.URL, httptest.NewRequest(r.Method, r.URL, nil).URL.RequestURI())
		}
	}
	require.NotZero(t, requests)
}

func TestATableReadsBackWhatItMadeSafe(t *testing.T) {
	table := &hardmatch.Table{Header: []string{"adUser", "cloudUser"}, Rows: [][]string{{"+abc/==", "=x"}, {"plain", "'quoted"}, {"ключ", "-1"}}}
	for name, write := range map[string]func(io.Writer) error{"csv": table.WriteCSV, "xlsx": table.WriteXLSX} {
		t.Run(name, func(t *testing.T) {
			text := written(t, write)
			require.Equal(t, text, written(t, write), "the same bytes every time")
			back, err := hardmatch.ReadTable(strings.NewReader(text))
			require.NoError(t, err)
			require.Equal(t, table.Header, back.Header)
			require.Equal(t, table.Rows, back.Rows)
			require.Equal(t, []int{2, 3, 4}, back.Lines)
		})
	}
}

func TestATableThatIsNoneSaysSo(t *testing.T) {
	for name, c := range map[string]struct{ text, want string }{
		"empty":            {"", "empty"},
		"old workbook":     {"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "save it as .xlsx"},
		"broken workbook":  {"PK\x03\x04nothing", "cannot be read"},
		"no known columns": {"a,b\n1,2\n", "none of the columns"},
	} {
		t.Run(name, func(t *testing.T) {
			table, err := hardmatch.ReadTable(strings.NewReader(c.text))
			if err == nil {
				_, err = hardmatch.MergeUsers(table)
			}
			require.ErrorContains(t, err, c.want)
		})
	}
	long := &hardmatch.Table{Header: []string{"a"}, Rows: [][]string{{strings.Repeat("x", 40000)}}}
	require.ErrorContains(t, long.WriteXLSX(io.Discard), "use CSV")
}

func FuzzReadTable(f *testing.F) {
	f.Add([]byte("UserPrincipalName;ImmutableID\r\na@b.c;'+x=\r\n"))
	f.Add([]byte("\xff\xfea\x00,\x00b\x00\n\x00"))
	f.Add([]byte("PK\x03\x04"))
	f.Fuzz(func(t *testing.T, data []byte) {
		table, err := hardmatch.ReadTable(bytes.NewReader(data))
		if err != nil {
			return
		}
		for _, row := range table.Rows {
			require.Len(t, row, len(table.Header))
		}
		if users, err := hardmatch.MergeUsers(table); err == nil {
			require.GreaterOrEqual(t, len(hardmatch.Merge(users, users)), len(users))
		}
	})
}

func FuzzReadPlan(f *testing.F) {
	var b bytes.Buffer
	require.NoError(f, hardmatch.WritePlan(&b, hostilePlan()))
	f.Add(b.Bytes())
	f.Add([]byte(`{"schema":"presync.hardmatchplan/v1","rows":[{"status":"ready","side":"cloud"}]}`))
	f.Fuzz(func(t *testing.T, data []byte) {
		p, err := hardmatch.ReadPlan(bytes.NewReader(data))
		if err != nil {
			return
		}
		var again bytes.Buffer
		require.NoError(t, hardmatch.WritePlan(&again, p))
		_, err = hardmatch.ReadPlan(&again)
		require.NoError(t, err)
		require.NoError(t, hardmatch.WriteBatch(io.Discard, p))
		require.NoError(t, hardmatch.WriteText(io.Discard, p, 100))
		require.NoError(t, p.Table().WriteCSV(io.Discard))
	})
}

func TestTheLDIFIsReadAsChangesAndUndone(t *testing.T) {
	in := input(kim(), cloud(id(1), "kim", anchored(other, directory.True)))
	plan := planAll(t, in)
	change := written(t, func(w io.Writer) error { return hardmatch.WriteLDIF(w, plan) })
	require.Equal(t, "version: 1\n\ndn: CN=kim,OU=Staff,DC=contoso,DC=com\nchangetype: modify\nadd: mS-DS-ConsistencyGuid\nmS-DS-ConsistencyGuid:: "+string(other)+"\n-\n", change)
	undo := written(t, func(w io.Writer) error { return hardmatch.WriteUndo(w, plan) })
	require.Equal(t, strings.ReplaceAll(change, "add:", "delete:"), undo)

	ad := written(t, func(w io.Writer) error { return source.WriteLDIF(w, in.Snapshot.Objects[0]) })
	require.NotContains(t, ad, "ConsistencyGuid")
}
