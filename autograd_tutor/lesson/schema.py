"""The lesson format as JSON Schema, for the completion and hints of authors' editors.

It is made from the model. `lesson.schema.json` beside this file is a copy of it, which lesson
files name in their first line.
"""

from __future__ import annotations

import ast
import inspect
import json
import sys
from functools import cache
from itertools import pairwise
from typing import Any

from msgspec import Struct
from msgspec.json import schema_components

from autograd_tutor.lesson import checks, model, steps

# The newest that editors know well; the model needs nothing of later drafts.
_DRAFT = "http://json-schema.org/draft-07/schema#"
# In JSON Schema `$` alone means the very end of a text.
_END = r"$(?!\n)"
_STRUCTS = vars(checks) | vars(steps) | vars(model)


def schema_text() -> str:
    """The schema as the text of a JSON file."""
    return json.dumps(schema(), indent=1, ensure_ascii=False) + "\n"


def schema() -> dict[str, Any]:
    """The schema of a lesson file."""
    _, parts = schema_components([model.Lesson], ref_template="#/definitions/{name}")
    described = {name: _described(_STRUCTS[name], part) for name, part in parts.items()}
    tidy: dict[str, dict[str, Any]] = _tidy(described)
    lesson = tidy.pop("Lesson")
    head = {"$schema": _DRAFT, "title": "Lesson of autograd-tutor"}
    return lesson | head | {"definitions": tidy}


def field_notes(struct: type[Struct]) -> dict[str, str]:
    """The text under each field of a struct, by the field's name."""
    notes = {}
    for owner in reversed(struct.__mro__):
        if issubclass(owner, Struct) and owner is not Struct:
            for field, text in pairwise(_classes(owner.__module__)[owner.__name__].body):
                if isinstance(field, ast.AnnAssign) and isinstance(text, ast.Expr):
                    notes[ast.unparse(field.target)] = ast.literal_eval(text.value)
    return notes


@cache
def _classes(module: str) -> dict[str, ast.ClassDef]:
    """The source of a module's classes: `inspect` would read all of it for each of them."""
    tree = ast.parse(inspect.getsource(sys.modules[module]))
    return {node.name: node for node in tree.body if isinstance(node, ast.ClassDef)}


def _described(struct: type[Struct], part: dict[str, Any]) -> dict[str, Any]:
    """The schema of a struct with a word on each field, and on the kind where it is chosen."""
    notes = field_notes(struct) | {"kind": struct.__doc__}
    fields = {}
    for name, field in part["properties"].items():
        rule = field.get("description", "")
        words = f"{notes[name]} {rule[:1].upper()}{rule[1:]}." if rule else notes[name]
        fields[name] = field | {"description": words}
    return part | {"properties": fields}


def _tidy(node: Any) -> Any:
    """Without what editors trip over, or would offer although it is as good as left out."""
    if isinstance(node, list):
        return [_tidy(each) for each in node]
    if not isinstance(node, dict):
        return node
    tidy = {key: _tidy(value) for key, value in node.items() if key != "discriminator"}
    match tidy:
        case {"anyOf": [one, {"type": "null"}]}:
            tidy = one | {key: value for key, value in tidy.items() if key != "anyOf"}
        case {"enum": [only]}:
            tidy = {"const": only} | {key: value for key, value in tidy.items() if key != "enum"}
        case {"prefixItems": [first, *_]}:  # of a range: two of the same
            del tidy["prefixItems"]
            tidy["items"] = first
        case {"pattern": str(pattern)}:
            tidy["pattern"] = pattern.replace(_END, "$")
    if tidy.get("default", 0) in (None, "", []):
        del tidy["default"]
    return tidy
