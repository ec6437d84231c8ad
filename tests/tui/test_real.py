"""The app on the real evaluator, with the real judge, store and drawing."""

from __future__ import annotations

from pathlib import Path

from autograd_tutor.evaluator.client import Evaluator
from autograd_tutor.evaluator.launch import Launcher
from autograd_tutor.progress.standing import Standing
from autograd_tutor.progress.store import Store

from .kinds import SOLVED, every
from .pilots import desk, editor, piloted, press, settle, status, text, tutor, until


async def test_expression_error_and_interrupt_on_the_real_evaluator() -> None:
    async with piloted(tutor(Evaluator(Launcher()), at=("slopes", "cubic"))) as pilot:
        await press(pilot, "enter")
        figure = desk(pilot.app).results.plot.figure
        assert figure is not None
        assert [curve.label for curve in figure.curves] == ["f", "f'"]
        assert "done in" in status(pilot.app)

        await press(pilot, "ctrl+n", "ctrl+r")
        shown = text(pilot.app)
        assert "line 3:  y.backward()" in shown
        assert "RuntimeError: grad can be implicitly created only for scalar outputs" in shown

        editor(pilot.app).load_text("print('begun')\nwhile True: pass")
        await pilot.press("ctrl+r")
        await until(pilot, lambda: "begun" in desk(pilot.app).results.output.printed)
        await press(pilot, "ctrl+c")
        assert "stopped" in status(pilot.app)

        editor(pilot.app).load_text("print('begun')\nwhile True: pass")
        await pilot.press("ctrl+r")
        await until(pilot, lambda: "begun" in desk(pilot.app).results.output.printed)
        await press(pilot, "ctrl+p", "ctrl+n")
        editor(pilot.app).load_text("1 + 1")
        await press(pilot, "ctrl+r")
        assert "= 2" in text(pilot.app)

        square = "x = torch.tensor(3.0, requires_grad=True)\ny = x**2\n"
        for code in (square, f"{square}y.backward()\n"):
            editor(pilot.app).load_text(code)
            await press(pilot, "ctrl+r")
        desk(pilot.app).results.go("tensors")
        await settle(pilot)
        lines = [line.split() for line in text(pilot.app).splitlines()]
        assert ["*", "x", "[]", "yes", "yes", "none", "6*", "3"] in lines
        assert ["y", "[]", "no", "yes", "PowBackward0", "none", "9"] in lines
        assert "Saved for going back: 4 B, all of it by Pow." in text(pilot.app)
        await press(pilot, "c")
        assert pilot.app.clipboard in "\n".join(
            line.removeprefix(" ") for line in text(pilot.app).splitlines()
        )


async def test_every_judged_kind_with_the_real_judge_and_store(tmp_path: Path) -> None:
    store = Store(tmp_path / "progress.sqlite3")
    async with piloted(every("picture", Evaluator(Launcher()), store)) as pilot:
        figure = desk(pilot.app).results.plot.figure
        assert figure is not None
        assert [curve.label for curve in figure.curves] == ["y", "s"]
        await press(pilot, "ctrl+n")
        assert "● Sum  s  []" in text(pilot.app)
        await press(pilot, "ctrl+n", "2", "enter")
        assert "tensor(12.)" in text(pilot.app)
        assert "Right. Each call adds its 6." in text(pilot.app)

        await press(pilot, *["ctrl+n"] * 5)
        editor(pilot.app).load_text("(x + 2)**2")
        await press(pilot, "enter")
        assert "Not yet. Yours touches zero at -2." in text(pilot.app)
        editor(pilot.app).load_text("x*x - 4*x + 4")
        await press(pilot, "enter")
        assert "Right. The slope is zero there, too." in text(pilot.app)

        await press(pilot, "ctrl+n", "ctrl+r")
        assert "Not tried yet." in text(pilot.app)
        editor(pilot.app).load_text(editor(pilot.app).text.replace("(x**2)", "(x**2).sum()"))
        await press(pilot, "ctrl+r")
        assert "Right. The sum has the same slopes." in text(pilot.app)

        await press(pilot, "ctrl+n")
        editor(pilot.app).load_text(SOLVED.replace("[0]", "[0] * 2"))
        await press(pilot, "ctrl+r")
        assert "Not yet." in text(pilot.app)
        editor(pilot.app).load_text(SOLVED)
        await press(pilot, "ctrl+r")
        assert "Right. One call gave a hundred slopes." in text(pilot.app)
        assert "4 of 8 exercises passed." in text(pilot.app)
    store.close()
    again = Store(tmp_path / "progress.sqlite3")
    assert again.passed("every") == {"foresee", "parabola", "mend", "slope"}
    assert again.standing("every", "mend") == Standing(attempts=1, passed=True)
    assert again.standing("every", "slope") == Standing(attempts=2, passed=True)
    again.close()


async def test_quitting_while_a_cell_runs_is_quick() -> None:
    app = tutor(Evaluator(Launcher()))
    async with piloted(app) as pilot:
        await settle(pilot)
        editor(pilot.app).load_text("print('begun')\nwhile True: pass")
        await pilot.press("ctrl+r")
        await until(pilot, lambda: "begun" in desk(pilot.app).results.output.printed)
        await pilot.press("ctrl+q")
    assert app.return_code == 0
