#!/bin/bash
# openairealtime - a realtime speech model in a media pipeline
# Copyright (C) 2026 The openairealtime developers
# SPDX-License-Identifier: LGPL-2.1-or-later
#
# A spoken question in, a spoken answer out, with one command.
#
#   examples/quickstart.sh [QUESTION]
#
# QUESTION is a recording in any format that GStreamer reads; without it one is
# made. With OPENAI_API_KEY set the question goes to the service, else to the
# local server of this tree. Results are in out/.

set -u -o pipefail

root=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
# shellcheck source=../tests/support/packages.sh
source "$root/tests/support/packages.sh"

server_pid=
temp=

clean_up() {
  local status=$?
  trap - EXIT INT TERM
  if [[ -n $server_pid ]]; then
    kill "$server_pid" 2>/dev/null
    wait "$server_pid" 2>/dev/null
  fi
  [[ -z $temp ]] || rm -rf "$temp"
  exit "$status"
}

usage() {
  sed -n '5,11s/^# \{0,1\}//p' "${BASH_SOURCE[0]}"
}

read_arguments() {
  question=
  case ${1-} in
    -h | --help) usage; exit 0 ;;
    -*) usage >&2; exit 2 ;;
    '') return ;;
  esac
  [[ -r $1 ]] || die "There is no readable file $1. Name a recording, or none."
  question=$(realpath "$1")
}

# What root is needed for is done; the rest belongs to who called sudo.
leave_sudo() {
  local user=${SUDO_USER-}
  ((EUID == 0)) && [[ -n $user && $user != root ]] || return 0
  runuser -u "$user" -- test -w "$root" || return 0
  rm -rf "$temp"
  exec runuser -u "$user" -- "$root/examples/quickstart.sh" \
    ${question:+"$question"}
}

build_all() {
  local targets=(gstopenairealtime openai-realtime-server
    openai-realtime-batch talk)
  say "Building"
  if [[ ! -f build/build.ninja ]]; then
    meson setup build >"$temp/setup.log" 2>&1 </dev/null || {
      grep ERROR "$temp/setup.log" >&2
      die "meson could not configure the build. See build/meson-logs."
    }
  fi
  # What the next lines of the README want, too: Python's needs the typelib.
  if grep -q GstOpenaiRealtime-1.0.typelib build/build.ninja; then
    targets+=(GstOpenaiRealtime-1.0.typelib)
  fi
  build "$temp/build.log" build "${targets[@]}" \
    || die "The build failed. The compiler's words are above; a fresh build/ \
folder may help: rm -r build"
}

# The local server does not understand words: the script has the same ones.
make_question() {
  if [[ -n $question ]]; then
    source_elements="filesrc location=$(printf %q "$question") ! decodebin"
    return
  fi
  espeak-ng -v en-us -s 150 -w out/question.wav "Hello, can you hear me?" \
    || die "espeak-ng could not speak. Give a recording: quickstart.sh FILE"
  source_elements="filesrc location=out/question.wav ! wavparse"
}

start_server() {
  local program=build/examples/local-server/openai-realtime-server
  local script=examples/local-server/demo.json arguments=() tries
  if [[ -z $question && -f $script ]]; then
    arguments=(--script "$script")
  fi
  "$program" --port-file "$temp/port" --speed 4 "${arguments[@]}" \
    >"$temp/server.log" 2>&1 </dev/null &
  server_pid=$!
  for ((tries = 0; tries < 100; tries++)); do
    [[ ! -s $temp/port ]] || break
    kill -0 "$server_pid" 2>/dev/null || break
    sleep 0.05
  done
  if [[ ! -s $temp/port ]]; then
    cat "$temp/server.log" >&2
    die "The local server did not start. Its words are above."
  fi
}

choose_service() {
  if [[ -n ${OPENAI_API_KEY-} ]]; then
    say "Asking the service at ${OPENAI_BASE_URL:-https://api.openai.com/v1}," \
      "as OPENAI_API_KEY is set; this costs a little"
    return
  fi
  start_server
  export OPENAI_API_KEY=local
  OPENAI_BASE_URL="http://127.0.0.1:$(<"$temp/port")/v1"
  export OPENAI_BASE_URL
  export no_proxy=127.0.0.1 NO_PROXY=127.0.0.1
  say "Asking the local server, as OPENAI_API_KEY is not set"
  say "  It hears when you speak, not what: its words are made up."
}

run_pipeline() {
  local line
  line="gst-launch-1.0 -m $source_elements ! audioconvert ! audioresample"
  line+=" ! openairealtime transcription-model=gpt-transcribe"
  line+=" ! wavenc ! filesink location=out/answer.wav"
  export GST_PLUGIN_PATH="build/plugins/openairealtime${GST_PLUGIN_PATH:+:$GST_PLUGIN_PATH}"
  say
  say "  ${line// ! / \\
      ! }"
  say
  # The line is what is shown, so it is what runs.
  eval "$line" 2>&1 </dev/null | tee out/messages.log \
    | python3 examples/read-messages.py --summary out/conversation.json
  [[ ${PIPESTATUS[*]} == "0 0 0" ]] \
    || die "No answer. All messages are in out/messages.log."
}

draw_picture() {
  local heard=out/question.wav
  if [[ -n $question ]]; then
    heard=$temp/question.wav
    gst-launch-1.0 -q filesrc location="$question" ! decodebin \
      ! audioconvert ! audioresample \
      ! audio/x-raw,format=S16LE,rate=24000,channels=1 \
      ! wavenc ! filesink location="$heard" >/dev/null 2>&1 </dev/null
  fi
  python3 examples/draw-waveforms.py "$heard" out/answer.wav \
    out/conversation.svg --summary out/conversation.json \
    || die "The picture could not be drawn; the answer is in out/answer.wav."
}

main() {
  read_arguments "$@"
  temp=$(mktemp -d) || die "No temporary folder. Check TMPDIR."
  trap clean_up EXIT
  trap 'exit 130' INT
  trap 'exit 143' TERM
  cd "$root" || exit 1
  ensure_packages "$temp/apt.log" "${BUILD_PACKAGES[@]}" "${RUN_PACKAGES[@]}" \
    espeak-ng
  leave_sudo
  mkdir -p out || die "out/ cannot be made here. Make the folder writable."
  build_all
  make_question
  choose_service
  run_pipeline
  draw_picture
  say
  say "Answer   out/answer.wav"
  say "Picture  out/conversation.svg"
  say
  say "Go on in a shell that knows the element, with the local server or a key:"
  say
  say "  meson devenv -C build -w ."
  say "  openai-realtime-server --port 8090 --script examples/local-server/demo.json &"
  say "  export OPENAI_API_KEY=none OPENAI_BASE_URL=http://127.0.0.1:8090/v1"
  say
  say "Then \"talk\" is a conversation in this terminal; README.md has more lines."
}

main "$@"
