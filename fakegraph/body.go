package fakegraph

import (
	"bytes"
	"compress/gzip"
	"errors"
	"fmt"
	"io"
	"net/http"
)

// maxBody is how many bytes of a request body are read, packed and unpacked.
const maxBody = 4 << 20

// readBody reads a request body and unpacks gzip. The header is not trusted:
// the vendor's Go SDK packs bodies, and on a retry sends the plain body with
// the gzip header still set. No JSON text starts with the gzip magic.
func readBody(w http.ResponseWriter, r *http.Request) ([]byte, error) {
	if r.Body == nil {
		return nil, nil
	}
	data, err := io.ReadAll(http.MaxBytesReader(w, r.Body, maxBody))
	if err != nil {
		var tooLarge *http.MaxBytesError
		if errors.As(err, &tooLarge) {
			return nil, errTooLarge()
		}
		return nil, badRequest("The request body could not be read.")
	}
	if !bytes.HasPrefix(data, []byte{0x1f, 0x8b}) {
		return data, nil
	}
	zip, err := gzip.NewReader(bytes.NewReader(data))
	if err != nil {
		return nil, errUnreadable()
	}
	plain, err := io.ReadAll(io.LimitReader(zip, maxBody+1))
	if err != nil {
		return nil, errUnreadable()
	}
	if len(plain) > maxBody {
		return nil, errTooLarge()
	}
	return plain, nil
}

// parseBody reads the JSON object in a body.
func (c *call) parseBody() ([]prop, error) {
	props, err := parseObject(c.body)
	if err != nil {
		return nil, errUnreadable()
	}
	return props, nil
}

func errUnreadable() error {
	return badRequest("Unable to read JSON request payload. Please ensure Content-Type header is set and payload is of valid JSON format.")
}

func errTooLarge() error {
	return &graphError{status: http.StatusRequestEntityTooLarge, code: "RequestEntityTooLarge",
		message: fmt.Sprintf("The request body is larger than the %d bytes that are read.", maxBody)}
}
