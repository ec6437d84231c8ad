"""Errors and warnings of autograd get their explanation in the output panel."""

from __future__ import annotations

from autograd_tutor.evaluator.evidence import Evidence
from autograd_tutor.evaluator.messages import Failure, Lost, Run, TraceLine, Warned
from autograd_tutor.tui.verdict import silent, verdict

from .fakes import ERROR, FakeEvaluator
from .pilots import desk, editor, piloted, press, tutor

WHY = "`y` is not a single number, and backward has to start from one."
REMEDY = "Try `y.sum().backward()`, or pass a weight for each entry of `y`."


def test_why_and_what_to_do_stand_below_torchs_own_words() -> None:
    *above, own, explained = verdict(Run(error=ERROR)).plain.splitlines()
    assert above[0] == "line 3:  y.backward()"
    assert own == "RuntimeError: grad can be implicitly created only for scalar outputs"
    assert explained == f"{WHY} {REMEDY} The lesson sum-trick shows how."


def test_the_lesson_that_is_open_is_not_offered() -> None:
    assert verdict(Run(error=ERROR), "sum-trick").plain.endswith(REMEDY)


async def test_the_output_panel_explains() -> None:
    async with piloted(tutor(FakeEvaluator(Run(error=ERROR)), at=("scalars", "sum"))) as pilot:
        await press(pilot, "ctrl+r")
        shown = str(desk(pilot.app).results.output.query_one("#verdict").render())
    assert f"{WHY} {REMEDY}" in shown


def test_a_warning_is_explained_under_its_own_words() -> None:
    message = "The .grad attribute of a Tensor that is not a leaf Tensor is being accessed."
    own, explained, value = verdict(
        Run(value="None", warnings=(Warned("UserWarning", message, 3),))
    ).plain.splitlines()
    assert own == f"warning, line 3: UserWarning: {message}"
    assert explained.startswith("This tensor is a result")
    assert value == "= None"


def test_names_in_an_explanation_are_text_never_markup_or_control() -> None:
    line = "self.x[/red].backward(); '\x1b[31m'"
    failure = Failure(ERROR.type, ERROR.message, (TraceLine("cell", 1, "<module>", line),))
    shown = verdict(Run(error=failure)).plain
    assert "\x1b" not in shown
    named = Failure(ERROR.type, ERROR.message, (TraceLine("cell", 1, "", "a['[b]'].backward()"),))
    assert "`a['[b]'].sum().backward()`" in verdict(Run(error=named)).plain


NOT_CALLED = "`y.backward` without brackets names the method, and nothing is called."


def test_a_silent_failure_is_said_where_it_is_certain() -> None:
    ran = Run(evidence=Evidence((), ()))
    said = silent("y.backward", ran, "backward-and-grad").plain
    assert said == f"{NOT_CALLED} Write `backward()`."
    assert silent("y.backward", ran).plain.endswith("The lesson backward-and-grad shows how.")
    assert not silent("y.backward()", ran).plain
    assert not silent("y.backward", Lost("timeout", "Time is up.")).plain


async def test_it_stands_below_the_output_of_a_run_that_is_not_judged() -> None:
    evaluator = FakeEvaluator(Run(value="None", evidence=Evidence((), ())))
    async with piloted(tutor(evaluator, at=("scalars", "sum"))) as pilot:
        editor(pilot.app).text = "y.backward"
        await press(pilot, "ctrl+r")
        assert NOT_CALLED in str(desk(pilot.app).ruling.query_one("#ruling").render())
        editor(pilot.app).text = "y.backward()"
        await press(pilot, "ctrl+r")
        assert not desk(pilot.app).ruling.display
