# openairealtime - a realtime speech model in a media pipeline
# Copyright (C) 2026 The openairealtime developers
# SPDX-License-Identifier: LGPL-2.1-or-later
#
# Completion of openai-voice-server for bash.

_openai_voice_server() {
  local word=${COMP_WORDS[COMP_CWORD]} before=
  local options="--agent --agents --allow-origin --api-token --calls-per-second
    --check --config --database --drain-timeout --help --host --local-script
    --log --log-private --max-calls --port --port-file --prices --public-url
    --recording-format --recordings --state --tls-cert --tls-key --twilio-api
    --twilio-number --version"

  ((COMP_CWORD > 0)) && before=${COMP_WORDS[COMP_CWORD - 1]}
  COMPREPLY=()
  case $before in
    -l | --log)
      mapfile -t COMPREPLY < <(compgen -W "text json" -- "$word") ;;
    --recording-format)
      mapfile -t COMPREPLY < <(compgen -W "wav opus" -- "$word") ;;
    -a | -r | --agents | --recordings | --state)
      mapfile -t COMPREPLY < <(compgen -d -- "$word") ;;
    --config | --local-script | --port-file | --prices | --tls-cert | --tls-key)
      mapfile -t COMPREPLY < <(compgen -f -- "$word") ;;
    -[dmpu] | --agent | --allow-origin | --api-token | --calls-per-second | \
      --database | --drain-timeout | --host | --max-calls | --port | \
      --public-url | --twilio-api | --twilio-number) ;;
    *)
      if [[ $word == -* ]]; then
        mapfile -t COMPREPLY < <(compgen -W "$options" -- "$word")
      elif ((COMP_CWORD == 1)); then
        mapfile -t COMPREPLY < <(compgen -W "calls" -- "$word")
      fi ;;
  esac
}

complete -F _openai_voice_server openai-voice-server
