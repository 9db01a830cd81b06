#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Reads what libbeseda-core.a asks of the world outside (nm -u), and refuses a clock, chance, a file or a socket.

The list says what is allowed rather than what is not: a new symbol is looked at by a person before it gets in.
"""

import re
import subprocess
import sys
import tempfile
import pathlib

ALLOWED = re.compile(
    "|".join(
        [
            r"beseda_\w+",
            r"json_\w+",
            # GLib's values, containers, text and types.
            r"g_(array|ascii|assert|assertion|atomic_rc_box|base64|boxed|byte_array|bytes|checksum|clear|error|free|free_sized|hash_table|hostname"
            r"|intern|int64|io_error_quark|list|log|malloc\w*|mem|memdup2|object|once|pointer|propagate|ptr_array|quark|queue"
            r"|realloc\w*|return_if_fail|set|slist|snprintf|str|strdup|strndup|strnfill|strv|string|type|unichar|unicode|uri|utf8|variant)\w*",
            r"g_dn?gettext|g_dpgettext2?|g_direct_\w+|g_int_\w+|g_double_\w+|g_date_time_(new_utc|new_from_unix_utc|new_from_iso8601"
            r"|new_from_unix_utc_usec|format|format_iso8601|to_timezone|to_unix|get_\w+|unref|ref|add\w*)|g_time_zone_(new_utc|unref|ref)",
            # The C library's arithmetic on memory and text, and what compilers put in.
            r"mem(chr|cmp|cpy|move|set|mem|rchr)|str(chr|rchr|cmp|ncmp|cspn|spn|len|nlen|pbrk|str|tol|toll|toull|toul)|__memcpy_chk"
            r"|__stack_chk_fail|__memmove_chk|__memset_chk|_GLOBAL_OFFSET_TABLE_|abort",
            r"__(asan|ubsan|sanitizer|tsan|gcov|llvm)_\w+|__(start|stop)_\w+",
        ]
    )
)

# Allowed by the families above, and yet no business of core.
REFUSED = re.compile(r"json_parser_load_from_(file|mapped_file|stream)\w*|json_generator_to_(file|stream)|g_date_time_new_now\w*")


def foreign(archive):
    """The symbols that `archive` needs and core must not."""
    listing = subprocess.run(["nm", "-u", "--format=posix", archive], check=True, capture_output=True, text=True).stdout
    needed = {line.split()[0].split("@")[0] for line in listing.splitlines() if line and not line.endswith(":")}
    return sorted(s for s in needed if not ALLOWED.fullmatch(s) or REFUSED.fullmatch(s))


def planted(compiler, body):
    """Whether an archive with this function in it is refused."""
    with tempfile.TemporaryDirectory() as folder:
        source = pathlib.Path(folder) / "planted.c"
        source.write_text(f"long planted (void);\nlong planted (void) {{ {body} }}\n")
        # The old C, where a function need not be declared.
        subprocess.run([*compiler, "-std=gnu89", "-w", "-c", "-o", source.with_suffix(".o"), source], check=True)
        subprocess.run(["ar", "rc", source.with_suffix(".a"), source.with_suffix(".o")], check=True)
        return bool(foreign(source.with_suffix(".a")))


def main():
    archive, *compiler = sys.argv[1:]
    found = foreign(archive)
    for symbol in found:
        print(f"# core must not ask for {symbol}")
    checks = [
        (not found, "core asks the world for nothing"),
        (planted(compiler, "extern long time (long *); return time (0);"), "a clock is refused"),
        (planted(compiler, "return g_get_real_time ();"), "GLib's clock is refused"),
        (planted(compiler, "return g_random_int ();"), "chance is refused"),
        (planted(compiler, "return socket (1, 2, 3);"), "a socket is refused"),
        (planted(compiler, "return open (\"/\", 0);"), "a file is refused"),
        (not planted(compiler, "return strlen (\"\") + (long) g_strdup (\"\");"), "text is not"),
    ]
    print(f"1..{len(checks)}")
    for number, (ok, what) in enumerate(checks, 1):
        print(f"{'ok' if ok else 'not ok'} {number} {what}")
    return 0


sys.exit(main())
