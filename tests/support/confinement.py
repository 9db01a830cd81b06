# SPDX-License-Identifier: GPL-3.0-or-later
"""What the systemd unit forbids its service, put upon any command as far as that can be done without systemd: another
user and no capabilities (setpriv), a file system that cannot be written to but for one folder (a mount namespace), and
its filter of system calls (libseccomp), taken from the unit itself. Run as a program it does the last, and then runs
its arguments."""

import configparser
import ctypes
import ctypes.util
import errno
import mmap
import os
import shutil
import socket
import subprocess
import sys

NOBODY = 65534
ALLOW = 0x7FFF0000
REFUSE = 0x00050000 | errno.EPERM
EQUAL = 4
MASKED_EQUAL = 7

MOUNTS = """
set -e
mount --make-rprivate /
mount --bind "$1" "$1"
mount -o remount,ro,bind /
shift
exec "$@"
"""


class Comparison(ctypes.Structure):
    _fields_ = [("arg", ctypes.c_uint), ("op", ctypes.c_int), ("a", ctypes.c_uint64), ("b", ctypes.c_uint64)]


class Settings(dict):
    """A setting may be given several times."""

    def __setitem__(self, key, value):
        if isinstance(value, list) and key in self:
            self[key].extend(value)
        else:
            super().__setitem__(key, value)


def read_unit(path):
    parser = configparser.RawConfigParser(dict_type=Settings, strict=False)
    parser.optionxform = str
    parser.read(path)
    return {key: value.split("\n") for key, value in parser.items("Service")}


def expand(names):
    """The system calls in the sets that begin with an @, as systemd knows them."""
    calls, todo = set(), list(names)
    while todo:
        name = todo.pop()
        if name.startswith("@"):
            listing = subprocess.run(
                ["systemd-analyze", "syscall-filter", name], check=True, capture_output=True, text=True
            ).stdout
            todo += [line.strip() for line in listing.split("\n")[1:] if line.strip() and "#" not in line]
        else:
            calls.add(name)
    return calls


def allowed_calls(unit):
    calls = set()
    for setting in unit["SystemCallFilter"]:
        if setting.startswith("~"):
            calls -= expand(setting[1:].split())
        else:
            calls |= expand(setting.split())
    return calls | expand(["@default"]) | {"execve"}  # execve: systemd's own, and ours


def library():
    return ctypes.CDLL(ctypes.util.find_library("seccomp"))


def confine(unit):
    """No way back."""
    seccomp = library()
    seccomp.seccomp_init.restype = ctypes.c_void_p
    context = ctypes.c_void_p(seccomp.seccomp_init(REFUSE))

    def add(action, name, *comparisons):
        number = seccomp.seccomp_syscall_resolve_name(name.encode())
        if number >= 0:  # else this kind of computer has none of that name
            array = (Comparison * len(comparisons))(*comparisons)
            status = seccomp.seccomp_rule_add_array(context, ctypes.c_uint32(action), number, len(comparisons), array)
            assert status == 0, (name, os.strerror(-status))

    families = unit["RestrictAddressFamilies"][0].split()
    for name in allowed_calls(unit) - {"socket", "mmap", "mprotect"}:
        add(ALLOW, name)
    for family in families:
        add(ALLOW, "socket", Comparison(0, EQUAL, getattr(socket, family), 0))
    both = mmap.PROT_WRITE | mmap.PROT_EXEC
    for protection in (0, mmap.PROT_WRITE, mmap.PROT_EXEC):
        add(ALLOW, "mmap", Comparison(2, MASKED_EQUAL, both, protection))
    add(ALLOW, "mprotect", Comparison(2, MASKED_EQUAL, mmap.PROT_EXEC, 0))
    status = seccomp.seccomp_load(context)
    assert status == 0, os.strerror(-status)


def why_not():
    """What is missing here, or None."""
    if os.geteuid() != 0:
        return "only root may give up being root"
    for program in ("setpriv", "unshare", "systemd-analyze"):
        if shutil.which(program) is None:
            return f"there is no {program}"
    if ctypes.util.find_library("seccomp") is None:
        return "there is no libseccomp"
    tried = subprocess.run(["unshare", "-m", "sh", "-c", MOUNTS, "sh", "/tmp", "true"], capture_output=True)
    return None if tried.returncode == 0 else "no file system may be mounted here"


def under(unit_path, folder):
    """The command before the command; `folder` is the only one that it can write to."""
    return [
        *("unshare", "-m", "--", "sh", "-c", MOUNTS, "sh", folder),
        *("setpriv", f"--reuid={NOBODY}", f"--regid={NOBODY}", "--clear-groups", "--bounding-set=-all"),
        *("--inh-caps=-all", "--no-new-privs", "--", sys.executable, __file__, unit_path),
    ]


if __name__ == "__main__":
    confine(read_unit(sys.argv[1]))
    os.execvp(sys.argv[2], sys.argv[2:])
