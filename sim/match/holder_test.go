package match

import (
	"testing"

	"github.com/stretchr/testify/require"

	"presync/sim/directory"
)

func TestTheHolderOfASIDIsAnotherLiveObject(t *testing.T) {
	const sid, other = "S-1-5-21-1-2-3-1104", "S-1-5-21-1-2-3-1105"
	target := &directory.CloudObject{ID: "target"}
	holder := &directory.CloudObject{ID: "holder", SecurityID: sid}
	rec := &Record{related: []*directory.CloudObject{target, holder}}
	require.Same(t, holder, rec.HolderOf(sid, target))
	require.Same(t, holder, rec.HolderOf(sid, nil), "somebody new")
	require.Nil(t, rec.HolderOf("", target), "the person has none")
	require.Nil(t, rec.HolderOf(other, target), "another one")
	require.Nil(t, rec.HolderOf(sid, holder), "the object has it itself")
	holder.Deleted = true
	require.Nil(t, rec.HolderOf(sid, target), "in the recycle bin")
	holder.Deleted, target.SecurityID = false, sid
	require.Nil(t, rec.HolderOf(sid, target), "it is no new value")
}
