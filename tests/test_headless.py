"""What a cell without a screen says of errors, warnings and silent failures."""

from pathlib import Path

import pytest

from autograd_tutor import headless
from autograd_tutor.cli import main


def said(tmp_path: Path, capsys: pytest.CaptureFixture[str], code: str) -> list[str]:
    cell = tmp_path / "cell.py"
    cell.write_text(code, encoding="utf-8")
    main(["run", str(cell)])
    return capsys.readouterr().err.splitlines()


def test_an_error_of_autograd_is_explained_below_its_own_words(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    code = "x = torch.ones(100, requires_grad=True)\ny = x**2\ny.backward()"
    assert said(tmp_path, capsys, code) == [
        "line 3: y.backward()",
        "RuntimeError: grad can be implicitly created only for scalar outputs",
        "`y` is not a single number, and backward has to start from one. Try",
        "`y.sum().backward()`, or pass a weight for each entry of `y`.",
        "Lesson: autograd-tutor --lesson sum-trick",
    ]


def test_a_warning_is_explained_below_its_own_words(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    code = "x = torch.ones(1, requires_grad=True)\ny = x * 2\ny.backward()\ny.grad;"
    warned, *explained = said(tmp_path, capsys, code)
    assert warned.startswith("UserWarning: The .grad attribute of a Tensor that is not a leaf")
    assert explained == [
        "This tensor is a result, and backward leaves gradients at the leaves only.",
        "Read the input's `.grad`, or call retain_grad() on this one before backward.",
        "Lesson: autograd-tutor --lesson beyond-the-first",
    ]


def test_other_errors_stand_for_themselves(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert said(tmp_path, capsys, "1 / 0") == [
        "line 1: 1 / 0",
        "ZeroDivisionError: division by zero",
    ]


def test_a_silent_failure_is_remarked_on(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    code = "x = torch.ones(1, requires_grad=True)\n(x**2).sum().backward\nx.grad;"
    assert said(tmp_path, capsys, code) == [
        "`backward` without brackets names the method, and nothing is called. Write",
        "`backward()`.",
        "Lesson: autograd-tutor --lesson backward-and-grad",
    ]


@pytest.mark.parametrize(("options", "terminal"), [([], "linux"), (["--ascii"], "xterm")])
def test_a_picture_is_drawn_in_characters_that_the_terminal_shows(
    options: list[str], terminal: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[bool] = []

    def run_file(*_: object, ascii: bool) -> int:
        asked.append(ascii)
        return 0

    monkeypatch.setattr(headless, "run_file", run_file)
    monkeypatch.setenv("TERM", terminal)
    assert main(["run", *options, "cell.py"]) == 0
    assert asked == [True]
