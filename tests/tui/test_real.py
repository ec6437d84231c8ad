"""The app on the real evaluator, with the real drawing."""

from __future__ import annotations

from autograd_tutor.evaluator.client import Evaluator
from autograd_tutor.evaluator.launch import Launcher

from .pilots import desk, editor, piloted, press, settle, status, text, tutor, until


async def test_expression_error_and_interrupt_on_the_real_evaluator() -> None:
    async with piloted(tutor(Evaluator(Launcher()), at=("slopes", "cubic"))) as pilot:
        await press(pilot, "enter")
        figure = desk(pilot.app).plot.figure
        assert figure is not None
        assert [curve.label for curve in figure.curves] == ["f", "f'"]
        assert "done in" in status(pilot.app)

        await press(pilot, "ctrl+n", "ctrl+r")
        shown = text(pilot.app)
        assert "line 3:  y.backward()" in shown
        assert "RuntimeError: grad can be implicitly created only for scalar outputs" in shown

        editor(pilot.app).load_text("print('begun')\nwhile True: pass")
        await pilot.press("ctrl+r")
        await until(pilot, lambda: "begun" in desk(pilot.app).output.printed)
        await press(pilot, "ctrl+c")
        assert "stopped" in status(pilot.app)

        editor(pilot.app).load_text("print('begun')\nwhile True: pass")
        await pilot.press("ctrl+r")
        await until(pilot, lambda: "begun" in desk(pilot.app).output.printed)
        await press(pilot, "ctrl+p", "ctrl+n")
        editor(pilot.app).load_text("1 + 1")
        await press(pilot, "ctrl+r")
        assert "= 2" in text(pilot.app)


async def test_quitting_while_a_cell_runs_is_quick() -> None:
    app = tutor(Evaluator(Launcher()))
    async with piloted(app) as pilot:
        await settle(pilot)
        editor(pilot.app).load_text("print('begun')\nwhile True: pass")
        await pilot.press("ctrl+r")
        await until(pilot, lambda: "begun" in desk(pilot.app).output.printed)
        await pilot.press("ctrl+q")
    assert app.return_code == 0
