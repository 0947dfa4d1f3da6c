#!/usr/bin/env bash
# Try the configuration for Dovecot 2.4: make a Debian 13 tree with it in a folder, and run the mail tests against it.
# By hand, as root, with debootstrap; `make test` does without. On MariaDB too with TEST_DATABASE=mysql.
#
#     tests/mail/debian13.sh /tmp/debian13
set -euo pipefail
tree=${1:?which folder?}
cd "$(dirname "$0")/../.."

if [[ ! -x $tree/usr/sbin/dovecot ]]; then
  debootstrap --variant=minbase trixie "$tree"
  # The accounts by the numbers that they have here, since the sockets and the store are shared.
  for name in postfix vmail; do
    getent passwd "$name" >/dev/null || useradd --uid 5000 --user-group --no-create-home --shell /usr/sbin/nologin vmail
    chroot "$tree" groupadd --gid "$(id -g "$name")" "$name"
    chroot "$tree" useradd --uid "$(id -u "$name")" --gid "$name" --no-create-home "$name"
  done
  printf '#!/bin/sh\nexit 101\n' >"$tree/usr/sbin/policy-rc.d"
  chmod 755 "$tree/usr/sbin/policy-rc.d"
  chroot "$tree" apt-get install -qq -y --no-install-recommends \
    dovecot-{core,imapd,pop3d,lmtpd,mysql,sqlite,sieve,managesieved}
fi
DOVECOT_TREE=$tree .venv/bin/python -m pytest tests/mail
