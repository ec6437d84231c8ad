"""Cell after cell in one namespace, which survives the process it lives in."""

from __future__ import annotations

from collections.abc import Callable

from msgspec.structs import replace

from .client import PLAYGROUND, Evaluator
from .messages import Cell, Lost, Outcome


class Playground:
    """Keeps variables from cell to cell, as a notebook does.

    If the worker is lost, or the device changes, the cells that succeeded are run again before
    the next one, with their output dropped.
    """

    def __init__(self, evaluator: Evaluator) -> None:
        self._evaluator = evaluator
        self._succeeded: list[Cell] = []
        self._live = False

    async def run(self, cell: Cell, on_output: Callable[[str], None]) -> Outcome:
        """Run a cell after those before it. Raises EvaluatorError."""
        cell = replace(cell, keep=True)
        if self._succeeded and self._succeeded[-1].device != cell.device:
            self._live = False
        if not self._live:
            await self._replay(cell.device, on_output)
        outcome = await self._run(cell, on_output)
        if not isinstance(outcome, Lost) and outcome.error is None:
            self._succeeded.append(cell)
        return outcome

    async def interrupt(self) -> None:
        """Stop the running cell; variables stay where Python gets the chance."""
        await self._evaluator.interrupt(PLAYGROUND)

    async def reset(self) -> None:
        """Forget all variables and cells."""
        self._succeeded.clear()
        self._live = False
        await self._evaluator.reset(PLAYGROUND)

    async def _run(self, cell: Cell, on_output: Callable[[str], None]) -> Outcome:
        self._live = False
        outcome = await self._evaluator.run(cell, on_output, PLAYGROUND)
        self._live = not isinstance(outcome, Lost)
        return outcome

    async def _replay(self, device: str, on_output: Callable[[str], None]) -> None:
        """Run again what succeeded, and say so; a cell that now fails is said and left out."""
        kept: list[Cell] = []
        await self._evaluator.reset(PLAYGROUND)
        for cell in (replace(each, device=device) for each in self._succeeded):
            outcome = await self._run(cell, lambda _: None)
            if isinstance(outcome, Lost) or outcome.error is not None:
                on_output(f"A cell that ran before failed when it was run again:\n{cell.code}\n")
                break
            kept.append(cell)
        self._succeeded = kept
        if kept:
            cells = "1 earlier cell was" if len(kept) == 1 else f"{len(kept)} earlier cells were"
            on_output(f"{cells} run again: the process that held their variables is gone.\n")
