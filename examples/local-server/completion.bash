# openairealtime - a realtime speech model in a media pipeline
# Copyright (C) 2026 The openairealtime developers
# SPDX-License-Identifier: LGPL-2.1-or-later
#
# Completion of openai-realtime-server for bash.

_openai_realtime_server() {
  local word=${COMP_WORDS[COMP_CWORD]} before=
  local options="--allow-origin --api-key --api-key-file --beta --cert --chunk
    --config --drain-timeout --help --host --key --latency --list-scenarios
    --log --log-audio --max-sessions --once --port --port-file --record
    --scenario --script --speed --verbose --version"

  ((COMP_CWORD > 0)) && before=${COMP_WORDS[COMP_CWORD - 1]}
  COMPREPLY=()
  case $before in
    --scenario)
      mapfile -t COMPREPLY < <(compgen -W "$("${COMP_WORDS[0]}" \
        --list-scenarios 2>/dev/null | cut -d ' ' -f 1)" -- "$word") ;;
    --host)
      mapfile -t COMPREPLY < <(compgen -W "127.0.0.1 localhost 0.0.0.0 ::" \
        -- "$word") ;;
    --record)
      mapfile -t COMPREPLY < <(compgen -d -- "$word") ;;
    -s | --api-key-file | --cert | --config | --key | --log | --port-file | \
      --script)
      mapfile -t COMPREPLY < <(compgen -f -- "$word") ;;
    -p | --allow-origin | --api-key | --chunk | --drain-timeout | --latency | \
      --max-sessions | --port | --speed) ;;
    *)
      mapfile -t COMPREPLY < <(compgen -W "$options" -- "$word") ;;
  esac
}

complete -o filenames -F _openai_realtime_server openai-realtime-server
