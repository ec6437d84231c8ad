"""A notebook becomes a lesson's draft, and what is left to do is said in its place."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from autograd_tutor.authoring.course import read_courses
from autograd_tutor.authoring.static import examine
from autograd_tutor.cli import main
from autograd_tutor.lesson.load import load_lesson
from autograd_tutor.lesson.model import Lesson
from autograd_tutor.lesson.steps import Code, Demo, Read
from autograd_tutor.notebooks.draft import draft_of
from autograd_tutor.notebooks.reading import cells_of
from autograd_tutor.notebooks.writing import lesson_text

from .books import Cell, book, code, saved, text

Captured = pytest.CaptureFixture[str]


def lesson(place: Path, *cells: Cell) -> Lesson:
    """The lesson that a draft of these cells reads as."""
    path = place / "draft.yaml"
    draft = draft_of(cells_of(book(*cells)), "a notebook")
    path.write_text(lesson_text(draft.lesson, "book.ipynb"), encoding="utf-8")
    return load_lesson(path)


def test_headings_split_texts_and_the_last_goes_with_the_code(tmp_path: Path) -> None:
    made = lesson(
        tmp_path,
        text("# Slopes", "All about them.", "", "## Look", "Say what you expect."),
        code("x = torch.ones(3)"),
        text("## Look", "Again."),
        text("```", "# no heading", "```", "", "Under", "====="),
    )
    assert made.id == "slopes"
    assert made.title == "Slopes"
    assert [(type(step), step.id, step.title) for step in made.steps] == [
        (Read, "slopes", "Slopes"),
        (Demo, "look", "Look"),
        (Read, "look-2", "Look (2)"),
        (Read, "under", "Under"),
    ]
    assert made.steps[1].text == "Say what you expect."
    assert made.steps[2].text == "Again.\n\n```\n# no heading\n```\n"
    assert made.steps[3].text == "**Under**"


@pytest.mark.parametrize(
    ("markdown", "words"),
    [
        ("a <b>bold</b> word<!-- no\nword --> more", "a bold word more"),
        ("![a graph](g.png)", "(TODO: a picture was here: a graph)"),
        ('<img src="x" alt="a &amp; b">', "(TODO: a picture was here: a & b)"),
        (r"slope $\frac{dy}{dx} = 2x$ here", "slope `dy/dx = 2x` here"),
        (r"$$\int f$$", r"`\int f` (TODO: say this formula in words)"),
        ("`<b> $x$ ![a](b)` stays", "`<b> $x$ ![a](b)` stays"),
        ("it costs $5 or $6", "it costs $5 or $6"),
        ("<https://pytorch.org> stays", "<https://pytorch.org> stays"),
        ("x<sup>2</sup><br>y", "x^2\ny\n"),
        ("a < b and c > d", "a < b and c > d"),
        ("<script>alert(1)</script>after", "after"),
        ("before<script>never closed", "before"),
    ],
)
def test_what_a_lesson_can_not_show_is_put_in_words(
    markdown: str, words: str, tmp_path: Path
) -> None:
    (step,) = lesson(tmp_path, text(markdown)).steps
    assert step.text == words


def test_long_lines_are_broken_where_a_step_breaks_them(tmp_path: Path) -> None:
    wide = "word " * 30
    table = "|" + "a |" * 30
    (step,) = lesson(tmp_path, text(f"- {wide}", "  go on", table, "", f"> {wide}")).steps
    lines = step.text.splitlines()
    assert max(len(line) for line in lines if line != table) <= 76
    assert table in lines
    assert "word go on" in " ".join(step.text.split())
    assert lines[0].startswith("- word")
    assert lines[1].startswith("  word")
    assert lines[-1].startswith("> word")


@pytest.mark.parametrize(
    "work",
    [
        "# TODO: your turn\nslope = None",
        "slope = ...",
        "def slope(x):\n    ...",
        "def slope(x):\n    raise NotImplementedError",
        "# your code here",
    ],
)
def test_what_asks_for_code_is_an_exercise(work: str, tmp_path: Path) -> None:
    (step,) = lesson(tmp_path, code(work)).steps
    assert isinstance(step, Code)
    assert step.starter.rstrip("\n") == work
    assert step.solution == []


def test_what_only_looks_so_is_a_demo(tmp_path: Path) -> None:
    (step,) = lesson(tmp_path, code('print("TODO ...")', "x = y[..., 0]")).steps
    assert isinstance(step, Demo)


def test_the_solution_between_the_marks_of_nbgrader_is_taken(tmp_path: Path) -> None:
    lines = ["y = x**2", "### BEGIN SOLUTION", "slope = 2 * x", "### END SOLUTION", "print(slope)"]
    hidden = ["### BEGIN HIDDEN TESTS", "assert slope", "### END HIDDEN TESTS"]
    (step,) = lesson(tmp_path, code(*lines, *hidden)).steps
    assert isinstance(step, Code)
    assert step.starter == "y = x**2\n# Your code here\n...\nprint(slope)\n"
    assert step.solution == ["y = x**2\nslope = 2 * x\nprint(slope)\n"]


def test_what_the_tutor_gives_is_not_imported_again(tmp_path: Path) -> None:
    first = ["import torch", "import math", "from matplotlib import pyplot as plt", "math.pi"]
    draws = ["import matplotlib.pyplot as plt", "plt.plot([1])"]
    steps = lesson(tmp_path, code(*first), code(*draws), code("plt.show()")).steps
    shown = [step.code for step in steps if isinstance(step, Demo)]
    assert shown == ["import math\nmath.pi\n", "\n".join(draws) + "\n", "plt.show()"]
    assert isinstance(steps[2], Demo)
    assert steps[2].setup.splitlines()[0] == "from matplotlib import pyplot as plt"


def test_a_step_is_set_up_with_what_it_needs_of_the_cells_before(tmp_path: Path) -> None:
    steps = lesson(
        tmp_path,
        code("x = torch.ones(3, requires_grad=True)", "a = 1; b = 2", "print(x)"),
        code("y = x**2", "y"),
        code("y.sum().backward()"),
        code("print(x.grad)"),
        code("print(a)"),
        code("x = 1", "print(x)"),
    ).steps
    setups = [step.setup.rstrip("\n") for step in steps if isinstance(step, Demo)]
    begin = "x = torch.ones(3, requires_grad=True)"
    square = f"{begin}\ny = x ** 2"
    assert setups == ["", begin, square, f"{square}\ny.sum().backward()", "a = 1", ""]


def test_a_cell_that_failed_sets_nothing_up(tmp_path: Path) -> None:
    failed = code("x = 1", "1 / 0")
    failed["outputs"] = [{"output_type": "error", "ename": "E", "evalue": "", "traceback": []}]
    steps = lesson(tmp_path, code("x = 0"), failed, code("print(x)")).steps
    assert isinstance(steps[2], Demo)
    assert steps[2].setup == "x = 0"


def test_magics_and_tests_are_left_out_and_said() -> None:
    cells = [
        code("%matplotlib inline", "!pip install torch", "x = 5"),
        code("%%bash", "rm -rf /"),
        code("%%time", "x = 1"),
        code("assert slope", nbgrader={"grade": True, "solution": False}),
        code('x = """', "%d", '"""'),
    ]
    draft = draft_of(cells_of(book(*cells)), "a notebook")
    shown = [step["code"] for step in draft.lesson["steps"]]
    assert shown == ["x = 5", "x = 1", 'x = """\n%d\n"""']
    places = [each.partition(":")[0] for each in draft.left_out]
    assert places == ["cell 1", "cell 2", "cell 3", "cell 4"]
    assert "`%matplotlib inline` and 1 more" in draft.left_out[0]


@pytest.mark.parametrize(
    "nasty",
    [
        "*anchor: !!python/object/apply:os.system [id]",
        "--- a\n--- b\n%YAML 1.1",
        "yes",
        "0o17",
        "\x1b[2J\u202e and \ud800 and \x85 and \ufeff",
        "tab\tand trailing   \n\n   leading",
        "\"quoted\" 'both' \\x41 # no comment",
        "  - kind: demo\n  - kind: read",
        "steps:\n\n  - kind: demo",
    ],
)
def test_no_text_becomes_anything_but_text(nasty: str, tmp_path: Path) -> None:
    with_code = lesson(tmp_path, text(nasty), code(nasty))
    assert len(with_code.steps) == 1
    only = lesson(tmp_path, text(f"# {nasty}"))
    assert {type(step) for step in only.steps} == {Read}


def test_many_steps_of_one_heading_have_an_id_and_a_title_each(tmp_path: Path) -> None:
    heading = "A heading of very many words which is far too long to be a title of a step of ours"
    cells = [code(f"{number}") for number in range(30)]
    made = lesson(tmp_path, text(f"# {heading}"), *cells, text(f"# {heading}"))
    assert len({step.id for step in made.steps}) == len(made.steps) == 31
    assert len({step.title for step in made.steps}) == 31
    assert heading in " ".join(made.steps[-1].text.split()).replace("**", "")


def test_the_command_writes_a_draft_and_says_what_is_next(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: Captured
) -> None:
    monkeypatch.chdir(tmp_path)
    saved(tmp_path / "slopes.ipynb", text("# Slopes"), code("!ls", "1 + 1"), code("slope = ..."))
    assert main(["import-notebook", "slopes.ipynb"]) == 0
    assert capsys.readouterr().out.splitlines() == [
        "slopes.yaml: a draft with 1 demo, 1 exercise.",
        "Left out:",
        "- cell 2: `!ls`",
        "What is left to do: autograd-tutor lint slopes.yaml",
    ]
    before = (tmp_path / "slopes.yaml").read_bytes()
    assert main(["import-notebook", "slopes.ipynb"]) == 2
    assert "is there already" in capsys.readouterr().err
    assert (tmp_path / "slopes.yaml").read_bytes() == before
    assert main(["import-notebook", "slopes.ipynb", "--out", "-"]) == 0
    assert capsys.readouterr().out.encode() == before
    assert main(["import-notebook", "none.ipynb"]) == 2
    assert "No such file" in capsys.readouterr().err
    assert main(["import-notebook", "slopes.yaml"]) == 2
    assert "no notebook" in capsys.readouterr().err


@pytest.mark.parametrize("out", ["-", "draft.yaml"])
def test_nobody_has_to_read_what_it_says(out: str, tmp_path: Path) -> None:
    saved(tmp_path / "slopes.ipynb", code("1 + 1"))
    read, write = os.pipe()
    os.close(read)
    command = [sys.executable, "-m", "autograd_tutor", "import-notebook", "slopes.ipynb"]
    done = subprocess.run(
        [*command, "--out", out], stdout=write, stderr=subprocess.PIPE, cwd=tmp_path
    )
    os.close(write)
    assert done.returncode == 1
    assert b"failed" not in done.stderr


def test_lint_says_where_something_is_left_to_do(tmp_path: Path) -> None:
    lesson(tmp_path, text("![a graph](g.png)"), code("slope = ..."))
    (course,) = read_courses([tmp_path / "draft.yaml"])
    found = [(each.rule, each.line, each.column) for each in examine(course)]
    lines = (tmp_path / "draft.yaml").read_text(encoding="utf-8").splitlines()
    todo = [(line, column) for rule, line, column in found if rule == "L116"]
    assert [lines[line - 1][column - 1 :][:4] for line, column in todo] == ["TODO"] * 2
    assert {"L110", "L111", "L114", "L115"} <= {rule for rule, _, _ in found}
    said = [each.problem for each in examine(course) if each.rule == "L116"]
    assert said[0] == "the draft says: TODO: say what one can do after this lesson"
