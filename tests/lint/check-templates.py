#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Whether all that the templates of src/ui say can be translated."""

import os
import pathlib
import sys
import xml.etree.ElementTree as ElementTree

UI = pathlib.Path(os.environ["BESEDA_TEST_SRCDIR"]).parent / "src" / "ui"
# Properties and a menu's attributes, by what their names end in.
SAID = ("body", "comments", "description", "heading", "label", "markup", "subtitle", "text", "title")


def untranslatable(path):
    for element in ElementTree.parse(path).iter():
        if element.tag in ("property", "attribute", "item") and element.get("name", "label").endswith(SAID):
            words = (element.text or "").strip()
            if any(letter.isalpha() for letter in words) and words not in ("True", "False") and element.get("translatable") != "yes":
                yield f"“{words}” is not translatable"


def main():
    templates = sorted(UI.glob("*.ui"))
    print(f"1..{len(templates)}")
    for number, path in enumerate(templates, 1):
        problems = list(untranslatable(path))
        for problem in problems:
            print(f"# {problem}")
        print(f"{'not ok' if problems else 'ok'} {number} {path.name}")


sys.exit(main())
