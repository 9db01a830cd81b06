# SPDX-License-Identifier: GPL-3.0-or-later
# What bash completes behind "beseda-server".

_beseda_server() {
  local word=${COMP_WORDS[COMP_CWORD]} before=${COMP_WORDS[COMP_CWORD - 1]} i
  local options="--address --port --room --max-people --data --keep --ephemeral --tls --tls-cert --tls-key --no-announce --no-plain --door
    --password-file --plain-on-network --control --export --format --force --help --version"
  local commands="people kick ban unban mute unmute promote demote remove topic slow lock unlock link owner-link reset-link door plain
    help"

  COMPREPLY=()
  case $before in
    --door) COMPREPLY=($(compgen -W "open link network password approve" -- "$word")); return ;;
    --format) COMPREPLY=($(compgen -W "html jsonl" -- "$word")); return ;;
    --keep | -k) COMPREPLY=($(compgen -W "forever nothing" -- "$word")); return ;;
    --data | -d) compopt -o filenames; COMPREPLY=($(compgen -d -- "$word")); return ;;
    --tls-cert | --tls-key | --password-file | --control | --export)
      compopt -o filenames
      COMPREPLY=($(compgen -f -- "$word"))
      return
      ;;
    --address | -a | --port | -p | --room | -r | --max-people | -m) return ;;
  esac

  if [[ ${COMP_WORDS[1]:-} == ctl && COMP_CWORD -gt 1 ]]; then
    for ((i = 2; i < COMP_CWORD; i++)); do
      case ${COMP_WORDS[i]} in
        --room | --data | --control) ((i++)) ;;
        door) COMPREPLY=($(compgen -W "open link network password approve" -- "$word")); return ;;
        plain) COMPREPLY=($(compgen -W "yes no" -- "$word")); return ;;
        -*) ;;
        *) return ;;
      esac
    done
    COMPREPLY=($(compgen -W "--room --data --control $commands" -- "$word"))
  elif [[ $COMP_CWORD -eq 1 ]]; then
    COMPREPLY=($(compgen -W "ctl $options" -- "$word"))
  else
    COMPREPLY=($(compgen -W "$options" -- "$word"))
  fi
}
complete -F _beseda_server beseda-server
