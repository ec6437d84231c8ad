"""A stranger's lessons in a real terminal: every byte that it gets is the tutor's own."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from tests.hostile.files import GOOD, hostile_file
from tests.hostile.test_shown import LESSONS
from tests.learner import tutor
from tests.terminal.test_end_to_end import NEXT, quits

OWN = re.compile(
    "\x1b\\[[0-9;]*[Hm]"  # the cursor's place, colours
    "|\x1b\\[\\?(7|25|47|1000|1003|1004|1006|1015|1016|1049|2004|2048)[hl]"  # modes
    "|\x1b\\[\\?(2026|2048)(\\$p|[hl])|\x1b\\[[<>=][0-9;]*u|\x1b\\[6n|\x1b\\]22;default\x07"
)
"""What the tutor itself says to a terminal. There is no title, link or clipboard in it."""
OBEYED = re.compile("[\x00-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069\ufffe\uffff]")
SAID = re.compile(r"01-hostile\.yaml:\d+:\d+")
WRONG = 65
"""A file that is no lesson, with control characters in it."""


def strange(text: str) -> list[str]:
    """What a terminal would obey that the tutor does not say."""
    return OBEYED.findall(OWN.sub("", text))


def test_no_byte_of_a_lesson_is_obeyed(tmp_path: Path, request: pytest.FixtureRequest) -> None:
    path = tmp_path / "01-hostile.yaml"
    path.write_text(GOOD, encoding="utf-8")
    terminal = tutor(tmp_path, "preview", path.name, columns=120, rows=40)
    request.addfinalizer(terminal.kill)
    terminal.wait_for("A step")
    for number in LESSONS[::400]:
        save(path, GOOD.replace("A step", f"Before {number}").encode())
        terminal.wait_for(f"Before {number}")
        save(path, hostile_file(number))
        terminal.wait_for(lambda: "Before" not in terminal.text)
        terminal.send(NEXT)
        terminal.settle(0.1)
    save(path, hostile_file(WRONG))
    terminal.wait_for(lambda: SAID.search(terminal.text) is not None)
    quits(terminal)
    said = terminal.sent.decode()
    assert len(said) > 10_000
    assert strange(said) == []


def test_what_a_terminal_obeys_is_seen() -> None:
    assert strange("\x1b[3;4Hx\x1b[0;31my") == []
    for evil in ("\x1b]0;x\x07", "\x1b[2J", "\x9b", "\u202e", "\x1b_x\x1b\\", "\x1b]8;;a\x1b\\"):
        assert strange(f"a{evil}b") != []


def save(path: Path, data: bytes) -> None:
    """As editors do it: never half a file."""
    beside = path.with_suffix(".new")
    beside.write_bytes(data)
    beside.rename(path)
