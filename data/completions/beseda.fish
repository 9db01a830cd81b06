# SPDX-License-Identifier: GPL-3.0-or-later
complete -c beseda -f
complete -c beseda -l login -x -d 'Your name in the rooms'
complete -c beseda -l new-window -d 'Open a new window'
complete -c beseda -l resume -d 'Open the rooms that you hosted last, without a window'
complete -c beseda -s h -l help -d 'Show help options'
complete -c beseda -l version -d 'Show the version and exit'
