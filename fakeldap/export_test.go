package fakeldap

// PrivateAddr is where gldap listens.
func PrivateAddr(s *Server) string { return s.backend.addr }
