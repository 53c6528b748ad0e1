# openairealtime - a realtime speech model in a media pipeline
# Copyright (C) 2026 The openairealtime developers
# SPDX-License-Identifier: LGPL-2.1-or-later
#
# Completion of openai-realtime-batch for bash.

_openai_realtime_batch() {
  local word=${COMP_WORDS[COMP_CWORD]} before=
  local works="answer transcribe translate"
  local options="--again --audio --channels --config --drain-timeout --dry-run
    --help --instructions --jobs --json --language --max-cost --model --output
    --prices --quiet --retries --retry-delay --session-config --silence --to
    --transcription-model --transcription-prompt --turn-detection --uri
    --vad-threshold --version --voice --write"

  ((COMP_CWORD > 0)) && before=${COMP_WORDS[COMP_CWORD - 1]}
  COMPREPLY=()
  case $before in
    -a | --audio)
      mapfile -t COMPREPLY < <(compgen -W "wav flac opus" -- "$word") ;;
    -c | --channels)
      mapfile -t COMPREPLY < <(compgen -W "mix each left right" -- "$word") ;;
    -w | --write)
      mapfile -t COMPREPLY < <(compgen -W \
        "answer conversation jsonl vtt srt txt" -- "$word") ;;
    --turn-detection)
      mapfile -t COMPREPLY < <(compgen -W "server-vad semantic-vad none" \
        -- "$word") ;;
    --transcription-model)
      mapfile -t COMPREPLY < <(compgen -W "none gpt-transcribe
        gpt-live-transcribe gpt-realtime-whisper gpt-4o-transcribe-diarize" \
        -- "$word") ;;
    -o | --output)
      mapfile -t COMPREPLY < <(compgen -d -- "$word") ;;
    -p | --prices | --config)
      mapfile -t COMPREPLY < <(compgen -f -- "$word") ;;
    -[ijlmrt] | --instructions | --jobs | --language | --max-cost | --model | \
      --retries | --retry-delay | --session-config | --silence | --to | \
      --transcription-prompt | --uri | --vad-threshold | --voice | \
      --drain-timeout) ;;
    *)
      if [[ $word == -* ]]; then
        mapfile -t COMPREPLY < <(compgen -W "$options" -- "$word")
      elif ((COMP_CWORD == 1)); then
        mapfile -t COMPREPLY < <(compgen -W "$works" -- "$word")
      else
        mapfile -t COMPREPLY < <(compgen -f -- "$word")
      fi ;;
  esac
}

complete -o filenames -F _openai_realtime_batch openai-realtime-batch
