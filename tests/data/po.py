#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Whether every string that a person reads can be translated, and is, in each language of po/LINGUAS."""

import os
import pathlib
import re
import subprocess
import sys
import tempfile

SRCDIR = pathlib.Path(os.environ["BESEDA_TEST_SRCDIR"]).parent
PO = SRCDIR / "po"
KEYWORDS = ["_", "N_", "C_:1c,2", "NC_:1c,2", "g_dcgettext:2", "g_dngettext:2,3", "g_dpgettext2:2c,3"]  # meson's "glib"
MARK = re.compile(r'\b(_|N_|C_|NC_|ngettext|g_dn?gettext) ?\(|translatable="(yes|true)"')
PLURALS = {  # the languages that are always complete, and their plural forms
    "de": "nplurals=2; plural=(n != 1);",
    "ru": "nplurals=3; plural=(n%10==1 && n%100!=11 ? 0 : n%10>=2 && n%10<=4 && (n%100<12 || n%100>14) ? 1 : 2);",
}
QUOTES = {"de": "„“", "ru": "«»"}
FOR_THE_DESKTOP = ("*.desktop.in", "*.metainfo.xml.in", "*.gschema.xml")


def words(path):
    return [line for line in path.read_text().splitlines() if line and not line.startswith("#")]


def marked():
    """The files that hold something to translate."""
    sources = [p for suffix in ("c", "h", "ui") for p in (SRCDIR / "src").rglob(f"*.{suffix}") if MARK.search(p.read_text())]
    sources += [p for pattern in FOR_THE_DESKTOP for p in (SRCDIR / "data").glob(pattern)]
    return sorted(str(p.relative_to(SRCDIR)) for p in sources)


def run(*command):
    done = subprocess.run(command, cwd=SRCDIR, capture_output=True, text=True, env=dict(os.environ, LC_ALL="C.UTF-8"))
    return done.returncode, (done.stdout + done.stderr).splitlines()


def missing_from_potfiles():
    listed = words(PO / "POTFILES.in")
    return [f"not in POTFILES.in: {p}" for p in marked() if p not in listed] + [
        f"without a string to translate, or out of order: {p}" for p in listed if p not in marked()
    ]


def template(folder):
    pot = pathlib.Path(folder) / "beseda.pot"
    # As meson calls it; the ITS rules for XML come with gettext itself and GTK.
    status, said = run(
        "xgettext", "--package-name=beseda", "--files-from=po/POTFILES.in", "--from-code=UTF-8", "--add-comments",
        *(f"--keyword={k}" for k in KEYWORDS), f"--output={pot}",
    )  # fmt: skip
    assert status == 0, said
    return pot


def cut(pot):
    """Strings that xgettext saw only the beginning of, since a macro such as G_GSIZE_FORMAT follows: use %zu there."""
    return [line for line in pot.read_text().splitlines() if line.startswith(("msgid ", '"')) and re.search(r'(?<!%)%"$', line)]


def untranslated(language, pot):
    """What msgcmp finds missing or fuzzy, and what is translated but in no source any more."""
    status, said = run("msgcmp", str(PO / f"{language}.po"), str(pot))
    gone = subprocess.run(["msgattrib", "--only-obsolete", PO / f"{language}.po"], capture_output=True, text=True).stdout
    return (said if status else []) + gone.splitlines()


def wrong(language):
    """What msgfmt has against its form, its placeholders and mnemonics; its statistics are in the last line."""
    status, said = run(
        "msgfmt", "--check", "--check-accelerators=_", "--statistics", "--output-file=/dev/null", str(PO / f"{language}.po")
    )  # fmt: skip
    return said if status or len(said) > 1 or "fuzzy" in said[-1] or "untranslated" in said[-1] else []


def entries(language):
    """Each entry as a list of (keyword, text)."""
    catalogue = "\n".join(run("msgcat", "--no-wrap", "--no-location", str(PO / f"{language}.po"))[1])
    for block in catalogue.split("\n\n"):
        found = re.findall(r'^(msg\S+) "(.*)"((?:\n".*")*)$', block, re.MULTILINE)
        yield [(keyword, first + "".join(re.findall(r'^"(.*)"$', rest, re.MULTILINE))) for keyword, first, rest in found]


def untypical(language):
    """Where the plural forms are not the language's, a quotation mark is not, or an ellipsis was lost or typed as dots."""
    header, *others = entries(language)
    problems = [] if f"Plural-Forms: {PLURALS[language]}" in dict(header)["msgstr"] else ["Plural-Forms is not the language's"]
    foreign = set('“”„«»"‘') - set(QUOTES[language])
    for entry in others:
        said = [text for keyword, text in entry if keyword.startswith("msgstr")]
        english = [text for keyword, text in entry if keyword in ("msgid", "msgid_plural")]
        for text in said:
            if foreign & set(text) or ".." in text or ("…" in text) != ("…" in english[0]) or re.search("  | $|^ ", text):
                problems.append(f"{english[0]}: {text}")
        if len(english) > 1 and len(said) != int(PLURALS[language][len("nplurals=")]):
            problems.append(f"{english[0]}: {len(said)} forms")
    return problems


def main():
    languages = words(PO / "LINGUAS")
    with tempfile.TemporaryDirectory() as folder:
        pot = template(folder)
        checks = [("German and Russian are there", sorted(set(PLURALS) - set(languages)))]
        checks.append(("POTFILES.in names what holds strings, and nothing else", missing_from_potfiles()))
        checks.append(("no string is cut by a macro", cut(pot)))
        for language in languages:
            checks.append((f"{language} is well formed and complete", wrong(language)))
            checks.append((f"{language} is written as its readers write", untypical(language) if language in PLURALS else []))
            checks.append((f"{language} has the strings of the sources", untranslated(language, pot)))
    print(f"1..{len(checks)}")
    for number, (what, problems) in enumerate(checks, 1):
        for problem in problems:
            print(f"# {problem}")
        print(f"{'not ok' if problems else 'ok'} {number} {what}")


sys.exit(main())
