package match_test

import (
	"testing"

	"github.com/stretchr/testify/require"

	"presync/sim/directory"
	"presync/sim/match"
	"presync/sim/match/rules"
)

func TestFirstValuesAreThoseOfTheObject(t *testing.T) {
	o := &directory.Object{DN: "CN=a"}
	for id := directory.AttrObjectGUID; id <= directory.AttrUserSMIMECertificate; id++ {
		o.Attrs.Add(id.String(), "first "+id.String(), 0)
		o.Attrs.Add(id.String(), "second", 0)
	}
	var firsts match.Firsts
	firsts.Read(o)
	q := &match.Question{Object: o, Firsts: &firsts}
	for id := directory.AttrObjectGUID; id <= directory.AttrUserSMIMECertificate; id++ {
		require.Equal(t, "first "+id.String(), q.First(id))
	}
	firsts.Read(&directory.Object{}) // and nothing of it stays
	require.Equal(t, match.Firsts{}, firsts)
}

// The rules about objects find all that they ask for in Firsts: with an empty
// object behind it they answer as about the object itself.
func TestRulesAboutObjectsAskForTheListedAttributes(t *testing.T) {
	o := &directory.Object{DN: "CN=a", Type: directory.TypeUser}
	for _, id := range match.ObjectAttributes {
		o.Attrs.Add(id.String(), "CAS_{1}", 0)
	}
	var firsts match.Firsts
	firsts.Read(o)
	s := directory.DefaultSettings()
	in := &match.Inputs{Has: func(string) bool { return true }}
	for _, r := range rules.All() {
		if r.About != match.AboutObject {
			continue
		}
		for _, c := range r.When {
			whole := &match.Question{Object: o, Settings: &s, Inputs: in, Scope: &directory.ScopeFacts{}}
			read := *whole
			read.Object, read.Firsts = &directory.Object{DN: o.DN, Type: o.Type}, &firsts
			require.Equal(t, c.Test(whole), c.Test(&read), c.Name)
		}
	}
}
