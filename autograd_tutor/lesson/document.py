"""YAML as values that know their line and column, small and plain by force.

Only what a lesson needs is accepted: one document of fields, lists and scalars, with the
scalars of YAML 1.2's core schema (`yes` is a word, not true). Anchors, tags, directives, merge
keys and repeated fields are refused, so that a file means what it shows and cannot grow when read.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, NamedTuple, NoReturn, TypeAlias

import yaml

from autograd_tutor.lesson.source import LessonError, control, short

MAX_DEPTH = 20
MAX_VALUES = 20_000

Scalar: TypeAlias = str | int | float | bool | None
Road: TypeAlias = tuple[str | int, ...]
"""The way to a value inside a document: field names, and places in lists from 0."""

_PARSER: Any = getattr(yaml, "CBaseLoader", yaml.BaseLoader)

_WORDS: dict[str, Scalar] = {
    **dict.fromkeys(("", "~", "null", "Null", "NULL"), None),
    **dict.fromkeys(("true", "True", "TRUE"), True),
    **dict.fromkeys(("false", "False", "FALSE"), False),
}
# At most 400 digits: more is a float, thus infinite, and no int() that Python refuses.
_INTEGER = re.compile(r"[-+]?[0-9]{1,400}|0o[0-7]{1,400}|0x[0-9a-fA-F]{1,400}")
_FLOAT = re.compile(r"[-+]?(\.[0-9]+|[0-9]+(\.[0-9]*)?)([eE][-+]?[0-9]+)?")
_DIRECTIVE = re.compile(r"^%", re.MULTILINE)  # thousands of them take libyaml quadratic time
_NOT_FINITE = re.compile(r"[-+]?\.(inf|Inf|INF)|\.(nan|NaN|NAN)")

# What the parser's complaints mean for an author; the first fragment found wins.
_SYNTAX = (
    ("tab character", "indent with spaces, never tabs"),
    ("mapping values", "check the indentation; text with a colon in it needs quotes"),
    ("cannot start any token", "put the text in quotes; indent with spaces, never tabs"),
    ("quoted scalar", 'close the quotes; in "..." a backslash is written \\\\'),
    ("block mapping", "line the field up with its neighbours and write it as `name: value`"),
    ("block collection", "line the item up with its neighbours and start it with `- `"),
    ("flow", "close every [ and {, or put the text in quotes"),
    ("could not find expected ':'", "write fields as `name: value`; indent text under its `|`"),
)
_ANY_SYNTAX = "write fields as `name: value`, and text as an indented block after `name: |`"


class Mark(NamedTuple):
    """A place in a file, from 1."""

    line: int
    column: int


@dataclass(frozen=True, slots=True)
class Node:
    """One value and where it starts; `names` says where a mapping's field names are."""

    value: Scalar | list[Node] | dict[str, Node]
    mark: Mark
    names: dict[str, Mark] = field(default_factory=dict)

    def plain(self) -> Any:
        """The value as ordinary Python data."""
        if isinstance(self.value, dict):
            return {name: node.plain() for name, node in self.value.items()}
        if isinstance(self.value, list):
            return [node.plain() for node in self.value]
        return self.value


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


def compose(path: Path, text: str, until: frozenset[str] = frozenset()) -> Node:
    """The document's fields. With `until`, read no further than the last of those fields.

    Raises:
        LessonError: YAML that is broken, empty, not a mapping, or more than a lesson may use.
    """
    if found := _DIRECTIVE.search(text):
        mark = Mark(text.count("\n", 0, found.start()) + 1, 1)
        raise LessonError(path, *mark, "directives (%) are not allowed", "remove this line")
    return _Composer(path, text).document(until)


class _Composer:
    """Turns the parser's events into nodes, refusing on the way what a lesson may not use."""

    def __init__(self, path: Path, text: str) -> None:
        self._path = path
        self._events: Iterator[Any] = yaml.parse(text, Loader=_PARSER)
        self._mark = Mark(1, 1)
        self._values = 0

    def document(self, until: frozenset[str]) -> Node:
        self._next()
        if isinstance(self._next(), yaml.StreamEndEvent):
            self._refuse("the file is empty", "start it with `format: 1`, `id:` and `title:`")
        event = self._next()
        if not isinstance(event, yaml.MappingStartEvent):
            self._refuse("a lesson is written as fields", "start it with `format: 1`")
        self._refuse_properties(event)
        root = self._mapping(1, until)
        if until and until <= root.names.keys():
            return root
        self._next()
        if not isinstance(self._next(), yaml.StreamEndEvent):
            self._refuse("a second document starts here", "keep one lesson in one file")
        return root

    def _next(self) -> Any:
        try:
            event = next(self._events)
        except yaml.MarkedYAMLError as error:
            if mark := error.problem_mark or error.context_mark:
                self._mark = Mark(mark.line + 1, mark.column + 1)
            said = ", ".join(filter(None, (error.context, error.problem)))
            remedy = next((r for fragment, r in _SYNTAX if fragment in said), _ANY_SYNTAX)
            self._refuse(f"this is not YAML: {said}", remedy)
        except (yaml.YAMLError, ValueError, OverflowError) as error:
            # Absurd escapes come out of the pure Python parser like this.
            self._refuse(f"this is not YAML: {error}", _ANY_SYNTAX)
        self._mark = Mark(event.start_mark.line + 1, event.start_mark.column + 1)
        return event

    def _refuse(self, problem: str, remedy: str) -> NoReturn:
        raise LessonError(self._path, *self._mark, problem, remedy)

    def _refuse_properties(self, event: Any) -> None:
        if isinstance(event, yaml.AliasEvent) or event.anchor is not None:
            self._refuse("anchors (&) and aliases (*) are not allowed", "write the value out")
        if event.tag is not None:
            self._refuse("tags (!) are not allowed", "remove the tag, or quote the text")

    def _node(self, event: Any, depth: int) -> Node:
        self._values += 1
        if self._values > MAX_VALUES:
            self._refuse(f"more than {MAX_VALUES:,} values", "split it into several lessons")
        self._refuse_properties(event)
        if isinstance(event, yaml.ScalarEvent):
            return Node(self._scalar(event), self._mark)
        if depth > MAX_DEPTH:
            remedy = "lessons nest steps in a list and fields in a step, no more"
            self._refuse(f"nested deeper than {MAX_DEPTH} levels", remedy)
        if isinstance(event, yaml.MappingStartEvent):
            return self._mapping(depth)
        return self._sequence(depth)

    def _mapping(self, depth: int, until: frozenset[str] = frozenset()) -> Node:
        mark = self._mark
        values: dict[str, Node] = {}
        names: dict[str, Mark] = {}
        while not isinstance(event := self._next(), yaml.MappingEndEvent):
            name = self._name(event, names)
            names[name] = self._mark
            values[name] = self._node(self._next(), depth + 1)
            if until and until <= names.keys():
                break
        return Node(values, mark, names)

    def _name(self, event: Any, names: dict[str, Mark]) -> str:
        self._refuse_properties(event)
        if not isinstance(event, yaml.ScalarEvent):
            self._refuse("a field's name is a word", "write fields as `name: value`")
        self._scalar(event)
        name = str(event.value)
        if name == "<<":
            self._refuse("merge keys (<<) are not allowed", "write the fields out")
        if name in names:
            problem = f"the field `{short(name)}` is here twice (first on line {names[name].line})"
            self._refuse(problem, "keep one of the two")
        return name

    def _sequence(self, depth: int) -> Node:
        mark, items = self._mark, []
        while not isinstance(event := self._next(), yaml.SequenceEndEvent):
            items.append(self._node(event, depth + 1))
        return Node(items, mark)

    def _scalar(self, event: Any) -> Scalar:
        if found := control(event.value):
            self._refuse(f"{found[1]} is not allowed", "remove the escape that makes it")
        text: str = event.value
        plain = event.implicit[0]
        return _core(text) if plain else text


def _core(text: str) -> Scalar:
    """An unquoted scalar by YAML 1.2's core schema."""
    if text in _WORDS:
        return _WORDS[text]
    if _INTEGER.fullmatch(text):
        return int(text, {"0o": 8, "0x": 16}.get(text[:2], 10))
    if _FLOAT.fullmatch(text):
        return float(text)
    if _NOT_FINITE.fullmatch(text):
        return float(text.replace(".", ""))
    return text
