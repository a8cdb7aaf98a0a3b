package source

import "presync/sim/directory"

// property takes the value of a property in JSON.
func (b *cloudBuilder) property(s *jsonScanner, name []byte) error {
	p := b.lookup(name)
	var err error
	if p == propNone {
		err = s.skip()
	} else {
		err = b.jsonValue(s, p)
	}
	if b.next < len(b.order) {
		s.guess = b.order[b.next].quoted
	}
	return err
}

// refuse tells of something in the file that is no record.
func (b *cloudBuilder) refuse(line int, text string) {
	b.skip(&directory.CloudObject{}, line, "%s", text)
}

// jsonValue takes the value of a known property. A value of another type than
// the property has makes the record unusable.
func (b *cloudBuilder) jsonValue(s *jsonScanner, p property) error {
	c, err := s.inside()
	if err != nil {
		return err
	}
	line, kind := s.line, cloudProperties[p].kind
	switch {
	case c == 'n':
		if kind == flagValue {
			b.nullFlag(p)
		} else {
			b.null(p)
		}
		_, err = s.literal()
		return err
	case c == '"' && kind <= looseText:
		v, err := s.str()
		if err == nil {
			b.text(p, v, line)
		}
		return err
	case (c == 't' || c == 'f') && kind == flagValue:
		_, err = s.literal()
		b.flag(p, c == 't')
		return err
	case c == '[' && (kind == textList || kind == planList || kind == errorList || kind == memberList):
		return b.jsonList(s, p)
	case c == '{' && kind == behavior:
		return s.object(func(name []byte) error {
			if b.lookup(name) == propIsCloudManaged {
				return b.jsonValue(s, propIsCloudManaged)
			}
			return s.skip()
		})
	case c == '{' && kind == moreProperty:
		return b.jsonMore(s)
	case c == '"' && kind >= planList:
		b.flattened.add(p) // "Microsoft.Graph...": ConvertTo-Json came to the end of its -Depth
		return s.skip()
	case kind == looseText && (c == '-' || c >= '0' && c <= '9'):
		v, err := s.number()
		if err == nil {
			b.text(p, v, line)
		}
		return err
	}
	b.reject(line, "%s is %s, want %s%s", cloudProperties[p].name, kindOf(c), kind.want(), depthHint(c, kind))
	return s.skip()
}

// depthHint explains how a list can have become a text.
func depthHint(c byte, kind valueKind) string {
	if c == '"' && kind == textList {
		return " (ConvertTo-Json cuts lists off: use -Depth 5)"
	}
	return ""
}

// jsonMore takes AdditionalProperties, where the PowerShell SDK keeps what
// its own classes have no place for.
func (b *cloudBuilder) jsonMore(s *jsonScanner) error {
	b.powerShell = true
	return s.object(func(name []byte) error {
		p := b.lookup(name)
		if p == propNone || p == propAdditional {
			return s.skip()
		}
		return b.jsonValue(s, p)
	})
}

// jsonList takes the value of a property that is a list.
func (b *cloudBuilder) jsonList(s *jsonScanner, p property) error {
	kind := cloudProperties[p].kind
	if kind == textList {
		b.null(p)
	}
	empty := true
	err := s.array(func() error {
		empty = false
		c, err := s.inside()
		if err != nil {
			return err
		}
		switch {
		case c == '"' && kind == textList:
			v, err := s.str()
			if err == nil {
				b.listed(p, v)
			}
			return err
		case c == '{' && kind != textList:
			return b.jsonEntry(s, kind)
		case c == '"' && kind != textList:
			b.flattened.add(p)
			return s.skip()
		}
		b.reject(s.line, "%s has an element that is %s, want %s", cloudProperties[p].name, kindOf(c), kind.want())
		return s.skip()
	})
	if empty {
		b.null(p)
	}
	return err
}

// jsonEntry takes an object of assignedPlans, onPremisesProvisioningErrors or
// members.
func (b *cloudBuilder) jsonEntry(s *jsonScanner, kind valueKind) error {
	var fields [4]string
	err := s.object(func(name []byte) error {
		at := entryField(kind, name)
		if at < 0 {
			return s.skip()
		}
		c, err := s.inside()
		if err != nil || c != '"' {
			return s.skip()
		}
		v, err := s.str()
		if err == nil {
			fields[at] = b.intern(v)
		}
		return err
	})
	switch {
	case err != nil:
	case kind == planList:
		b.plan([]byte(fields[0]), []byte(fields[1]), []byte(fields[2]))
	case kind == errorList && (fields[0] != "" || fields[1] != ""):
		b.quarantined(fields[0], fields[1])
	case kind == memberList && fields[0] != "":
		b.curMembers = append(b.curMembers, fields[0])
	}
	return err
}

// entryField is the place of a field of an entry among those that matter, -1
// for all others.
func entryField(kind valueKind, name []byte) int {
	is := func(field string) bool { return asciiEqualFold(field, name) }
	switch kind {
	case planList:
		switch {
		case is("service"):
			return 0
		case is("capabilityStatus"):
			return 1
		case is("servicePlanId"):
			return 2
		}
	case errorList:
		switch {
		case is("propertyCausingError"):
			return 0
		case is("value"):
			return 1
		}
	case memberList:
		if is("id") {
			return 0
		}
	}
	return -1
}
