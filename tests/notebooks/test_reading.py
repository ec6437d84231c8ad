"""Any file is a notebook or refused in words, and any notebook makes a draft in a moment."""

from __future__ import annotations

import json
import sys
import warnings
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from autograd_tutor.lesson.load import LessonError, load_lesson
from autograd_tutor.notebooks.draft import draft_of
from autograd_tutor.notebooks.reading import MOST_BYTES, NotebookError, cells_of
from autograd_tutor.notebooks.writing import lesson_text

from .books import Cell, book, code, text


def test_formats_before_this_one_are_read() -> None:
    sheet = {
        "metadata": {},
        "cells": [
            {"cell_type": "heading", "level": 1, "metadata": {}, "source": "Old"},
            {"cell_type": "markdown", "metadata": {}, "source": ["a\n", "b"]},
            {
                "cell_type": "code",
                "collapsed": False,
                "input": ["1 + 1"],
                "language": "python",
                "metadata": {},
                "outputs": [{"output_type": "pyerr", "ename": "E", "evalue": "", "traceback": []}],
                "prompt_number": 1,
            },
        ],
    }
    head = {"nbformat": 3, "nbformat_minor": 0, "metadata": {"name": "old"}}
    found = cells_of(json.dumps({**head, "worksheets": [sheet]}).encode())
    assert [each.kind for each in found] == ["text", "text", "code"]
    assert found[2].failed


@pytest.mark.parametrize(
    ("data", "said"),
    [
        (b"", "no JSON"),
        (b"{", "line 1, column 2"),
        (b"\xff", "not UTF-8"),
        (b"[]", "no `nbformat`"),
        (b"[" * 100_000, "nested too deep"),
        (b"9" * 10_000, "too long a number"),
        (b'{"nbformat": 9}', "newer"),
        (b'{"nbformat": 4}', "not as notebooks are"),
        (b'{"nbformat": 4, "metadata": {}, "cells": 5}', "not as notebooks are"),
        (b'{"nbformat": 4, "metadata": {}, "cells": [5]}', "not as notebooks are"),
        (b'{"nbformat": 3, "worksheets": [[]]}', "not as notebooks are"),
        (book(), "no cell with text"),
        (book(text("a" * 100_001)), "100,000 characters"),
        (book(*[text("a")] * 201), "200 cells"),
        (b" " * (MOST_BYTES + 1), "32 MiB"),
    ],
    ids=range(15),
)
def test_what_is_no_notebook_is_refused_in_words(data: bytes, said: str) -> None:
    with pytest.raises(NotebookError, match=said):
        cells_of(data)


def test_a_notebook_of_far_too_many_steps_is_refused() -> None:
    with pytest.raises(NotebookError, match="more than 200 steps"):
        draft_of(cells_of(book(text("# A\n" * 201))), "long")


def test_without_nbformat_it_says_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "nbformat", None)
    with pytest.raises(NotebookError, match=r"pip install 'autograd-tutor\[notebooks\]'"):
        cells_of(book(text("a")))


@pytest.mark.parametrize(
    "marks",
    [
        "`",
        "``a ",
        "$",
        "$a",
        "<a",
        "<!--",
        "![](",
        r"\[",
        r"$\frac{",
        "> ",
        "[a](",
        "x = y\n",
        "((",
    ],
)
def test_a_text_of_nothing_but_marks_is_read_at_once(marks: str) -> None:
    """Minutes, where a mark is looked for anew from each that is never closed."""
    many = marks * (30_000 // len(marks))
    draft = draft_of(cells_of(book(text(many), code(many), text(f"# {many}"))), "marks")
    assert draft.lesson["steps"]


words = st.text(
    st.characters() | st.sampled_from(list("#`$<>![]()\\-\n:|*%\t\x1b\u2028")), max_size=60
)
lines_of_code = st.sampled_from(
    [
        "x = 1", "%magic", "### BEGIN SOLUTION", "### END SOLUTION", "slope = ...", "import torch",
        "def f():", "    return x", "raise NotImplementedError", "y = f(x)", "y.backward()", "",
        "from a import b as c", "for i in x: print(i)", "# TODO", "'''", "class A: x = 1", "x += y",
    ]
)  # fmt: skip
sources = words | st.lists(lines_of_code, max_size=8).map("\n".join)
cells = st.builds(text, sources) | st.builds(code, sources)
junk: st.SearchStrategy[Any] = st.recursive(
    st.none() | st.integers() | words,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(words, inner, max_size=3),
    max_leaves=6,
)


@settings(max_examples=100)
@given(cells=st.lists(cells, min_size=1, max_size=8), name=words)
def test_any_notebook_makes_a_draft_that_is_read_or_located(
    tmp_path_factory: pytest.TempPathFactory, cells: list[Cell], name: str
) -> None:
    path = tmp_path_factory.getbasetemp() / "any.yaml"
    try:
        draft = draft_of(cells_of(book(*cells)), name)
    except NotebookError as error:
        assert str(error).startswith(("it has no cell", "nothing in it"))
        return
    path.write_text(lesson_text(draft.lesson, f"{name}.ipynb"), encoding="utf-8")
    try:
        assert load_lesson(path).steps
    except LessonError as error:
        assert (error.line, error.column) > (1, 1)


@settings(max_examples=100)
@given(
    st.fixed_dictionaries(
        {"nbformat": st.sampled_from([1, 2, 3, 4])},
        optional=dict.fromkeys(["cells", "worksheets", "metadata", "nbformat_minor"], junk),
    )
)
def test_any_json_is_a_notebook_or_refused(value: dict[str, Any]) -> None:
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        try:
            assert cells_of(json.dumps(value).encode())
        except NotebookError as error:
            assert "\n" not in str(error)
