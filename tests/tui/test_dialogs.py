"""The device picker, help, the palette; and text that looks like markup, everywhere."""

from __future__ import annotations

import asyncio
from array import array
from pathlib import Path

import pytest
from textual.widgets import Input

from autograd_tutor.course.lessons import Course, Entry
from autograd_tutor.evaluator.client import EvaluatorError
from autograd_tutor.evaluator.messages import Curve, Device, Failure, Figure, Run, TraceLine
from autograd_tutor.lesson.model import Lesson
from autograd_tutor.lesson.steps import Choice, Code, Option, Step
from autograd_tutor.tui.actions import ACTIONS
from autograd_tutor.tui.app import TutorApp

from .fakes import FakeEvaluator, FakeStore
from .kinds import every
from .pilots import SMALL, WIDE, piloted, press, status, text, tutor


async def test_the_chosen_device_is_used_from_the_next_run_on() -> None:
    evaluator = FakeEvaluator()
    async with piloted(tutor(evaluator)) as pilot:
        await press(pilot, "ctrl+g")
        assert "70.0 of 80.0 GiB free" in text(pilot.app)
        await press(pilot, "down", "enter")
        assert "cuda:0" in status(pilot.app)
        await press(pilot, "ctrl+r")
        assert evaluator.requests[0].device == "cuda:0"


async def test_a_device_that_cant_be_used_says_why_and_can_not_be_chosen() -> None:
    async with piloted(tutor()) as pilot:
        await press(pilot, "ctrl+g")
        assert "not usable: this is not a Mac" in text(pilot.app)
        await press(pilot, "down", "down", "enter")
        assert "mps" not in status(pilot.app)


@pytest.mark.parametrize(
    ("device", "said"),
    [
        ("mps", "mps can't be used: this is not a Mac. These are there:"),
        ("[b]x", "There is no device [b]x. These are there:"),
    ],
)
async def test_a_device_asked_for_at_the_start_that_cant_be_used_ends_the_tutor(
    device: str, said: str, capsys: pytest.CaptureFixture[str]
) -> None:
    app = tutor(device=device)
    async with asyncio.timeout(60):
        await app.run_async(headless=True)
    assert app.return_code == 2
    lines = capsys.readouterr().err.splitlines()
    assert lines[0] == said
    assert "cuda:0  NVIDIA [red]H100, 70.0 of 80.0 GiB free" in lines


async def test_a_device_asked_for_at_the_start_is_used() -> None:
    evaluator = FakeEvaluator()
    async with piloted(tutor(evaluator, device="cuda")) as pilot:
        await press(pilot, "ctrl+r")
        assert evaluator.requests[0].device == "cuda"
        assert pilot.app.return_code is None


async def test_escape_keeps_the_device() -> None:
    async with piloted(tutor()) as pilot:
        await press(pilot, "ctrl+g", "down", "escape")
        assert "cpu" in status(pilot.app)
        assert len(pilot.app.screen_stack) == 1


async def test_devices_of_an_evaluator_that_cant_serve() -> None:
    class Broken(FakeEvaluator):
        async def devices(self) -> tuple[Device, ...]:
            raise EvaluatorError("No torch was found. Install one.")

    async with piloted(tutor(Broken())) as pilot:
        await press(pilot, "ctrl+g")
        assert "No torch was found. Install one." in text(pilot.app)


async def test_help_shows_every_action_and_says_what_confines_code() -> None:
    async with piloted(tutor(), (120, 70)) as pilot:
        await press(pilot, "f1")
        shown = text(pilot.app)
        for action in ACTIONS:
            assert action.tooltip in shown
        assert "landlock (not built yet)" in shown
        await press(pilot, "escape", "escape", "question_mark")
        assert "Run the code, or check the answer" in text(pilot.app)
        await press(pilot, "q")
        assert pilot.app.is_running


async def test_the_palette_has_the_actions_of_the_step() -> None:
    async with piloted(tutor(at=("slopes", "tape"))) as pilot:
        names = {command.title for command in pilot.app.get_system_commands(pilot.app.screen)}
        assert {"Next", "Zoom", "Help", "Colours"} <= names
        assert not {"Run", "Reset", "Back"} & names
        await press(pilot, "ctrl+o")
        assert "Search for commands" in text(pilot.app)
        assert not pilot.app.screen.query_one(Input).cursor_blink
        await press(pilot, "escape")
        assert "A tape of operations" in text(pilot.app)


CURVE = array("d", [0.0, 1.0])
HOSTILE = "[red]x[/nope] \x1b[2J\x1b]0;title\x07 [@click=app.quit]q"


@pytest.mark.parametrize("size", [SMALL, WIDE])
async def test_hostile_text_is_only_text(size: tuple[int, int]) -> None:
    outcome = Run(
        value=HOSTILE,
        error=Failure(HOSTILE, HOSTILE, (TraceLine("cell", 1, HOSTILE, HOSTILE),), 1),
        figure=Figure(title=HOSTILE, curves=(Curve(HOSTILE, CURVE, CURVE, 2),)),
    )
    evaluator = FakeEvaluator(outcome, output=HOSTILE)
    async with piloted(tutor(evaluator, at=("scalars", "sum")), size) as pilot:
        assert "\x1b" not in text(pilot.app)
        await press(pilot, "ctrl+r")
        shown = text(pilot.app)
        assert "[red]x[/nope] ␛[2J␛]0;title␇" in shown
        assert "\x1b" not in shown
        await press(pilot, "ctrl+t")
        assert "\x1b" not in text(pilot.app)
    async with piloted(tutor(at=("scalars", "sum")), WIDE) as pilot:
        assert "Only scalars [red]go[/] back" in status(pilot.app)


async def test_a_hostile_exercise_is_only_text() -> None:
    options = [Option(text=HOSTILE, right=True, say=HOSTILE), Option(text="[b]no[/b]")]
    step = Choice(
        id="a", title="A", text="a", options=options, hints=[HOSTILE], after=HOSTILE, attempts=1
    )
    lesson = Lesson(format=1, id="l", title="L", aims=["a"], minutes=1, steps=[step])
    async with piloted(every("a", lesson=lesson)) as pilot:
        await press(pilot, "enter", "alt+h", "alt+s")
        shown = text(pilot.app)
        assert "> (•) [red]x[/nope] ␛[2J␛]0;title␇ [@click=app.quit]q" in shown
        assert "Right. [red]x[/nope] ␛[2J␛]0;title␇" in shown
        assert "[b]no[/b]" in shown
        assert "\x1b" not in shown


async def test_a_hostile_lesson_is_only_text() -> None:
    words = "\x1b[2J[red]prose[/] and [a link](https://example.org) `[b]code[/b]`\n"
    words += "\n```\n\x1b]0;t\x07\n```\n"
    steps: list[Step] = [
        Code(id="a", title="[red]\x1b[2JTitle", text=words, starter="[red]\x1b[2J")
    ]
    lesson = Lesson(format=1, id="l", title="\x07[b]L", aims=["a"], minutes=1, steps=steps)
    entries = [Entry(Path("l"), "l", "l")]
    course = Course(lambda: entries, lambda _: lesson)
    app = TutorApp(FakeEvaluator(), FakeStore(), course=course)
    async with piloted(app, WIDE) as pilot:
        shown = text(app)
        assert "\x1b" not in shown
        assert "␛[2J[red]prose[/] and" in shown
        assert "[b]code[/b]" in shown
        assert "␇[b]L · 1/1 · [red]␛[2JTitle" in status(app)
        assert "1  [red]␛[2J" in shown
        await press(pilot, "ctrl+r")
