"""A stranger's lesson in the tutor itself: its words are shown, and do nothing.

Each file goes the way it goes for an author with the preview open: saved over the last one.
"""

from __future__ import annotations

import json
import os
from collections.abc import Sequence
from pathlib import Path

import pytest
from rich.segment import Segment
from textual.actions import parse
from textual.pilot import Pilot

from autograd_tutor.authoring.watch import Watched
from autograd_tutor.evaluator.client import Evaluator
from autograd_tutor.lesson.load import LessonError, load_lesson
from autograd_tutor.lesson.model import Lesson
from autograd_tutor.lesson.steps import Step
from autograd_tutor.tui import preview
from autograd_tutor.tui.preview import PreviewApp
from autograd_tutor.tui.screens.lesson import LessonScreen
from tests.hostile.files import GOOD, family, hostile_file, spoken
from tests.hostile.test_read import ALL, NEVER, STRIDE
from tests.plain.conftest import evaluator
from tests.plain.scripts import attend
from tests.tui.fakes import FakeEvaluator
from tests.tui.pilots import lesson_screen, piloted, press, settle, text, until

__all__ = ["evaluator"]

NOTHING = ""
EVIL = "[@click=app.quit]a[/] $error [b"
COMMON = {"title": EVIL, "text": EVIL, "hints": [f"&#x202e;{EVIL}"], "after": EVIL}
OPTIONS = [{"text": f"[/]{EVIL}", "say": EVIL}, {"text": EVIL, "right": True}]
MARKED = {
    **{"format": 1, "id": "marked", "title": EVIL, "aims": [EVIL], "minutes": 1},
    "steps": [
        COMMON | {"kind": "order", "id": "order", "items": [EVIL, f"[/]{EVIL}", "[b"]},
        COMMON | {"kind": "choice", "id": "choice", "options": OPTIONS},
    ],
}
"""Words that Textual would obey in its own markup."""
LESSONS = [number for number in range(ALL) if family(number) is spoken]
SOME = LESSONS[::200]
OTHERS = range(1, ALL, 91 * STRIDE)
PARTS = [range(first, first + 500) for first in range(0, ALL, 500)]


def segments(pilot: Pilot[None]) -> list[Segment]:
    """What the screen is made of."""
    strips = pilot.app.screen._compositor.render_strips()
    return [segment for strip in strips for segment in strip]


def look_at(pilot: Pilot[None]) -> None:
    """Nothing on the screen is more than characters."""
    for words, style, control in segments(pilot):
        assert not control
        assert not NEVER.search(words), ascii(words)
        assert "\n" not in words
        if style is not None:
            assert style.link is None
            action = style.meta.get("@click", NOTHING)
            # Nothing opens a link that is clicked, as Reading has it.
            assert action == NOTHING or parse(action)[:2] == ("", "link"), action


async def show(directory: Path, numbers: Sequence[int]) -> int:
    """Preview these files one after the other, each step of each; how many were lessons."""
    path = directory / "01-hostile.yaml"
    path.write_text(GOOD, encoding="utf-8")
    app = PreviewApp(FakeEvaluator(), watched := Watched(path))
    shown = 0
    async with piloted(app, notifications=True) as pilot:
        for count, number in enumerate(numbers, 1):
            path.write_bytes(hostile_file(number))
            os.utime(path, ns=(count * 10**9, count * 10**9))
            before = watched.lesson
            await app.look()
            await settle(pilot)
            look_at(pilot)
            if watched.lesson is not before:
                shown += 1
                await walk(pilot, watched.lesson)
            app.clear_notifications()
    return shown


async def walk(pilot: Pilot[None], lesson: Lesson) -> None:
    """See the steps that are not seen yet."""
    screen = lesson_screen(pilot.app)
    seen = place(screen)
    for step in lesson.steps:
        if step != seen:
            screen.go((lesson.id, step.id))
            await settle(pilot)
            assert place(screen) == step
            look_at(pilot)


def place(screen: LessonScreen) -> Step:
    """The step that is shown."""
    assert screen._guide.place is not None
    return screen._guide.place.step


@pytest.fixture(autouse=True)
def no_look_by_itself(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(preview, "EVERY", 3600)


async def test_some_are_shown(tmp_path: Path) -> None:
    assert await show(tmp_path, [*SOME, *OTHERS]) >= len(SOME)


async def test_words_do_nothing_wherever_they_are_shown(tmp_path: Path) -> None:
    """In the map, the menu, a hint, what is to be ordered or chosen, and what is said of that."""
    path = tmp_path / "01-marked.yaml"
    path.write_text(json.dumps(MARKED), encoding="utf-8")
    async with piloted(PreviewApp(FakeEvaluator(), Watched(path)), (100, 40)) as pilot:
        for keys in ("alt+m", "escape", "alt+h", "ctrl+r", "ctrl+n", "ctrl+r", "ctrl+o", "click"):
            await press(pilot, *([keys] if "+" in keys or keys == "escape" else keys))
            look_at(pilot)
        await until(pilot, lambda: f"Step of: {EVIL}" in text(pilot.app))
        look_at(pilot)


@pytest.mark.long
@pytest.mark.parametrize("part", PARTS)
async def test_all_lessons_are_shown(tmp_path: Path, part: Sequence[int]) -> None:
    """What is wrong with each of the other files is held in `test_read`; some come here."""
    lessons = [number for number in part if is_lesson(tmp_path / "any.yaml", number)]
    assert await show(tmp_path, [*lessons, *part[::13]]) >= len(lessons) > 50


def is_lesson(path: Path, number: int) -> bool:
    """Whether the file of that number can be read."""
    path.write_bytes(hostile_file(number))
    try:
        load_lesson(path)
    except LessonError:
        return False
    return True


async def say(evaluator: Evaluator, directory: Path, numbers: Sequence[int]) -> int:
    """Go through those of the files that are lessons in the plain course; how many were."""
    path = directory / "01-hostile.yaml"
    lessons = [number for number in numbers if is_lesson(path, number)]
    for number in lessons:
        path.write_bytes(hostile_file(number))
        lesson = load_lesson(path)
        script = ["hint", "next"] * len(lesson.steps)
        words = await attend(evaluator, script, lesson, ascii=bool(number % 2))
        assert not NEVER.search(words), number
    return len(lessons)


@pytest.mark.asyncio(loop_scope="session")
async def test_some_are_said(evaluator: Evaluator, tmp_path: Path) -> None:
    assert await say(evaluator, tmp_path, SOME) == len(SOME)


@pytest.mark.long
@pytest.mark.asyncio(loop_scope="session")
@pytest.mark.parametrize("part", PARTS)
async def test_all_are_said(evaluator: Evaluator, tmp_path: Path, part: Sequence[int]) -> None:
    assert await say(evaluator, tmp_path, part) > 50
