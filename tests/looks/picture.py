# SPDX-License-Identifier: GPL-3.0-or-later
"""A program's windows as one PNG, as the screen blends them: round corners, shadows, dialogs and popovers on top."""

import contextlib
import os
import subprocess
import time

import cairo
from Xlib import X, Xatom, display, error
from Xlib.ext import xtest

from tap import wait_until

SETTLED = 6  # pictures in a row that are the same
PLACE = (120, 20)  # where the window stands on the screen, shadow and all: what is not on it can't be read


class Screen:
    """The X screen that this runs on, with a window manager that blends, as a desktop has: without one GTK draws neither
    shadows nor round corners."""

    def __init__(self):
        self.display = display.Display()
        self.root = self.display.screen().root
        self.atom = self.display.intern_atom
        self.manager = subprocess.Popen(
            ["xfwm4", "--compositor=on", "--vblank=off"],
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
        wait_until(lambda: self._read(self.root, "_NET_SUPPORTING_WM_CHECK"), "a window manager")

    def close(self):
        self.manager.terminate()
        self.manager.wait()
        self.display.close()

    def tell(self, resources):
        """Sets what programs ask the screen for, such as "Xft.dpi: 144": on X11 GTK heeds no resolution in its settings file."""
        self.root.change_property(Xatom.RESOURCE_MANAGER, Xatom.STRING, 8, resources.encode())
        self.display.sync()

    def _read(self, window, name):
        found = window.get_full_property(self.atom(name), X.AnyPropertyType)
        return list(found.value) if found else []

    def _windows(self, pid, parent=None):
        """The program's windows on the screen, the lowest first: dialogs above windows, popovers above both."""
        found = []
        for window in (parent or self.root).query_tree().children:
            with contextlib.suppress(error.BadWindow, error.BadDrawable):
                if window.get_attributes().map_state != X.IsViewable:
                    continue
                if self._read(window, "_NET_WM_PID") == [pid]:
                    found.append(window)
                else:
                    found += self._windows(pid, window)
        return found

    def _draw(self, pid):
        """What is on the screen of the program, or None while a window comes or goes."""
        picture = cairo.ImageSurface(cairo.FORMAT_ARGB32, self.root.get_geometry().width, self.root.get_geometry().height)
        context = cairo.Context(picture)
        windows = self._windows(pid)
        for window in windows:
            try:
                form = window.get_geometry()
                place = self.root.translate_coords(window, 0, 0)
                image = window.get_image(0, 0, form.width, form.height, X.ZPixmap, 0xFFFFFFFF)
            except (error.BadWindow, error.BadDrawable, error.BadMatch):
                return None
            surface = cairo.ImageSurface.create_for_data(
                bytearray(image.data), cairo.FORMAT_ARGB32, form.width, form.height, 4 * form.width
            )
            context.set_source_surface(surface, place.x, place.y)
            context.paint()
        return picture if windows else None

    def place(self, pid):
        """Puts the program's window where all of it is on the screen."""
        window = wait_until(lambda: self._windows(pid), "a window")[0]
        window.configure(x=PLACE[0], y=PLACE[1])
        self.display.sync()

    def scroll_down(self, pid):
        """As far as the wheel goes, in the window on top."""
        window = self._windows(pid)[-1]
        form, place = window.get_geometry(), self.root.translate_coords(window, 0, 0)
        xtest.fake_input(self.display, X.MotionNotify, x=place.x + form.width // 2, y=place.y + form.height // 2)
        for _ in range(30):
            xtest.fake_input(self.display, X.ButtonPress, 5)
            xtest.fake_input(self.display, X.ButtonRelease, 5)
        self.display.sync()

    def take(self, pid, path, margin=24):
        """Waits until nothing moves any more, and writes the picture."""
        seen, same, deadline = None, 0, time.monotonic() + 20
        while same < SETTLED:
            if time.monotonic() > deadline:
                raise RuntimeError(f"{path}: the windows do not come to rest")
            picture = self._draw(pid)
            now = bytes(picture.get_data()) if picture is not None else None
            same, seen = (same + 1, seen) if now is not None and now == seen else (0, now)
            time.sleep(0.05)
        _trimmed(picture, margin).write_to_png(os.fspath(path))


def _trimmed(surface, margin):
    """What is drawn at all, with at most `margin` pixels of shadow around what is opaque."""
    width, height, stride, data = surface.get_width(), surface.get_height(), surface.get_stride(), bytes(surface.get_data())
    alpha = [data[y * stride + 3 : y * stride + 4 * width : 4] for y in range(height)]
    rows = [y for y in range(height) if b"\xff" in alpha[y]]
    left = min(alpha[y].index(b"\xff") for y in rows) - margin
    right = max(alpha[y].rindex(b"\xff") for y in rows) + 1 + margin
    left, top = max(0, left), max(0, rows[0] - margin)
    right, bottom = min(width, right), min(height, rows[-1] + 1 + margin)
    picture = cairo.ImageSurface(cairo.FORMAT_ARGB32, right - left, bottom - top)
    context = cairo.Context(picture)
    context.set_source_surface(surface, -left, -top)
    context.paint()
    return picture
