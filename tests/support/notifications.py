# SPDX-License-Identifier: GPL-3.0-or-later
"""A desktop that shows notifications, in each of the three ways in which programs hand them over."""

import threading

from gi.repository import Gio, GLib

WAYS = {
    "gtk": (
        "org.gtk.Notifications",
        "/org/gtk/Notifications",
        """<node><interface name='org.gtk.Notifications'>
          <method name='AddNotification'>
            <arg type='s' direction='in'/><arg type='s' direction='in'/><arg type='a{sv}' direction='in'/>
          </method>
          <method name='RemoveNotification'><arg type='s' direction='in'/><arg type='s' direction='in'/></method>
        </interface></node>""",
    ),
    "portal": (
        "org.freedesktop.portal.Desktop",
        "/org/freedesktop/portal/desktop",
        """<node><interface name='org.freedesktop.portal.Notification'>
          <method name='AddNotification'><arg type='s' direction='in'/><arg type='a{sv}' direction='in'/></method>
          <method name='RemoveNotification'><arg type='s' direction='in'/></method>
        </interface></node>""",
    ),
    "freedesktop": (
        "org.freedesktop.Notifications",
        "/org/freedesktop/Notifications",
        """<node><interface name='org.freedesktop.Notifications'>
          <method name='Notify'>
            <arg type='s' direction='in'/><arg type='u' direction='in'/><arg type='s' direction='in'/>
            <arg type='s' direction='in'/><arg type='s' direction='in'/><arg type='as' direction='in'/>
            <arg type='a{sv}' direction='in'/><arg type='i' direction='in'/><arg type='u' direction='out'/>
          </method>
          <method name='CloseNotification'><arg type='u' direction='in'/></method>
          <signal name='ActionInvoked'><arg type='u'/><arg type='s'/></signal>
          <signal name='NotificationClosed'><arg type='u'/><arg type='u'/></signal>
        </interface></node>""",
    ),
}


class Notifications:
    """On the bus at `address`; `way` is what GNOTIFICATION_BACKEND calls it. `shown` is what a person sees: id ->
    (title, body, action, target), and `told` every one that ever came."""

    def __init__(self, address, way="gtk"):
        self.name, self.path, xml = WAYS[way]
        self.way, self.shown, self.told = way, {}, []
        self.loop = GLib.MainLoop(GLib.MainContext())
        self.interface = Gio.DBusNodeInfo.new_for_xml(xml).interfaces[0]
        self.bus = Gio.DBusConnection.new_for_address_sync(
            address,
            Gio.DBusConnectionFlags.AUTHENTICATION_CLIENT | Gio.DBusConnectionFlags.MESSAGE_BUS_CONNECTION,
        )
        ready = threading.Event()
        self.thread = threading.Thread(target=self._run, args=(ready,))
        self.thread.start()
        ready.wait()
        self._ask("org.freedesktop.DBus", "/org/freedesktop/DBus", "RequestName", GLib.Variant("(su)", (self.name, 0)))

    def _run(self, ready):
        context = self.loop.get_context()
        context.push_thread_default()
        self.bus.register_object(self.path, self.interface, self._on_call, None, None)
        ready.set()
        self.loop.run()
        context.pop_thread_default()

    def _ask(self, name, path, method, parameters, interface=None):
        return self.bus.call_sync(name, path, interface or name, method, parameters, None, 0, -1)

    def _on_call(self, bus, sender, path, interface, method, parameters, invocation):
        values, answer = parameters.unpack(), None
        if method == "Notify":
            replaced, title, body, actions = values[1], values[3], values[4], values[5]
            key = replaced or len(self.told) + 1
            self._show(key, (title, body, actions[0] if actions else None, None))
            answer = GLib.Variant("(u)", (key,))
        elif method == "AddNotification":
            wanted = ("title", "body", "default-action", "default-action-target")
            self._show(values[-2], tuple(values[-1].get(key) for key in wanted))
        else:
            self.shown.pop(values[-1], None)
        invocation.return_value(answer)

    def _show(self, key, notification):
        self.shown[key] = notification
        self.told.append(notification[:2])

    def activate(self):
        """The person clicks the one that is shown."""
        ((key, (_, _, action, target)),) = self.shown.items()
        if self.way == "freedesktop":
            self.bus.emit_signal(None, self.path, self.name, "ActionInvoked", GLib.Variant("(us)", (key, action)))
            return
        assert action.startswith("app."), action
        self._ask(
            "chat.beseda.Beseda",
            "/chat/beseda/Beseda",
            "ActivateAction",
            GLib.Variant("(sava{sv})", (action[len("app.") :], [GLib.Variant("(st)", target)], {})),
            "org.freedesktop.Application",
        )

    def close(self):
        self.loop.quit()
        self.thread.join()
        self.bus.close_sync()
