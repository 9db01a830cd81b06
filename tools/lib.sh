# shellcheck shell=bash
# SPDX-License-Identifier: GPL-3.0-or-later
# What tools/run, tools/test and .ci/run share: install what is missing, configure, build. To be sourced by bash.
#
# Nothing here touches the network, or asks for a password, unless a package is missing.

top=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
build=${BESEDA_BUILD:-$top/build}
root=$build/root

# What these scripts have to say goes to stderr: stdout is the program's.
say() { printf '%s\n' "$*" >&2; }
die() { say "$*"; exit 1; }
have() { command -v "$1" >/dev/null 2>&1; }

as_root() {
  if [ "$(id -u)" -eq 0 ]; then "$@"
  elif have sudo; then sudo "$@"
  else die "To install them, run as root: $*"
  fi
}

# names LIST PURPOSE...: the packages of these purposes.
names() {
  awk -v purposes=" ${*:2} " '!/^#/ && index(purposes, " " $1 " ") { print $2 }' "$top/tools/packages/$1.txt"
}

# Each package manager: which of these packages are missing, and how to install them.
apt_missing() {
  { dpkg-query -W -f '${db:Status-Abbrev} ${Package}\n' "$@" 2>/dev/null || true; } |
    awk -v wanted="$*" '$1 == "ii" { here[$2] } END { n = split (wanted, w); for (i = 1; i <= n; i++) if (!(w[i] in here)) print w[i] }'
}
apt_install() {
  as_root env DEBIAN_FRONTEND=noninteractive apt-get update -qq || say "The package lists could not be brought up to date; trying with the old ones."
  as_root env DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends "$@"
}

dnf_missing() { local p; for p; do rpm -q --quiet --whatprovides "$p" || echo "$p"; done; }
dnf_install() { as_root dnf install -y --setopt=install_weak_deps=False "$@"; }

pacman_missing() { pacman -T "$@" || true; }
pacman_install() { as_root pacman -S --needed --noconfirm "$@"; }
msys_install() { pacman -S --needed --noconfirm "$@"; }

brew_missing() { local p cellar; cellar=$(brew --prefix)/opt; for p; do [ -e "$cellar/$p" ] || echo "$p"; done; }
brew_install() { brew install "$@"; }

# need PURPOSE...: installs what these purposes (server, desktop, test, bench, looks, newest, flatpak, sandbox, ci, sanitize, fuzz) lack.
need() {
  local list manager install prefix='' wanted missing
  if have apt-get && have dpkg-query; then list=debian manager=apt install=apt_install
  elif have dnf; then list=fedora manager=dnf install=dnf_install
  elif [ -n "${MINGW_PACKAGE_PREFIX:-}" ]; then
    list=msys2 manager=pacman install=msys_install prefix=$MINGW_PACKAGE_PREFIX-
  elif have pacman; then list=arch manager=pacman install=pacman_install
  elif have brew; then list=homebrew manager=brew install=brew_install
  else need_anyhow "$@"; return
  fi
  wanted=$(names $list "$@" | sed "s/^/$prefix/")
  # shellcheck disable=SC2086 # one word for each package
  missing=$(${manager}_missing $wanted)
  [ -n "$missing" ] || return 0
  say "Beseda needs these packages, which are not installed:" $missing
  say "Installing them with $manager."
  # shellcheck disable=SC2086
  $install $missing >&2 </dev/null || die "The packages could not be installed; the lines above tell why."
}

# A system whose package manager we don't know: what is there may do.
need_anyhow() {
  local thing missing=''
  for thing in cc pkg-config meson ninja msgfmt; do have $thing || missing+=" $thing"; done
  for thing in glib-2.0 json-glib-1.0 libsoup-3.0 $(case " $* " in *" desktop "*) echo gtk4 libadwaita-1 ;; esac); do
    pkg-config --exists "$thing" 2>/dev/null || missing+=" $thing"
  done
  [ -z "$missing" ] || die "Please install what Beseda is built with, by this system's own means:$missing"
}

# configure DIRECTORY OPTION...: sets a build directory up, unless it is set up like this already.
configure() {
  local directory=$1 options=("${@:2}") done="$1/configured-by-tools"
  if [ -e "$directory/build.ninja" ] && [ "$(cat "$done" 2>/dev/null)" = "$top ${options[*]}" ]; then return; fi
  rm -rf "$directory"
  say "Configuring $directory"
  meson setup "$directory" "$top" --prefix="$root" --libdir=lib "${options[@]}" >&2 || die "Configuring failed."
  printf '%s\n' "$top ${options[*]}" > "$done"
}

# compile DIRECTORY: builds; silent when there is nothing to do. What earlier tests came to says nothing any more.
compile() {
  rm -f "$1"/meson-logs/testlog.*
  ninja -C "$1" --quiet | sed '/^ninja: no work to do/d' >&2 || die "Building failed."
}

# Installs into build/root, so that schema, icons, translations and desktop file are where an installed program has them.
install_locally() {
  local stamp=$root/installed
  # ninja --quiet says nothing and touches nothing when all is built; the log's time tells whether it ran something.
  if [ -e "$stamp" ] && [ -z "$(find "$build/.ninja_log" "$build/build.ninja" "$top/data" "$top/po" -newer "$stamp" -print -quit)" ]; then
    return
  fi
  meson install -C "$build" --no-rebuild --only-changed --quiet >&2 || die "Installing into $root failed."
  touch "$stamp"
}

# run_tests DIRECTORY ARGUMENT...: runs meson's tests and prints the logs of those that failed. Whether any did is for
# tools/count to say.
run_tests() {
  meson test -C "$1" --no-rebuild "${@:2}" || "$top/tools/count" --logs "$1"
}
