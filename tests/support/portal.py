#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""What a desktop answers to a program that goes on without a window: the portals of Background and of Inhibit, which keeps
the computer awake and tells of the screen, and UPower. To be run on the bus of the program.

It writes what it was asked on its standard output, a line of JSON for each call; what happens to the computer it reads
from its standard input, a word in each line.
"""

import json
import sys

from gi.repository import Gio, GLib

INTERFACES = """<node>
  <interface name="org.freedesktop.portal.Background">
    <method name="RequestBackground">
      <arg type="s" direction="in"/><arg type="a{sv}" direction="in"/><arg type="o" direction="out"/>
    </method>
    <method name="SetStatus"><arg type="a{sv}" direction="in"/></method>
    <property name="version" type="u" access="read"/>
  </interface>
  <interface name="org.freedesktop.portal.Inhibit">
    <method name="Inhibit">
      <arg type="s" direction="in"/><arg type="u" direction="in"/><arg type="a{sv}" direction="in"/>
      <arg type="o" direction="out"/>
    </method>
    <method name="CreateMonitor">
      <arg type="s" direction="in"/><arg type="a{sv}" direction="in"/><arg type="o" direction="out"/>
    </method>
    <method name="QueryEndResponse"><arg type="o" direction="in"/></method>
  </interface>
  <interface name="org.freedesktop.portal.Session"><method name="Close"/></interface>
  <interface name="org.freedesktop.portal.Request"><method name="Close"/></interface>
  <interface name="org.freedesktop.UPower"><property name="OnBattery" type="b" access="read"/></interface>
</node>"""


class Desktop:
    def __init__(self, grants, late):
        self.grants, self.late = grants, late
        self.answers = []  # that nobody has got yet
        self.on_battery = False
        self.locked = False
        self.monitors = []  # each who asked, and the name of what was asked for
        self.bus = Gio.bus_get_sync(Gio.BusType.SESSION)
        background, inhibit, self.session, self.request, power = Gio.DBusNodeInfo.new_for_xml(INTERFACES).interfaces
        for name, path, interfaces in (
            ("org.freedesktop.portal.Desktop", "/org/freedesktop/portal/desktop", [background, inhibit]),
            ("org.freedesktop.UPower", "/org/freedesktop/UPower", [power]),
        ):
            for interface in interfaces:
                self.bus.register_object(path, interface, self.on_call, self.on_get, None)
            Gio.bus_own_name_on_connection(self.bus, name, Gio.BusNameOwnerFlags.NONE, None, None)
        GLib.io_add_watch(sys.stdin.fileno(), GLib.IO_IN | GLib.IO_HUP, self.on_word)
        self.tell("ready")

    @staticmethod
    def tell(*what):
        print(json.dumps(what), flush=True)

    def on_get(self, bus, sender, path, interface, name):
        return {
            "version": GLib.Variant("u", 2),
            "OnBattery": GLib.Variant("b", self.on_battery),
        }[name]

    def on_call(self, bus, sender, path, interface, method, parameters, invocation):
        given = parameters.unpack()
        self.tell(method, *given)
        if method in ("RequestBackground", "Inhibit", "CreateMonitor"):
            caller = sender[1:].replace(".", "_")
            request = f"{path}/request/{caller}/{given[-1]['handle_token']}"
            self.bus.register_object(request, self.request, self.on_call, None, None)
            invocation.return_value(GLib.Variant("(o)", (request,)))
            answer = {name: GLib.Variant("b", self.grants) for name in ("background", "autostart")}
            response = GLib.Variant("(ua{sv})", (0, answer))
            self.answers.append((sender, request, "org.freedesktop.portal.Request", "Response", response))
            if not (self.late and method == "RequestBackground"):
                self.answer()
            if method == "CreateMonitor":
                monitor = f"{path}/session/{caller}/{given[-1]['session_handle_token']}"
                self.bus.register_object(monitor, self.session, self.on_call, None, None)
                self.monitors.append((sender, monitor))
        else:
            invocation.return_value(None)

    def answer(self):
        for answer in self.answers:  # to the caller alone: that is all that libportal listens to
            self.bus.emit_signal(*answer)
        self.answers.clear()

    def on_word(self, descriptor, condition):
        """The end is the end."""
        word = sys.stdin.readline().strip()
        if not word:
            sys.exit(0)
        if word in ("battery", "mains"):
            self.set_on_battery(word == "battery")
        elif word == "answer":
            self.answer()
            self.bus.flush_sync()
            self.tell("answered")
        else:
            self.locked = word == "locked"
            self.tell_state(2 if word == "ending" else 1)
        return True

    def tell_state(self, session):
        state = {"screensaver-active": GLib.Variant("b", self.locked), "session-state": GLib.Variant("u", session)}
        for sender, monitor in self.monitors:
            self.bus.emit_signal(
                sender,
                "/org/freedesktop/portal/desktop",
                "org.freedesktop.portal.Inhibit",
                "StateChanged",
                GLib.Variant("(oa{sv})", (monitor, state)),
            )

    def set_on_battery(self, on_battery):
        self.on_battery = on_battery
        changed = ("org.freedesktop.UPower", {"OnBattery": GLib.Variant("b", self.on_battery)}, [])
        self.bus.emit_signal(
            None,
            "/org/freedesktop/UPower",
            "org.freedesktop.DBus.Properties",
            "PropertiesChanged",
            GLib.Variant("(sa{sv}as)", changed),
        )


if __name__ == "__main__":
    Desktop(grants="refuse" not in sys.argv, late="late" in sys.argv)
    GLib.MainLoop().run()
