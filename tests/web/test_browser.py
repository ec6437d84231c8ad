"""A learner in a real browser: keys, clipboard, a file, and work that is there again."""

from __future__ import annotations

from pathlib import Path
from urllib.parse import urlsplit

import psutil

from .chromium import Chromium
from .conftest import Serve

NEXT, RUN, COPY, SAVE = "\x0e", "\x12", "\x1bc", "\x1bw"
LEAVE_CODE, SUSPEND, HELP = "\x1b", "\x1a", "?"
STARTER = "torch.cos(x**2)"


SOCKET = """
new Promise((said) => {
  const socket = new WebSocket("%s/ws");
  socket.onopen = () => said("open");
  socket.onerror = () => said("refused");
})
"""


def test_a_learner_works_in_the_browser(chromium: Chromium, serve: Serve, tmp_path: Path) -> None:
    served = serve("--visitors", "1")
    page = chromium.page(f"{served.origin}/?token=wrong")
    page.wait_for("Open the whole address that `autograd-tutor web` printed")
    page.call("Page.navigate", url=served.link)
    page.wait_for("What autograd is")
    page.send(NEXT)
    page.wait_for(STARTER)
    assert page.address == f"{served.origin}/", "the token is no longer in the address"
    assert page.evaluate("document.cookie") == "", "no script can read it"
    assert "alt+n Next" in page.text, "ctrl+n would open a window"

    page.paste(" + 1")
    page.wait_for(f"{STARTER} + 1")
    page.send(RUN)
    page.wait_for("done in")
    page.wait_for("f'")
    page.send(COPY)
    page.wait_for("Copied the code: 1 line.")
    assert page.evaluate("navigator.clipboard.readText()") == f"{STARTER} + 1"
    saved = chromium.downloads(page, tmp_path / "saved")
    page.send(SAVE)
    page.wait_for(lambda: bool(saved()))
    name, text = saved()[0]
    assert (name, text) == ("first-derivative-type-a-function-code.py", f"{STARTER} + 1\n")

    page.send(LEAVE_CODE)
    page.wait_for("━ Lesson")
    page.send(f"{SUSPEND}{HELP}")
    page.wait_for("Show the keys and what code may use")
    assert "Suspend" not in page.text
    assert "Go back to the shell" not in page.text

    second = chromium.page(served.link)
    second.wait_for("No place is free.")
    stranger = chromium.page("data:text/html,<p>Look", like=page)
    stranger.wait_for("Look")
    assert stranger.evaluate(SOCKET % served.origin.replace("http", "ws", 1)) == "refused"

    tutors = served.tutors()
    assert tutors
    page.close()
    _, alive = psutil.wait_procs(tutors, timeout=60)
    assert not alive, "the tutor and all its children are gone"

    again = chromium.page(served.origin, like=page)
    again.wait_for(f"{STARTER} + 1")
    assert {urlsplit(url).netloc for each in (page, again) for url in each.requests} == {
        urlsplit(served.link).netloc
    }
    assert not page.events("Runtime.exceptionThrown")
