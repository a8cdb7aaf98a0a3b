package sim

import (
	"encoding/base64"
	"fmt"
	"strings"

	"presync/sim/directory"
	"presync/sim/match"
	"presync/sim/syncrule"
)

// edit is one concrete change that an administrator can make. about is the id
// of the cloud user that it is meant to lead to, "" for any. Edits of the same
// kind are not tried together.
type edit struct {
	side, kind, text, about string
	apply                   func(*working)
}

// working is a copy of the data that edits may change.
type working struct {
	in Input
	dn string
}

func (w *working) start() {
	w.in.Tenant = cloneTenant(w.in.Tenant)
	snap := *w.in.Snapshot
	snap.Objects = append([]*directory.Object(nil), snap.Objects...)
	w.in.Snapshot = &snap
}

// object gives the user's on-premises object, ready to be changed.
func (w *working) object() *directory.Object {
	for i, o := range w.in.Snapshot.Objects {
		if o.DN == w.dn {
			o = o.Clone()
			w.in.Snapshot.Objects[i] = o
			return o
		}
	}
	return &directory.Object{}
}

// cloud gives a cloud object, ready to be changed.
func (w *working) cloud(id string) *directory.CloudObject {
	for i, o := range w.in.Tenant.Objects {
		if o.ID == id {
			o = o.Clone()
			w.in.Tenant.Objects[i] = o
			return o
		}
	}
	return &directory.CloudObject{}
}

// editsFor lists the edits worth trying for a decision: the flags of the
// tenant, what keeps the user out of scope, and, for each cloud user in reach,
// the edits on both sides that could tie the two together.
func editsFor(in Input, d *match.Decision) []edit {
	edits := flagEdits(&in.Tenant.Settings.Features)
	edits = append(edits, scopeEdits(d.Object)...)
	if d.User == nil {
		return edits
	}
	for _, o := range in.Tenant.Objects {
		if o.Type == directory.TypeUser {
			edits = append(edits, cloudEdits(d.User, o)...)
			edits = append(edits, adEdits(d.User, o, in.Tenant.Settings.SourceAnchor)...)
		}
	}
	return append(edits, valueEdits(d)...)
}

func flagEdits(f *directory.Features) []edit {
	set := func(name string, to bool, change func(*directory.Features)) edit {
		return edit{side: "tenant", kind: name, text: fmt.Sprintf("set %s to %t for the time of the match", name, to),
			apply: func(w *working) { change(&w.in.Tenant.Settings.Features) }}
	}
	var out []edit
	if f.BlockSoftMatch {
		out = append(out, set("blockSoftMatchEnabled", false, func(f *directory.Features) { f.BlockSoftMatch = false }))
	}
	if f.BlockCloudObjectTakeoverThroughHardMatch {
		out = append(out, set("blockCloudObjectTakeoverThroughHardMatchEnabled", false,
			func(f *directory.Features) { f.BlockCloudObjectTakeoverThroughHardMatch = false }))
	}
	if !f.SoftMatchOnUpn {
		out = append(out, set("softMatchOnUpnEnabled", true, func(f *directory.Features) { f.SoftMatchOnUpn = true }))
	}
	if !f.AllowOnPremUpdateOfOnPremisesObjectIdentifier {
		out = append(out, set("allowOnPremUpdateOfOnPremisesObjectIdentifierEnabled", true,
			func(f *directory.Features) { f.AllowOnPremUpdateOfOnPremisesObjectIdentifier = true }))
	}
	return out
}

// scopeEdits clears the attributes that keep a single user out.
func scopeEdits(o *directory.Object) []edit {
	var out []edit
	for _, name := range []string{"adminDescription", "isCriticalSystemObject"} {
		if o.Attrs.Has(name) {
			out = append(out, edit{side: "ad", kind: name, text: "clear " + name + " on " + o.DN,
				apply: func(w *working) { w.object().Attrs.Set(name) }})
		}
	}
	return out
}

func cloudEdits(u *directory.Candidate, o *directory.CloudObject) []edit {
	name := match.CloudName(o)
	add := func(out []edit, kind, text string, change func(*directory.CloudObject)) []edit {
		return append(out, edit{side: "cloud", kind: kind, text: text, about: o.ID,
			apply: func(w *working) { change(w.cloud(o.ID)) }})
	}
	var out []edit
	if u.Anchor != "" && o.ImmutableID != u.Anchor && o.SyncEnabled != directory.True {
		out = add(out, "immutableID", fmt.Sprintf("set onPremisesImmutableId of %s to %q", name, u.Anchor),
			func(o *directory.CloudObject) { o.ImmutableID = u.Anchor })
	}
	if o.ImmutableID != "" && o.ImmutableID != u.Anchor && o.SyncEnabled != directory.True && !o.Deleted {
		out = add(out, "immutableID", fmt.Sprintf("clear onPremisesImmutableId of %s (now %q)", name, o.ImmutableID),
			func(o *directory.CloudObject) { o.ImmutableID = "" })
	}
	if len(o.Roles) > 0 {
		out = add(out, "roles", "remove the roles of "+name+", sync, and give them back", func(o *directory.CloudObject) { o.Roles = nil })
	}
	if !o.ObjectIdentifier.IsZero() {
		out = add(out, "identifier", "clear onPremisesObjectIdentifier of "+name+" (PATCH /beta/users/"+o.ID+")",
			func(o *directory.CloudObject) { o.ObjectIdentifier = directory.GUID{} })
	}
	if o.CloudMastered {
		out = add(out, "authority", "set isCloudManaged of "+name+" to false", func(o *directory.CloudObject) { o.CloudMastered = false })
	}
	if o.SyncEnabled != directory.True && u.UPN != "" && o.UserPrincipalName.Key() != u.UPN.Key() && !o.Deleted {
		out = add(out, "upn", fmt.Sprintf("change userPrincipalName of %s to %q", name, u.UPN),
			func(o *directory.CloudObject) { o.UserPrincipalName = u.UPN })
	}
	return out
}

func adEdits(u *directory.Candidate, o *directory.CloudObject, anchor string) []edit {
	name := match.CloudName(o)
	add := func(out []edit, kind, text string, change func(*directory.Object)) []edit {
		return append(out, edit{side: "ad", kind: kind, text: text, about: o.ID,
			apply: func(w *working) { change(w.object()) }})
	}
	var out []edit
	raw, err := base64.StdEncoding.DecodeString(string(o.ImmutableID))
	if anchor == syncrule.ConsistencyGUID && err == nil && len(raw) > 0 && o.ImmutableID != u.Anchor {
		out = add(out, "anchor", fmt.Sprintf("write mS-DS-ConsistencyGuid of %s: the bytes of %q, the immutable ID of %s", u.Source.DN, o.ImmutableID, name),
			func(ad *directory.Object) { ad.Attrs.Set(syncrule.ConsistencyGUID, string(raw)) })
	}
	if o.UserPrincipalName != "" && u.UPN.Key() != o.UserPrincipalName.Key() && !o.IsGuest() {
		out = add(out, "upn", fmt.Sprintf("change %s of %s to %q", u.UPNFrom, u.Source.DN, o.UserPrincipalName),
			func(ad *directory.Object) { ad.Attrs.Set("userPrincipalName", string(o.UserPrincipalName)) })
	}
	if primary, ok := match.CloudPrimary(o); ok {
		if mine, _ := u.MatchPrimary(); mine.Key() != primary.Key() {
			out = add(out, "primary", fmt.Sprintf("make SMTP:%s the primary address of %s", primary.Local, u.Source.DN),
				func(ad *directory.Object) { setPrimary(ad, primary) })
		}
	}
	return out
}

// setPrimary makes an address the primary one and demotes the others.
func setPrimary(ad *directory.Object, primary directory.Address) {
	list := []string{primary.AsPrimary().String()}
	for _, v := range ad.Attrs.Values("proxyAddresses") {
		a := directory.ParseAddress(v)
		if a.IsSMTP() && a.Key() == primary.Key() {
			continue
		}
		if a.IsPrimary() {
			a = a.AsSecondary()
		}
		list = append(list, a.String())
	}
	ad.Attrs.Set("proxyAddresses", list...)
}

// valueEdits removes from AD the value that an error names.
func valueEdits(d *match.Decision) []edit {
	var out []edit
	if d.Error == nil || d.Other == nil {
		return nil
	}
	for _, v := range d.Object.Attrs.Values("proxyAddresses") {
		a := directory.ParseAddress(v)
		if !a.IsSMTP() || !match.HoldsAddress(d.Other, a) {
			continue
		}
		out = append(out, edit{side: "ad", kind: "address", text: "remove " + v + " from proxyAddresses of " + d.Object.DN,
			apply: func(w *working) {
				o := w.object()
				var left []string
				for _, have := range o.Attrs.Values("proxyAddresses") {
					if !strings.EqualFold(have, v) {
						left = append(left, have)
					}
				}
				o.Attrs.Set("proxyAddresses", left...)
			}})
	}
	return out
}
