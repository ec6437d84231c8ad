"""The login that is the tutor, as the admins' page has it."""

from __future__ import annotations

import re
import sys
from pathlib import Path

from bench.terminal import Terminal

PAGE = Path(__file__).parents[2] / "docs" / "admins.md"
NEXT, QUIT, EMPTY = "\x0e", "\x11", "\x05\x15"
TYPED = "1 + 22222"


def test_each_learner_begins_with_nothing_and_leaves_nothing(tmp_path: Path) -> None:
    found = re.search(r"^```sh\n(#!/bin/sh\n.*?)^```", PAGE.read_text("utf-8"), re.M | re.S)
    assert found
    script = found[1].replace("/usr/local/bin:", f"{Path(sys.executable).parent}:")
    (tmp_path / "kiosk").write_text(script, encoding="utf-8")
    states = tmp_path / "states"
    states.mkdir()
    environment = {"HOME": str(tmp_path), "TMPDIR": str(states), "LANG": "C.UTF-8"}
    gone: list[Path] = []
    with Terminal(("/bin/sh", str(tmp_path / "kiosk")), environment, directory=tmp_path) as kiosk:
        for _ in range(2):
            kiosk.wait_for(lambda: " 1/17" in kiosk.text and not used(states, gone))
            gone.extend(states.iterdir())
            assert TYPED not in kiosk.text
            kiosk.send(NEXT)
            kiosk.wait_for("torch.cos(x**2)")
            kiosk.send(f"{EMPTY}{TYPED}")
            kiosk.wait_for(TYPED)
            kiosk.send(QUIT)
    assert len(gone) == 2


def used(states: Path, gone: list[Path]) -> bool:
    """Whether the work of a learner before is still there."""
    return any(state.exists() for state in gone) or not any(states.iterdir())
