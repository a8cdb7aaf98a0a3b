package source

import "encoding/binary"

// chunkSize is how much of a text is marked in one word.
const chunkSize = 64

// textMarks tells of a chunk of a text where what stands: the bit n of each word
// is for the byte n. A backslash has bits in both ends and brackets, which nothing
// else has.
type textMarks struct {
	ends     uint64 // what ends a plain text: quotes, backslashes, control characters, bytes beyond ASCII
	quotes   uint64
	brackets uint64 // of both kinds, opening and closing, and what else is as large: \ ^ _ | ~ DEL
}

// markWords is markChunks for processors for which there is nothing better. It
// takes eight bytes at a time.
func markWords(text []byte, to []textMarks) {
	for i := range min(len(text)/chunkSize, len(to)) {
		chunk, m := (*[chunkSize]byte)(text[i*chunkSize:]), &to[i]
		var ends, quotes, brackets uint64
		for at := 0; at < chunkSize; at += 8 {
			w := binary.LittleEndian.Uint64(chunk[at:])
			low := w &^ topBits
			quote, backslash := low^eachByte*'"'+lowBits, low^eachByte*'\\'+lowBits // the top bit of others
			printed, large := low+eachByte*(0x80-' '), (low|eachByte*0x20)+eachByte*(0x80-'{')
			ends = shiftIn(ends, ^(quote & backslash & printed &^ w))
			quotes = shiftIn(quotes, ^(quote | w))
			brackets = shiftIn(brackets, large&^w)
		}
		m.ends, m.quotes, m.brackets = ends, quotes, brackets
	}
}

// threeWords is markThree for processors for which there is nothing better.
func threeWords(text []byte, a, b, c uint64, to []byte) {
	for i := range min(len(text)/16, len(to)/2) * 2 {
		w := binary.LittleEndian.Uint64(text[8*i:])
		others := otherBytes(w, a) & otherBytes(w, b) & otherBytes(w, c)
		to[i] = byte(shiftIn(0, ^others) >> 56)
	}
}

// otherBytes marks the bytes that are not those of another word.
func otherBytes(word, other uint64) uint64 {
	word ^= other
	return word&^topBits + lowBits | word
}

// lowBits lift each byte that is not zero on to its top bit.
const lowBits = ^uint64(topBits)

// shiftIn puts the top bits of the bytes of a word before the last 56 of those
// that came before.
func shiftIn(before, word uint64) uint64 {
	return before>>8 | word&topBits>>7*0x0102040810204080&^(1<<56-1)
}
