#!/bin/bash
# openairealtime - a realtime speech model in a media pipeline
# Copyright (C) 2026 The openairealtime developers
# SPDX-License-Identifier: LGPL-2.1-or-later
#
# Builds the tree and runs its tests. The last line is the count.
#
#   tests/run.sh [OPTION...] [TEST...]
#
#   --suite NAME   only this suite: unit, server, element, recipes, endurance,
#                  fuzz, docs; soak and faults only when they are named; may
#                  be repeated. Without a suite or a test, all of them, and
#                  behind them the builds in other configurations
#   --asan         address and undefined behaviour sanitizer, in build-asan/
#   --tsan         thread sanitizer, in build-tsan/
#   --valgrind     under valgrind: reads and writes out of bounds
#   --leaks        as --valgrind, and lost memory; with --asan: by LeakSanitizer
#   --fuzz SECONDS each fuzz target for so long by libFuzzer, in build-fuzz/; a
#                  TEST is a target: event, json, ...
#   TEST           only these tests, by name

set -u -o pipefail

root=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
# shellcheck source=../tests/support/packages.sh
source "$root/tests/support/packages.sh"
# shellcheck source=../tests/support/fuzz.sh
source "$root/tests/support/fuzz.sh"

readonly TEST_PACKAGES=(
  gir1.2-gst-plugins-base-1.0
  binutils clang clang-format git
  python3-jsonschema espeak-ng sox openssl groff-base locales
  gstreamer1.0-plugins-bad gstreamer1.0-x gstreamer1.0-nice
  libgstreamer-plugins-bad1.0-dev
  libsqlite3-dev libpq-dev postgresql
  chromium chromium-driver python3-selenium
)

directory=build
whole=no
options=()
arguments=()
packages=()
memcheck=no
asan=no
tsan=no
fuzz=0
leaks=no
temp=

clean_up() {
  local status=$?
  trap - EXIT
  [[ -z $temp ]] || rm -rf "$temp"
  exit "$status"
}

# Whatever goes wrong, the last line is a count.
give_up() {
  printf '%s: %s\n\n0 passed, 1 failed\n' "${0##*/}" "$1"
  exit 1
}

usage() {
  sed -n '5,21s/^# \{0,1\}//p' "${BASH_SOURCE[0]}"
}

read_arguments() {
  while (($#)); do
    case $1 in
      --suite)
        (($# > 1)) || { usage >&2; exit 2; }
        arguments+=(--suite "$2")
        shift
        ;;
      --asan) asan=yes ;;
      --tsan) tsan=yes ;;
      --fuzz)
        [[ ${2-} =~ ^[1-9][0-9]*$ ]] || { usage >&2; exit 2; }
        fuzz=$2
        shift
        ;;
      --valgrind) memcheck=yes ;;
      --leaks) leaks=yes ;;
      -h | --help) usage; exit 0 ;;
      -*) usage >&2; exit 2 ;;
      *) arguments+=("$1") ;;
    esac
    shift
  done
  [[ $asan == no || $tsan == no ]] \
    || { say "One sanitizer at a time: --asan or --tsan." >&2; exit 2; }
  [[ $asan == no && $leaks == yes ]] && memcheck=yes
  [[ $asan == yes || $tsan == yes || $memcheck == yes ]] \
    || ((${#arguments[@]})) || whole=yes
  return 0
}

# A use of memory that is wrong ends the test with this status.
use_valgrind() {
  packages+=(valgrind libc6-dbg)
  export OA_VALGRIND_LEAKS=$leaks
  # What runs in real time is too slow there.
  arguments+=(--no-suite realtime)
  arguments+=(--wrap "$root/tests/support/valgrind.sh" -t 10)
}

use_sanitizers() {
  directory=build-asan
  options+=("-Db_sanitize=address,undefined" -Db_lundef=false)
  export ASAN_OPTIONS=detect_leaks=0 UBSAN_OPTIONS=print_stacktrace=1
  if [[ $leaks == yes ]]; then
    # GLib keeps no frame pointers: without its frames nothing is suppressed.
    ASAN_OPTIONS=detect_leaks=1:fast_unwind_on_malloc=0
    export LSAN_OPTIONS="suppressions=$root/tests/support/lsan.supp"
  fi
  arguments+=(-t 4)
}

# A race ends its test with a failure; tests/support/tsan-glib.c has the why.
use_tsan() {
  arguments+=(--no-suite realtime)
  directory=build-tsan
  options+=(-Db_sanitize=thread -Db_lundef=false)
  arguments+=(-t 10)
}

# Coverage leads the inputs; the sanitizers tell what they do.
use_fuzzers() {
  directory=build-fuzz
  packages+=(clang libclang-rt-14-dev)
  options+=(-Dfuzzers=true "-Db_sanitize=address,undefined" -Db_lundef=false
    -Dintrospection=disabled)
  export CC=clang G_SLICE=always-malloc
  export UBSAN_OPTIONS=print_stacktrace=1:halt_on_error=1
}

configure() {
  local log=$temp/setup.log again=() werror=false
  [[ ! -f $directory/build.ninja ]] || again=(--reconfigure)
  [[ ${CI-} != true ]] || werror=true
  # What measures is not built by default; here it must not break unseen.
  options+=(-Dwerror="$werror" -Dbench="$werror")
  say "Configuring $directory/"
  if ! meson setup "${again[@]}" "${options[@]}" "$directory" \
      >"$log" 2>&1 </dev/null; then
    tail -n 20 "$log"
    give_up "meson could not configure the build; its words are above"
  fi
}

# test_as BASE ARGUMENT...: the name of the logs, and what to test.
test_as() {
  meson test -C "$directory" --no-rebuild --logbase "$@" 2>&1 </dev/null \
    | grep -E '^ *[0-9]+/[0-9]+ |ERROR|^No '
}

run_tests() {
  # Logs of its own: other runs in this build write theirs meanwhile.
  local base=run-$$ logs=$directory/meson-logs log status
  log=$logs/$base.json
  [[ $memcheck == no ]] || log=$logs/$base-valgrind.sh.json
  say "Running the tests"
  test_as "$base" "${arguments[@]}"
  if [[ $whole == yes ]]; then
    say "Building in other configurations"
    test_as "$base-builds" --suite builds
    # The report counts a line that is no JSON as a failure.
    cat "$logs/$base-builds.json" >>"$log" \
      || say "the builds left no log" >>"$log"
  fi
  say
  python3 tests/report.py "$log"
  status=$?
  cat "$logs/$base"*.txt >"$logs/run.txt" 2>/dev/null
  rm -f "$logs/$base"*
  return "$status"
}

main() {
  read_arguments "$@"
  cd "$root" || exit 1
  temp=$(mktemp -d) || give_up "no temporary folder"
  trap clean_up EXIT
  [[ $memcheck == no ]] || use_valgrind
  [[ $asan == no ]] || use_sanitizers
  [[ $tsan == no ]] || use_tsan
  ((fuzz == 0)) || use_fuzzers
  (ensure_packages "$temp/apt.log" "${BUILD_PACKAGES[@]}" \
    "${RUN_PACKAGES[@]}" "${TEST_PACKAGES[@]}" "${packages[@]}") \
    || give_up "packages are missing"
  configure
  say "Building"
  build "$temp/build.log" "$directory" || give_up "the build failed"
  if ((fuzz > 0)); then
    fuzz_all "$directory" "$fuzz" "${arguments[@]}"
  else
    run_tests
  fi
}

main "$@"
