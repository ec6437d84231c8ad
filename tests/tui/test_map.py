"""The map of the course: what it shows, the ways it leads, and that nothing waits for files."""

from __future__ import annotations

import re
import threading
from pathlib import Path

from textual.pilot import Pilot

from autograd_tutor.course.lessons import Course
from autograd_tutor.lesson.model import Lesson
from autograd_tutor.tui.app import TutorApp
from autograd_tutor.tui.screens.map import MapScreen
from autograd_tutor.tui.widgets.outline import Outline, Row

from .fakes import FakeEvaluator, FakeStore
from .kinds import EVERY
from .pilots import LEAST, WIDE, desk, lesson_screen, piloted, press, settle, status, text, until
from .progressed import ENTRIES, fill, load, progressed


def lines(pilot: Pilot[None]) -> list[str]:
    """What is in the frame of the map."""
    return [found[1].strip() for found in re.finditer("│(.*)│", text(pilot.app))]


def outline(pilot: Pilot[None]) -> Outline:
    return pilot.app.screen.query_one(Outline)


async def test_it_opens_at_the_step_and_says_how_far_the_learner_is() -> None:
    async with piloted(progressed()) as pilot:
        await press(pilot, "alt+m")
        shown = lines(pilot)
        assert outline(pilot).row == Row(1, 5)
        assert any(line.startswith(">") and line.endswith("here") for line in shown)
        assert "[x]  3  Say what comes" in text(pilot.app)
        assert "[ ]  6  One step of descent" in text(pilot.app)
        assert "-   1  A picture" in text(pilot.app)
        parts = [line.split("  ") for line in shown]
        rows = {part: line for line, each in zip(shown, parts, strict=True) for part in each}
        assert rows["Every kind of step"].endswith("3/8 exercises")
        assert rows["Slopes by autograd"].endswith("seen")
        assert rows["A lesson with a fault"].endswith("can't be read")
        assert rows["Say what comes"].endswith("passed")
        assert rows["A picture"].endswith("seen")
        assert not rows["A parabola"].endswith(("seen", "passed"))


async def test_concepts_are_cut_to_the_width() -> None:
    for size, cut in ((LEAST, True), (WIDE, False)):
        async with piloted(progressed(), size) as pilot:
            await press(pilot, "alt+m", "home")
            (concepts,) = (line for line in lines(pilot) if line.startswith("tracking, leaf"))
            assert concepts.endswith("…") is cut
            assert "chain rule, [b]" in concepts


async def test_enter_goes_to_a_step_of_any_lesson() -> None:
    async with piloted(progressed()) as pilot:
        await press(pilot, "alt+m", "home", "right", "down", "down", "enter")
        assert pilot.app.screen is lesson_screen(pilot.app)
        assert "Slopes by autograd · 2/3 · A first slope" in status(pilot.app)


async def test_enter_on_a_lesson_goes_to_its_first_step() -> None:
    async with piloted(progressed()) as pilot:
        await press(pilot, "alt+m", "end", "enter")
        assert "1/1 · Make it a scalar" in status(pilot.app)


async def test_esc_and_q_leave_all_as_it_was() -> None:
    async with piloted(progressed()) as pilot:
        before = text(pilot.app)
        for key in ("escape", "q"):
            await press(pilot, "alt+m", key)
            assert text(pilot.app) == before


async def test_lessons_fold() -> None:
    async with piloted(progressed()) as pilot:
        await press(pilot, "alt+m", "left")
        assert outline(pilot).row == Row(1, None)
        assert "A picture" not in text(pilot.app)
        assert "here, 3/8 exercises" in text(pilot.app)
        await press(pilot, "space")
        assert "A picture" in text(pilot.app)
        await press(pilot, "space", "up", "right", "right")
        assert "A tape of operations" in text(pilot.app)


async def test_a_lesson_that_cant_be_read_says_why_and_is_not_entered() -> None:
    async with piloted(progressed(), notifications=True) as pilot:
        await press(pilot, "alt+m", "left", "down", "right")
        assert "03-broken.yaml:7:3: a step needs a title" in text(pilot.app)
        await press(pilot, "enter")
        assert "One step of descent" in status(pilot.app)
        assert "write `title: What it is called`" in text(pilot.app)


async def test_words_find_steps_and_concepts() -> None:
    async with piloted(progressed()) as pilot:
        await press(pilot, "alt+m", "slash", *"E des", "down", "enter")
        assert "One step of descent" in status(pilot.app)
        await press(pilot, "alt+m", "slash", *"slot")
        shown = text(pilot.app)
        assert "Slopes by autograd" in shown
        assert "A first slope" in shown
        assert "Every kind of step" not in shown
        await press(pilot, "z")
        assert "Nothing has all these words." in text(pilot.app)
        await press(pilot, "enter", "enter", "x")
        assert isinstance(pilot.app.screen, MapScreen)
        await press(pilot, "slash", "escape")
        assert "Every kind of step" in text(pilot.app)
        assert pilot.app.screen.focused is outline(pilot)


async def test_reading_the_lessons_holds_nothing_up() -> None:
    begun, go = threading.Event(), threading.Event()

    def slow(path: Path) -> Lesson:
        if path == Path("01"):
            begun.set()
            assert go.wait(20)
        return load(path)

    fill(store := FakeStore())
    app = TutorApp(
        FakeEvaluator(), store, lesson=EVERY.id, step="pick", course=Course(lambda: ENTRIES, slow)
    )
    async with piloted(app) as pilot:
        await pilot.press("alt+m")
        await until(pilot, begun.is_set)
        await pilot.press("up", "up", "left")
        await until(pilot, lambda: "+ 2  Every kind of step" in text(app))
        assert "A lesson with a fault" in text(app)
        assert "can't be read" not in text(app)
        go.set()
        await settle(pilot)
        assert "can't be read" in text(app)
        assert outline(pilot).row == Row(1, None)
        await press(pilot, "escape")
        assert desk(app).place is not None
