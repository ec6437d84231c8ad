"""docs/lesson-format.md: it has every field as the model has it, and its examples are right."""

from __future__ import annotations

import re
import textwrap
from pathlib import Path
from typing import Any, get_args

import pytest
from msgspec import NODEFAULT, Struct
from msgspec.structs import FieldInfo, fields

from autograd_tutor.lesson import checks, model, steps
from autograd_tutor.lesson.document import compose
from autograd_tutor.lesson.load import load_lesson
from autograd_tutor.lesson.schema import schema

PATH = Path(__file__).parents[2] / "docs" / "lesson-format.md"
LESSON = schema()
PARTS: dict[str, Any] = {"Lesson": LESSON, **LESSON["definitions"]}
STEPS = {f"{kind.__struct_config__.tag} step": kind for kind in get_args(steps.Step)}
CHECKS = {f"{kind.__struct_config__.tag} check": kind for kind in get_args(checks.Check)}
ENTRIES: dict[str, type[Struct]] = {
    "lesson": model.Lesson,
    "concept": model.Concept,
    "curve": steps.Series,
    "option": steps.Option,
    "wrong number": steps.WrongNumber,
    "wrong order": steps.WrongOrder,
    "mistake": checks.Mistake,
}
HEAD = "format: 1\nid: a\ntitle: A\naims: [x]\nminutes: 1\nsteps:\n"
STEP = "- kind: code\n  id: a\n  title: T\n  text: x\n"


def section(title: str) -> str:
    """The text below a heading, up to the next one."""
    text = PATH.read_text(encoding="utf-8")
    found = re.search(rf"^#+ {re.escape(title)}\n(.*?)(?=^##|\Z)", text, re.MULTILINE | re.DOTALL)
    assert found, f"docs/lesson-format.md needs a section: {title}"
    return found[1]


def examples(text: str) -> list[str]:
    return re.findall(r"^```yaml\n(.*?)^```", text, re.MULTILINE | re.DOTALL)


def rows(struct: type[Struct], part: str, *said: type[Struct]) -> list[str]:
    """The table's rows for the fields of a struct, less those that are said elsewhere."""
    elsewhere = {name for other in said for name in other.__struct_fields__}
    notes = PARTS[part]["properties"]
    return [
        f"| `{field.name}` | {default(field)} | {notes[field.name]['description']} |"
        for field in fields(struct)
        if field.name not in elsewhere
    ]


def default(field: FieldInfo) -> str:
    """What a field is that is left out, or that it can't be."""
    if field.required:
        return "needed"
    if field.default in (NODEFAULT, "", None):
        return ""
    if isinstance(field.default, tuple):
        return f"`[{', '.join(f'{each:g}' for each in field.default)}]`"
    return f"`{str(field.default).lower() if field.default is False else field.default}`"


TABLES = {
    "Every step": rows(steps._Step, "Read"),
    "Every exercise": rows(steps._Exercise, "Choice", steps._Step),
    "Every check": rows(checks._Check, "Draws"),
    **{title: rows(kind, kind.__name__, steps._Exercise) for title, kind in STEPS.items()},
    **{title: rows(kind, kind.__name__, checks._Check) for title, kind in CHECKS.items()},
    **{title: rows(kind, kind.__name__) for title, kind in ENTRIES.items()},
}


@pytest.mark.parametrize("title", TABLES)
def test_a_section_has_every_field_as_the_model_has_it(title: str) -> None:
    said = [line for line in section(title).splitlines() if line.startswith("| `")]
    assert said == TABLES[title]


@pytest.mark.parametrize("title", [*STEPS, *CHECKS])
def test_a_section_shows_a_right_example_with_every_field_of_its_own(
    title: str, tmp_path: Path
) -> None:
    (example,) = examples(section(title))
    kind, what = title.split()
    flow = textwrap.indent(example, "  ")
    text = HEAD + (example if what == "step" else f"{STEP}  checks:\n{flow}")
    (path := tmp_path / "lesson.yaml").write_text(text, encoding="utf-8")
    assert load_lesson(path).steps
    plain = compose(path, text).plain()["steps"][0]
    shown = plain if what == "step" else plain["checks"][0]
    assert shown["kind"] == kind
    assert {row.split("`")[1] for row in TABLES[title]} <= shown.keys()


def test_the_lesson_that_is_shown_is_right(tmp_path: Path) -> None:
    (example,) = examples(section("lesson"))
    (path := tmp_path / "lesson.yaml").write_text(example, encoding="utf-8")
    assert load_lesson(path).id == "chain-rule"
    assert {row.split("`")[1] for row in TABLES["lesson"]} == compose(path, example).plain().keys()


def test_every_example_is_held_by_a_test() -> None:
    assert len(examples(PATH.read_text(encoding="utf-8"))) == len(STEPS) + len(CHECKS) + 1
