package fakegraph

import (
	"crypto/sha256"
	"encoding/binary"
	"fmt"
	"time"
)

// derivedGUID makes a GUID from a purpose and a counter: the same run gives
// the same ids.
func derivedGUID(purpose string, n uint64) string {
	return guidOf(binary.BigEndian.AppendUint64([]byte(purpose), n))
}

// requestGUID makes a request id from a counter and the clock.
func requestGUID(n uint64, now time.Time) string {
	seed := binary.BigEndian.AppendUint64([]byte("request"), n)
	return guidOf(binary.BigEndian.AppendUint64(seed, uint64(now.UnixNano())))
}

func guidOf(seed []byte) string {
	sum := sha256.Sum256(seed)
	b := sum[:16]
	b[6] = b[6]&0x0f | 0x40
	b[8] = b[8]&0x3f | 0x80
	return fmt.Sprintf("%x-%x-%x-%x-%x", b[0:4], b[4:6], b[6:8], b[8:10], b[10:16])
}
