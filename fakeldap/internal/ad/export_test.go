package ad

// FullKey is the key of a name as the full parser makes it.
func FullKey(s string) (string, error) {
	first, err := cutRDN(s)
	if err != nil {
		return "", err
	}
	return fullKey(first)
}
