"""A lesson is written in one terminal and seen in another."""

from __future__ import annotations

from pathlib import Path

from autograd_tutor.authoring.new import new_lesson
from tests.learner import Start

from .test_end_to_end import RUN, quits


def test_a_lesson_is_seen_while_it_is_written(tmp_path: Path, start: Start) -> None:
    path = new_lesson("slopes", tmp_path)
    terminal = start("preview", path.name, "--step", "your-turn")
    terminal.wait_for("Ask autograd for the slope")
    source = path.read_text(encoding="utf-8")

    path.write_text(source.replace("minutes: 10", "minutes: ten"), encoding="utf-8")
    terminal.wait_for(f"{path.name}:9:10")
    saved = source.replace("slope = None", "slope = 2 * x").replace("Ask auto", "Now ask auto")
    path.write_text(saved, encoding="utf-8")
    terminal.wait_for("Now ask autograd")
    terminal.wait_for("slope = 2 * x")
    terminal.send(f"1\r{RUN}")
    terminal.wait_for("Not yet")
    quits(terminal)
    assert sorted(each.name for each in tmp_path.iterdir()) == [path.name]
