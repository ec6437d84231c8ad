"""Wrong lesson files: every one gets its exact place and a remedy."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path
from typing import TypeAlias

import pytest
import yaml

from autograd_tutor.lesson import document, source
from autograd_tutor.lesson.load import LessonError, catalogue, load_lesson
from autograd_tutor.lesson.steps import Code, Demo, Expression, Read

HEAD = "format: 1\nid: a\ntitle: T\naims: [x]\nminutes: 3\n"  # lines 1 to 5
STEP = "steps:\n- kind: read\n  id: one\n  title: t\n  text: x\n"  # lines 6 to 10
GOOD = HEAD + STEP
SKETCH = HEAD + STEP.replace("read", "expression")
DEMO = HEAD + STEP.replace("read", "demo")


def refusal(tmp_path: Path, text: str | bytes) -> LessonError:
    path = tmp_path / "lesson.yaml"
    path.write_bytes(text if isinstance(text, bytes) else text.encode())
    with pytest.raises(LessonError) as caught:
        load_lesson(path)
    assert caught.value.path == path
    return caught.value


# The text, line, column, words of the problem, words of the remedy.
Row: TypeAlias = tuple[str | bytes, int, int, str, str]

WRONG_LESSONS: dict[str, Row] = {
    "unknown field": (GOOD + "foo: 1\n", 11, 1, "lesson has no field called `foo`", "aims"),
    "typo in the lesson": (GOOD.replace("title: T", "tilte: T"), 3, 1, "`tilte`", "`title`?"),
    "typo in a step": (GOOD + "  txet: y\n", 11, 3, "read step has no field", "`text`?"),
    "field of another kind": (GOOD + "  code: y\n", 11, 3, "read step", "fields are: kind, id"),
    "misleading field": (GOOD + '"x` - at `$.steps[0]": 1\n', 7, 3, "no field called `x`", "id"),
    "missing title": (GOOD.replace("title: T\n", ""), 1, 1, "no `title`", "The chain rule"),
    "missing steps": (HEAD, 1, 1, "lesson has no `steps`", "- kind: read"),
    "missing code": (DEMO, 7, 3, "demo step has no `code`", "code: |"),
    "missing kind": (GOOD.replace("kind: read", "foo: b"), 7, 3, "no `kind`", "kind: read"),
    "unknown kind": (GOOD.replace("read", "dmeo"), 7, 9, "called `dmeo`", "`demo`? the kinds"),
    "number for a kind": (GOOD.replace("read", "3"), 7, 9, "kind of a step", "read, demo"),
    "list for a kind": (GOOD.replace("read", "[read]"), 7, 9, "kind of a step", "read, demo"),
    "format": (GOOD.replace("format: 1", "format: 2"), 1, 9, "can't be `2`", "format: 1"),
    "format in quotes": (GOOD.replace("format: 1", "format: '1'"), 1, 9, "not text", "format: 1"),
    "number for text": (GOOD.replace("title: t", "title: 3"), 9, 10, "must be text", "quotes"),
    "true for text": (GOOD.replace("title: t", "title: true"), 9, 10, "must be text", "quotes"),
    "nothing for text": (GOOD.replace("text: x", "text:"), 10, 8, "not empty", "text: |"),
    "fraction": (GOOD.replace("minutes: 3", "minutes: 1.5"), 5, 10, "a whole number", "20"),
    "words for a number": (GOOD.replace("3", "many"), 5, 10, "not text", "minutes: 20"),
    "octal is decimal": (GOOD.replace("minutes: 3", "minutes: 0777"), 5, 10, "most 120", "20"),
    "too little": (GOOD.replace("minutes: 3", "minutes: 0"), 5, 10, "at least 1", "minutes"),
    "huge integer": (HEAD + "seed: " + "9" * 9999 + "\n" + STEP[:6], 6, 7, "`seed`", "seed: 0"),
    "bad slug": (GOOD.replace("id: one", "id: One Two"), 8, 7, "`id`", "lower-case"),
    "slug with newline": (GOOD.replace("id: one", 'id: "one\\n"'), 8, 7, "`id`", "hyphens"),
    "two-line title": (GOOD.replace("title: T", 'title: "a\\nb"'), 3, 8, "`title`", "one line"),
    "long title": (GOOD.replace("title: T", "title: " + "T" * 61), 3, 8, "at most 60", "shorten"),
    "blank text": (GOOD.replace("text: x", "text: ' '"), 10, 9, "`text`", "one word"),
    "no aims": (GOOD.replace("[x]", "[]"), 4, 7, "at least 1 item", "aims: ["),
    "aim that is a number": (GOOD.replace("[x]", "[x, 3]"), 4, 11, "item 2 of `aims`", "quotes"),
    "aims that are text": (GOOD.replace("[x]", "x"), 4, 7, "must be a list", "aims: ["),
    "no steps": (HEAD + "steps: []\n", 6, 8, "at least 1 item", "- kind: read"),
    "step that is text": (HEAD + "steps:\n- x\n", 7, 3, "item 1 of `steps`", "- kind: read"),
    "same step id": (GOOD + STEP[7:], 12, 7, "this id is already used by item 1", "its own id"),
    "range backwards": (SKETCH + "  range: [2, 1]\n", 11, 10, "from 2 to 1", "range: [0, 5]"),
    "range empty": (SKETCH + "  range: [1, 1]\n", 11, 10, "from 1 to 1", "range: [0, 5]"),
    "range nan": (SKETCH + "  range: [.nan, 1]\n", 11, 10, "from nan to 1", "range: [0, 5]"),
    "range infinite": (SKETCH + "  range: [0, .inf]\n", 11, 10, "to inf", "a million"),
    "range overflow": (SKETCH + "  range: [0, 1e999]\n", 11, 10, "to inf", "a million"),
    "range too far": (SKETCH + "  range: [0, 1e7]\n", 11, 10, "to 1e+07", "a million"),
    "range of one": (SKETCH + "  range: [1]\n", 11, 10, "exactly 2 items", "range: [0, 5]"),
    "range of words": (SKETCH + "  range: [0, b]\n", 11, 14, "item 2 of `range`", "[0, 5]"),
    "seconds nan": (SKETCH + "  seconds: .nan\n", 11, 12, "more than 0", "seconds: 10"),
    "seconds": (SKETCH + "  seconds: 61\n", 11, 12, "at most 60", "seconds: 10"),
    "points": (SKETCH + "  points: 1\n", 11, 11, "at least 2", "points: 200"),
}

WRONG_YAML: dict[str, Row] = {
    "empty": ("", 1, 1, "empty", "format: 1"),
    "only a comment": ("# hello\n", 2, 1, "empty", "format: 1"),
    "text": ("hello\n", 1, 1, "fields", "format: 1"),
    "list": ("- a\n", 1, 1, "fields", "format: 1"),
    "anchor": (GOOD + "x: &a 3\n", 11, 4, "anchors", "write the value out"),
    "anchor on a name": (GOOD + "&a x: 3\n", 11, 1, "anchors", "write the value out"),
    "anchor on the lesson": ("&a\n" + GOOD, 1, 1, "anchors", "write the value out"),
    "alias": (GOOD + "x: *a\n", 11, 4, "aliases", "write the value out"),
    "tag": (GOOD + "x: !!int 3\n", 11, 4, "tags", "remove"),
    "python tag": (GOOD + "x: !!python/object:os.system []\n", 11, 4, "tags", "remove"),
    "bare tag": (GOOD + "x: ! y\n", 11, 4, "tags", "remove"),
    "directive": ("# a\n%TAG ! b\n---\n" + GOOD, 2, 1, "directives", "remove this line"),
    "merge": (GOOD + "<<: {a: 1}\n", 11, 1, "merge keys", "write the fields out"),
    "same field": (GOOD + "title: U\n", 11, 1, "`title` is here twice (first on line 3)", "one"),
    "same field in a step": (GOOD + "  text: y\n", 11, 3, "(first on line 10)", "keep one"),
    "list as a name": (GOOD + "? [a]\n: b\n", 11, 3, "name is a word", "name: value"),
    "two documents": (GOOD + "---\n" + GOOD, 11, 1, "second document", "one lesson"),
    "deep": ("x: " + "[" * 21 + "]" * 21, 1, 23, "deeper than 20", "fields in a step"),
    "bottomless": ("x: " + "[" * 9000, 1, 23, "deeper than 20", "fields in a step"),
    "many values": ("x: [" + "a," * 20_001 + "]", 1, 40_003, "20,000 values", "split"),
    "unclosed list": (HEAD + "x: [1\n", 7, 1, "not YAML", "close every ["),
    "unclosed quote": (HEAD + "x: 'a\n", 7, 1, "not YAML", "close the quotes"),
    "colon in text": (HEAD + "x: a: b\n", 6, 5, "not YAML", "quotes"),
    "indented field": (HEAD + " x: 1\n", 6, 3, "not YAML", "indentation"),
    "outdented field": (GOOD + " x: 1\n", 11, 2, "not YAML", "line"),
    "backtick": (HEAD + "x: `a`\n", 6, 4, "not YAML", "quotes"),
    "unknown escape": (HEAD + 'x: "\\z"\n', 6, 5, "not YAML", "backslash"),
    "escaped control": (HEAD + 'x: "\\e[1m"\n', 6, 4, "U+001B", "escape"),
    "escaped carriage return": (HEAD + 'x: "\\r"\n', 6, 4, "U+000D", "escape"),
    "control": (HEAD + "x: \x1b[1m\n", 6, 4, "U+001B", "plain text"),
    "C1 control": (HEAD + "x: \x9b1m\n", 6, 4, "U+009B", "plain text"),
    "bidi override": (HEAD + "x: a\u202eb\n", 6, 5, "U+202E", "plain text"),
    "line separator": (HEAD + "x: a\u2028b\n", 6, 5, "U+2028", "plain text"),
    "bare carriage return": (HEAD + "x: a\rb\n", 6, 5, "U+000D", "plain text"),
    "latin-1": ("é: 1\nx: é".encode() + b"\xe9\n", 2, 5, "0xe9 is not UTF-8", "UTF-8"),
    "utf-16": (GOOD.encode("utf-16"), 1, 1, "not UTF-8", "UTF-8"),
}


@pytest.mark.parametrize("row", WRONG_LESSONS.values(), ids=WRONG_LESSONS.keys())
def test_a_wrong_lesson_is_located(tmp_path: Path, row: Row) -> None:
    check_refusal(refusal(tmp_path, row[0]), row)


@pytest.mark.parametrize("row", WRONG_YAML.values(), ids=WRONG_YAML.keys())
def test_wrong_yaml_is_located(tmp_path: Path, row: Row) -> None:
    check_refusal(refusal(tmp_path, row[0]), row)


def check_refusal(error: LessonError, row: Row) -> None:
    _, line, column, problem, remedy = row
    assert (error.line, error.column) == (line, column), error
    assert problem in error.problem, error
    assert remedy in error.remedy, error
    assert str(error) == f"{error.path}:{line}:{column}: {error.problem}\n  {error.remedy}"


def test_a_full_lesson_is_read_as_written(tmp_path: Path) -> None:
    path = tmp_path / "lesson.yaml"
    steps = (
        "- {kind: demo, id: b, title: t, text: x, code: 'x = 1', setup: y, seconds: 2}\n"
        "- {kind: expression, id: c, title: t, text: x, starter: x, range: [-1, 0.5], points: 9}\n"
        "- {id: d, title: t, text: x, kind: code}\n"
    )
    path.write_bytes(b"\xef\xbb\xbf" + (GOOD + steps).replace("\n", "\r\n").encode())
    lesson = load_lesson(path)
    assert (lesson.id, lesson.title, lesson.minutes, lesson.seed) == ("a", "T", 3, 0)
    assert lesson.steps == [
        Read(id="one", title="t", text="x"),
        Demo(id="b", title="t", text="x", code="x = 1", setup="y", seconds=2.0),
        Expression(id="c", title="t", text="x", starter="x", range=(-1.0, 0.5), points=9),
        Code(id="d", title="t", text="x"),
    ]


@pytest.mark.parametrize("word", ["yes", "no", "on", "Off", "12:30", "2026-01-01", "1_000", "0b1"])
def test_only_the_core_schema_gives_words_a_meaning(tmp_path: Path, word: str) -> None:
    path = tmp_path / "lesson.yaml"
    path.write_text(GOOD.replace("title: T", f"title: {word}"))
    assert load_lesson(path).title == word


@pytest.mark.parametrize(
    ("text", "value"),
    [
        *[("7", 7), ("+7", 7), ("007", 7), ("0o17", 15), ("0x1F", 31), ("-0", 0)],
        *[("1e2", 100.0), (".5", 0.5), ("2.", 2.0), ("-.inf", float("-inf"))],
        *[("True", True), ("~", None), ("", None), ("'7'", "7"), ("''", "")],
        *[("tRue", "tRue"), ("0o8", "0o8"), ("-0x1", "-0x1")],
    ],
)
def test_core_scalars(text: str, value: object) -> None:
    root = document.compose(Path("x.yaml"), f"v: {text}\n")
    assert root.plain() == {"v": value}
    assert type(root.plain()["v"]) is type(value)


@pytest.mark.parametrize("name", ["misleading field", "same step id", "range nan", "missing code"])
def test_without_the_c_parser_lessons_are_wrong_in_the_same_place(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    monkeypatch.setattr(document, "_PARSER", yaml.BaseLoader)
    check_refusal(refusal(tmp_path, WRONG_LESSONS[name][0]), WRONG_LESSONS[name])


@pytest.mark.parametrize(
    "name", ["anchor", "alias", "tag", "deep", "bottomless", "two documents", "same field"]
)
def test_without_the_c_parser_yaml_is_refused_in_the_same_place(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    monkeypatch.setattr(document, "_PARSER", yaml.BaseLoader)
    check_refusal(refusal(tmp_path, WRONG_YAML[name][0]), WRONG_YAML[name])


def test_the_pure_parser_leaks_no_other_exception(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(document, "_PARSER", yaml.BaseLoader)
    assert "not YAML" in refusal(tmp_path, 'x: "\\UFFFFFFFF"\n').problem


def test_a_billion_laughs_are_refused_at_the_first(tmp_path: Path) -> None:
    laughs = ["a0: &a0 [ha, ha]"]
    laughs += [f"a{n}: &a{n} [{', '.join([f'*a{n - 1}'] * 9)}]" for n in range(1, 10)]
    error = refusal(tmp_path, "\n".join(laughs))
    assert (error.line, error.column) == (1, 5)
    assert "anchors" in error.problem


def test_hostile_names_reach_the_terminal_escaped(tmp_path: Path) -> None:
    path = tmp_path / "\x1b[31mlesson.yaml"
    path.write_text(HEAD + "x" * 1000 + ": 1\n")
    with pytest.raises(LessonError) as caught:
        load_lesson(path)
    assert "\x1b" not in str(caught.value)
    assert "\\x1b[31mlesson.yaml:6:1" in str(caught.value)
    assert len(str(caught.value)) < 500


def test_files_that_are_none(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe.yaml")
    (tmp_path / "directory.yaml").mkdir()
    (tmp_path / "big.yaml").write_bytes(b"#" * (source.MAX_BYTES + 1))
    problems = {
        "nowhere.yaml": "no such file",
        "pipe.yaml": "not a regular file",
        "directory.yaml": "is a directory",
        "big.yaml": "bigger than 1,000,000 bytes",
        "nul\0.yaml": "can't be read",
        "n" * 300 + ".yaml": "can't be read",
    }
    for name, problem in problems.items():
        with pytest.raises(LessonError) as caught:
            load_lesson(tmp_path / name)
        assert problem in caught.value.problem
        assert caught.value.remedy


def write(directory: Path, **files: str) -> None:
    for name, text in files.items():
        (directory / f"{name}.yaml").write_text(text)


def test_the_catalogue_is_in_file_name_order(tmp_path: Path) -> None:
    write(tmp_path, b=GOOD, a=GOOD.replace("id: a", "id: z"), c="title: C\nid: c\nsteps: [")
    write(tmp_path, **{".hidden": "["})
    (tmp_path / "notes.txt").write_text("[")
    entries = catalogue(tmp_path)
    assert [(e.path.name, e.id, e.title) for e in entries] == [
        ("a.yaml", "z", "T"),
        ("b.yaml", "a", "T"),
        ("c.yaml", "c", "C"),
    ]


def test_the_catalogue_refuses_an_id_used_twice(tmp_path: Path) -> None:
    write(tmp_path, a=GOOD, b=GOOD)
    with pytest.raises(LessonError, match=r"b\.yaml:2:5: .*`a` is already used in a\.yaml"):
        catalogue(tmp_path)


@pytest.mark.parametrize(
    ("text", "where"),
    [("id: A\ntitle: T\n", "1:5"), ("id: a\n", "1:1"), ("id: a\ntitle: 3\n", "2:8"), ("", "1:1")],
)
def test_the_catalogue_locates_a_wrong_head(tmp_path: Path, text: str, where: str) -> None:
    write(tmp_path, a=text)
    with pytest.raises(LessonError, match=rf"a\.yaml:{where}: "):
        catalogue(tmp_path)


def test_the_catalogue_refuses_what_holds_no_lessons(tmp_path: Path) -> None:
    with pytest.raises(LessonError, match=r"no \.yaml files"):
        catalogue(tmp_path)
    with pytest.raises(LessonError, match="No such file or directory"):
        catalogue(tmp_path / "nowhere")
    with pytest.raises(LessonError, match="directory of lessons"):
        catalogue(Path(sys.executable))


def test_the_catalogue_does_not_read_the_steps(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(document, "MAX_VALUES", 20)
    write(tmp_path, a=HEAD + "steps: [" + "x," * 10_000 + "]\n")
    assert catalogue(tmp_path)[0].id == "a"
    with pytest.raises(LessonError, match="more than 20 values"):
        load_lesson(tmp_path / "a.yaml")


def test_a_right_lesson_is_read_without_the_modules_that_explain_wrong_ones() -> None:
    code = (
        "import sys; from autograd_tutor.lesson.load import *;"
        "[load_lesson(e.path) for e in catalogue(lesson_dir())];"
        "print(*sys.modules, sep='\\n')"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    loaded = set(done.stdout.split())
    assert "autograd_tutor.lesson.faults" in loaded
    package = "autograd_tutor.lesson"
    assert not loaded & {f"{package}.explain", f"{package}.anatomy", f"{package}.schema", "difflib"}
