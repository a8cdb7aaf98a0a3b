package hardmatch

import (
	"bytes"
	"fmt"
	"io"
	"strconv"
	"strings"
	"text/tabwriter"
)

// WriteReport writes a report for people, a line a row.
func WriteReport(w io.Writer, r *Report) error {
	var b bytes.Buffer
	t := tabwriter.NewWriter(&b, 0, 0, 2, ' ', 0)
	counts := map[Result]int{}
	for i := range r.Rows {
		row := &r.Rows[i]
		counts[row.Result]++
		outcome := row.Outcome
		if row.Reason != "" {
			outcome = strings.TrimPrefix(outcome+": ", ": ") + unbroken(row.Reason)
		}
		fmt.Fprintf(t, "%s\t%s\t%s\t%s\n", row.Result, adName(row), cloudName(row.CloudUser), outcome)
	}
	if err := t.Flush(); err != nil {
		return err
	}
	for _, text := range r.NotGivenBack {
		fmt.Fprintf(&b, "not given back: %s\n", unbroken(text))
	}
	if r.NoSync != "" {
		fmt.Fprintln(&b, r.NoSync)
	}
	line := ""
	for _, result := range []Result{ResultDone, ResultWritten, ResultLinked, ResultOtherwise, ResultSkipped, ResultNotDoable, ResultPending} {
		if counts[result] > 0 {
			line += fmt.Sprintf(", %d %s", counts[result], result)
		}
	}
	fmt.Fprintf(&b, "%s%s\n", counted(len(r.Rows), "row"), line)
	_, err := b.WriteTo(w)
	return err
}

// adName names the AD user of a row.
func adName(r *RowReport) string {
	for _, name := range []string{r.ADUser.UserPrincipalName, r.ADUser.SAMAccountName, r.ADUser.DN} {
		if name != "" {
			return show(&name)
		}
	}
	return "(no AD user)"
}

func cloudName(u CloudUser) string {
	switch {
	case u.UserPrincipalName != "":
		return show(&u.UserPrincipalName)
	case u.ID != "":
		return show(&u.ID)
	}
	return "(no cloud user)"
}

// unbroken keeps a sentence on its line and in its column.
func unbroken(sentence string) string {
	out := []rune(sentence)
	for i, r := range out {
		if !strconv.IsPrint(r) {
			out[i] = '\uFFFD'
		}
	}
	return string(out)
}

// WriteRollback writes a report for people, a line a value.
func WriteRollback(w io.Writer, r *RollbackReport) error {
	var b bytes.Buffer
	problems := 0
	for _, s := range r.Steps {
		if s.Problem != "" {
			problems++
			fmt.Fprintf(&b, "stays     %s\n", unbroken(s.Problem))
			continue
		}
		fmt.Fprintf(&b, "restored  %s: %s\n", s.What, show(s.Value))
	}
	fmt.Fprintf(&b, "%s restored, %d left as found\n", counted(len(r.Steps)-problems, "value"), problems)
	_, err := b.WriteTo(w)
	return err
}

func counted(n int, what string) string {
	if n == 1 {
		return "1 " + what
	}
	return fmt.Sprintf("%d %ss", n, what)
}
