# openairealtime - a realtime speech model in a media pipeline
# Copyright (C) 2026 The openairealtime developers
# SPDX-License-Identifier: LGPL-2.1-or-later
#
# For sourcing by bash: Debian packages that are missing, and progress bars.
# shellcheck shell=bash disable=SC2034

readonly BUILD_PACKAGES=(
  gcc libc6-dev dpkg-dev meson ninja-build pkg-config python3
  libgstreamer1.0-dev libgstreamer-plugins-base1.0-dev
  libsoup-3.0-dev libjson-glib-dev libssl-dev libespeak-ng-dev
  gobject-introspection libgirepository1.0-dev
)
readonly RUN_PACKAGES=(
  gstreamer1.0-tools gstreamer1.0-plugins-base gstreamer1.0-plugins-good
  glib-networking ca-certificates espeak-ng-data
  python3-gi
)

say() {
  printf '%s\n' "$*"
}

# Prints a sentence and its next step, and ends the script.
die() {
  printf '\n%s: %s\n' "${0##*/}" "$*" >&2
  exit 1
}

# draw_progress PERCENT TEXT: one line that is drawn over; on a terminal only.
draw_progress() {
  local width=30 filled
  [[ -t 1 ]] || return 0
  filled=$((width * $1 / 100))
  printf '\r  [%s%s] %3d %%  %-32.32s' \
    "$(printf '%*s' "$filled" '' | tr ' ' '#')" \
    "$(printf '%*s' $((width - filled)) '' | tr ' ' '.')" "$1" "$2"
}

# end_progress TEXT: what remains of the bar.
end_progress() {
  if [[ -t 1 ]]; then
    printf '\r%-80s\r' ''
  fi
  printf '  %s\n' "$1"
}

# Reads the status lines of apt-get: kind:package:percent:description.
apt_progress() {
  local kind package percent text
  while IFS=: read -r kind package percent text; do
    percent=${percent%%.*}
    [[ $percent =~ ^[0-9]+$ ]] || continue
    case $kind in
      dlstatus) draw_progress $((percent / 2)) "download" ;;
      pmstatus) draw_progress $((50 + percent / 2)) "$package" ;;
    esac
  done
}

# Reads the output of ninja: [5/120] Compiling...
ninja_progress() {
  local line
  while IFS= read -r line; do
    if [[ $line =~ ^\[([0-9]+)/([0-9]+)\]\ (.*) ]]; then
      draw_progress $((100 * BASH_REMATCH[1] / BASH_REMATCH[2])) \
        "${BASH_REMATCH[3]##*/}"
    fi
  done
}

is_installed() {
  [[ $(dpkg-query -W -f='${db:Status-Status}' "$1" 2>/dev/null) == installed ]]
}

apt_install() {
  local log=$1
  shift
  apt-get install -y -q --no-install-recommends -o APT::Status-Fd=3 "$@" \
    3>&1 >"$log" 2>&1 </dev/null | apt_progress
  return "${PIPESTATUS[0]}"
}

# ensure_packages LOG PACKAGE...: installs what is missing, or says what to run.
ensure_packages() {
  local log=$1 package missing=()
  shift
  if ! command -v dpkg-query apt-get >/dev/null; then
    say "This is not Debian: the packages are taken as they are."
    return
  fi
  for package in "$@"; do
    is_installed "$package" || missing+=("$package")
  done
  ((${#missing[@]})) || return 0
  if ((EUID != 0)); then
    die "Packages are missing (${#missing[@]}). Run this, then try again:
  sudo apt-get install ${missing[*]}"
  fi
  export DEBIAN_FRONTEND=noninteractive
  say "Installing with apt-get (${#missing[@]}): ${missing[*]}"
  draw_progress 0 "package lists"
  if ! apt-get update -q >"$log" 2>&1 </dev/null; then
    tail -n 5 "$log" >&2
    die "apt-get update failed. Check the network and /etc/apt, then try again."
  fi
  if ! apt_install "$log" "${missing[@]}"; then
    tail -n 15 "$log" >&2
    die "apt-get could not install the packages. Its last words are above."
  fi
  end_progress "packages: installed"
}

# build LOG DIRECTORY TARGET...: all targets when none is named.
build() {
  local log=$1 directory=$2
  shift 2
  meson compile -C "$directory" "$@" 2>&1 </dev/null | tee "$log" \
    | ninja_progress
  if ((PIPESTATUS[0] != 0)); then
    end_progress "build: failed"
    grep -E -m 20 'error|FAILED|ERROR' "$log" >&2 || tail -n 20 "$log" >&2
    return 1
  fi
  end_progress "build: done"
}
