"""A course, an evaluator and a store that live in memory."""

from __future__ import annotations

import asyncio
from array import array
from collections import Counter
from collections.abc import Callable
from pathlib import Path

from autograd_tutor.course.lessons import Entry
from autograd_tutor.evaluator.client import LEARNER, LIVE, EvaluatorError
from autograd_tutor.evaluator.messages import (
    Curve,
    Device,
    Failure,
    Figure,
    Hello,
    Layer,
    Lost,
    Outcome,
    Run,
    TraceLine,
)
from autograd_tutor.evaluator.requests import Cell, Sketch
from autograd_tutor.lesson.model import Lesson
from autograd_tutor.lesson.steps import Code, Demo, Expression, Read
from autograd_tutor.progress.standing import Standing

CONFINED = Hello(1, "3.11.0", "2.13.0", "python", (Layer("landlock", True),))
HELLO = Hello(1, "3.11.0", "2.13.0", "python", (Layer("landlock", False, "not built yet"),))
DEVICES = (
    Device("cpu", "2 cores", True),
    Device("cuda:0", "NVIDIA [red]H100", True, free=70 * 2**30, total=80 * 2**30),
    Device("mps", "Apple GPU", False, why="this is not a Mac"),
)
XS = [n / 20 for n in range(101)]
CURVES = Figure(
    curves=(
        Curve("f(x)", array("d", XS), array("d", [x**3 - 6 * x**2 + 8 * x for x in XS]), 101),
        Curve("f'(x)", array("d", XS), array("d", [3 * x**2 - 12 * x + 8 for x in XS]), 101),
    )
)
ERROR = Failure(
    "RuntimeError",
    "grad can be implicitly created only for scalar outputs",
    (TraceLine("cell", 3, "<module>", "y.backward()"),),
    column=1,
)


class FakeEvaluator:
    """Answers `outcome` after saying `output`; waits in `run` until `held` is set."""

    def __init__(self, outcome: Outcome | EvaluatorError | None = None, output: str = "") -> None:
        self.outcome = Run(figure=CURVES, seconds=0.1) if outcome is None else outcome
        self.output = output
        self.requests: list[Cell | Sketch] = []
        self.calls: list[str] = []
        self.started = asyncio.Event()
        self.held = asyncio.Event()
        self.held.set()
        self.lost: Lost | None = None
        self.greeting = HELLO

    async def hello(self, tell: Callable[[str], None] = lambda _: None) -> Hello:
        if isinstance(self.outcome, EvaluatorError):
            raise self.outcome
        return self.greeting

    async def stop_waiting(self) -> None:
        self.calls.append("stop waiting")

    async def devices(self) -> tuple[Device, ...]:
        return DEVICES

    async def run(
        self, request: Cell | Sketch, on_output: Callable[[str], None], session: int = LEARNER
    ) -> Outcome:
        if session == LIVE:
            return await self.draw(request)
        self.requests.append(request)
        if isinstance(self.outcome, EvaluatorError):
            raise self.outcome
        if self.output:
            on_output(self.output)
        self.lost = None
        self.started.set()
        await self.held.wait()
        return self.lost or self.outcome

    async def draw(self, request: Cell | Sketch) -> Outcome:
        """Answer for what is being typed: nothing, unless a test says otherwise."""
        return Lost("crashed", "Nothing is drawn live here.")

    async def interrupt(self, session: int = LEARNER) -> None:
        self.calls.append("interrupt")
        self.lost = Lost("interrupted", "You stopped the run.")
        self.held.set()

    async def reset(self, session: int = LEARNER) -> None:
        self.calls.append("reset")
        self.lost = Lost("reset", "The worker was changed for a fresh one.")
        self.held.set()

    async def hold(self) -> None:
        self.calls.append("hold")

    async def resume(self) -> None:
        self.calls.append("resume")

    async def close(self) -> None:
        self.calls.append("close")


class FakeStore:
    """A store in a dictionary."""

    def __init__(self, position: tuple[str, str] | None = None) -> None:
        self.trouble: str | None = None
        self.at = position
        self.drafts: dict[tuple[str, str], str] = {}
        self.attempts: list[tuple[str, str, str, str]] = []
        self.at_steps: set[tuple[str, str]] = set()
        self.hints: Counter[tuple[str, str]] = Counter()
        self.shown: set[tuple[str, str]] = set()
        self.kept: list[str] = []

    def position(self) -> tuple[str, str] | None:
        return self.at

    def set_position(self, lesson: str, step: str) -> None:
        self.at = (lesson, step)
        self.at_steps.add((lesson, step))

    def reached(self, lesson: str) -> frozenset[str]:
        return frozenset(step for each, step in self.at_steps if each == lesson)

    def draft(self, lesson: str, step: str) -> str | None:
        return self.drafts.get((lesson, step))

    def save_draft(self, lesson: str, step: str, text: str) -> None:
        self.drafts[lesson, step] = text

    def drop_draft(self, lesson: str, step: str) -> None:
        self.drafts.pop((lesson, step), None)

    def record(self, lesson: str, step: str, state: str, reason: str) -> None:
        self.attempts.append((lesson, step, state, reason))

    def use_hint(self, lesson: str, step: str) -> int:
        self.hints[lesson, step] += 1
        return self.hints[lesson, step]

    def show_solution(self, lesson: str, step: str) -> None:
        self.shown.add((lesson, step))

    def standing(self, lesson: str, step: str) -> Standing:
        key = (lesson, step)
        attempts = sum(each[:2] == key for each in self.attempts)
        return Standing(attempts, self.hints[key], key in self.shown, step in self.passed(lesson))

    def add_cell(self, text: str) -> None:
        self.kept.append(text)

    def cells(self) -> list[str]:
        return list(self.kept)

    def reset(self, lesson: str | None = None, step: str | None = None) -> None:
        def stays(key: tuple[str, str]) -> bool:
            return lesson not in (None, key[0]) or step not in (None, key[1].partition("#")[0])

        self.at = self.at if lesson is not None else None
        self.at_steps = set(filter(stays, self.at_steps))
        self.drafts = {key: self.drafts[key] for key in self.drafts if stays(key)}
        self.attempts = [each for each in self.attempts if stays(each[:2])]
        self.hints = Counter({key: self.hints[key] for key in self.hints if stays(key)})
        self.shown = set(filter(stays, self.shown))

    def passed(self, lesson: str) -> frozenset[str]:
        passes = [each for each in self.attempts if each[0] == lesson and each[2] == "passed"]
        return frozenset(step for _, step, _, _ in passes)


SLOPES = Lesson(
    format=1,
    id="slopes",
    title="Slopes by autograd",
    aims=["Read a slope off a tape"],
    minutes=10,
    seed=7,
    steps=[
        Read(
            id="tape",
            title="A tape of operations",
            text="Torch writes down **every operation** on a tensor that asks for it.\n\n"
            "- the forward pass computes\n- the backward pass goes over the tape, in reverse\n\n"
            "The slope of `x**2` at 3 is 6.",
        ),
        Demo(
            id="first",
            title="A first slope",
            text="Run this, then change 3.0 and run it again.",
            code="x = torch.tensor(3.0, requires_grad=True)\ny = x**2\ny.backward()\nx.grad\n",
        ),
        Expression(
            id="cubic",
            title="Your own function",
            text="Type a function of `x`. The tutor draws it, and its slope beside it:\n\n"
            "where the slope is zero the function turns.",
            starter="x**3 - 6*x**2 + 8*x",
        ),
    ],
)
SCALARS = Lesson(
    format=1,
    id="scalars",
    title="Only scalars [red]go[/] back",
    aims=["Know what backward needs"],
    minutes=5,
    steps=[
        Code(
            id="sum",
            title="Make it a scalar",
            text="`backward` starts from one number. Change the code so that it has one.",
            setup="x = torch.linspace(0, 1, 5)",
            starter="w = torch.ones(5, requires_grad=True)\ny = w * x\ny.backward()\n",
        )
    ],
)
LESSONS = {Path("01"): SLOPES, Path("02"): SCALARS}
ENTRIES = [Entry(path, lesson.id, lesson.title) for path, lesson in LESSONS.items()]
