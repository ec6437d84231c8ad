"""Run, stream, fail, stop: what the learner sees of the evaluator."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from dataclasses import dataclass

import pytest

from autograd_tutor.evaluator.client import LEARNER, EvaluatorError
from autograd_tutor.evaluator.messages import Hello, Lost, Outcome, Run, Warned
from autograd_tutor.evaluator.requests import Cell, Sketch
from autograd_tutor.tui.messages import Finished, Printed

from .fakes import CURVES, ERROR, FakeEvaluator
from .pilots import (
    SMALL,
    WIDE,
    desk,
    editor,
    piloted,
    press,
    settle,
    status,
    text,
    tutor,
    until,
)

SUM = ("scalars", "sum")
CUBIC = ("slopes", "cubic")


async def test_a_cell_goes_out_with_setup_device_seed_and_limit() -> None:
    evaluator = FakeEvaluator()
    async with piloted(tutor(evaluator, at=SUM)) as pilot:
        await press(pilot, "ctrl+r")
    (cell,) = evaluator.requests
    assert cell == Cell(
        code="w = torch.ones(5, requires_grad=True)\ny = w * x\ny.backward()",
        setup="x = torch.linspace(0, 1, 5)",
        look=True,
    )


async def test_an_expression_goes_out_with_its_range_and_seed() -> None:
    evaluator = FakeEvaluator()
    async with piloted(tutor(evaluator, at=CUBIC)) as pilot:
        await press(pilot, "enter")
    assert evaluator.requests == [
        Sketch(expression="x**3 - 6*x**2 + 8*x", low=0.0, high=5.0, points=200, seed=7)
    ]


async def test_a_curve_is_drawn_and_takes_the_place_of_the_output() -> None:
    async with piloted(tutor(at=CUBIC)) as pilot:
        await press(pilot, "ctrl+r")
        assert desk(pilot.app).results.plot.figure is CURVES
        assert "f'(x)" in text(pilot.app)
        assert "done in 100 ms" in status(pilot.app)
        await press(pilot, "ctrl+t")
        assert "f'(x)" not in text(pilot.app)
        assert "Nothing was printed." in text(pilot.app)


async def test_output_is_on_the_screen_while_the_cell_runs() -> None:
    evaluator = FakeEvaluator(Run(value="tensor(6.)"), output="first line\n")
    evaluator.held.clear()
    async with piloted(tutor(evaluator)) as pilot:
        await pilot.press("ctrl+r")
        await evaluator.started.wait()
        await until(pilot, lambda: "first line" in text(pilot.app))
        assert "tensor(6.)" not in text(pilot.app)
        await until(pilot, lambda: "running 0 s of 10 s" in status(pilot.app))
        evaluator.held.set()
        await settle(pilot)
        assert "= tensor(6.)" in text(pilot.app)


async def test_an_error_shows_the_learners_line_with_a_marker() -> None:
    outcome = Run(error=ERROR, figure=CURVES)
    async with piloted(tutor(FakeEvaluator(outcome), at=SUM)) as pilot:
        await press(pilot, "ctrl+r")
        lines = text(pilot.app).splitlines()
        (at,) = [n for n, line in enumerate(lines) if "line 3:" in line]
        assert lines[at].index("y.backward()") == lines[at + 1].index("^")
        assert lines[at + 2].strip().startswith("RuntimeError: grad can be implicitly")
        assert "error" in status(pilot.app)
        await press(pilot, "ctrl+t", "ctrl+t", "ctrl+t")
        assert "f'(x)" in text(pilot.app)


async def test_warnings_come_with_their_line() -> None:
    outcome = Run(warnings=(Warned("UserWarning", "the .grad of a tensor", 2),))
    async with piloted(tutor(FakeEvaluator(outcome))) as pilot:
        await press(pilot, "ctrl+r")
        assert "warning, line 2: UserWarning: the .grad of a tensor" in text(pilot.app)


@pytest.mark.parametrize(
    ("reason", "word"),
    [("timeout", "time is up"), ("crashed", "crashed"), ("interrupted", "stopped")],
)
async def test_a_lost_run_is_one_sentence_and_the_next_run_works(reason: str, word: str) -> None:
    lost = Lost(reason, "The worker ran out of memory.")  # type: ignore[arg-type]
    evaluator = FakeEvaluator(lost)
    async with piloted(tutor(evaluator)) as pilot:
        await press(pilot, "ctrl+r")
        assert "The worker ran out of memory." in text(pilot.app)
        assert word in status(pilot.app)
        evaluator.outcome = Run(value="again", seconds=0.5)
        await press(pilot, "ctrl+r")
        assert "= again" in text(pilot.app)
        assert "ran out of memory" not in text(pilot.app)


async def test_ctrl_c_stops_a_run_and_copies_otherwise() -> None:
    evaluator = FakeEvaluator()
    evaluator.held.clear()
    async with piloted(tutor(evaluator)) as pilot:
        await press(pilot, "f7", "ctrl+c")
        assert evaluator.calls == []
        assert pilot.app.clipboard == editor(pilot.app).text
        await pilot.press("ctrl+r")
        await evaluator.started.wait()
        await until(pilot, lambda: "^c Stop" in text(pilot.app))
        assert "^r Run" not in text(pilot.app)
        await press(pilot, "ctrl+c")
        assert "interrupt" in evaluator.calls
        assert "You stopped the run." in text(pilot.app)
        assert "stopped" in status(pilot.app)
        assert "^c Stop" not in text(pilot.app)


async def test_a_run_that_ends_after_leaving_its_step_is_not_shown() -> None:
    evaluator = FakeEvaluator(Run(value="stale", figure=CURVES), output="stale too\n")
    evaluator.held.clear()
    async with piloted(tutor(evaluator)) as pilot:
        await pilot.press("ctrl+r")
        await evaluator.started.wait()
        await press(pilot, "ctrl+n")
        assert evaluator.calls == ["interrupt"]
        assert desk(pilot.app).results.plot.figure is None
        assert "stale" not in text(pilot.app)
        assert "ready" in status(pilot.app)


async def test_messages_with_an_old_number_are_dropped() -> None:
    async with piloted(tutor()) as pilot:
        await press(pilot, "ctrl+r", "ctrl+r")
        before = text(pilot.app)
        pilot.app.screen.post_message(Printed(1, "late"))
        pilot.app.screen.post_message(Finished(1, Run(value="late")))
        await settle(pilot)
        assert text(pilot.app) == before


async def test_an_evaluator_that_cant_serve_says_so_and_is_tried_again() -> None:
    evaluator = FakeEvaluator(EvaluatorError("No torch was found. Install one."))
    async with piloted(tutor(evaluator)) as pilot:
        assert "No torch was found. Install one." in text(pilot.app)
        assert "no evaluator" in status(pilot.app)
        assert "Run this, then change" in text(pilot.app)
        evaluator.outcome = Run(value="tensor(6.)")
        await press(pilot, "ctrl+r")
        assert "= tensor(6.)" in text(pilot.app)
        assert "not confined" in status(pilot.app)


async def test_quitting_ends_a_run_and_the_evaluator() -> None:
    evaluator = FakeEvaluator()
    evaluator.held.clear()
    app = tutor(evaluator)
    async with piloted(app) as pilot:
        await pilot.press("ctrl+r")
        await evaluator.started.wait()
        await pilot.press("ctrl+q")
    assert evaluator.calls == ["close"]
    assert app.return_code == 0


@dataclass
class Flood(FakeEvaluator):
    """Prints far more than the screen keeps."""

    def __post_init__(self) -> None:
        super().__init__(Run(), output="".join(f"line {n}\n" for n in range(50_000)))


async def test_only_the_end_of_a_flood_is_kept() -> None:
    async with piloted(tutor(Flood())) as pilot:
        await press(pilot, "ctrl+r")
        assert "line 49999" in text(pilot.app)
        assert len(desk(pilot.app).results.output.printed) <= 16_000
        await press(pilot, "escape", "shift+tab", "home")
        await until(pilot, lambda: "characters are not shown)" in text(pilot.app))
        assert "line 49999" not in text(pilot.app)


async def test_of_one_endless_line_the_end_is_kept() -> None:
    async with piloted(tutor(FakeEvaluator(Run(), output="x" * 60_000 + "\n"))) as pilot:
        await press(pilot, "ctrl+r")
        assert desk(pilot.app).results.output.printed == "x" * 15_999 + "\n"
        assert "xxxx" in text(pilot.app)


async def test_a_second_run_waits_for_nothing_and_the_key_is_off_while_one_runs() -> None:
    evaluator = FakeEvaluator()
    evaluator.held.clear()
    async with piloted(tutor(evaluator), WIDE) as pilot:
        await pilot.press("ctrl+r", "ctrl+r")
        await evaluator.started.wait()
        await pilot.pause()
        assert len(evaluator.requests) == 1
        evaluator.held.set()
        await settle(pilot)
        await press(pilot, "ctrl+r")
        assert len(evaluator.requests) == 2


class Slow(FakeEvaluator):
    """Comes up when `up` is set."""

    def __init__(self) -> None:
        super().__init__(Run(value="up"))
        self.up = asyncio.Event()

    async def hello(self, tell: Callable[[str], None] = lambda _: None) -> Hello:
        await self.up.wait()
        return await super().hello(tell)


async def test_a_slow_start_is_not_counted_as_running() -> None:
    evaluator = Slow()
    async with tutor(evaluator).run_test(size=SMALL) as pilot:
        await until(pilot, lambda: "Run this" in text(pilot.app))
        await pilot.press("ctrl+r")
        await until(pilot, lambda: "^c Stop" in text(pilot.app))
        assert "starting torch…" in status(pilot.app)
        evaluator.up.set()
        await settle(pilot)
        assert "= up" in text(pilot.app)


class Queued(Slow):
    """Far away: it queues until it is up, or given up."""

    async def hello(self, tell: Callable[[str], None] = lambda _: None) -> Hello:
        tell("waiting 75 s: srun: [red]job 12\x1b queued and waiting for resources")
        await self.up.wait()
        if "stop waiting" in self.calls:
            raise EvaluatorError("You stopped waiting.")
        return await super().hello(tell)

    async def stop_waiting(self) -> None:
        await super().stop_waiting()
        self.up.set()


async def test_what_a_far_evaluator_waits_for_is_shown_until_it_is_there() -> None:
    evaluator = Queued()
    async with tutor(evaluator).run_test(size=SMALL) as pilot:
        await until(
            pilot, lambda: "cpu · waiting 75 s: srun: [red]job 12␛ que" in status(pilot.app)
        )
        await until(pilot, lambda: "^c Stop" in text(pilot.app))
        await pilot.press("ctrl+n", "ctrl+p")
        await until(pilot, lambda: "Run this" in text(pilot.app))
        assert evaluator.calls == []
        evaluator.up.set()
        await until(pilot, lambda: "ready" in status(pilot.app))
        await until(pilot, lambda: "^c Stop" not in text(pilot.app))


async def test_who_waits_for_a_far_evaluator_can_stop_that_and_begin_again() -> None:
    evaluator = Queued()
    async with tutor(evaluator).run_test(size=SMALL) as pilot:
        await until(pilot, lambda: "waiting 75 s" in status(pilot.app))
        await pilot.press("ctrl+c")
        await until(pilot, lambda: "You stopped waiting." in text(pilot.app))
        assert "no evaluator" in status(pilot.app)
        evaluator.calls.clear()
        await press(pilot, "ctrl+r")
        assert "= up" in text(pilot.app)


async def test_a_run_can_be_stopped_before_the_evaluator_is_up() -> None:
    evaluator = Slow()
    async with tutor(evaluator).run_test(size=SMALL) as pilot:
        await until(pilot, lambda: "Run this" in text(pilot.app))
        await pilot.press("ctrl+r", "ctrl+c")
        await until(pilot, lambda: "You stopped the run before" in text(pilot.app))
        evaluator.up.set()
        await settle(pilot)
        assert evaluator.requests == []
        await press(pilot, "ctrl+r")
        assert len(evaluator.requests) == 1


async def test_the_value_of_a_matrix_keeps_its_columns() -> None:
    outcome: Outcome = Run(value="tensor([[1., 2.],\n        [3., 4.]])")
    async with piloted(tutor(FakeEvaluator(outcome))) as pilot:
        await press(pilot, "ctrl+r")
        lines = text(pilot.app).splitlines()
        (at,) = [n for n, line in enumerate(lines) if "= tensor" in line]
        assert lines[at].index("[1.") == lines[at + 1].index("[3.")


@pytest.mark.parametrize(
    ("printed", "warned", "told"),
    [
        ("", 0, "Plot · ^t output ─"),
        ("", 1, "Plot · ^t output (1 warning) ─"),
        ("a\nb\n", 2, "Plot · ^t output (2 lines, 2 warnings) ─"),
    ],
)
async def test_beside_a_picture_it_is_said_what_else_there_is_to_read(
    printed: str, warned: int, told: str
) -> None:
    warnings = (Warned("UserWarning", "no slope drawn"),) * warned
    evaluator = FakeEvaluator(Run(figure=CURVES, warnings=warnings), output=printed)
    async with piloted(tutor(evaluator)) as pilot:
        await press(pilot, "ctrl+r")
        assert told in text(pilot.app)


async def test_short_output_begins_at_the_top_of_its_panel() -> None:
    evaluator = FakeEvaluator(Run(value="tensor(6.)"))
    async with piloted(tutor(evaluator), WIDE) as pilot:
        await press(pilot, "ctrl+r")
        lines = text(pilot.app).splitlines()
        (at,) = [n for n, line in enumerate(lines) if "= tensor" in line]
        assert "Output" in lines[at - 1]


async def test_a_mistake_of_the_tutors_own_is_owned_up_to() -> None:
    class Mistaken(FakeEvaluator):
        async def run(
            self, request: Cell | Sketch, on_output: Callable[[str], None], session: int = LEARNER
        ) -> Outcome:
            raise ValueError("[b]oops[/b]")

        async def reset(self, session: int = LEARNER) -> None:
            raise ValueError("[b]again[/b]")

    async with piloted(tutor(Mistaken()), WIDE, notifications=True) as pilot:
        await pilot.press("ctrl+r")
        await until(pilot, lambda: "failed: ValueError('[b]oops[/b]')" in text(pilot.app))
        assert "ready" in status(pilot.app)
        assert "^r Run" in text(pilot.app)
        await pilot.press("ctrl+l")
        await until(pilot, lambda: "ValueError('[b]again[/b]')" in text(pilot.app))
