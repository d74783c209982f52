# SPDX-License-Identifier: GPL-3.0-or-later
"""Drives the real server and the real client as a person would: keys, pointer, what a screen reader sees.

To be run under tests/harness/with-display. Finds the programs in HCRM_BUILD_DIR.
"""
import gettext
import json
import os
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.request

import gi
gi.require_version("Atspi", "2.0")
from gi.repository import Atspi, GLib  # noqa: E402

SOURCE = os.environ.get("HCRM_SOURCE_DIR") or os.path.realpath(os.path.join(os.path.dirname(__file__), "../.."))
BUILD = os.environ.get("HCRM_BUILD_DIR") or os.path.join(SOURCE, "build/release")
OUTPUT = os.environ.get("HCRM_SCREENSHOTS") or os.path.join(BUILD, "screenshots")
PATIENCE_S = 20


def wait(check, what, timeout=PATIENCE_S):
    """Asks @check again and again until it is true; objects that vanish while looking are looked for again."""
    until = time.time() + timeout
    while time.time() < until:
        try:
            found = check()
            if found:
                return found
        except GLib.Error:
            pass
        time.sleep(0.05)
    screenshot("failed-" + os.path.basename(sys.argv[0]))
    raise AssertionError("waited in vain for " + what)


def ports():
    """Below those that the system hands out, and beside those of the journeys on other displays."""
    first = 12000 + int(os.environ["DISPLAY"].lstrip(":").split(".", maxsplit=1)[0]) % 1000 * 20
    for port in range(first, first + 20):
        with socket.socket() as s:
            s.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            try:
                s.bind(("127.0.0.1", port))
            except OSError:
                continue
        yield port


PORTS = ports()


# --- Keys and pictures ------------------------------------------------------------------------

def keys(*names):
    """Presses keys by their X names, one after the other: keys("ctrl+Return", "1")."""
    for name in names:
        subprocess.run(["xdotool", "key", "--clearmodifiers", name], check=True)
        time.sleep(0.12)


def type_text(text):
    subprocess.run(["xdotool", "type", "--delay", "15", text], check=True)


def choose_file(path):
    """In a dialog that asks for a file to open."""
    time.sleep(1.2)
    keys("ctrl+l")
    time.sleep(0.3)
    type_text(path)
    time.sleep(0.5)
    keys("Return")


def save_as(path):
    """In a dialog that asks where to save."""
    time.sleep(1.5)
    keys("ctrl+a")
    type_text(path)
    time.sleep(0.3)
    keys("Return")


def screenshot(name):
    os.makedirs(OUTPUT, exist_ok=True)
    before = None
    for _ in range(20):
        now = subprocess.run("xwd -root -silent | md5sum", shell=True, capture_output=True, check=True).stdout
        if now == before:
            break
        before = now
        time.sleep(0.15)
    subprocess.run(["import", "-window", "root", os.path.join(OUTPUT, name + ".png")], check=True)


# --- What a screen reader sees ----------------------------------------------------------------

def lies_within(node, roles):
    """Whether a node or what holds it has one of those roles."""
    while node is not None and node.get_role_name() not in roles:
        node = node.get_parent()
    return node is not None


def walk(node, rows=40):
    """Every node costs round trips, so long lists are cut. One that is gone by the time it is asked hides none of the others."""
    if node is None:
        return
    try:
        children = min(node.get_child_count(), rows) if node.get_role_name() != "label" else 0
    except GLib.Error:
        return
    yield node
    for i in range(children):
        try:
            child = node.get_child_at_index(i)
        except GLib.Error:
            continue
        yield from walk(child, rows)


class Client:
    def __init__(self, server, user=None, language="en"):
        arguments = [os.path.join(BUILD, "client/hcrm"), "--server", server.url] + (["--user", user] if user else [])
        environment = dict(os.environ, HCRM_LOCALE_DIR=os.path.join(BUILD, "po"))
        self.process = subprocess.Popen(arguments, env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        self.language = language
        wait(self.application, "the client's window")

    def application(self):
        desktop = Atspi.get_desktop(0)
        desktop.clear_cache()
        for i in range(desktop.get_child_count()):
            node = desktop.get_child_at_index(i)
            if node and node.get_process_id() == self.process.pid and node.get_child_count() > 0:
                return node
        return None

    def windows(self):
        """What lies on the screen of it, a dialog last."""
        found = subprocess.run(["xdotool", "search", "--onlyvisible", "--pid", str(self.process.pid)], capture_output=True, text=True, check=False)
        return sorted(int(w) for w in found.stdout.split())

    def expect_dialog(self, before=1):
        """Waits for a window more than those @before, until it takes keys."""
        wait(lambda: len(self.windows()) > before, "a dialog")
        time.sleep(0.8)

    def find(self, text, role=None):
        """The first node whose name contains @text."""
        for node in walk(self.application()):
            if text in (node.get_name() or "") and (role is None or node.get_role_name() == role):
                return node
        return None

    def find_shown(self, text, within=None):
        """The last node with that text that lies on the screen: pages behind the one in front come first."""
        found = None
        for node in walk(self.application()):
            if text in (node.get_name() or "") and node.get_component_iface() and (within is None or lies_within(node, within)):
                box = Atspi.Component.get_extents(node, Atspi.CoordType.WINDOW)
                if box.width > 0 and box.x > 0 and box.y > 0:
                    found = node
        return found

    def expect(self, text, role=None, timeout=PATIENCE_S):
        return wait(lambda: self.find(text, role), f"“{text}” on the screen", timeout)

    def act(self, name):
        """One of the window's actions by its name."""
        frame = next(n for n in walk(self.application()) if n.get_role_name() == "frame")
        names = [frame.get_action_name(i) for i in range(frame.get_n_actions())]
        frame.do_action(names.index(name))

    def act_page(self, name):
        """Goes to a page through the finder, as anyone can from anywhere."""
        keys("ctrl+k")
        time.sleep(0.5)
        type_text(name)
        time.sleep(1.2)
        keys("Return")

    def choose(self, text):
        """Clicks the row of a list that says it, and not the panel beside, which may say it too."""
        self.click(wait(lambda: self.find_shown(text, ("table row", "list item")), f"a row “{text}”"))

    def click(self, node):
        box = Atspi.Component.get_extents(node, Atspi.CoordType.WINDOW)
        subprocess.run(["xdotool", "mousemove", str(box.x + box.width // 2), str(box.y + box.height // 2), "click", "1"], check=True)

    def press(self, text, front=False):
        """Presses the button with that name as soon as it takes it: the first, or that of the page in front, which comes after those behind."""
        def press_it():
            buttons = [n for n in walk(self.application()) if n.get_role_name() == "push button" and text in (n.get_name() or "")]
            button = buttons[-1 if front else 0] if buttons else None
            names = [button.get_action_name(i) for i in range(button.get_n_actions())] if button else []
            return "click" in names and button.do_action(names.index("click"))

        wait(press_it, f"the button “{text}” to be pressed")

    def kill(self):
        """As a crash would."""
        self.process.kill()
        self.process.wait(10)

    def close(self):
        self.process.terminate()
        try:
            self.process.wait(10)
        except subprocess.TimeoutExpired:
            self.kill()


# --- The server -------------------------------------------------------------------------------

class Server:
    """The real server with a sample hospital in a folder of its own."""

    def __init__(self, size="small"):
        self.folder = tempfile.mkdtemp(prefix="hcrm-e2e-")
        os.chmod(self.folder, 0o755)
        self.port, self.mllp = next(PORTS), next(PORTS)
        self.url = f"http://127.0.0.1:{self.port}"
        self.size = size
        # As root the server becomes user hcrm, who may not be let into the folder this project lies in.
        shutil.copytree(os.path.join(SOURCE, "data"), os.path.join(self.folder, "data"))
        shutil.copytree(os.path.join(BUILD, "po"), os.path.join(self.folder, "po"))
        self.tokens = {}
        self.process = None
        self.start()

    def start(self):
        environment = dict(os.environ, HCRM_DATA_DIR=os.path.join(self.folder, "data"),
                           HCRM_LOCALE_DIR=os.path.join(self.folder, "po"))
        with open(os.path.join(self.folder, "log"), "ab") as log:
            self.process = subprocess.Popen(
                [os.path.join(BUILD, "server/hcrm-server"), "--sample", self.size, "--data-dir", os.path.join(self.folder, "server"),
                 "--listen", f"127.0.0.1:{self.port}", "--mllp", f"127.0.0.1:{self.mllp}"], env=environment, stdout=log, stderr=log)
        wait(self.answers, "the server", 180)

    def answers(self):
        if self.process.poll() is not None:
            with open(os.path.join(self.folder, "log"), encoding="utf-8", errors="replace") as log:
                raise AssertionError("the server ended: " + log.read()[-2000:])
        try:
            return self.call(None, "GET", "/about")
        except OSError:
            return None

    def call(self, user, method, path, body=None, version=None):
        request = urllib.request.Request(self.url + "/api/v1" + path, method=method,
                                         data=json.dumps(body).encode() if body is not None else None)
        if user:
            request.add_header("Authorization", "Bearer " + self.token(user))
        if version:
            request.add_header("If-Match", f'"{version}"')
        with urllib.request.urlopen(request, timeout=30) as reply:
            text = reply.read()
        return json.loads(text) if text else {}

    def token(self, user):
        if user not in self.tokens:
            self.tokens[user] = self.call(None, "POST", "/session", {"username": user, "password": "demo"})["token"]
        return self.tokens[user]

    def stop(self):
        self.process.send_signal(signal.SIGTERM)
        self.process.wait(30)

    def remove(self):
        if self.process.poll() is None:
            self.stop()
        shutil.rmtree(self.folder, ignore_errors=True)


def run_admin(*arguments):
    return subprocess.run([os.path.join(BUILD, "server/hcrm-admin"), *arguments], check=True, capture_output=True, text=True).stdout


# --- A journey --------------------------------------------------------------------------------

class Journey:
    """What all journeys do in one language: a server of its own, its words, pictures, hands and eyes."""

    users = ("admin",)  # the first asks the server what came of it
    prefix = ""  # of its pictures

    def __init__(self, language):
        self.language = language
        self.server = Server()
        folder = os.path.join(BUILD, "po")
        self.words = gettext.translation("hcrm", folder, [language]) if language != "en" else gettext.NullTranslations()
        for user in self.users:
            self.server.call(user, "POST", "/session/actions/language", {"new_language": language})

    def say(self, english):
        return self.words.gettext(english)

    def shot(self, name):
        time.sleep(0.5)
        screenshot(f"{self.prefix}{name}-{'zh' if self.language == 'zh_CN' else 'en'}")

    def get(self, path, user=None):
        return self.server.call(user or self.users[0], "GET", path)

    def find(self, path, value, member):
        """The first of a list of the server's whose @member is @value."""
        return next((i for i in self.get(path)["items"] if i[member] == value), None)

    # --- Where one looks -----------------------------------------------------------------------

    def open(self, title, user=None):
        """A client of its own for each page, so that a label stands on the screen once."""
        client = self.client = Client(self.server, user or self.users[0], self.language)
        client.expect(self.say("Today"))
        row = wait(lambda: self.sidebar_row(client, self.say(title)), f"{title} in the sidebar")
        if y_of(row) > 820:  # further down than the sidebar shows
            subprocess.run(["xdotool", "mousemove", "100", "500", "click", "--repeat", "30", "--delay", "20", "5"], check=True)
            time.sleep(0.7)
        client.click(row)
        wait(lambda: len([n for n in walk(client.application()) if n.get_name() == self.say(title)]) > 2, title)
        time.sleep(1.5)
        return client

    def sidebar_row(self, client, title):
        return next((n for n in walk(client.application())
                     if n.get_name() == title and n.get_role_name() == "label" and 0 < x_of(n) < 200), None)

    def field(self, client, label, role="text"):
        def exact():
            return next((n for n in walk(client.application()) if n.get_name() == label and n.get_role_name() == role), None)
        return wait(exact, f"the field {label}")

    def texts(self, client):
        return [n.get_name() for n in walk(client.application()) if n.get_role_name() == "label" and n.get_name()]

    def see(self, client, text):
        return wait(lambda: any(text in (n.get_name() or "") for n in walk(client.application())), f"“{text}”")

    # --- What one does -------------------------------------------------------------------------

    def fill(self, client, label, text):
        node = self.field(client, self.say(label))
        wait(lambda: Atspi.EditableText.set_text_contents(node, text), f"{label} to take its text")

    def choose(self, client, label, *presses):
        client.click(self.field(client, self.say(label), "combo box"))
        time.sleep(0.7)
        keys(*presses, "Return")
        time.sleep(0.4)

    def choose_named(self, client, label, name):
        """From a list of choices the one of that name, wherever it stands."""
        box = self.field(client, self.say(label), "combo box")
        for _ in range(3):  # the row under the mouse may have taken the key
            client.click(box)
            choices, row = wait(lambda: self.choice(box, name), f"{name} among the choices")
            wait(lambda: Atspi.Selection.select_child(choices, row), f"{name} to be chosen")
            time.sleep(0.5)
            keys("Return")
            time.sleep(0.5)
            if any(shown.startswith(name) for shown in self.shown(box)):
                return
        raise AssertionError(f"{name} is not chosen but one of {self.shown(box)}")

    def shown(self, box):
        """What a list of choices says while it is closed."""
        return [n.get_name() for n in walk(box) if n.get_role_name() == "label" and n.get_name() and not lies_within(n, ("list",))]

    def choice(self, box, name):
        choices = next((n for n in walk(box) if n.get_role_name() == "list"), None)
        rows = [choices.get_child_at_index(i) for i in range(choices.get_child_count())] if choices else []
        names = [next((n.get_name() for n in walk(row) if n.get_role_name() == "label" and n.get_name()), "") for row in rows]  # then what it stands below
        row = next((i for i, n in enumerate(names) if n == name or n.startswith(name + " · ")), None)  # a unit may follow
        return (choices, row) if row is not None else None

    def save(self):
        time.sleep(0.4)
        keys("ctrl+Return")


def x_of(node):
    return Atspi.Component.get_extents(node, Atspi.CoordType.WINDOW).x


def y_of(node):
    return Atspi.Component.get_extents(node, Atspi.CoordType.WINDOW).y


def main(journey):
    """Runs a class of journeys in the languages that were named, or in both; the exit code."""
    parts = [journey(language) for language in sys.argv[1:] or ["en", "zh_CN"]]
    try:
        return 1 if run_tap([case for part in parts for case in part.cases()]) else 0
    finally:
        for part in parts:
            part.server.remove()


# --- TAP --------------------------------------------------------------------------------------

def run_tap(cases):
    """Runs named functions in turn; after a failure the rest still run. Prints TAP."""
    import traceback
    print(f"1..{len(cases)}", flush=True)
    failed = 0
    for number, (name, case) in enumerate(cases, 1):
        try:
            case()
            print(f"ok {number} - {name}", flush=True)
        except Exception:  # noqa: BLE001 - whatever went wrong is the case's failure
            failed += 1
            for line in traceback.format_exc().splitlines():
                print("# " + line)
            print(f"not ok {number} - {name}", flush=True)
    return failed
