"""Keys as a terminal sends them: in bursts, alt keys whole and in parts, and ctrl+q."""

from __future__ import annotations

from pathlib import Path

from tests.learner import OPENED, tutor

RUN, NEXT, BACK, QUIT, ESCAPE = "\x12", "\x0e", "\x10", "\x11", "\x1b"
MAP, GO_TO = "\x1bm", "\x1bg"


def test_keys_in_a_terminal(tmp_path: Path) -> None:
    with tutor(tmp_path, *OPENED) as terminal:
        terminal.wait_for("torch.cos(x**2)")
        terminal.send(f"*2{NEXT}{BACK}+7{RUN}")
        terminal.wait_for("done in")
        assert "torch.cos(x**2)*2+7" in terminal.text

        terminal.send(MAP)
        terminal.wait_for("Enter goes")
        terminal.send(ESCAPE)
        terminal.wait_for(lambda: "Enter goes" not in terminal.text)
        terminal.send(f"{GO_TO}l")
        terminal.wait_for("━ Lesson")
        terminal.send(f"{GO_TO}c")
        terminal.wait_for("━ f(x)")

        terminal.send(ESCAPE)
        terminal.wait_for("━ Lesson")
        terminal.send("m")
        terminal.wait_for("Enter goes")
        terminal.send(ESCAPE)
        terminal.wait_for(lambda: "Enter goes" not in terminal.text)
        terminal.send(QUIT)
        assert terminal.wait() == 0
