"""What msgspec says of a wrong lesson, as a place in the file and what to write instead."""

from __future__ import annotations

import re
from difflib import get_close_matches
from pathlib import Path
from typing import TypeAlias, get_args

from autograd_tutor.lesson.document import Node
from autograd_tutor.lesson.model import Lesson
from autograd_tutor.lesson.source import LessonError, short
from autograd_tutor.lesson.steps import Step

Road: TypeAlias = tuple[str | int, ...]

_KINDS = {kind.__struct_config__.tag: kind for kind in get_args(Step)}

_EXAMPLES = {
    "format": "format: 1",
    "id": "id: chain-rule",
    "title": "title: The chain rule",
    "aims": "aims: [Take one derivative]",
    "minutes": "minutes: 20",
    "seed": "seed: 0",
    "steps": "steps: and under it `- kind: read`",
    "kind": "kind: read",
    "text": "text: | and under it the indented text",
    "code": "code: | and under it the indented code",
    "setup": "setup: | and under it the indented code",
    "starter": "starter: | and under it the indented code",
    "range": "range: [0, 5]",
    "points": "points: 200",
    "seconds": "seconds: 10",
}

_RULES = {
    "id": "write lower-case words joined by hyphens, such as chain-rule",
    "title": "write one line without spaces at its ends",
    "aims": "write each aim on one line without spaces at its ends",
    "text": "write at least one word",
}

_WANTED = {
    "str": "text",
    "int": "a whole number",
    "float": "a number",
    "array": "a list",
    "object": "fields",
}
_GOT = _WANTED | {"float": "a decimal number", "bool": "true or false", "null": "empty"}
_RELATIONS = {
    ">=": "at least",
    "<=": "at most",
    ">": "more than",
    "<": "less than",
    None: "exactly",
}
_NO_KIND = "the kind of a step is a word"

_PLACE = re.compile(r"(?P<said>.*) - at `\$(?P<road>[^`]*)`", re.DOTALL)
_TURN = re.compile(r"\.(?P<name>\w+)|\[(?P<index>\d+)\]")


def find(root: Node, road: Road) -> Node:
    """The node at the end of the road, or the last one on the way that is there."""
    node = root
    for turn in road:
        match turn, node.value:
            case str(name), dict(fields) if name in fields:
                node = fields[name]
            case int(index), list(items) if index < len(items):
                node = items[index]
            case _:
                break
    return node


def explain(path: Path, root: Node, message: str) -> LessonError:
    """The located error for msgspec's message, such as ``Expected `int`, got `str` - at `$.x```."""
    place = _PLACE.fullmatch(message)
    said, road = (place["said"], _road(place["road"])) if place else (message, ())
    node = find(root, road)
    if match := re.fullmatch(r"Object contains unknown field `(.*)`", said, re.DOTALL):
        mark = node.names.get(match[1], node.mark)
        return LessonError(path, *mark, *_unknown(node, road, match[1]))
    if match := re.fullmatch(r"Object missing required field `(\w+)`", said):
        problem = f"{_owner(node, road)} has no `{match[1]}`"
        remedy = f"add it, for example {_EXAMPLES.get(match[1], match[1])}"
        return LessonError(path, *node.mark, problem, remedy)
    return LessonError(path, *node.mark, *_wrong_value(said, road, node))


def _road(text: str) -> Road:
    return tuple(t["name"] or int(t["index"]) for t in _TURN.finditer(text))


def _kind(node: Node, road: Road) -> str:
    """The kind of the step at the end of the road, or ''."""
    if road[:1] == ("steps",) and isinstance(node.value, dict) and "kind" in node.value:
        kind = node.value["kind"].value
        return kind if isinstance(kind, str) and kind in _KINDS else ""
    return ""


def _owner(node: Node, road: Road) -> str:
    if kind := _kind(node, road):
        return f"the {kind} step"
    return "the step" if road else "the lesson"


def _unknown(node: Node, road: Road, name: str) -> tuple[str, str]:
    model = _KINDS.get(_kind(node, road), Lesson)
    allowed = [*(["kind"] if road else []), *model.__struct_fields__]
    problem = f"{_owner(node, road)} has no field called `{short(name)}`"
    return problem, f"{_nearest(name, allowed)}its fields are: {', '.join(allowed)}"


def _nearest(name: str, allowed: list[str]) -> str:
    close = get_close_matches(name[:60].lower(), allowed, n=2)
    return f"did you mean {' or '.join(f'`{c}`' for c in close)}? " if close else ""


def _wrong_value(said: str, road: Road, node: Node) -> tuple[str, str]:
    field = next((turn for turn in reversed(road) if isinstance(turn, str)), "")
    index = road[-1] if road else ""
    name = f"item {index + 1} of `{field}`" if isinstance(index, int) else f"`{field}`"
    example = f"write {_EXAMPLES.get(field, field)}"
    if field == "kind":
        value = node.value if isinstance(node.value, str) else ""
        problem = f"there is no kind of step called `{short(value)}`" if value else _NO_KIND
        return problem, f"{_nearest(value, list(_KINDS))}the kinds are: {', '.join(_KINDS)}"
    if said.startswith("Invalid enum value"):
        return f"{name} can't be {node.value}", example
    if match := re.fullmatch(r"Expected `(\w+)`, got `(\w+)`", said):
        problem = f"{name} must be {_WANTED.get(match[1], match[1])}, not {_GOT.get(match[2])}"
        quotable = match[1] == "str" and match[2] in ("int", "float", "bool")
        return problem, "put it in quotes" if quotable else example
    if match := re.fullmatch(r"Expected `(\w+)` of length (>=|<=)? ?(\d+)(, got \d+)?", said):
        unit = ("character" if match[1] == "str" else "item") + "s" * (match[3] != "1")
        problem = f"{name} must have {_RELATIONS[match[2]]} {int(match[3]):,} {unit}"
        return problem, "shorten it" if match[2] == "<=" else example
    if match := re.fullmatch(r"Expected `\w+` (>=|<=|>|<) (\S+)", said):
        return f"{name} must be {_RELATIONS[match[1]]} {float(match[2]):,.10g}", example
    if said.startswith("Expected `str` matching regex"):
        return f"{name} is not written as it should be", _RULES.get(field, example)
    return f"{name} can't be used: {said}", example
