#!/usr/bin/env bash
# Installs what the end-to-end tests run against: real LDAP clients, a real
# domain controller, node for Graph's JavaScript SDK, and the validators of what
# presync test writes. It needs root and Debian's apt; where something is missing
# and cannot be installed, it says what. Services that come along with the
# packages are not started.
set -euo pipefail

missing=()
need() { # need PROGRAM PACKAGE...
  local program=$1
  shift
  command -v "$program" >/dev/null || missing+=("$@")
}

need ldapsearch ldap-utils
[ -x /usr/bin/python3 ] || missing+=(python3)
need node nodejs
need npm npm
need xmllint libxml2-utils
need prove perl
need samba samba samba-ad-dc samba-ad-provision samba-dsdb-modules samba-vfs-modules python3-samba winbind krb5-config attr acl
need samba-tool samba-ad-provision python3-samba
/usr/bin/python3 -c 'import ldap3' 2>/dev/null || missing+=(python3-ldap3)

[ ${#missing[@]} -eq 0 ] && exit 0

if [ "$(id -u)" != 0 ] || ! command -v apt-get >/dev/null; then
  echo "e2e: missing, and not installed without root and apt-get: ${missing[*]}" >&2
  exit 1
fi

# Debian asks this program whether a service may start after its installation.
policy=/usr/sbin/policy-rc.d
if [ ! -e "$policy" ]; then
  printf '#!/bin/sh\nexit 101\n' >"$policy"
  chmod +x "$policy"
  trap 'rm -f "$policy"' EXIT
fi
export DEBIAN_FRONTEND=noninteractive
for try in 1 2 3; do
  if apt-get update -q && apt-get install -y -q --no-install-recommends "${missing[@]}"; then
    exit 0
  fi
  echo "e2e: installing did not work (try $try)" >&2
  sleep $((try * 5))
done
exit 1
