package provision

import (
	"testing"

	"github.com/stretchr/testify/require"

	"presync/sim/directory"
	"presync/sim/match"
)

func TestEachPropertyThatChangesIsListed(t *testing.T) {
	whole := directory.CloudObject{DisplayName: "a", AccountEnabled: directory.True, Mail: "a@contoso.com", MailNickname: "a", UserPrincipalName: "a@contoso.com"}
	for id := range whole.Profile {
		whole.Profile[id] = "a"
	}
	changes := map[string]func(*directory.CloudObject){
		"displayName":       func(o *directory.CloudObject) { o.DisplayName = "b" },
		"accountEnabled":    func(o *directory.CloudObject) { o.AccountEnabled = directory.False },
		"mail":              func(o *directory.CloudObject) { o.Mail = "b@contoso.com" },
		"mailNickname":      func(o *directory.CloudObject) { o.MailNickname = "b" },
		"userPrincipalName": func(o *directory.CloudObject) { o.UserPrincipalName = "b@contoso.com" },
	}
	for _, p := range properties {
		before, after := whole, whole
		if p.get == nil {
			after.Profile[p.id] = "b"
		} else {
			changes[p.name](&after)
		}
		list := overwrites(&before, &after, p.get != nil, nil)
		require.Equal(t, list, overwrites(&before, &after, false, nil), "who does not say that the profile stays gets the same")
		require.Len(t, list, 1, p.name)
		require.Equal(t, p.name, list[0].Property)
		require.Empty(t, overwrites(&after, &after, true, nil))
		require.Empty(t, overwrites(&directory.CloudObject{}, &after, true, nil), "an empty value is not overwritten")
	}
	require.Equal(t, []match.Overwrite(nil), overwrites(nil, &whole, true, nil))
}

func TestAProfileThatFlowsSaysWhetherAValueWasLost(t *testing.T) {
	for _, c := range []struct {
		ad, cloud, after string
		keeps            bool
	}{{"", "", "", true}, {"a", "", "a", true}, {"a", "a", "a", true}, {"", "a", "a", true}, {"b", "a", "b", false}} {
		for id := range directory.ProfileIDs {
			u, o := &directory.Candidate{}, &directory.CloudObject{}
			u.Profile[id], o.Profile[id] = c.ad, c.cloud
			require.Equal(t, c.keeps, flowProfile(u, o), c)
			require.Equal(t, c.after, o.Profile[id])
		}
	}
}
