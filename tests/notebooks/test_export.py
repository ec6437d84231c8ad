"""A learner's work as a notebook that runs, and as a script."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from importlib.util import find_spec
from pathlib import Path

import nbformat
import pytest

from autograd_tutor.cli import main
from autograd_tutor.course.answers import answer_key
from autograd_tutor.course.exercises import is_exercise
from autograd_tutor.course.lessons import Course, readable, shipped
from autograd_tutor.lesson import steps
from autograd_tutor.lesson.model import Lesson
from autograd_tutor.notebooks.work import runnable
from autograd_tutor.progress.database import progress_file
from autograd_tutor.progress.standing import PLAYGROUND
from autograd_tutor.progress.store import Store

Captured = pytest.CaptureFixture[str]
EXECUTE = """
import sys, nbformat
from nbclient import NotebookClient
book = nbformat.read(sys.argv[1], 4)
NotebookClient(book, timeout=300, startup_timeout=300, kernel_name="tutor").execute()
nbformat.write(book, sys.argv[1])
"""
TRACKED = """
try:
    plot(torch.ones(2, requires_grad=True))
except RuntimeError as error:
    print(error)
"""


@pytest.fixture
def store(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Store:
    """A learner's progress, which `export` finds."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("AUTOGRAD_TUTOR_STATE", str(tmp_path / "state"))
    return Store(progress_file())


def passed(store: Store, lesson: Lesson) -> None:
    """The learner passes every exercise of a lesson, as its author would."""
    for step in lesson.steps:
        key = (lesson.id, step.id)
        match step:
            case steps.Choice() | steps.Predict():
                right = [str(at) for at, option in enumerate(step.options) if option.right]
                store.save_draft(*answer_key(key), ",".join(right))
            case steps.Order():
                store.save_draft(*answer_key(key), ",".join(map(str, range(len(step.items)))))
            case steps.Number():
                store.save_draft(*key, str(step.answer))
            case steps.Explain():
                store.save_draft(*key, "In *my* words.")
            case steps.Expression():
                store.save_draft(*key, step.answer or step.starter)
            case steps.Code() | steps.Fix():
                store.save_draft(*key, step.solution[0])
        if is_exercise(step):
            store.record(*key, "passed", "")


def executed(path: Path, place: Path) -> nbformat.NotebookNode:
    """The notebook with what a real kernel made of it; its places are all in a directory."""
    spec = place / "data" / "kernels" / "tutor"
    spec.mkdir(parents=True)
    argv = [sys.executable, "-m", "ipykernel_launcher", "-f", "{connection_file}"]
    told = {"argv": argv, "display_name": "tutor", "language": "python"}
    (spec / "kernel.json").write_text(json.dumps(told), encoding="utf-8")
    places = {
        "JUPYTER_DATA_DIR": str(place / "data"),
        "JUPYTER_RUNTIME_DIR": str(place / "run"),
        "JUPYTER_CONFIG_DIR": str(place / "settings"),
        "IPYTHONDIR": str(place / "ipython"),
    }
    done = subprocess.run(
        [sys.executable, "-c", EXECUTE, str(path)],
        env={"PATH": os.environ["PATH"], "HOME": str(place), **places},
        capture_output=True,
        text=True,
    )
    assert done.returncode == 0, done.stderr
    return read(path)


def read(path: Path) -> nbformat.NotebookNode:
    book: nbformat.NotebookNode = nbformat.read(path, 4)  # type: ignore[no-untyped-call]
    return book


@pytest.mark.parametrize("which", [slice(1, 2), pytest.param(slice(None), marks=pytest.mark.long)])
def test_the_notebook_of_who_passed_everything_runs(
    which: slice, store: Store, tmp_path: Path, capsys: Captured
) -> None:
    lessons = readable(Course(shipped))[which]
    for lesson in lessons:
        passed(store, lesson)
    store.add_cell("plot([1.0, 2.0], label='mine')")
    store.close()
    assert main(["export", "--ipynb", "work.ipynb"]) == 0
    assert capsys.readouterr().out == "All your work is in work.ipynb now.\n"
    book = read(tmp_path / "work.ipynb")
    nbformat.validate(book)
    codes = [cell.source for cell in book.cells if cell.cell_type == "code"]
    programs = [each for lesson in lessons for each in lesson.steps if hasattr(each, "solution")]
    for step in programs:
        if not isinstance(step, steps.Number):
            assert any(step.solution[0].strip() in code for code in codes), step.id
    assert all(not cell.get("outputs") for cell in book.cells)
    texts = "\n".join(cell.source for cell in book.cells if cell.cell_type == "markdown")
    for lesson in lessons:
        assert f"## {lesson.title}\n" in f"{texts}\n"
    ran = executed(tmp_path / "work.ipynb", tmp_path)
    drawn = find_spec("matplotlib") is not None
    assert drawn or "curve mine: 2 points, from 1 to 2" in str(ran.cells[-1].outputs)


def test_the_script_runs_as_it_is(store: Store, tmp_path: Path) -> None:
    passed(store, readable(Course(shipped))[0])
    store.save_draft("first-derivative", "mark", "x = (")
    store.add_cell("not python \x1b[2J\rimport os\x85os.abort()")
    store.add_cell(TRACKED)
    store.close()
    assert main(["export", "--py", "work.py"]) == 0
    written = (tmp_path / "work.py").read_text(encoding="utf-8")
    assert "# This does not run (line 1, '(' was never closed). You typed:\n# x = (\n" in written
    assert "\x1b" not in written
    assert written.count("# %% [markdown]") > 7
    ran = subprocess.run([sys.executable, "work.py"], check=True, capture_output=True, cwd=tmp_path)
    assert b"Can't call numpy() on Tensor that requires grad." in ran.stdout


def test_work_is_told_apart_by_how_far_it_is(store: Store, tmp_path: Path) -> None:
    store.save_draft("first-derivative", "one-slope", "slope = None")
    store.record("first-derivative", "way-back", "passed", "")
    store.save_draft("of-yesterday", "gone", "1 + 1")
    lessons = readable(Course(shipped))
    asked = [(each.id, step) for each in lessons for step in each.steps]
    lesson, why = next((id, step) for id, step in asked if isinstance(step, steps.Explain))
    store.save_draft(lesson, why.id, "In *my* words.")
    store.save_draft(*answer_key((lesson, why.id)), "0,8")
    store.close()
    assert main(["export", "--py", "work.py"]) == 0
    written = (tmp_path / "work.py").read_text(encoding="utf-8")
    assert "# *Not passed yet.*\n\n# %%\nslope = None" in written
    assert "# What you answered is not kept.\n" in written
    assert "# ### of-yesterday, gone\n\n# %%\n1 + 1\n" in written
    assert f"# Your answer:\n#\n#     In *my* words.\n#\n# - {why.points[0]}\n\n" in written
    assert "What autograd is" not in written


def test_the_cell_that_is_being_typed_comes_last(store: Store, tmp_path: Path) -> None:
    store.save_draft(PLAYGROUND, "next", "x + (")
    store.close()
    assert main(["export", "--py", "work.py"]) == 0
    written = (tmp_path / "work.py").read_text(encoding="utf-8")
    assert "# What the course does not have" not in written
    assert "# ## Playground\n" in written
    assert written.rstrip().endswith("You typed:\n# x + (")
    store = Store(progress_file())
    store.add_cell("1 + 1")
    store.drop_draft(PLAYGROUND, "next")
    store.close()
    assert main(["export", "--py", "--force", "work.py"]) == 0
    assert (tmp_path / "work.py").read_text(encoding="utf-8").rstrip().endswith("\n1 + 1")


@pytest.mark.parametrize(
    "typed",
    [
        "x = (",
        "%%bash\nrm -rf /",
        "!ls",
        "x = 1\r\x85!ls",
        "a\x0c\u2028!ls",
        "?x",
        "\x00",
        "é = '\ud800'",
    ],
)
def test_what_is_no_python_is_a_comment_in_every_line(typed: str) -> None:
    part = runnable(typed)
    assert all(line.startswith("#") for line in part.source.splitlines())


def test_what_is_python_stays(store: Store) -> None:
    code = "%matplotlib inline\nx = 1\n\nprint('%%bash')\n"
    assert runnable(code).source == "x = 1\n\nprint('%%bash')"


def test_the_same_work_is_the_same_notebook(store: Store, tmp_path: Path) -> None:
    passed(store, readable(Course(shipped))[0])
    store.close()
    assert main(["export", "--ipynb", "one.ipynb"]) == 0
    assert main(["export", "--ipynb", "two.ipynb"]) == 0
    assert (tmp_path / "one.ipynb").read_bytes() == (tmp_path / "two.ipynb").read_bytes()


def test_a_notebook_needs_nbformat_and_a_script_does_not(
    store: Store, monkeypatch: pytest.MonkeyPatch, capsys: Captured
) -> None:
    store.add_cell("1 + 1")
    store.close()
    monkeypatch.setitem(sys.modules, "nbformat", None)
    assert main(["export", "--ipynb", "work.ipynb"]) == 1
    assert "pip install 'autograd-tutor[notebooks]'" in capsys.readouterr().err
    assert not Path("work.ipynb").exists()
    assert main(["export", "--py", "-"]) == 0
    assert capsys.readouterr().out.endswith("# %%\n1 + 1\n")
    with pytest.raises(SystemExit) as left:
        main(["export", "--py", "--ipynb", "work"])
    assert left.value.code == 2
