"""What the screens need from the rest: small enough that a fake is ten lines."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Protocol, TypeAlias

if TYPE_CHECKING:
    from autograd_tutor.evaluator.messages import Device, Hello, Outcome
    from autograd_tutor.evaluator.requests import Cell, Sketch
    from autograd_tutor.grading.judgement import Judgement
    from autograd_tutor.lesson.model import Lesson
    from autograd_tutor.lesson.steps import Expression, Program
    from autograd_tutor.progress.standing import Standing


class Runs(Protocol):
    """What runs one request after the other, and can be stopped and begun afresh."""

    async def hello(self, tell: Callable[[str], None] = ...) -> Hello:
        """Wait until torch is imported; `tell` hears what that waits for, if it is far away."""

    async def stop_waiting(self) -> None:
        """Give up what `hello` waits for, if it is far away."""

    async def run(self, request: Cell | Sketch, on_output: Callable[[str], None]) -> Outcome:
        """Run to the end, handing over what is printed as it comes."""

    async def interrupt(self) -> None:
        """Stop what runs; its `run` then returns."""

    async def reset(self) -> None:
        """Begin afresh; a `run` under way returns `Lost("reset")`."""


class EvaluatorLike(Protocol):
    """Where code runs. Each call may raise `EvaluatorError`, one sentence that says what to do."""

    async def hello(self, tell: Callable[[str], None] = ...) -> Hello:
        """Wait until torch is imported; `tell` hears what that waits for, if it is far away."""

    async def stop_waiting(self) -> None:
        """Give up what `hello` waits for, if it is far away."""

    async def devices(self) -> tuple[Device, ...]:
        """List what torch can compute on."""

    async def run(
        self, request: Cell | Sketch, on_output: Callable[[str], None], session: int = ...
    ) -> Outcome:
        """Run to the end, handing over what is printed as it comes.

        Runs of different sessions do not disturb one another; the learner's is the default.
        """

    async def interrupt(self, session: int = ...) -> None:
        """Stop what runs; its `run` then returns."""

    async def reset(self, session: int = ...) -> None:
        """Change to a fresh worker; a `run` under way returns `Lost("reset")`."""

    async def hold(self) -> None:
        """Stop whatever runs, and its time limit, until `resume`."""

    async def resume(self) -> None:
        """Let go on what was held."""

    async def close(self) -> None:
        """End the evaluator and everything it started."""


class JudgeLike(Protocol):
    """Says whether what was run is right. It never raises for what a learner or lesson did."""

    async def judge(
        self, lesson: Lesson, step: Program | Expression, text: str, outcome: Outcome
    ) -> Judgement:
        """Judge an answer, given the outcome of the learner's own run of it."""


Judges: TypeAlias = Callable[[str], JudgeLike]
"""The judge for answers that run on a device."""


class StoreLike(Protocol):
    """Where progress is kept. Synchronous: the screens call it from one thread of its own."""

    @property
    def trouble(self) -> str | None:
        """Why progress is not kept as usual, in a sentence for the learner."""

    def position(self) -> tuple[str, str] | None:
        """The lesson and step where the learner was last."""

    def set_position(self, lesson: str, step: str) -> None:
        """Say where the learner is."""

    def draft(self, lesson: str, step: str) -> str | None:
        """What the learner last typed at a step."""

    def save_draft(self, lesson: str, step: str, text: str) -> None:
        """Keep what is typed at a step."""

    def drop_draft(self, lesson: str, step: str) -> None:
        """Forget what was typed at a step."""

    def reached(self, lesson: str) -> frozenset[str]:
        """The ids of the steps the learner has been at."""

    def record(self, lesson: str, step: str, state: str, reason: str) -> None:
        """Keep an attempt as it was judged."""

    def use_hint(self, lesson: str, step: str) -> int:
        """Count one more hint as used, and say how many that makes."""

    def show_solution(self, lesson: str, step: str) -> None:
        """Keep that the learner looked at the solution."""

    def standing(self, lesson: str, step: str) -> Standing:
        """How far the learner is at a step."""

    def passed(self, lesson: str) -> frozenset[str]:
        """The ids of the steps that are passed."""

    def add_cell(self, text: str) -> None:
        """Keep a cell of the playground."""

    def cells(self) -> list[str]:
        """The cells of the playground that are kept, the newest last."""

    def reset(self, lesson: str | None = None, step: str | None = None) -> None:
        """Forget a step, a lesson or all."""
