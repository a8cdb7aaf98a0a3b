package generate

// truthHeader names the columns of the truth file.
const truthHeader = "user,outcome,error,case,because\n"

// appendTruth writes the row of the user. The name is enough to find the user:
// no other user has it, spelled like this.
func (d *draft) appendTruth(out []byte) []byte {
	fate := d.kind.fates[d.member]
	out = appendCell(out, d.ad.upn)
	for _, v := range [...]string{fate.Outcome, fate.Error, d.kind.name} {
		out = append(append(out, ','), v...)
	}
	return append(appendCell(append(out, ','), d.kind.because), '\n')
}

// appendCell writes a cell in quotation marks where it needs them.
func appendCell[T text](out []byte, value T) []byte {
	quoted := false
	for i := range len(value) {
		quoted = quoted || value[i] == ',' || value[i] == '"'
	}
	if !quoted {
		return append(out, value...)
	}
	out = append(out, '"')
	for i := range len(value) {
		if value[i] == '"' {
			out = append(out, '"')
		}
		out = append(out, value[i])
	}
	return append(out, '"')
}
