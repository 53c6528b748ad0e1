#!/bin/bash
# openairealtime - a realtime speech model in a media pipeline
# Copyright (C) 2026 The openairealtime developers
# SPDX-License-Identifier: LGPL-2.1-or-later
#
# The last commit on a bare Debian, made by debootstrap; as root.
#
#   tests/debian.sh SUITE [STEP...]
#
#   SUITE   bookworm (Debian 12), trixie (Debian 13), ...
#   STEP    quickstart   the README's first command, from nothing to an answer
#           install      the README's lines of installation; then the element,
#                        pkg-config, Python and the programs as a user has them
#           tests        tests/run.sh, all of it
#           Without a step: all three, in this order.
#
# Each line of a step is told, the last line is the count. The folder is removed
# at the end; OA_DEBIAN_KEEP=yes keeps it and says where it is.

# Commands for the chroot are quoted here and expanded there.
# shellcheck disable=SC2016

set -u -o pipefail

root=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
chroot=
passed=0
failed=0

usage() {
  sed -n '/^# The last commit/,/^$/s/^# \{0,1\}//p' "${BASH_SOURCE[0]}"
}

give_up() {
  printf '%s: %s\n\n0 passed, 1 failed\n' "${0##*/}" "$1"
  exit 1
}

clean_up() {
  local status=$? name
  trap - EXIT
  if [[ -n $chroot ]]; then
    for name in dev proc; do
      ! mountpoint -q "$chroot/$name" || umount -l -R "$chroot/$name"
    done
    if [[ ${OA_DEBIAN_KEEP-} == yes ]]; then
      printf 'Kept in %s\n' "$chroot"
    else
      rm -rf --one-file-system "$chroot"
    fi
  fi
  exit "$status"
}

# The keys of a suite that is newer than this system are not here.
make_chroot() {
  local suite=$1 options=(--variant=minbase)
  local keys=/usr/share/keyrings/debian-archive-keyring.gpg
  chroot=$(mktemp -d /var/tmp/openairealtime-"$suite".XXXXXX) \
    || give_up "no temporary folder below /var/tmp"
  printf 'Making %s\n' "$suite"
  if ! debootstrap "${options[@]}" --keyring="$keys" "$suite" "$chroot" \
      >"$chroot.log" 2>&1; then
    printf 'Without a check of signatures: the keys of %s are not here\n' \
      "$suite"
    rm -rf --one-file-system "$chroot"
    debootstrap "${options[@]}" --no-check-gpg "$suite" "$chroot" \
      >"$chroot.log" 2>&1 || { tail -n 5 "$chroot.log"; \
      give_up "debootstrap could not make $suite"; }
  fi
  rm -f "$chroot.log"
  # What leads to the packages from here leads to them from there.
  cp /etc/resolv.conf /etc/hosts "$chroot/etc/"
  # A slave: what is unmounted there stays mounted here.
  if ! { mount -t proc proc "$chroot/proc" && mount --rbind /dev "$chroot/dev" \
      && mount --make-rslave "$chroot/dev"; }; then
    give_up "proc and dev cannot be mounted; run this as root"
  fi
  mkdir -p "$chroot/srv/tree"
  git -C "$root" archive HEAD | tar -x -C "$chroot/srv/tree" \
    || give_up "the last commit cannot be read"
}

# A shell in the tree, with nothing of this environment.
inside() {
  chroot "$chroot" /usr/bin/env -i HOME=/root LC_ALL=C.UTF-8 TERM=dumb \
    PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin \
    DEBIAN_FRONTEND=noninteractive CI=true \
    bash -c "cd /srv/tree && $1" </dev/null 2>&1
}

# check NAME COMMAND: one line of a step; its words only when it fails.
check() {
  local words
  if words=$(inside "$2"); then
    printf 'ok %s\n' "$1"
    passed=$((passed + 1))
  else
    printf 'FAIL %s\n' "$1"
    tail -n 25 <<<"$words" | sed 's/^/    /'
    failed=$((failed + 1))
  fi
}

step_quickstart() {
  check quickstart 'examples/quickstart.sh'
  check quickstart-answer '[[ $(stat -c %s out/answer.wav) -gt 100000 ]]'
  check quickstart-picture 'grep -q "</svg>" out/conversation.svg'
}

# A block of the README, by what it begins with.
readme_block() {
  awk -v begin="$1" '/^```/ { inside = !inside; text = ""; next }
    inside { text = text $0 "\n"; if (index ($0, begin) == 1) found = 1 }
    !inside && found { exit }
    found && inside { keep = text }
    END { printf "%s", keep }' "$root/README.md" | sed 's/sudo //g'
}

step_install() {
  check install-packages "apt-get update -q && $(readme_block \
    'sudo apt-get install' | sed 's/install/install -y -q --no-install-recommends/')"
  check install-lines "set -e; $(readme_block 'meson setup build-release')"
  local path='export GST_PLUGIN_PATH=$(pkg-config --variable=pluginsdir gstreamer-openairealtime-1.0);'
  check install-element "$path gst-inspect-1.0 openairealtime"
  check install-pkg-config \
    'pkg-config --cflags --libs gstreamer-openairealtime-1.0'
  check install-server 'openai-realtime-server --help'
  check install-batch 'openai-realtime-batch --help'
  check install-python-packages 'apt-get install -y -q \
    --no-install-recommends python3-gi gir1.2-gstreamer-1.0'
  check install-python "$path"'
    export GI_TYPELIB_PATH=$(pkg-config --variable=typelibdir gstreamer-openairealtime-1.0)
    python3 -c "import gi
gi.require_version(\"Gst\", \"1.0\")
gi.require_version(\"GstOpenaiRealtime\", \"1.0\")
from gi.repository import Gst, GstOpenaiRealtime
Gst.init(None)
assert GstOpenaiRealtime.Tools().attach(
    Gst.ElementFactory.make(\"openairealtime\"))"'
  check uninstall 'ninja -C build-release uninstall &&
    ! ls /usr/local/lib/*/gstreamer-1.0/libgstopenairealtime.so'
}

step_tests() {
  local log count
  log=$(mktemp)
  inside 'tests/run.sh' | tee "$log" | grep -E '^(FAIL|not ok|[0-9]+ passed)'
  count=$(tail -n 1 "$log")
  if [[ $count =~ ^([0-9]+)\ passed,\ ([0-9]+)\ failed ]]; then
    passed=$((passed + BASH_REMATCH[1]))
    failed=$((failed + BASH_REMATCH[2]))
  else
    tail -n 25 "$log"
    failed=$((failed + 1))
  fi
  rm -f "$log"
}

main() {
  local suite=${1-} step
  case $suite in
    -h | --help) usage; exit 0 ;;
    '' | -*) usage >&2; exit 2 ;;
  esac
  shift
  (($#)) || set -- quickstart install tests
  for step in "$@"; do
    declare -F "step_$step" >/dev/null || { usage >&2; exit 2; }
  done
  ((EUID == 0)) || give_up "only root can make a chroot: sudo $0 $suite"
  command -v debootstrap git >/dev/null \
    || give_up "debootstrap or git is missing: apt-get install debootstrap git"
  trap clean_up EXIT
  trap 'exit 130' INT TERM
  make_chroot "$suite"
  for step in "$@"; do
    "step_$step"
  done
  printf '\n%d passed, %d failed\n' "$passed" "$failed"
  ((failed == 0 && passed > 0))
}

main "$@"
