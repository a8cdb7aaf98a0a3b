package source

// textBlock is how much own takes at once.
const textBlock = 64 << 10

// own copies a text of the record in hand. Where the records go into a pack,
// which copies their texts again, many of them share one piece of memory: that
// lives as long as one of its texts does, so what keeps a text beyond the
// record clones it.
func (b *cloudBuilder) own(v []byte) string {
	if b.pack == nil {
		return string(v)
	}
	if b.texts.Cap()-b.texts.Len() < len(v) {
		b.texts.Reset()
		b.texts.Grow(max(textBlock, len(v)))
	}
	from := b.texts.Len()
	b.texts.Write(v)
	return b.texts.String()[from:]
}

// common copies a text that many records have. A pack keeps those once itself.
func (b *cloudBuilder) common(v []byte) string {
	if b.pack != nil {
		return b.own(v)
	}
	return b.intern(v)
}

// intern gives a text that many records share.
func (b *cloudBuilder) intern(v []byte) string {
	if s, ok := b.values[string(v)]; ok {
		return s
	}
	s := string(v)
	if len(b.values) < internLimit {
		b.values[s] = s
	}
	return s
}
