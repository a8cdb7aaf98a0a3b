package hardmatch

// scheduler is the simulated scheduler of the sync client. It is on or off in
// the journal, so that a run that was killed is known to have left it off.
type scheduler struct {
	journal *Journal
	tell    func(string)
}

// stop switches it off: Set-ADSyncScheduler -SyncCycleEnabled $false.
func (s *scheduler) stop() error {
	if s.journal.stopped {
		s.tell("scheduler (simulated): off since the run that was interrupted")
		return nil
	}
	s.tell("scheduler (simulated): off")
	return s.journal.write(record{Kind: kindStopped})
}

// start switches it on again.
func (s *scheduler) start() error {
	if !s.journal.stopped {
		return nil
	}
	s.tell("scheduler (simulated): on")
	return s.journal.write(record{Kind: kindStarted})
}
