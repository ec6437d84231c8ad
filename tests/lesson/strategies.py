"""Right lessons of every kind of step, and the same with one thing in them changed."""

from __future__ import annotations

import copy
from collections.abc import Callable, Iterator
from functools import cache
from typing import Any, TypeAlias, get_args

from hypothesis import strategies as st
from msgspec import structs
from msgspec.inspect import (
    BoolType,
    FloatType,
    IntType,
    ListType,
    LiteralType,
    Metadata,
    StrType,
    StructType,
    TupleType,
    Type,
    UnionType,
    type_info,
)

from autograd_tutor.lesson.anatomy import bare, names, present
from autograd_tutor.lesson.model import Lesson
from autograd_tutor.lesson.steps import Step

Data: TypeAlias = st.SearchStrategy[Any]
FEW = 3

words = st.text("aé漢yes 1:#-'\"", min_size=1, max_size=9).map(lambda text: f"[{text}]")
lines = st.text("aé \n#:-|>'\"\\\t", max_size=40).map(lambda text: f"x{text}")
TEXTS: dict[str, Data] = {
    "lower-case words joined by hyphens": st.sampled_from(["a", "b-1", "chain-rule", "no", "e5"]),
    "one line without spaces at its ends": words,
    "at least one word": lines,
    "Python, at least one line": lines,
    "a Python name": st.sampled_from(["x", "dydx", "_1", "é"]),
    "a Python name, or an attribute of one": st.sampled_from(["x", "x.grad", "a.b.c"]),
    "the id of an entry of the error catalogue": st.sampled_from(["E01", "E99"]),
}


def right(kind: Type) -> Data:
    """What a lesson may have where the model has this type."""
    kind = present(kind)
    if isinstance(kind, Metadata) and isinstance(kind.type, StrType):
        return TEXTS[(kind.extra_json_schema or {})["description"]]
    match bare(kind):
        case LiteralType(values=values):
            return st.sampled_from(values)
        case BoolType():
            return st.booleans()
        case IntType(ge=least, le=most):
            return st.integers(least or 0, most if most is not None else 10**9)
        case FloatType(gt=None):
            return st.floats(-1e9, 1e9)
        case FloatType(le=most):
            return st.floats(1e-9, most)
        case TupleType():
            return st.sets(st.floats(-1e6, 1e6), min_size=2, max_size=2).map(sorted)
        case ListType(item_type=item, min_length=least):
            by = None if isinstance(bare(item), IntType) else identity
            return st.lists(right(item), min_size=least or 0, max_size=FEW, unique_by=by)
        case UnionType(types=types):
            return st.one_of([right(each) for each in types])
        case StructType() as struct:
            return whole(struct)
    raise AssertionError(kind)


def whole(struct: StructType) -> Data:
    """A struct with every required field and some of the others."""
    fields = {field.name: right(field.type) for field in struct.fields}
    tag = {"kind": st.just(struct.tag)} if struct.tag else {}
    must = {field.name: fields.pop(field.name) for field in struct.fields if field.required}
    data = st.fixed_dictionaries(tag | must, optional=fields)
    return data.map(REPAIRS.get(struct.cls.__name__, lambda same: same))


def identity(item: Any) -> str:
    """What must not be in a list twice."""
    if isinstance(item, str):
        return item
    names = ("kind", "id", "text", "label", "answer", "order")
    return str(next(item[name] for name in names if name in item))


def decided(step: dict[str, Any]) -> dict[str, Any]:
    """A question with a right option and a wrong one."""
    step["options"][0]["right"] = True
    step["options"][1].pop("right", None)
    return step


def apart(step: dict[str, Any]) -> dict[str, Any]:
    """A number whose mistakes are beyond its tolerance."""
    for place, mistake in enumerate(step.get("mistakes", [])):
        mistake["answer"] = (place + 2) * max(1.0, 2 * abs(step["answer"]))
    return step


def reordered(step: dict[str, Any]) -> dict[str, Any]:
    """Wrong orders: turned by one, two and so on."""
    places = list(range(1, len(step["items"]) + 1))
    step["mistakes"] = [
        mistake | {"order": places[turn:] + places[:turn]}
        for turn, mistake in enumerate(step.get("mistakes", [])[: len(places) - 1], 1)
    ]
    return step


def asking(check: dict[str, Any]) -> dict[str, Any]:
    """A state check that asks for something."""
    return check if len(check.keys() - {"kind", "name", "say"}) else check | {"leaf": True}


REPAIRS: dict[str, Callable[[dict[str, Any]], dict[str, Any]]] = {
    "Choice": decided,
    "Predict": decided,
    "Number": apart,
    "Order": reordered,
    "State": asking,
}


def _structs(kind: Type) -> Iterator[StructType]:
    """The structs that a type holds, at any depth."""
    match bare(present(kind)):
        case StructType() as struct:
            yield struct
            for field in struct.fields:
                yield from _structs(field.type)
        case ListType(item_type=item):
            yield from _structs(item)
        case UnionType(types=types):
            for each in types:
                yield from _structs(each)


STRUCTS = {struct.cls.__name__: struct for struct in _structs(type_info(Lesson))}
FIELDS = sorted({name for struct in STRUCTS.values() for name in names(struct)} | {"<<"})
STEPS = {str(STRUCTS[kind.__name__].tag): STRUCTS[kind.__name__] for kind in get_args(Step)}


@cache
def lesson_of(kind: str) -> Data:
    """A lesson whose only step is of that kind."""
    rest = [field for field in STRUCTS["Lesson"].fields if field.name != "steps"]
    head = whole(structs.replace(STRUCTS["Lesson"], fields=tuple(rest)))
    return st.builds(lambda head, step: head | {"steps": [step]}, head, whole(STEPS[kind]))


HOSTILE = [
    *[None, True, -1, 0, 3, 0.5, 10**400, "", " ", "a\nb", " x", "x" * 25_000, "lambda", "1a"],
    *[[], [[]], [None], ["x", "x"], [0, 0], [5, 1], {}, {"kind": "read"}, {"say": "x"}, [{}]],
]


@st.composite
def spoiled(draw: st.DrawFn, kind: str) -> Any:
    """A lesson with one thing changed in its first step, which is of that kind; then a second."""
    lesson = draw(lesson_of(kind))
    (step,) = lesson["steps"]
    places = list(_places(step))
    holder, key = draw(st.sampled_from(places))
    match draw(st.sampled_from(["replace", "remove", "add", "rename", "repeat"])):
        case "remove" if isinstance(holder, dict):
            del holder[key]
        case "add" if isinstance(holder, dict):
            holder[draw(st.sampled_from([*FIELDS[1:], "tilte"]))] = holder[key]
        case "rename" if isinstance(holder, dict):
            holder[f"{key}s"] = holder.pop(key)
        case "repeat" if isinstance(holder, list):
            holder.append(holder[key])
        case _:
            holder[key] = copy.deepcopy(draw(st.sampled_from(HOSTILE)))
    after = {"kind": "read", "id": "after", "title": "t", "text": "x"}
    return {name: value for name, value in lesson.items() if name != "steps"} | {
        "steps": [step, after]
    }


def _places(part: Any) -> Iterator[tuple[Any, Any]]:
    """Each value inside the part, as what holds it and under which key."""
    entries = part.items() if isinstance(part, dict) else enumerate(part)
    for key, value in entries:
        yield part, key
        if isinstance(value, dict | list):
            yield from _places(value)
