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
		list := overwrites(&before, &after, nil)
		require.Len(t, list, 1, p.name)
		require.Equal(t, p.name, list[0].Property)
		require.Empty(t, overwrites(&after, &after, nil))
		require.Empty(t, overwrites(&directory.CloudObject{}, &after, nil), "an empty value is not overwritten")
	}
	require.Equal(t, []match.Overwrite(nil), overwrites(nil, &whole, nil))
}
