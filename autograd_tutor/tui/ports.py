"""What the screens need from the rest: small enough that a fake is ten lines."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from autograd_tutor.evaluator.messages import Cell, Device, Hello, Outcome, Sketch


class EvaluatorLike(Protocol):
    """Where code runs. Each call may raise `EvaluatorError`, one sentence that says what to do."""

    async def hello(self) -> Hello:
        """Wait until torch is imported."""

    async def devices(self) -> tuple[Device, ...]:
        """List what torch can compute on."""

    async def run(self, request: Cell | Sketch, on_output: Callable[[str], None]) -> Outcome:
        """Run to the end, handing over what is printed as it comes."""

    async def interrupt(self) -> None:
        """Stop what runs; its `run` then returns."""

    async def reset(self) -> None:
        """Change to a fresh worker; a `run` under way returns `Lost("reset")`."""

    async def close(self) -> None:
        """End the evaluator and everything it started."""


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


class EntryLike(Protocol):
    """One line of the course: a lesson file, read only when it is opened."""

    @property
    def path(self) -> Path:
        """The lesson file."""

    @property
    def id(self) -> str:
        """The lesson's id."""

    @property
    def title(self) -> str:
        """The lesson's title."""
