"""The tape: read once somebody looks, and gone through backward, step by step."""

from __future__ import annotations

import asyncio
from array import array

import pytest
from textual.pilot import Pilot

from autograd_tutor.evaluator.client import Evaluator, EvaluatorError
from autograd_tutor.evaluator.evidence import Evidence, Seen
from autograd_tutor.evaluator.launch import Launcher
from autograd_tutor.evaluator.messages import Curve, Figure, Lost, Outcome, Run
from autograd_tutor.evaluator.requests import Cell, Sketch
from autograd_tutor.testing.screens import resize
from autograd_tutor.tui.records import LATE, NOTHING, STOPPED
from autograd_tutor.tui.widgets.results import READING
from autograd_tutor.tui.widgets.tape import Tape, TapePanel

from ..plot.records import CHAIN, LONG, OBJECTIVES
from .fakes import ERROR, FakeEvaluator
from .kinds import every
from .pilots import SMALL, WIDE, desk, editor, piloted, press, settle, text, tutor, until

SUM = ("scalars", "sum")
FLAT = Figure((Curve("f", array("d", [0, 10]), array("d", [0, 1]), 2),))
CHAIN_RULE = """\
x = torch.linspace(0, 5, 100, requires_grad=True)
v = x**2
with torch.no_grad():
    w = x + 1
y = torch.cos(v)
y.sum().backward()
"""


class Recorder(FakeEvaluator):
    """Answers each request for a record with the next of its answers, once `told` is set."""

    def __init__(self, *answers: Outcome | EvaluatorError, run: Run | None = None) -> None:
        super().__init__(run or Run(value="6"))
        self.answers = list(answers)
        self.asked: list[Cell | Sketch] = []
        self.told = asyncio.Event()
        self.told.set()

    async def draw(self, request: Cell | Sketch) -> Outcome:
        self.asked.append(request)
        answer = self.answers.pop(0)
        await self.told.wait()
        if isinstance(answer, EvaluatorError):
            raise answer
        return answer


def tape(pilot: Pilot[None]) -> TapePanel:
    return desk(pilot.app).results.tape


def drawn(pilot: Pilot[None]) -> list[str]:
    """The lines of the panel."""
    region = tape(pilot).region
    rows = text(pilot.app).splitlines()[region.y + 1 : region.bottom]
    return [row[region.x : region.right].strip() for row in rows]


async def look(pilot: Pilot[None]) -> None:
    """Run, and go to the tape."""
    await press(pilot, "ctrl+r")
    desk(pilot.app).results.go("tape")
    await settle(pilot)


async def test_the_record_is_asked_for_once_and_only_where_somebody_looks() -> None:
    evaluator = Recorder(Run(graph=CHAIN), Run(graph=OBJECTIVES))
    async with piloted(tutor(evaluator, at=SUM)) as pilot:
        await press(pilot, "ctrl+r")
        assert evaluator.asked == []
        await press(pilot, "ctrl+t")
        assert evaluator.asked == [
            Cell(
                code="w = torch.ones(5, requires_grad=True)\ny = w * x\ny.backward()",
                setup="x = torch.linspace(0, 1, 5)",
                seconds=5.0,
                graph="*",
            )
        ]
        assert tape(pilot).graph is CHAIN
        await press(pilot, "ctrl+t", "ctrl+t", "ctrl+t")
        assert tape(pilot).graph is CHAIN
        await press(pilot, "ctrl+r")
        assert len(evaluator.asked) == 1
        await press(pilot, "ctrl+t")
        assert len(evaluator.asked) == 2
        assert tape(pilot).graph is OBJECTIVES
        await press(pilot, "ctrl+l", "ctrl+t", "ctrl+t")
        assert tape(pilot).graph is None
        assert len(evaluator.asked) == 2


async def test_where_the_tape_is_seen_a_run_is_followed_by_its_record() -> None:
    evaluator = Recorder(Run(graph=CHAIN), Run(graph=CHAIN))
    async with piloted(tutor(evaluator, at=SUM), WIDE) as pilot:
        await look(pilot)
        await press(pilot, "space", "space", "r")
        assert len(evaluator.asked) == 2
        assert drawn(pilot)[0].startswith("Step 2 of 4")


@pytest.mark.parametrize("then", ["ctrl+r", "ctrl+l"])
async def test_a_record_that_comes_too_late_is_dropped(then: str) -> None:
    evaluator = Recorder(Run(graph=CHAIN), run=Run(graph=None))
    evaluator.told.clear()
    async with piloted(tutor(evaluator, at=SUM)) as pilot:
        await pilot.press("ctrl+r")
        await until(pilot, lambda: desk(pilot.app).results.can_switch)
        await pilot.press("ctrl+t")
        await until(pilot, lambda: READING in drawn(pilot))
        await press(pilot, then)
        evaluator.told.set()
        await settle(pilot)
        assert tape(pilot).graph is None


async def test_where_there_is_no_record_a_sentence_says_why() -> None:
    why: dict[str, Outcome | EvaluatorError] = {
        LATE: Lost("timeout", "Time is up."),
        "It ran out of memory.": Lost("crashed", "It ran out of memory."),
        "The evaluator is gone.": EvaluatorError("The evaluator is gone."),
        STOPPED: Run(error=ERROR),
        NOTHING: Run(),
    }
    async with piloted(tutor(Recorder(*why.values()))) as pilot:
        for said in why:
            await look(pilot)
            assert said in " ".join(drawn(pilot))
        await press(pilot, "right", "left", "home", "end", "right_square_bracket")
        assert said in " ".join(drawn(pilot))


async def test_step_by_step_back_and_forth() -> None:
    async with piloted(tutor(Recorder(Run(graph=CHAIN))), (80, 30)) as pilot:
        await look(pilot)
        await press(pilot, *["left_square_bracket"] * 2)
        whole = drawn(pilot)
        assert "goes back from the result" in whole[0]
        for step, (key, reached) in enumerate(
            [
                ("right", "◆ Sum  s"),
                ("space", "◆ Cos  y"),
                ("right", "◆ Pow"),
                ("right", "◇ x  leaf"),
            ]
        ):
            await press(pilot, key)
            assert drawn(pilot)[0].startswith(f"Step {step + 1} of 4")
            assert any(row.startswith(reached) for row in drawn(pilot))
        last = drawn(pilot)
        await press(pilot, "right")
        assert drawn(pilot) == last
        await press(pilot, "left")
        assert "│   0.13235 × 10 = 1.3235 to x" in drawn(pilot)
        await press(pilot, "home")
        assert drawn(pilot)[0].startswith("Step 1 of 4")
        await press(pilot, "backspace")
        assert drawn(pilot) == whole
        await press(pilot, "end")
        assert drawn(pilot) == last


async def test_other_elements_by_key_and_by_the_cursor_on_the_curve() -> None:
    evaluator = Recorder(Run(graph=CHAIN), run=Run(figure=FLAT))
    async with piloted(tutor(evaluator), WIDE) as pilot:
        await look(pilot)
        for key, element in [
            ("right_square_bracket", 10),
            ("left_square_bracket", 7.5),
            ("left_square_bracket", 5),
        ]:
            await press(pilot, key)
            assert f"at x = {element:g}" in drawn(pilot)[1]
        await press(pilot, *["left_square_bracket"] * 4)
        assert "at x = 0" in drawn(pilot)[1]
        plot = desk(pilot.app).results.plot
        desk(pilot.app).results.go("plot")
        await press(pilot, "end")
        assert plot.x == 10
        assert len(evaluator.asked) == 1
        desk(pilot.app).results.go("tape")
        await settle(pilot)
        assert "at x = 10" in drawn(pilot)[1]


async def test_what_was_reached_stays_in_view() -> None:
    async with piloted(tutor(Recorder(Run(graph=LONG))), SMALL) as pilot:
        await look(pilot)
        await press(pilot, *["right"] * 11)
        assert any(row.startswith("◆") for row in drawn(pilot))
        await press(pilot, "home")
        assert any(row.startswith("◆") for row in drawn(pilot))


async def test_boxes_where_there_is_room_lines_where_there_is_not() -> None:
    async with piloted(tutor(Recorder(Run(graph=CHAIN))), (160, 50)) as pilot:
        await look(pilot)
        await press(pilot, "right", "right")
        assert "║ Cos  y  [5]" in text(pilot.app)
        await pilot.resize_terminal(*SMALL)
        await settle(pilot)
        assert any(row.startswith("◆ Cos  y  [5]") for row in drawn(pilot))


async def test_ascii() -> None:
    async with piloted(tutor(Recorder(Run(graph=CHAIN)), ascii=True)) as pilot:
        await look(pilot)
        await press(pilot, "right")
        assert text(pilot.app).isascii()
        assert any(row.startswith("> Sum  s") for row in drawn(pilot))


async def test_variables_without_a_record_are_constants() -> None:
    seen = tuple(Seen(name, "tensor", "Tensor", dtype="float32") for name in "mn")
    evaluator = Recorder(Run(graph=CHAIN), run=Run(evidence=Evidence(seen, ())))
    async with piloted(tutor(evaluator)) as pilot:
        await look(pilot)
        said = "m and n have no record: for autograd they are constants."
        assert said in drawn(pilot)


async def test_the_expressions_record_is_that_of_the_text_and_the_cursor() -> None:
    answers = [Run(figure=FLAT, graph=each) for each in (CHAIN, CHAIN, OBJECTIVES)]
    evaluator = Recorder(*answers, run=Run(figure=FLAT))
    async with piloted(tutor(evaluator, at=("slopes", "cubic"))) as pilot:
        await press(pilot, "enter")
        assert evaluator.asked == []
        desk(pilot.app).results.go("tape")
        await until(pilot, lambda: tape(pilot).graph is CHAIN)
        desk(pilot.app).results.go("plot")
        await press(pilot, "end")
        desk(pilot.app).results.go("tape")
        await until(pilot, lambda: len(evaluator.asked) == 2)
        await press(pilot, "e")
        await pilot.press("1")
        await until(pilot, lambda: tape(pilot).graph is OBJECTIVES)
        asked = [each for each in evaluator.asked if isinstance(each, Sketch)]
        assert [each.at for each in asked] == [2.5, 10.0, 10.0]
        assert asked[-1].expression.endswith("x1")


async def test_the_chain_rule_as_numbers_on_the_real_evaluator() -> None:
    async with piloted(every("slope", Evaluator(Launcher())), (80, 40)) as pilot:
        editor(pilot.app).load_text(CHAIN_RULE)
        await press(pilot, "ctrl+r", "ctrl+t", "alt+g", "t")
        assert tape(pilot).has_focus
        await press(pilot, "right", "right", "right")
        rows = drawn(pilot)
        assert "│   0.13235 × 10 = 1.3235 to x" in rows
        assert "w has no record: for autograd it is a constant." in rows
        assert "Saved for going back: 800 B." in rows


async def test_a_larger_terminal_shows_all_of_the_boxes() -> None:
    async with piloted(tutor(Recorder(Run(graph=CHAIN)), at=SUM)) as pilot:
        await look(pilot)
        await press(pilot, "right", "right")
        assert drawn(pilot)[3].startswith("◆ Cos")
        await resize(pilot, WIDE)
        assert "║ 1 × 0.50637 = 0.50637 to Pow ║" in drawn(pilot)
        assert "│ x  leaf [5]                  │" in drawn(pilot)
        await resize(pilot, SMALL)
        assert drawn(pilot)[3].startswith("◆ Cos")


async def test_how_high_it_is_depends_on_the_room_for_it_alone() -> None:
    """Textual asks once, maybe before the panel has its new size, and remembers the answer."""
    async with piloted(tutor(Recorder(Run(graph=CHAIN)), at=SUM)) as pilot:
        await look(pilot)
        room, drawing = tape(pilot).size, tape(pilot).query_one(Tape)
        heights = [
            drawing.get_content_height(size, pilot.app.size, room.width)
            for size in (room, room.with_height(40), room)
        ]
        assert heights[0] == heights[2] == len(drawing.plain.splitlines()) < heights[1]
