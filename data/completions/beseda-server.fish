# SPDX-License-Identifier: GPL-3.0-or-later
set -l ctl '__fish_seen_subcommand_from ctl'
set -l serve "not $ctl"
set -l commands people kick ban unban mute unmute promote demote remove topic slow lock unlock link owner-link reset-link door plain \
    help

complete -c beseda-server -f
complete -c beseda-server -n __fish_use_subcommand -a ctl -d 'Speak to a running server'
complete -c beseda-server -n $serve -s a -l address -x -d 'IP address to listen on'
complete -c beseda-server -n $serve -s p -l port -x -d 'Port to listen on'
complete -c beseda-server -s r -l room -x -d 'Name of the room'
complete -c beseda-server -n $serve -s m -l max-people -x -d 'How many people fit in'
complete -c beseda-server -s d -l data -x -a '(__fish_complete_directories)' -d 'Folder where the room is kept'
complete -c beseda-server -n $serve -s k -l keep -x -a 'forever nothing' -d 'How long messages are kept'
complete -c beseda-server -n $serve -s e -l ephemeral -d 'Keep nothing at all'
complete -c beseda-server -n $serve -l tls -d 'Encrypt, with a key of the room'
complete -c beseda-server -n $serve -l tls-cert -r -F -d 'A known authority’s certificate'
complete -c beseda-server -n $serve -l tls-key -r -F -d 'Its private key'
complete -c beseda-server -n $serve -l no-announce -d 'Do not tell the local network of the room'
complete -c beseda-server -n $serve -l no-plain -d 'Refuse connections that are not encrypted'
complete -c beseda-server -n $serve -l door -x -a 'open link network password approve' -d 'Who can join'
complete -c beseda-server -n $serve -l password-file -r -F -d 'File with the password'
complete -c beseda-server -n $serve -l plain-on-network -d 'Let programs without an invitation join from this network'
complete -c beseda-server -l control -r -F -d 'Socket for ctl'
complete -c beseda-server -n $serve -l export -r -F -d 'Write the room to a file, and exit'
complete -c beseda-server -n $serve -l format -x -a 'html jsonl' -d 'What --export writes'
complete -c beseda-server -n $serve -l force -d 'Let --export replace the file'
complete -c beseda-server -s h -l help -d 'Show help options'
complete -c beseda-server -l version -d 'Print the version and exit'
complete -c beseda-server -n "$ctl; and not __fish_seen_subcommand_from $commands" -a "$commands"
complete -c beseda-server -n "$ctl; and __fish_seen_subcommand_from door" -a 'open link network password approve'
complete -c beseda-server -n "$ctl; and __fish_seen_subcommand_from plain" -a 'yes no'
