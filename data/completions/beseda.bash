# SPDX-License-Identifier: GPL-3.0-or-later
# What bash completes behind "beseda".

_beseda() {
  local word=${COMP_WORDS[COMP_CWORD]}

  COMPREPLY=()
  [[ ${COMP_WORDS[COMP_CWORD - 1]} == --login ]] || COMPREPLY=($(compgen -W "--login --new-window --resume --help --version" -- "$word"))
}
complete -F _beseda beseda
