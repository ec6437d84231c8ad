"""The playground: cells, their history, recall, and the way there and back."""

from __future__ import annotations

from collections.abc import Callable

from textual.app import App
from textual.pilot import Pilot

from autograd_tutor.evaluator.client import PLAYGROUND, EvaluatorError
from autograd_tutor.evaluator.messages import Lost, Outcome, Run
from autograd_tutor.evaluator.requests import Cell, Sketch
from autograd_tutor.tui.screens.playground import PlaygroundScreen
from autograd_tutor.tui.storage import NEXT_CELL

from .fakes import CURVES, ERROR, FakeEvaluator, FakeStore
from .pilots import LEAST, WIDE, piloted, press, status, text, tutor, until

FIRST = "x = torch.tensor(3.0, requires_grad=True)\ny = x**2\ny.backward()\nx.grad"
READ = ("slopes", "tape")


def screen(app: App[None]) -> PlaygroundScreen:
    found = app.screen
    assert isinstance(found, PlaygroundScreen)
    return found


def cell(app: App[None]) -> str:
    return screen(app)._desk.editor.text


async def run(pilot: Pilot[None], code: str) -> None:
    """Run this as the next cell."""
    screen(pilot.app)._desk.editor.load_text(code)
    await press(pilot, "ctrl+r")


async def test_a_reading_step_just_opens_it_and_the_key_leads_back() -> None:
    evaluator, store = FakeEvaluator(), FakeStore()
    async with piloted(tutor(evaluator, store, at=READ)) as pilot:
        before = text(pilot.app)
        await press(pilot, "y", "ctrl+r")
        assert cell(pilot.app) == ""
        assert evaluator.requests == []
        assert any("Type some code" in each.message for each in pilot.app._notifications)
        assert "alt+p Lesson" in text(pilot.app)
        await press(pilot, "escape", "y")
        assert text(pilot.app) == before
        await pilot.press("y", "a", "ctrl+q")
    assert store.drafts == {NEXT_CELL: "a"}


async def test_the_lesson_is_exactly_where_it_was() -> None:
    async with piloted(tutor(FakeEvaluator(Run(value="tensor(6.)", seconds=0.1)))) as pilot:
        await press(pilot, "ctrl+r", "#", "shift+tab")
        before = text(pilot.app)
        await press(pilot, "y", "ctrl+r", "alt+p")
        assert text(pilot.app) == before


async def test_a_cell_that_succeeded_makes_room_for_the_next() -> None:
    evaluator = FakeEvaluator(Run(value="tensor(6.)", seconds=0.1), "printed\n")
    async with piloted(tutor(evaluator)) as pilot:
        await press(pilot, "alt+p")
        assert cell(pilot.app) == FIRST
        assert evaluator.requests == []
        await press(pilot, "ctrl+r")
        assert evaluator.requests == [Cell(code=FIRST, seed=1, keep=True, look=True)]
        assert cell(pilot.app) == ""
        shown = text(pilot.app)
        assert " [1] x = torch.tensor(3.0, requires_grad=True)\n     y = x**2\n" in shown
        assert " printed\n = tensor(6.)\n" in shown
        assert "Cell 2" in shown
        await run(pilot, "x")
        assert isinstance(asked := evaluator.requests[-1], Cell)
        assert (asked.seed, asked.resume) == (2, True)
        assert " = tensor(6.)\n [2] x\n printed\n = tensor(6.)\n" in text(pilot.app)


async def test_a_cell_that_failed_stays_to_be_mended_and_the_failure_is_told() -> None:
    evaluator = FakeEvaluator(Run(error=ERROR))
    async with piloted(tutor(evaluator)) as pilot:
        await press(pilot, "alt+p", "ctrl+r")
        assert "Try `y.sum().backward()`" in " ".join(text(pilot.app).split())
        assert "error" in status(pilot.app)
        evaluator.outcome = Lost("crashed", "Your code ended it.")
        await press(pilot, "ctrl+r")
        assert "Your code ended it." in text(pilot.app)
        evaluator.outcome = EvaluatorError("No torch here.")
        await press(pilot, "ctrl+r")
        assert "No torch here." in text(pilot.app)
        assert cell(pilot.app) == FIRST


async def test_what_is_typed_while_a_cell_runs_stays() -> None:
    evaluator = FakeEvaluator(Run(seconds=0.1))
    evaluator.held.clear()
    async with piloted(tutor(evaluator, at=READ)) as pilot:
        await pilot.press("y", "a", "ctrl+r")
        await evaluator.started.wait()
        await pilot.press("b")
        evaluator.held.set()
        await press(pilot)
        assert cell(pilot.app) == "ab"


async def test_arrows_recall_cells_as_shells_do() -> None:
    store = FakeStore()
    store.kept = ["old = 1"]
    async with piloted(tutor(FakeEvaluator(Run()), store, at=READ)) as pilot:
        await press(pilot, "y")
        await run(pilot, "a = 1\nb = 2")
        await press(pilot, "h", "up")
        assert cell(pilot.app) == "a = 1\nb = 2"
        await press(pilot, "up")
        assert cell(pilot.app) == "old = 1"
        await press(pilot, "down")
        assert cell(pilot.app) == "a = 1\nb = 2"
        await press(pilot, "down")
        assert cell(pilot.app) == "h"
        await press(pilot, "up", "end", "0")
        assert cell(pilot.app) == "a = 10\nb = 2"
        await press(pilot, "up")
        assert cell(pilot.app) == "h"
    assert store.kept == ["old = 1", "a = 1\nb = 2", "h"]
    assert store.drafts[NEXT_CELL] == "a = 10\nb = 2"


async def test_cells_of_before_are_there_and_are_not_run() -> None:
    store = FakeStore()
    store.kept = ["x = 1", "[b]y[/b] = 2\x1b[31m"]
    store.drafts[NEXT_CELL] = "unfinished("
    evaluator = FakeEvaluator(Run())
    async with piloted(tutor(evaluator, store, at=READ)) as pilot:
        await press(pilot, "y")
        shown = text(pilot.app)
        assert "From an earlier session." in shown
        assert " [-] x = 1\n [-] [b]y[/b] = 2␛[31m\n" in shown
        assert cell(pilot.app) == "unfinished("
        assert evaluator.requests == []


async def test_unrun_text_is_kept_when_a_step_brings_its_code() -> None:
    store = FakeStore()
    store.drafts[NEXT_CELL] = "mine"
    async with piloted(tutor(store=store), notifications=True) as pilot:
        await press(pilot, "alt+p")
        assert cell(pilot.app) == FIRST
        assert "is kept: Up" in text(pilot.app)
        await press(pilot, *["up"] * 4)
        assert cell(pilot.app) == "mine"
        await press(pilot, "down", "2", "alt+p", "alt+p")
        assert cell(pilot.app) == f"{FIRST}2"
    assert store.kept == ["mine"]
    assert store.drafts[NEXT_CELL] == f"{FIRST}2"


async def test_lesson_and_playground_run_beside_each_other() -> None:
    class Both(FakeEvaluator):
        async def run(
            self, request: Cell | Sketch, on_output: Callable[[str], None], session: int = 1
        ) -> Outcome:
            if session == PLAYGROUND:
                return Run(value="'played'")
            return await super().run(request, on_output, session)

    evaluator = Both(Run(value="'learned'"))
    evaluator.held.clear()
    async with piloted(tutor(evaluator)) as pilot:
        await pilot.press("ctrl+r")
        await evaluator.started.wait()
        await pilot.press("alt+p", "ctrl+r")
        await until(pilot, lambda: "= 'played'" in text(pilot.app))
        assert "'learned'" not in text(pilot.app)
        evaluator.held.set()
        await press(pilot, "alt+p")
        assert "= 'learned'" in text(pilot.app)
        assert "'played'" not in text(pilot.app)


async def test_a_stop_reaches_the_playgrounds_cell() -> None:
    evaluator = FakeEvaluator(Run())
    evaluator.held.clear()
    async with piloted(tutor(evaluator)) as pilot:
        await pilot.press("alt+p", "ctrl+r")
        await evaluator.started.wait()
        await press(pilot, "ctrl+c")
        assert evaluator.calls[-1] == "interrupt"
        assert "You stopped the run." in text(pilot.app)
        assert cell(pilot.app) == FIRST


async def test_a_reset_asks_only_where_something_would_be_lost() -> None:
    evaluator = FakeEvaluator(Run())
    async with piloted(tutor(evaluator)) as pilot:
        await press(pilot, "alt+p", "ctrl+l")
        assert screen(pilot.app)
        await press(pilot, "ctrl+r", "ctrl+l")
        assert "forgets every variable" in text(pilot.app)
        await press(pilot, "enter")
        assert "reset" not in evaluator.calls[1:]
        await press(pilot, "ctrl+l", "y")
        assert evaluator.calls[-1] == "reset"
        assert "Reset: the variables of the cells above are gone." in text(pilot.app)
        assert "[1] x = torch" in text(pilot.app)
        await press(pilot, "ctrl+l")
        assert screen(pilot.app)
        await run(pilot, "x")
        assert "are gone.\n [2] x\n" in text(pilot.app)


async def test_the_device_is_the_same_in_both() -> None:
    evaluator = FakeEvaluator(Run())
    async with piloted(tutor(evaluator)) as pilot:
        await press(pilot, "ctrl+g", "down", "enter", "alt+p")
        assert "cuda:0" in status(pilot.app)
        await press(pilot, "ctrl+r", "ctrl+g", "up", "enter", "alt+p")
        assert " cpu " in status(pilot.app)
    assert isinstance(asked := evaluator.requests[0], Cell)
    assert asked.device == "cuda:0"


async def test_curves_stand_beside_the_cells_where_there_is_room() -> None:
    async with piloted(tutor(FakeEvaluator(Run(figure=CURVES))), WIDE) as pilot:
        await press(pilot, "alt+p", "ctrl+r")
        shown = text(pilot.app)
        assert "drew f(x), f'(x)" in shown
        assert "─ Plot" in shown
        await press(pilot, "ctrl+t")
        assert "Tape" in text(pilot.app)
        assert "drew f(x), f'(x)" in text(pilot.app)


async def test_the_record_is_read_by_an_empty_cell_once_it_is_looked_at() -> None:
    evaluator = FakeEvaluator(Run())
    async with piloted(tutor(evaluator)) as pilot:
        await press(pilot, "alt+p", "ctrl+r")
        assert len(evaluator.requests) == 1
        await press(pilot, "ctrl+t")
        assert isinstance(asked := evaluator.requests[-1], Cell)
        assert (asked.code, asked.graph, asked.keep, asked.look) == ("", "*", True, False)
        await run(pilot, "x")
        assert isinstance(asked := evaluator.requests[-1], Cell)
        assert (asked.code, asked.graph) == ("x", "*")


async def test_a_cell_does_not_wait_for_a_record_that_is_being_read() -> None:
    evaluator = FakeEvaluator(Run())
    async with piloted(tutor(evaluator)) as pilot:
        await press(pilot, "alt+p", "ctrl+r")
        evaluator.started.clear()
        evaluator.held.clear()
        await pilot.press("ctrl+t")
        await evaluator.started.wait()
        await run(pilot, "x")
        assert evaluator.calls == ["interrupt", "reset"]
        codes = [asked.code for asked in evaluator.requests if isinstance(asked, Cell)]
        assert codes == [FIRST, "", FIRST, "x"]
        assert "1 earlier cell was run again" in text(pilot.app)


async def test_a_panel_can_have_all_the_room() -> None:
    async with piloted(tutor(FakeEvaluator(Run(value="6"))), LEAST) as pilot:
        await press(pilot, "alt+p", "ctrl+r", "escape", "f")
        assert "Cell 2" not in text(pilot.app)
        await press(pilot, "f", "e", "a")
        assert "Cell 2" in text(pilot.app)
        assert cell(pilot.app) == "a"
