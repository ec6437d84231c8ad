"""Wrong steps of every kind: each error has its place, and says what to write instead."""

from __future__ import annotations

from pathlib import Path
from typing import TypeAlias

import pytest

from autograd_tutor.lesson.load import LessonError, load_lesson

HEAD = "format: 1\nid: a\ntitle: T\naims: [x]\nminutes: 3\nsteps:\n"  # lines 1 to 6
STEPS = {  # each from line 7 on; the kind's own fields begin on line 11
    "plot": "series:\n- {label: y, y: x}\n- {label: z, y: x, slope: 1}\n",
    "graph": "code: y = x\nof: y\n",
    "predict": "code: x\noptions:\n- {text: a, right: true}\n- {text: b}\n",
    "choice": "options:\n- {text: a, right: true}\n- {text: b}\n",
    "number": "answer: 2\nmistakes:\n- {answer: 4, say: s}\n- {answer: 5, say: s}\n",
    "order": "items: [a, b, c]\nmistakes:\n- {order: [2, 1, 3], say: s}\n",
    "expression": "answer: x\nmistakes:\n- {id: m, code: x, say: s}\n- {id: n, code: x, say: s}\n",
    "code": "inputs: [x]\nhints:\n- h\nmistakes:\n- {id: m, code: x, say: s}\n",
    "fix": "error: E02\nstarter: x\nchecks:\n",
    "explain": "points: [a, b]\n",
}


def lesson(kind: str, old: str = "", new: str = "") -> str:
    fields = STEPS[kind]
    assert old in fields
    step = f"kind: {kind}\nid: one\ntitle: t\ntext: x\n{fields.replace(old, new, 1)}"
    return HEAD + "- " + step.replace("\n", "\n  ").rstrip(" ")


def check(spec: str) -> str:
    return lesson("fix", "checks:\n", f"checks:\n- {{{spec}}}\n")


# The lesson, line, column, words of the problem, words of the remedy.
Row: TypeAlias = tuple[str, int, int, str, str]

TYPED: dict[str, Row] = {
    "series field": (lesson("plot", "slope", "slop"), 13, 22, "curve has no", "`slope`? its"),
    "series label": (lesson("plot", "label: z", "label: ' z'"), 13, 13, "`label`", "one line"),
    "series missing": (lesson("plot", ", y: x}", "}"), 12, 5, "the curve has no `y`", "y: |"),
    "slope": (lesson("plot", "slope: 1", "slope: 4"), 13, 29, "at most 3", "slope: 0"),
    "no series": (lesson("graph", "code: y = x\nof: y", "alt: a"), 7, 3, "no `code`", "code: |"),
    "graph of what": (lesson("graph", "of: y", "of: y.1"), 12, 7, "`of`", "attribute of one"),
    "option field": (lesson("choice", "right", "rihgt"), 12, 15, "option has no", "`right`?"),
    "option right": (lesson("choice", "true", "'yes'"), 12, 22, "true or false", "right: true"),
    "option missing": (lesson("predict", "text: b", "say: b"), 14, 5, "no `text`", "text: It is"),
    "one option": (lesson("choice", "\n- {text: b}", ""), 12, 3, "at least 2 items", "- text:"),
    "no options": (lesson("choice", "options", "option"), 11, 3, "`option`", "`options`?"),
    "options that are text": (lesson("choice", "{text: b}", "b"), 13, 5, "item 2 of", "- text:"),
    "wrong number": (lesson("number", "4", "four"), 13, 14, "not text", "answer: 1.5"),
    "wrong number field": (lesson("number", "say", "sya"), 13, 17, "mistake has no", "`say`?"),
    "wrong number's words": (lesson("number", "say: s", "say: ''"), 13, 22, "`say`", "one word"),
    "two items": (lesson("order", "[a, b, c]", "[a, b]"), 11, 10, "at least 3", "items: ["),
    "order of words": (lesson("order", "2, 1", "b, 1"), 13, 14, "item 1 of", "order: [3, 1, 2]"),
    "mistake field": (lesson("expression", "{id", "{idd"), 13, 6, "mistake has no", "`id`?"),
    "mistake missing": (
        lesson("code", ", say: s", ""),
        15,
        5,
        "the mistake has no `say`",
        "say: |",
    ),
    "mistake also": (lesson("code", "say", "also: x, say"), 15, 28, "a list", "also: and under it"),
    "mistake concept": (lesson("code", "say", "concept: A b, say"), 15, 31, "`conc", "lower-case"),
    "blank code": (lesson("code", "code: x", "code: ''"), 15, 19, "`code`", "Python, at least"),
    "input": (lesson("code", "[x]", "[x.grad]"), 11, 12, "item 1 of `inputs`", "a Python name"),
    "hint that is a number": (lesson("code", "- h", "- 3"), 13, 5, "item 1 of `hints`", "quotes"),
    "hints that are text": (lesson("code", "\n- h", " h"), 12, 10, "a list", "hints: and under it"),
    "reveal": (
        lesson("code", "hints", "reveal: after-pas\nhints"),
        12,
        11,
        "`after-pas`",
        "`after-pass`",
    ),
    "reveal number": (
        lesson("code", "hints", "reveal: 3\nhints"),
        12,
        11,
        "not a whole",
        "or never",
    ),
    "attempts": (
        lesson("code", "hints", "attempts: 0\nhints"),
        12,
        13,
        "at least 1",
        "attempts: 3",
    ),
    "error id": (lesson("fix", "E02", "2"), 11, 10, "must be text", "quotes"),
    "error word": (lesson("fix", "E02", "nan"), 11, 10, "`error`", "such as E02"),
    "fix without code": (
        lesson("fix", "starter: x\nchecks:\n", ""),
        7,
        3,
        "fix step has no `starter`",
        ": |",
    ),
    "no points": (lesson("explain", "[a, b]", "[]"), 11, 11, "at least 1 item", "points: ["),
    "check kind": (check("kind: equal"), 14, 12, "kind of check called `equal`", "`equals`? the"),
    "check kind number": (check("kind: 3"), 14, 12, "kind of a check is a word", "asked, reaches"),
    "check without kind": (check("of: [x]"), 14, 5, "the check has no `kind`", "kind: asked"),
    "kind misspelt": (check("knd: asked, of: [x]"), 14, 6, "no field called `knd`", "`kind`?"),
    "check that is text": (lesson("fix", "checks:", "checks:\n- x"), 14, 5, "be fields", "- kind:"),
    "check field": (check("kind: equals, off: [x]"), 14, 20, "equals check has no", "`of`? its"),
    "check of another kind": (check("kind: draws, of: [x]"), 14, 19, "draws check", "say, curves"),
    "check missing": (check("kind: equals"), 14, 5, "equals check has no `of`", "of: [x.grad]"),
    "check names": (check("kind: asked, of: x"), 14, 23, "must be a list", "of: [x.grad]"),
    "check name": (check("kind: asked, of: [2x]"), 14, 24, "item 1 of `of`", "attribute of one"),
    "check by": (check("kind: asked, of: [x], by: gard"), 14, 32, "can't be `gard`", "`grad`?"),
    "check graph": (check("kind: asked, of: [x], create_graph: 1"), 14, 42, "true or", "true"),
    "check leaf": (check("kind: state, name: x, leaf: 1"), 14, 34, "true or false", "leaf: true"),
    "check shape": (check("kind: state, name: x, shape: 3"), 14, 35, "a list", "shape: ["),
    "check size": (check("kind: state, name: x, shape: [-1]"), 14, 36, "item 1 of `sh", "shape: ["),
    "check dtype": (check("kind: state, name: x, dtype: float"), 14, 35, "`float`", "float32"),
    "check of one": (
        check("kind: apart, names: [x]"),
        14,
        26,
        "at least 2 items",
        "names: [x.grad]",
    ),
    "check bytes": (check("kind: saves, at_most: -1"), 14, 28, "at least 0", "at_most: 4096"),
    "check curves": (check("kind: draws, curves: 17"), 14, 27, "at most 16", "curves: 1"),
    "check tolerance": (
        check("kind: equals, of: [x], tolerance: 0"),
        14,
        40,
        "more than",
        "0.0001",
    ),
}

UNTYPED: dict[str, Row] = {
    "plot range": (
        lesson("plot", "series", "range: [2, 1]\nseries"),
        11,
        10,
        "from 2 to 1",
        "lower",
    ),
    "same label": (
        lesson("plot", "label: z", "label: y"),
        13,
        13,
        "label is already used",
        "own la",
    ),
    "no right option": (lesson("choice", ", right: true", ""), 12, 3, "no option", "right: true"),
    "only right ones": (lesson("choice", "b}", "b, right: true}"), 12, 3, "every option", "wrong"),
    "no prediction": (lesson("predict", ", right: true", ""), 13, 3, "no option", "right: true"),
    "only predictions": (lesson("predict", "b}", "b, right: true}"), 13, 3, "every", "wrong"),
    "same option": (
        lesson("choice", "text: b", "text: a"),
        13,
        12,
        "item 1 of `opt",
        "its own text",
    ),
    "infinite answer": (lesson("number", "2", "-.inf"), 11, 11, "finite number, not -inf", "1.5"),
    "answer nan": (lesson("number", "2", ".nan"), 11, 11, "finite number, not nan", "1.5"),
    "overflow": (lesson("number", "4", "1e999"), 13, 14, "finite number, not inf", "answer: 1.5"),
    "mistake passes": (lesson("number", "4", "2.002"), 13, 14, "2.002 would pass", "`tolerance`"),
    "around zero": (
        lesson("number", "2\nmistakes:\n- {answer: 4", "0\nmistakes:\n- {answer: -1e-3"),
        *(13, 14, "-0.001 would pass", "further off"),
    ),
    "same wrong number": (lesson("number", "5", "4"), 14, 14, "answer is already", "its own answ"),
    "same item": (lesson("order", "b, c", "b, a"), 11, 17, "item 3 of `items` is the", "remove"),
    "no order": (lesson("order", "2, 1, 3", "2, 1"), 13, 13, "no order of 3", "[3, 2, 1]"),
    "place 0": (lesson("order", "2, 1, 3", "0, 1, 2"), 13, 13, "no order of 3", "from 1 to 3"),
    "right order": (lesson("order", "2, 1, 3", "1, 2, 3"), 13, 13, "the right order", "[3, 2, 1]"),
    "same order": (
        lesson("order", "say: s}", "say: s}\n- {order: [2, 1, 3], say: t}"),
        *(14, 13, "this order is already used by item 1 of `mistakes`", "its own order"),
    ),
    "same mistake": (lesson("expression", "id: n", "id: m"), 14, 10, "id is already", "its own id"),
    "expression range": (
        lesson("expression", "answer", "range: [0, 2e6]\nanswer"),
        *(11, 10, "to 2e+06", "a million"),
    ),
    "same input": (lesson("code", "[x]", "[x, y, x]"), 11, 18, "item 3 of `inputs`", "remove one"),
    "same hint": (lesson("code", "- h", "- h\n- h"), 14, 5, "the same as item 1", "remove one"),
    "keyword input": (
        lesson("code", "[x]", "[lambda]"),
        11,
        12,
        "`lambda`",
        "a variable, such as x",
    ),
    "keyword of": (lesson("graph", "of: y", "of: y.is"), 12, 7, "`is` is a word of Py", "variable"),
    "keyword in a check": (
        check("kind: asked, of: [None]"),
        14,
        24,
        "`None` is a word",
        "variable",
    ),
    "keyword name": (check("kind: state, name: if, leaf: true"), 14, 25, "`if` is a word", "var"),
    "keyword leaf": (check("kind: reaches, name: x, leaves: [in]"), 14, 39, "`in` is", "variable"),
    "keyword apart": (check("kind: apart, names: [x, or]"), 14, 30, "`or` is", "variable"),
    "apart from itself": (check("kind: apart, names: [x, x]"), 14, 30, "same as item 1", "remove"),
    "state of nothing": (check("kind: state, name: x"), 14, 5, "asks for nothing", "leaf: true"),
    "same check": (
        lesson("fix", "checks:", "checks:\n- {kind: draws}\n- {kind: draws}"),
        *(15, 5, "item 2 of `checks` is the same", "remove one"),
    ),
    "same point": (lesson("explain", "[a, b]", "[a, a]"), 11, 15, "the same as item 1", "remove"),
    "same concept": (
        HEAD.replace("steps", "teaches: [{id: c}, {id: c}]\nsteps") + "- {kind: read, id: a, "
        "title: t, text: x}\n",
        *(6, 25, "this id is already used by item 1 of `teaches`", "its own id"),
    ),
    "keyword concept": (
        HEAD.replace("steps", "teaches: [{id: c, names: [a.del]}]\nsteps")
        + "- {kind: read, id: a, title: t, text: x}\n",
        *(6, 27, "`del` is a word of Python's own", "variable"),
    ),
}


@pytest.mark.parametrize("row", (TYPED | UNTYPED).values(), ids=(TYPED | UNTYPED).keys())
def test_a_wrong_step_is_located(tmp_path: Path, row: Row) -> None:
    text, line, column, problem, remedy = row
    (path := tmp_path / "lesson.yaml").write_text(text)
    with pytest.raises(LessonError) as caught:
        load_lesson(path)
    error = caught.value
    assert (error.line, error.column) == (line, column), f"{error}\n{text}"
    assert problem in error.problem, error
    assert remedy in error.remedy, error


@pytest.mark.parametrize("kind", STEPS)
def test_the_step_is_right_before_it_is_spoiled(tmp_path: Path, kind: str) -> None:
    (path := tmp_path / "lesson.yaml").write_text(lesson(kind, *("checks:\n", "")[: kind == "fix"]))
    assert load_lesson(path).steps


@pytest.mark.parametrize(
    "spec",
    [
        "kind: asked, of: [x]",
        "kind: asked, of: [x, w.bias], by: backward, create_graph: false, say: s",
        "kind: reaches, name: y, leaves: [x]",
        "kind: equals, of: [d, x.grad], anywhere: true, tolerance: 0.5",
        "kind: state, name: x.grad, none: true",
        "kind: state, name: x, leaf: true, tracked: false, shape: [], dtype: float64",
        "kind: apart, names: [x, y]",
        "kind: saves, at_most: 0",
        "kind: draws",
    ],
)
def test_right_checks_are_read(tmp_path: Path, spec: str) -> None:
    (path := tmp_path / "lesson.yaml").write_text(check(spec))
    assert load_lesson(path).steps


def test_what_a_draft_lacks_is_for_lint_to_say(tmp_path: Path) -> None:
    steps = (
        "{kind: code",
        "{kind: expression",
        "{kind: choice, options: [{text: a, right: true}, {text: b}]",
    )
    lines = [f"- {step}, id: s{n}, title: t, text: x}}\n" for n, step in enumerate(steps)]
    (path := tmp_path / "lesson.yaml").write_text(HEAD + "".join(lines))
    assert len(load_lesson(path).steps) == len(steps)
