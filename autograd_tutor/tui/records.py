"""The record of what ran last: read only once somebody looks, and then kept until the next run."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import TYPE_CHECKING

from textual.message import Message

from autograd_tutor.evaluator.messages import Run
from autograd_tutor.tui.aside import LONGEST
from autograd_tutor.tui.messages import Recorded
from autograd_tutor.tui.runner import evaluator_error

if TYPE_CHECKING:
    from autograd_tutor.evaluator.evidence import Graph
    from autograd_tutor.evaluator.messages import Outcome
    from autograd_tutor.evaluator.requests import Cell

NOTHING = "Nothing is recorded here. Untracked inputs, no_grad and detach() leave no record."
STOPPED = "An error stopped the code before there was a record."
LATE = f"The record took longer than {LONGEST:g} s to read, so it is not shown."


class Records:
    """Asks at most once for the record behind a request, and posts `Recorded`."""

    def __init__(
        self,
        run: Callable[[Cell], Awaitable[Outcome]],
        post: Callable[[Message], object],
    ) -> None:
        """Ask by running requests, which may raise EvaluatorError."""
        self._run = run
        self._post = post
        self._number = 0
        self._request: Cell | None = None

    def is_current(self, number: int) -> bool:
        """Whether a record with this number is of what ran last."""
        return number == self._number

    def hold(self, request: Cell | None) -> None:
        """Keep what would bring the record; whatever was asked before is of no use any more."""
        self._number += 1
        self._request = request

    @property
    def wanted(self) -> bool:
        """Whether there is a record that was not asked for yet."""
        return self._request is not None

    async def ask(self) -> None:
        """Read the record."""
        request, self._request = self._request, None
        if request is not None:
            number = self._number
            self._post(Recorded(number, *await self._answer(request)))

    async def _answer(self, request: Cell) -> tuple[Graph | None, str]:
        try:
            outcome = await self._run(request)
        except evaluator_error() as error:
            return None, f"The record could not be read. {error}"
        if not isinstance(outcome, Run):
            late = outcome.reason == "timeout"
            return None, LATE if late else f"The record could not be read. {outcome.detail}"
        if outcome.graph is None:
            return None, NOTHING if outcome.error is None else STOPPED
        return outcome.graph, ""
