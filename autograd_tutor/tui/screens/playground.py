"""The playground: cells in one namespace, run one after the other, on a channel of their own."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from typing import TYPE_CHECKING, cast

from textual import on

from autograd_tutor.evaluator.messages import Run
from autograd_tutor.evaluator.playground import Playground
from autograd_tutor.evaluator.requests import Cell
from autograd_tutor.tui import actions, messages
from autograd_tutor.tui.aside import LONGEST
from autograd_tutor.tui.recall import Recall
from autograd_tutor.tui.records import Records
from autograd_tutor.tui.runner import Runner
from autograd_tutor.tui.screens.keeping import KeepingScreen
from autograd_tutor.tui.storage import NEXT_CELL
from autograd_tutor.tui.widgets.cells import CellDesk
from autograd_tutor.tui.widgets.keybar import KeyBar
from autograd_tutor.tui.widgets.status import STARTING

if TYPE_CHECKING:
    from autograd_tutor.evaluator.client import Evaluator
    from autograd_tutor.evaluator.messages import Outcome
    from autograd_tutor.evaluator.requests import Sketch
    from autograd_tutor.tui.ports import EvaluatorLike
    from autograd_tutor.tui.storage import Storage

RESET = "Reset: the variables of the cells above are gone."
LOSES = "A reset forgets every variable of the playground. The cells stay to be read and recalled."
KEPT = "The cell that stood here is kept: Up brings it back."
NOTHING = "Type some code in the cell first."


class Cells:
    """The cells of the playground as runs like any other, and its newest record to look at."""

    def __init__(self, evaluator: EvaluatorLike, say: Callable[[str], None]) -> None:
        """Run on this evaluator; `say` what had to be run again for a record."""
        self._playground = Playground(cast("Evaluator", evaluator))
        self._say = say
        self._turn = asyncio.Lock()
        self._reading = False
        self.hello = evaluator.hello
        self.stop_waiting = evaluator.stop_waiting
        self.interrupt = self._playground.interrupt
        self.reset = self._playground.reset

    async def run(self, request: Cell | Sketch, on_output: Callable[[str], None]) -> Outcome:
        """Run a cell after those before it. It does not wait for a record."""
        if self._reading:
            await self._playground.interrupt()
        return await self._run(request, on_output)

    async def read(self, request: Cell | Sketch) -> Outcome:
        """Run what tells a record; who calls it off does not end the process of the variables."""
        self._reading = True
        try:
            return await asyncio.shield(self._run(request, self._say))
        finally:
            self._reading = False

    async def _run(self, request: Cell | Sketch, on_output: Callable[[str], None]) -> Outcome:
        assert isinstance(request, Cell)
        async with self._turn:
            return await self._playground.run(request, on_output)


class PlaygroundScreen(KeepingScreen):
    """Stays as it is, with what runs there, while the lesson is shown."""

    CSS_PATH = "playground.tcss"
    BINDINGS = actions.bindings()
    _desk: CellDesk

    def __init__(self, evaluator: EvaluatorLike, storage: Storage, *, ascii: bool) -> None:
        """Run cells on this evaluator; they and the unfinished one are kept in the storage."""
        super().__init__(evaluator, storage, CellDesk(ascii=ascii))
        cells = Cells(evaluator, self._desk.reading.write)
        self._runner = Runner(cells, self.post_message)
        self._records = Records(cells.read, self.post_message)
        self._recall = Recall()
        self._loaded = False
        self._offered = self._visited = ""
        self._back: Callable[[str], None] = lambda _: None
        self._ran = ""
        self._fresh = True
        self._desk.editor.step = self._step

    def on_mount(self) -> None:
        """Ask for the cells of before."""
        self._status.show_place("Playground", "", "")
        self._status.rest(self._at_rest())
        self.use_device(self._device)
        self.query_one(KeyBar).labels = {"playground": "Lesson"}
        self._do("hello", self._runner.greet)
        self._do("load", self._load)
        self.set_focus(self._desk.editor)

    async def _load(self) -> None:
        cells, unfinished = await self._storage.cells()
        self._recall.typed(self._desk.editor.text)
        joined = self._recall.load(cells, unfinished)
        self._desk.editor.noted = unfinished
        self._loaded = True
        self._desk.reading.recall(cells)
        self._put(joined)
        self._take()
        self._tell_trouble()

    def visit(self, code: str, device: str, back: Callable[[str], None]) -> None:
        """Have a look, with `code` in the editor to be run; what stands there is kept.

        Who comes with the same code as last time finds all as it was left. `back` gets the device
        that is chosen here, when the learner leaves.
        """
        self._back = back
        self._device = device
        if self.is_mounted:
            self.use_device(device)
            self.set_focus(self._desk.editor)
        if code != self._visited:
            self._offered = self._visited = code
        if self._loaded:
            self._take()

    def _take(self) -> None:
        code, self._offered = self._offered, ""
        if code:
            self._put(self._recall.typed(self._desk.editor.text))
            joined = self._recall.offer(code)
            self._put(joined)
            if joined:
                self.notify(KEPT, markup=False)

    def _step(self, by: int) -> bool:
        """Go to an older cell or a newer one."""
        joined = self._recall.typed(self._desk.editor.text)
        moved = self._recall.up() if by < 0 else self._recall.down()
        self._put(joined, at_end=by > 0)
        return moved

    def _put(self, joined: list[str], *, at_end: bool = True) -> None:
        """Show the cell that is up, and keep those that joined the others."""
        if self._recall.shown != self._desk.editor.text:
            self._desk.editor.put(self._recall.shown, at_end=at_end)
        for code in joined:
            self._storage.note_cell(code)
        self._keep_soon()

    def on_text_area_changed(self) -> None:
        """Keep what is typed."""
        if self._loaded:
            self._put(self._recall.typed(self._desk.editor.text))

    def note_drafts(self) -> None:
        """Give the unfinished cell to be kept."""
        editor = self._desk.editor
        if not self._loaded:
            return
        for code in self._recall.typed(editor.text):
            self._storage.note_cell(code)
        if self._recall.next != editor.noted:
            editor.noted = self._recall.next
            self._storage.note(NEXT_CELL, editor.noted or None)

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Leave out keys that can do nothing here or now."""
        if action == "run":
            return not self._runner.running
        if action == "interrupt":
            return self._runner.running or self._runner.waits
        if action == "switch":
            return self._desk.results.can_switch
        return hasattr(self, f"action_{action}") and super().check_action(action, parameters)

    def action_run(self) -> None:
        """Run the cell."""
        code = self._desk.editor.text
        if not code.strip():
            self.notify(NOTHING, markup=False)
            return
        self._put(self._recall.run(code))
        self._ran, self._fresh = code, False
        number = self._desk.open(code)
        asked = Cell(
            code=code,
            device=self._device,
            seed=number,
            look=True,
            graph="*" if self._desk.results.sees("tape") else "",
        )
        if self._hello is None:
            self._status.rest(STARTING)
        self._do("run", self._runner.run(asked))
        self.refresh_bindings()

    @on(messages.Finished)
    def _make_room(self, message: messages.Finished) -> None:
        """A cell that succeeded leaves the editor; one that failed stays to be mended."""
        outcome = message.outcome
        if not self._runner.is_current(message.number) or not isinstance(outcome, Run):
            return
        self._put(self._recall.typed(self._desk.editor.text))
        if outcome.error is None and self._recall.succeeded(self._ran):
            self._put([])

    def _recording(self, outcome: Outcome) -> Cell | None:
        """An empty cell tells the newest record, and runs nothing again."""
        if not isinstance(outcome, Run) or outcome.graph is not None:
            return None
        return Cell(code="", device=self._device, seconds=LONGEST, graph="*")

    def action_reset(self) -> None:
        """Forget the variables, after a question where there are any."""
        if self._fresh:
            return
        from autograd_tutor.tui.screens.confirm import Confirm

        self.app.push_screen(Confirm(LOSES), self._reset)

    def _reset(self, sure: bool | None) -> None:
        if sure:
            self._fresh = True
            self._desk.forget(RESET)
            self._hold_record(None)
            self._status.rest(self._at_rest())
            self._do("reset", self._runner.reset)

    @property
    def file_parts(self) -> tuple[str, ...]:
        """What the names of saved files begin with."""
        return ("playground",)

    def action_playground(self) -> None:
        """Go back to the lesson, as it was left. What runs here runs on."""
        self.note_drafts()
        self._back(self._device)
        self.app.pop_screen()
