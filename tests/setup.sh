#!/usr/bin/env bash
# Install the Debian packages that the tests need (tests/packages.txt), and only those that are missing.
#
# Needs root or sudo; without either it says what is missing and what to type, and fails. Nothing that it installs is
# started: the tests run servers of their own.
set -euo pipefail
cd "$(dirname "$0")"

mapfile -t wanted < <(sed 's/#.*//; s/[[:space:]]*$//; /^$/d' packages.txt)
# Only Debian's own Python has its headers and its venv module in packages of their own.
[[ $(command -v python3) == /usr/bin/python3 ]] && wanted+=(python3-venv python3-dev)

missing=()
for package in "${wanted[@]}"; do
  [[ $(dpkg-query -W -f '${db:Status-Status}' "$package" 2>/dev/null) == installed ]] || missing+=("$package")
done
((${#missing[@]})) || exit 0

as_root=()
if ((EUID != 0)); then
  as_root=(sudo)
  # Ask for a password only where somebody can type it.
  if ! command -v apt-get sudo >/dev/null || ! sudo -n true 2>/dev/null && ! { [[ -t 0 ]] && sudo -v; }; then
    cat >&2 <<TEXT
The tests need these packages, and there is no right to install them here:
    ${missing[*]}
Have them installed, then try again:
    sudo apt-get install --no-install-recommends ${missing[*]}
TEXT
    exit 1
  fi
fi

echo "Installing ${missing[*]}"
policy=/usr/sbin/policy-rc.d
restore() {
  "${as_root[@]}" rm -f "$policy"
  if [[ -e $policy.before-tests ]]; then "${as_root[@]}" mv "$policy.before-tests" "$policy"; fi
}
trap restore EXIT
if [[ -e $policy ]]; then "${as_root[@]}" mv "$policy" "$policy.before-tests"; fi
printf '#!/bin/sh\nexit 101\n' | "${as_root[@]}" install -m 755 /dev/stdin "$policy"

"${as_root[@]}" debconf-set-selections <<'TEXT'
postfix postfix/main_mailer_type select No configuration
roundcube-core roundcube/dbconfig-install boolean false
postfixadmin postfixadmin/dbconfig-install boolean false
TEXT
"${as_root[@]}" apt-get update -qq
"${as_root[@]}" env DEBIAN_FRONTEND=noninteractive \
  apt-get install -qq -y --no-install-recommends "${missing[@]}" >/dev/null
