"""The model as a map: which of its fields a place in a document is, and an example of it."""

from __future__ import annotations

from typing import Any, NamedTuple

from msgspec import NODEFAULT
from msgspec.inspect import (
    BoolType,
    FloatType,
    IntType,
    ListType,
    LiteralType,
    Metadata,
    NoneType,
    StructType,
    TupleType,
    Type,
    UnionType,
    type_info,
)

from autograd_tutor.lesson.document import Node, Road, find
from autograd_tutor.lesson.model import Lesson

_LESSON = type_info(Lesson)


class Part(NamedTuple):
    """A field of the model, or an entry of one."""

    name: str
    type: Type
    default: Any = NODEFAULT


def part_at(root: Node, road: Road) -> Part:
    """What the model has at the end of the road, or the last thing on the way that it knows.

    A struct of several kinds is the one that the document says, or the union of all of them.
    """
    part = Part("lesson", _LESSON)
    for length, turn in enumerate(road):
        part = _inside(part, turn)
        part = part._replace(type=_chosen(part.type, find(root, road[: length + 1])))
    return part


def _inside(part: Part, turn: str | int) -> Part:
    match bare(part.type), turn:
        case StructType(fields=fields), str(name):
            for field in fields:
                if field.name == name:
                    return Part(name, present(field.type), field.default)
        case UnionType() as union, "kind":
            return Part("kind", LiteralType(tuple(str(each.tag) for each in structs(union))))
        case ListType(item_type=kind), int():
            return Part(part.name, kind)
        case TupleType(item_types=kinds), int(place) if place < len(kinds):
            return Part(part.name, kinds[place])
    return part


def _chosen(kind: Type, node: Node) -> Type:
    said = node.value.get("kind") if isinstance(node.value, dict) else None
    for struct in structs(kind):
        if said and said.value == struct.tag:
            return struct
    return kind


def structs(kind: Type) -> list[StructType]:
    """The struct, or those that a union may be."""
    choices = kind.types if isinstance(kind, UnionType) else (kind,)
    return [each for each in choices if isinstance(each, StructType)]


def present(kind: Type) -> Type:
    """The type without the None that stands for left out."""
    if isinstance(kind, UnionType) and kind.includes_none:
        return next(each for each in kind.types if not isinstance(each, NoneType))
    return kind


def bare(kind: Type) -> Type:
    """The type without its description."""
    return kind.type if isinstance(kind, Metadata) else kind


def rule(kind: Type) -> str:
    """How a text of this type is written."""
    said = kind.extra_json_schema or {} if isinstance(kind, Metadata) else {}
    such = f", such as {said['examples'][0]}" if "examples" in said else ""
    return f"{said.get('description', 'another text')}{such}"


def names(struct: StructType) -> list[str]:
    """The fields of a struct, as they are written."""
    return [*([struct.tag_field] if struct.tag_field else []), *(f.name for f in struct.fields)]


def example(part: Part) -> str:
    """The field as it might be written: `minutes: 20`."""
    return f"{part.name}: {_value(part.type, part.default)}"


def _value(kind: Type, default: Any = NODEFAULT) -> str:
    if isinstance(kind, Metadata) and "examples" in (kind.extra_json_schema or {}):
        return str((kind.extra_json_schema or {})["examples"][0])
    if isinstance(default, tuple):
        return f"[{', '.join(f'{each:g}' for each in default)}]"
    match bare(kind):
        case LiteralType(values=values):
            return str(values[0])
        case BoolType():
            return "true"
        case IntType() | FloatType() if default not in (NODEFAULT, None):
            return f"{default:g}"
        case IntType(ge=least):
            return str(least or 1)
        case FloatType():
            return "1.5"
        case ListType(item_type=StructType() | UnionType() as entry):
            return f"and under it `- {_first(entry)}`"
        case ListType(item_type=item):
            value = _value(item)
            return f"[{value}]" if value[0] != "|" else "and under it `- |` and the indented lines"
    return "| and under it the indented lines"


def _first(entry: Type) -> str:
    """The first field of a list's entry."""
    if isinstance(entry, StructType) and not entry.tag_field:
        first = next(field for field in entry.fields if field.required)
        return example(Part(first.name, first.type))
    return f"kind: {structs(entry)[0].tag}"
