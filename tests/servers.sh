#!/bin/sh
# The tests talk to real servers, and look at pages in a real browser. This looks for them and
# installs what is missing from Debian's packages, as root or through a sudo that asks nothing.
# Otherwise it says what to type, and fails.
#
# Only the programs are wanted: each test starts its own server, with its own configuration, on a
# free port. So whatever apt would start in passing is kept from starting.
set -eu

# A program that has to be there, wherever its version puts it, and the package that brings it.
wanted='
/usr/sbin/dovecot                   dovecot-core
/usr/lib/dovecot/imap               dovecot-imapd
/usr/lib/dovecot/lmtp               dovecot-lmtpd
/usr/bin/sievec                     dovecot-sieve
/usr/bin/systemd-analyze            systemd
/usr/bin/chromium                   chromium
/usr/bin/sqlite3                    sqlite3
/usr/lib/postgresql/*/bin/postgres  postgresql
'

missing() {
    echo "$wanted" | while read -r program package; do
        for found in $program; do # a star stands for any version
            [ ! -x "$found" ] || continue 2
        done
        [ -z "$program" ] || printf " %s" "$package"
    done
}

packages=$(missing)
[ -n "$packages" ] || exit 0
by_hand="apt-get install --no-install-recommends$packages"

give_up() {
    echo "The tests need programs that are not here, and $1. As root, type:" >&2
    echo "    $by_hand" >&2
    exit 1
}

command -v apt-get >/dev/null || give_up 'this machine has no apt-get (elsewhere the packages have other names)'
if [ "$(id -u)" -eq 0 ]; then
    as_root=''
elif command -v sudo >/dev/null && sudo -n true 2>/dev/null; then
    as_root='sudo -n'
else
    give_up 'only root can install them'
fi

# While this file answers 101, Debian's packages start no service (invoke-rc.d(8)). One that is
# already there is the machine's own and stays as it is.
policy=/usr/sbin/policy-rc.d
if [ ! -e "$policy" ]; then
    trap '$as_root rm -f "$policy"' EXIT
    trap 'exit 129' HUP
    trap 'exit 130' INT
    trap 'exit 143' TERM
    printf '#!/bin/sh\nexit 101\n' | $as_root tee "$policy" >/dev/null
    $as_root chmod 0755 "$policy"
fi

log=$(mktemp)
quietly() {
    $as_root env DEBIAN_FRONTEND=noninteractive "$@" >"$log" 2>&1 || {
        cat "$log" >&2
        give_up 'installing them failed (see above)'
    }
}

echo "Installing the servers and the browser of the tests:$packages"
quietly apt-get -q update
# shellcheck disable=SC2086  # the packages are words
quietly apt-get -q -y --no-install-recommends install $packages
rm -f "$log"

packages=$(missing)
[ -z "$packages" ] || give_up 'what was installed did not bring them'
