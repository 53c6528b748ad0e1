# openairealtime - a realtime speech model in a media pipeline
# Copyright (C) 2026 The openairealtime developers
# SPDX-License-Identifier: LGPL-2.1-or-later
#
# Completion of openai-voice-server for bash.

_openai_voice_server() {
  local word=${COMP_WORDS[COMP_CWORD]} before=
  local options="--agent --agents --allow-origin --api-token --calls-per-second
    --check --config --database --drain-timeout --help --host --ice-address
    --ice-ports --local-script --log --log-private --max-calls --max-visitors --port --port-file --prices --public-url
    --recording-format --recordings --state --stun --tls-cert --tls-key --twilio-api
    --turn --twilio-number --version --webrtc-codec"

  ((COMP_CWORD > 0)) && before=${COMP_WORDS[COMP_CWORD - 1]}
  COMPREPLY=()
  case $before in
    -l | --log)
      mapfile -t COMPREPLY < <(compgen -W "text json" -- "$word") ;;
    --webrtc-codec)
      mapfile -t COMPREPLY < <(compgen -W "opus pcmu pcma" -- "$word") ;;
    --recording-format)
      mapfile -t COMPREPLY < <(compgen -W "wav opus" -- "$word") ;;
    -a | -r | --agents | --recordings | --state)
      mapfile -t COMPREPLY < <(compgen -d -- "$word") ;;
    --config | --local-script | --port-file | --prices | --tls-cert | --tls-key)
      mapfile -t COMPREPLY < <(compgen -f -- "$word") ;;
    -[dmpu] | --agent | --allow-origin | --api-token | --calls-per-second | \
      --database | --drain-timeout | --host | --ice-address | --ice-ports | \
      --max-calls | --max-visitors | --port | --public-url | --stun | --turn | \
      --twilio-api | --twilio-number) ;;
    *)
      if [[ $word == -* ]]; then
        mapfile -t COMPREPLY < <(compgen -W "$options" -- "$word")
      elif ((COMP_CWORD == 1)); then
        mapfile -t COMPREPLY < <(compgen -W "calls" -- "$word")
      fi ;;
  esac
}

complete -F _openai_voice_server openai-voice-server
