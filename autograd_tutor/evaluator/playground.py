"""Cell after cell in one namespace, which survives the process it lives in."""

from __future__ import annotations

from collections.abc import Callable

from msgspec.structs import replace

from .client import PLAYGROUND, Evaluator
from .messages import Lost, Outcome
from .requests import Cell

GONE = {
    "reset": "the process that held their variables is gone",
    "idle": "nothing ran for a while, so the card's memory was given back",
    "broken": "the card had failed, so the process that held their variables was replaced",
}
"""Why a cell found a fresh worker in place of the one with the variables before it."""
NOT_BEGUN = Lost("interrupted", "You stopped the run before it began.")


class Playground:
    """Keeps variables from cell to cell, as a notebook does.

    If the worker is lost, or the device changes, the cells that succeeded are run again before
    the next one, with their output dropped and nothing asked of them. A cell without code, which
    asks for a look or a record alone, is none of them.
    """

    def __init__(self, evaluator: Evaluator) -> None:
        self._evaluator = evaluator
        self._succeeded: list[Cell] = []
        self._live = False
        self._stopped = False

    async def run(self, cell: Cell, on_output: Callable[[str], None]) -> Outcome:
        """Run a cell after those before it. Raises EvaluatorError."""
        cell = replace(cell, keep=True)
        self._stopped = False
        if self._succeeded and self._succeeded[-1].device != cell.device:
            self._live = False
        outcome = None
        if self._live:
            outcome = await self._run(replace(cell, resume=True), on_output)
        if outcome is None or self._is_of_fresh_worker(outcome):
            if self._succeeded:
                reason = outcome.reason if isinstance(outcome, Lost) else "reset"
                await self._replay(cell.device, on_output, GONE[reason])
            after = replace(cell, resume=bool(self._succeeded))
            outcome = NOT_BEGUN if self._stopped else await self._run(after, on_output)
        if not isinstance(outcome, Lost) and outcome.error is None and cell.code.strip():
            self._succeeded.append(replace(cell, look=False, graph=""))
        return outcome

    async def interrupt(self) -> None:
        """Stop the running cell; variables stay where Python gets the chance."""
        self._stopped = True
        await self._evaluator.interrupt(PLAYGROUND)

    async def reset(self) -> None:
        """Forget all variables and cells."""
        self._stopped = True
        self._succeeded.clear()
        self._live = False
        await self._evaluator.reset(PLAYGROUND)

    async def _run(self, cell: Cell, on_output: Callable[[str], None]) -> Outcome:
        self._live = False
        outcome = await self._evaluator.run(cell, on_output, PLAYGROUND)
        self._live = not isinstance(outcome, Lost)
        return outcome

    def _is_of_fresh_worker(self, outcome: Outcome) -> bool:
        """Whether nothing was run, because the worker of the cells before was gone."""
        return isinstance(outcome, Lost) and outcome.reason in GONE and not self._stopped

    async def _replay(self, device: str, on_output: Callable[[str], None], why: str) -> None:
        """Run again what succeeded, and say so; a cell that now fails is said and left out."""
        kept: list[Cell] = []
        await self._evaluator.reset(PLAYGROUND)
        for cell in (replace(each, device=device) for each in self._succeeded):
            outcome = await self._run(cell, lambda _: None)
            if self._stopped:
                self._live = False
                return
            if isinstance(outcome, Lost) or outcome.error is not None:
                on_output(f"A cell that ran before failed when it was run again:\n{cell.code}\n")
                break
            kept.append(cell)
        self._succeeded = kept
        if kept:
            cells = "1 earlier cell was" if len(kept) == 1 else f"{len(kept)} earlier cells were"
            on_output(f"{cells} run again: {why}.\n")
