"""The schema says what the model says, and editors can use it."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any, get_args

import msgspec
import pytest

from autograd_tutor.cli import main
from autograd_tutor.lesson import schema as module
from autograd_tutor.lesson.checks import Check
from autograd_tutor.lesson.load import lesson_dir, load_lesson
from autograd_tutor.lesson.model import Lesson
from autograd_tutor.lesson.schema import field_notes, schema, schema_text
from autograd_tutor.lesson.steps import Fix, Step

SHIPPED = Path(module.__file__).with_name("lesson.schema.json")
SCHEMA = json.loads(schema_text())
PARTS: dict[str, Any] = {"Lesson": SCHEMA, **SCHEMA["definitions"]}
# Keywords of draft 7 that editors follow.
KNOWN = (
    {"$ref", "additionalProperties", "anyOf", "const", "default", "description", "enum", "items"}
    | {"examples", "exclusiveMinimum", "maxItems", "maxLength", "maximum", "minItems", "minimum"}
    | {"pattern", "properties", "required", "title", "type"}
)


def nodes(node: Any) -> Iterator[dict[str, Any]]:
    """The node and every schema in it."""
    yield node
    for inner in node.get("properties", {}).values():
        yield from nodes(inner)
    for inner in [*node.get("anyOf", []), *([node["items"]] if "items" in node else [])]:
        yield from nodes(inner)


ALL = [(name, node) for name, part in PARTS.items() for node in nodes(part)]


def test_the_shipped_file_is_the_models_schema() -> None:
    remedy = "run: autograd-tutor schema > autograd_tutor/lesson/lesson.schema.json"
    assert SHIPPED.read_text(encoding="utf-8") == schema_text(), remedy


def test_the_command_prints_it(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["schema"]) == 0
    assert json.loads(capsys.readouterr().out) == json.loads(SHIPPED.read_text(encoding="utf-8"))


def test_it_uses_what_editors_know() -> None:
    for name, node in ALL:
        assert node.keys() <= KNOWN | {"$schema", "definitions"}, name
        if "$ref" in node:
            assert node["$ref"].removeprefix("#/definitions/") in SCHEMA["definitions"]


def test_a_kind_is_one_word_that_says_what_it_is() -> None:
    for union in (Step, Check):
        for struct in get_args(union):
            part = PARTS[struct.__name__]
            kind = part["properties"]["kind"]
            assert kind == {"const": struct.__struct_config__.tag, "description": struct.__doc__}
            assert "kind" in part["required"]


def test_each_part_is_closed_and_every_field_says_what_it_is_for() -> None:
    for name, part in PARTS.items():
        assert part["title"] and part["description"]
        assert part["additionalProperties"] is False
        for field, node in part["properties"].items():
            assert re.search(r"^[A-Z].*[.:]$", node["description"]), f"{name}.{field}"


def test_examples_and_defaults_are_right() -> None:
    for name, node in ALL:
        for text in [*node.get("examples", []), node.get("default")]:
            if isinstance(text, str) and "pattern" in node:
                assert re.search(node["pattern"], text), name
            if "enum" in node and text is not None:
                assert text in node["enum"], name


def test_what_is_as_good_as_left_out_is_not_offered() -> None:
    assert not [name for name, node in ALL if node.get("default", 0) in (None, "", [])]
    assert not [name for name, node in ALL if node.get("type") == "null"]


def test_the_fields_are_the_models() -> None:
    assert PARTS["Fix"]["properties"].keys() == {"kind", *Fix.__struct_fields__}
    assert set(PARTS["Fix"]["required"]) == {"kind", "id", "title", "text", "error", "starter"}
    assert PARTS["Plot"]["properties"]["range"]["items"] == {"type": "number"}
    assert set(SCHEMA["required"]) == {
        field.name for field in msgspec.structs.fields(Lesson) if field.required
    }


def test_notes_are_the_text_under_a_field_of_the_struct_or_its_bases() -> None:
    notes = field_notes(Fix)
    assert notes.keys() == set(Fix.__struct_fields__)
    assert notes["starter"] == "The broken code."
    assert notes["title"] == "What the step is called on the screen."
    assert schema()["definitions"]["Fix"]["properties"]["error"]["description"].startswith(
        "The error that it stops with, as it stands. The id of an entry"
    )


@pytest.mark.parametrize("path", sorted(lesson_dir().glob("*.yaml")), ids=lambda path: path.name)
def test_every_lesson_names_the_schema_in_its_first_line(path: Path) -> None:
    with path.open(encoding="utf-8") as file:
        named = file.readline().removeprefix("# yaml-language-server: $schema=")
    assert (path.parent / named.strip()).resolve() == SHIPPED
    assert load_lesson(path).steps
