package source

import (
	"encoding/json"
	"maps"
	"reflect"
	"slices"
	"strings"

	"presync/sim/directory"
)

// syncRecord is a record of onPremisesSynchronization.json.
type syncRecord struct {
	Configuration struct {
		AccidentalDeletionPrevention *struct {
			SynchronizationPreventionType string
			AlertThreshold                *int
		}
	}
	Features map[string]json.RawMessage
	label    string
}

// takeSynchronization reads a record of onPremisesSynchronization.json. A
// tenant has one.
func (s *snapshot) takeSynchronization(o directory.Origin, text []byte) error {
	r := &syncRecord{label: o.Source}
	if err := json.Unmarshal(text, r); err != nil {
		return recordError(err)
	}
	s.sync = r
	if r.Features != nil {
		s.tenant.Known.Features = true
		setFeatures(&s.tenant.Settings.Features, r.Features)
	}
	return nil
}

// setFeatures takes the flags that are true or false. A flag that is missing
// or null keeps its default. Those that the PowerShell SDK has no place for
// are one level down.
func setFeatures(f *directory.Features, flags map[string]json.RawMessage) {
	for _, name := range slices.Sorted(maps.Keys(flags)) {
		text := flags[name]
		if strings.EqualFold(name, "AdditionalProperties") {
			var more map[string]json.RawMessage
			if json.Unmarshal(text, &more) == nil {
				setFeatures(f, more)
			}
			continue
		}
		var value *bool
		if field := featureField(f, name); field != nil && json.Unmarshal(text, &value) == nil && value != nil {
			*field = *value
		}
	}
}

// featureField finds a flag by its Graph name, without case; nil when the flag
// does not change matching.
func featureField(f *directory.Features, name string) *bool {
	v := reflect.ValueOf(f).Elem()
	for i := range v.NumField() {
		if strings.EqualFold(v.Type().Field(i).Tag.Get("json"), name) {
			return v.Field(i).Addr().Interface().(*bool)
		}
	}
	return nil
}

// settleThreshold fills the deletion threshold from the tenant's protection
// against accidental deletion (rulebook LC-5).
func (s *snapshot) settleThreshold() {
	if s.sync == nil || s.sync.Configuration.AccidentalDeletionPrevention == nil {
		return
	}
	p := s.sync.Configuration.AccidentalDeletionPrevention
	switch strings.ToLower(p.SynchronizationPreventionType) {
	case "disabled":
		s.tenant.Settings.DeletionThreshold = 0
	case "enabledforcount":
		if p.AlertThreshold != nil && *p.AlertThreshold >= 0 {
			s.tenant.Settings.DeletionThreshold = *p.AlertThreshold
		}
	case "enabledforpercentage":
		if p.AlertThreshold != nil && *p.AlertThreshold >= 0 {
			s.percentThreshold(*p.AlertThreshold)
		}
	default:
		s.gap("deletion-threshold-unknown", "%s: synchronizationPreventionType is %q, which is not known; the threshold is taken to be %d. "+
			"Whether a run with many deletions is stopped is uncertain. Set deletionThreshold in the tenant file.",
			s.sync.label, p.SynchronizationPreventionType, s.tenant.Settings.DeletionThreshold)
	}
}

// percentThreshold turns a threshold in percent of the synced users into a
// number of users. It is at least 1, because 0 stands for "off".
func (s *snapshot) percentThreshold(percent int) {
	synced := 0
	for i := range s.tenant.Len() {
		if s.tenant.Glance(i).IsSyncedUser() {
			synced++
		}
	}
	n := max(synced*percent/100, 1)
	s.tenant.Settings.DeletionThreshold = n
	s.gap("deletion-threshold-percent", "%s: the deletion threshold is %d percent of the objects; of the %d synced users in %s that is %d, rounded down. "+
		"The service counts all synced objects, so its number can be higher. Set deletionThreshold in the tenant file to fix it.",
		s.sync.label, percent, synced, s.usersFile, n)
}
