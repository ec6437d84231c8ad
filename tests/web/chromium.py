"""A headless Chromium, driven over its debugging pipe: pages, their terminal's text, real keys."""

from __future__ import annotations

import base64
import fcntl
import json
import os
import select
import shutil
import subprocess
import time
from collections.abc import Callable, Mapping
from contextlib import suppress
from pathlib import Path
from typing import Any

FOUND = (
    shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
)
ALT, CTRL = 1, 2
KEYS: dict[str, tuple[str, int, int]] = {
    "\x1b[18~": ("F7", 118, 0),
    "\x1b[A": ("ArrowUp", 38, 0),
    "\x1b[B": ("ArrowDown", 40, 0),
    "\x1b[H": ("Home", 36, 0),
    "\x1b": ("Escape", 27, 0),
    "\r": ("Enter", 13, 0),
    "\x0e": ("n", 78, ALT),  # a browser opens a window on ctrl+n, so its key is alt+n
    **{chr(code - 64): (chr(code + 32), code, CTRL) for code in b"FLOQRVZ"},
    **{f"\x1b{letter}": (letter, ord(letter.upper()), ALT) for letter in "cmw"},
}
"""What a terminal sends for a key: its name in a browser, its code and what is held with it."""
WATCH = """
addEventListener("DOMContentLoaded", () => {
  changed("loaded");
  new MutationObserver(() => changed("body")).observe(document.body, { attributes: true });
});
Object.defineProperty(Object.prototype, "terminal", {
  configurable: true,
  set(value) {
    Object.defineProperty(this, "terminal", { value, writable: true, configurable: true });
    if (value && value.onWriteParsed) {
      delete Object.prototype.terminal;
      window.watched = value;
      value.onWriteParsed(() => changed("text"));
    }
  },
});
"""
"""Catches the terminal when the page's script keeps it, and tells us of all that it draws."""
TEXT = """(() => {
  const { body } = document;
  if (!window.watched || body.classList.contains("-closed")) return body ? body.innerText : "";
  const { buffer: { active }, rows } = window.watched, lines = [];
  for (let at = 0; at < rows; at++)
    lines.push(active.getLine(active.baseY + at)?.translateToString() ?? "");
  return lines.join("\\n");
})()"""


class Timeout(Exception):
    """What was waited for did not come; the message shows the page as it was."""


class Chromium:
    """One browser process. Each page has cookies of its own unless another's are asked for."""

    def __init__(self, profile: Path) -> None:
        assert FOUND is not None
        theirs_in, ours_out = _high(*os.pipe())
        ours_in, theirs_out = _high(*os.pipe())
        self._out, self._in = ours_out, ours_in
        self._process = subprocess.Popen(
            [
                *("bash", "-c", 'exec 3<&"$1" 4>&"$2"; shift 2; exec "$@"', "chromium"),
                *(str(theirs_in), str(theirs_out), FOUND),
                *("--headless=new", "--no-sandbox", "--remote-debugging-pipe", "--no-first-run"),
                *("--disable-background-networking", "--disable-component-update"),
                *("--disable-dev-shm-usage", "--window-size=1000,1200"),
                f"--user-data-dir={profile}",
            ],
            pass_fds=(theirs_in, theirs_out),
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            start_new_session=True,
        )
        os.close(theirs_in)
        os.close(theirs_out)
        self._buffer = b""
        self._count = 0
        self.events: list[dict[str, Any]] = []

    def call(self, method: str, session: str | None = None, **parameters: Any) -> dict[str, Any]:
        """Have it do something. Events that come before the answer are kept."""
        self._count += 1
        number = self._count
        message = {"id": number, "method": method, "params": parameters}
        if session is not None:
            message["sessionId"] = session
        data = json.dumps(message).encode() + b"\0"
        while data:
            data = data[os.write(self._out, data) :]
        while True:
            answer = self._read(time.monotonic() + 60)
            if answer.get("id") == number:
                if "error" in answer:
                    raise RuntimeError(f"{method}: {answer['error']['message']}")
                result: dict[str, Any] = answer["result"]
                return result

    def _read(self, end: float) -> dict[str, Any]:
        """The next message, which is kept if it is an event. Raises Timeout."""
        while b"\0" not in self._buffer:
            ready, _, _ = select.select([self._in], [], [], max(0.0, end - time.monotonic()))
            data = os.read(self._in, 1 << 20) if ready else b""
            if not data:
                raise Timeout("Chromium has ended" if ready else "Chromium says nothing")
            self._buffer += data
        text, _, self._buffer = self._buffer.partition(b"\0")
        message: dict[str, Any] = json.loads(text)
        if "id" not in message:
            self.events.append(message)
        return message

    def wait_for(self, condition: Callable[[], object], timeout: float = 60) -> None:
        """Look again whenever anything has happened. Raises Timeout."""
        end = time.monotonic() + timeout
        while True:
            known = len(self.events)
            if condition():
                return
            while len(self.events) == known:
                self._read(end)

    def page(self, url: str, like: Page | None = None) -> Page:
        """A new page at an address; `like` is one whose cookies it shares."""
        context = like.context if like else self.call("Target.createBrowserContext")
        permissions = ["clipboardReadWrite", "clipboardSanitizedWrite"]
        self.call("Browser.grantPermissions", permissions=permissions, **context)
        target = self.call("Target.createTarget", url="about:blank", **context)["targetId"]
        attached = self.call("Target.attachToTarget", targetId=target, flatten=True)
        page = Page(self, context, target, attached["sessionId"])
        page.call("Page.navigate", url=url)
        return page

    def downloads(self, page: Page, folder: Path) -> Callable[[], list[tuple[str, str]]]:
        """Let a page's files be saved into a folder; gives names and texts of those that are."""
        self.call(
            "Browser.setDownloadBehavior",
            behavior="allow",
            downloadPath=str(folder),
            eventsEnabled=True,
            **page.context,
        )

        def finished() -> list[tuple[str, str]]:
            states = [e["params"] for e in self.events if e["method"] == "Browser.downloadProgress"]
            if not any(each["state"] == "completed" for each in states):
                return []
            return [(path.name, path.read_text(encoding="utf-8")) for path in folder.iterdir()]

        return finished

    def close(self) -> None:
        """End it."""
        with suppress(ProcessLookupError):
            os.killpg(self._process.pid, 9)
        self._process.wait()
        os.close(self._in)
        os.close(self._out)


class Page:
    """A page; with a tutor in it, what it shows is the terminal's text."""

    def __init__(
        self, browser: Chromium, context: Mapping[str, Any], target: str, session: str
    ) -> None:
        self._browser = browser
        self._target = target
        self._session = session
        self.context = context
        for domain in ("Page", "Network", "Runtime"):
            self.call(f"{domain}.enable")
        self.call("Runtime.addBinding", name="changed")
        self.call("Page.addScriptToEvaluateOnNewDocument", source=WATCH)

    def call(self, method: str, **parameters: Any) -> dict[str, Any]:
        return self._browser.call(method, self._session, **parameters)

    def events(self, method: str) -> list[dict[str, Any]]:
        """What has happened of this kind."""
        return [
            event["params"]
            for event in self._browser.events
            if event["method"] == method and event.get("sessionId") == self._session
        ]

    def evaluate(self, script: str) -> Any:
        """The value of some JavaScript; a promise's once it is there."""
        done = self.call(
            "Runtime.evaluate",
            expression=script,
            awaitPromise=True,
            returnByValue=True,
            userGesture=True,
        )
        assert "exceptionDetails" not in done, done
        return done["result"].get("value")

    @property
    def requests(self) -> list[str]:
        """Every address that the page has asked for, sockets too."""
        pages = [each["request"]["url"] for each in self.events("Network.requestWillBeSent")]
        return pages + [each["url"] for each in self.events("Network.webSocketCreated")]

    @property
    def text(self) -> str:
        """The terminal's characters, one line a row; the page's own where there is no terminal."""
        try:
            return str(self.evaluate(TEXT))
        except RuntimeError:  # between two pages
            return ""

    @property
    def address(self) -> str:
        return str(self.evaluate("location.href"))

    def wait_for(self, wanted: str | Callable[[], bool], timeout: float = 60) -> None:
        """Wait for a text, or for a condition to hold. Raises Timeout."""
        condition = (lambda: wanted in self.text) if isinstance(wanted, str) else wanted
        try:
            self._browser.wait_for(condition, timeout)
        except Timeout as error:
            raise Timeout(f"{error}; no {wanted!r} on:\n{self.text}") from None

    def send(self, keys: str) -> None:
        """Press keys, written as terminals send them."""
        while keys:
            known = max((key for key in KEYS if keys.startswith(key)), key=len, default="")
            if known:
                name, code, held = KEYS[known]
                self._press({"key": name, "windowsVirtualKeyCode": code, "modifiers": held})
            else:
                self._press({"key": keys[0], "text": keys[0]})
            keys = keys[len(known) or 1 :]

    def paste(self, text: str) -> None:
        """Put a text on the clipboard and press ctrl+v."""
        self.evaluate(f"navigator.clipboard.writeText({json.dumps(text)})")
        name, code, held = KEYS["\x16"]
        pressed = {"key": name, "windowsVirtualKeyCode": code, "modifiers": held}
        self._press({**pressed, "commands": ["paste"]})

    def _press(self, key: Mapping[str, Any]) -> None:
        kind = "keyDown" if "text" in key else "rawKeyDown"
        self.call("Input.dispatchKeyEvent", type=kind, **key)
        self.call("Input.dispatchKeyEvent", type="keyUp", **{**key, "commands": []})

    def screenshot(self, path: Path) -> None:
        """Write what is seen, as PNG."""
        path.write_bytes(base64.b64decode(self.call("Page.captureScreenshot")["data"]))

    def close(self) -> None:
        """Close the tab."""
        self._browser.call("Target.closeTarget", targetId=self._target)


def _high(*pipe: int) -> list[int]:
    """The pipe, with numbers that no shell uses."""
    moved = [fcntl.fcntl(end, fcntl.F_DUPFD_CLOEXEC, 20) for end in pipe]
    for end in pipe:
        os.close(end)
    return moved
