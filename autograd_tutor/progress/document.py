"""Everything a learner did as one JSON document, to keep or to take to another machine.

`docs/progress.md` describes the fields.
"""

from __future__ import annotations

import json
import re
from datetime import datetime
from typing import Annotated, TypeAlias, TypeVar

import msgspec
from msgspec import Meta, Struct

from autograd_tutor.progress.standing import PLAYGROUND
from autograd_tutor.progress.tables import CELLS_KEPT

FORMAT = "autograd-tutor progress"
VERSION = 1
LIMIT = 64 * 1024 * 1024
"""So many bytes a document may have."""
UNSEEN = re.compile("[\x7f-\x9f\u061c\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff\ufff9-\ufffb]")
"""What JSON lets through unescaped, and a terminal would obey or not show."""
STEPS = 20_000
"""So many steps it may speak of, hundreds of courses."""
T = TypeVar("T")


class DocumentError(Exception):
    """A document can't be taken; the text says where it is wrong, or what to do."""


class Raw(Struct, frozen=True, forbid_unknown_fields=True):
    """Bytes that are no UTF-8 text."""

    base64: bytes


Words: TypeAlias = str | Raw
Moment: TypeAlias = Annotated[datetime, Meta(tz=True)]
Uuid: TypeAlias = Annotated[str, Meta(pattern=r"^[0-9a-f]{32}\Z")]
SLUG = "[a-z][a-z0-9]*(-[a-z0-9]+)*(#[a-z]+)?"
Slug: TypeAlias = Annotated[str, Meta(pattern=rf"^{SLUG}\Z", max_length=80)]
Whose: TypeAlias = Annotated[str, Meta(pattern=rf"^({PLAYGROUND}|{SLUG})\Z", max_length=80)]
"""What a text belongs to: a lesson, or the playground."""


class Item(Struct, frozen=True, forbid_unknown_fields=True, omit_defaults=True):
    """A part of the document: no field but its own, each strictly of its type."""


class Position(Item, frozen=True):
    """Where the learner was last."""

    lesson: Slug
    step: Slug
    at: Moment | None = None


class Work(Item, frozen=True):
    """What is kept of a step. A time without a draft: what was typed was taken away then."""

    lesson: Whose
    step: Slug
    draft: Words | None = None
    drafted_at: Moment | None = None
    reached_at: Moment | None = None
    hints: Annotated[int, Meta(ge=0, le=1_000_000)] = 0
    shown_at: Moment | None = None


class Attempt(Item, frozen=True):
    """An answer as it was judged."""

    id: Uuid
    lesson: Slug
    step: Slug
    at: Moment
    state: Annotated[str, Meta(pattern=r"^[a-z]{1,40}\Z")]
    reason: Annotated[str, Meta(max_length=2_000)] = ""


class Cell(Item, frozen=True):
    """A cell of the playground."""

    id: Uuid
    at: Moment
    text: Words


class Replaced(Item, frozen=True):
    """A text of a step that a newer one replaced in a merge."""

    lesson: Whose
    step: Slug
    draft: Words
    drafted_at: Moment


class Document(Struct, frozen=True, forbid_unknown_fields=True):
    """All of it."""

    format: str
    version: int
    position: Position | None
    steps: Annotated[tuple[Work, ...], Meta(max_length=STEPS)]
    attempts: tuple[Attempt, ...]
    cells: Annotated[tuple[Cell, ...], Meta(max_length=CELLS_KEPT)]
    replaced: tuple[Replaced, ...]


class Head(Struct):
    """What tells a document's kind, whatever else is in it."""

    format: str = ""
    version: int = 0


def encoded(document: Document) -> bytes:
    """The document as JSON, which `decoded` is sure to take.

    Raises:
        DocumentError: it holds what no tutor writes.
    """
    data = indented(document)
    decoded(data)
    return data


def indented(value: Struct) -> bytes:
    """Indented JSON in UTF-8. What a terminal obeys, or does not show, is escaped."""
    text = msgspec.json.format(msgspec.json.encode(value), indent=2).decode()
    return UNSEEN.sub(lambda found: f"\\u{ord(found[0]):04x}", text).encode() + b"\n"


def decoded(data: bytes) -> Document:
    """A document from anyone, checked in every field.

    Raises:
        DocumentError: it is none, or one of a newer version. The text names the place.
    """
    if len(data) > LIMIT:
        raise DocumentError(f"it is larger than {LIMIT // 1024**2} MiB")
    head = _taken(data, Head)
    if head.format != FORMAT:
        raise DocumentError("it is not what `autograd-tutor export` writes")
    if head.version > VERSION:
        raise DocumentError("it was written by a newer autograd-tutor: upgrade this one")
    if head.version < 1:
        raise DocumentError(f"there is no version {head.version} - at `$.version`")
    return _taken(data, Document)


def _taken(data: bytes, kind: type[T]) -> T:
    try:
        data.decode()
        return msgspec.json.decode(data, type=kind)
    except UnicodeDecodeError as error:
        raise DocumentError(f"it is not UTF-8 {_place(data, error.start)}") from error
    except RecursionError as error:
        raise DocumentError("it is nested too deep") from error
    except msgspec.ValidationError as error:
        raise DocumentError(str(error)) from error
    except msgspec.DecodeError as error:
        raise DocumentError(_malformed(data, str(error))) from error


def _malformed(data: bytes, fallback: str) -> str:
    """What is wrong with JSON, and where."""
    try:
        json.loads(data)
    except json.JSONDecodeError as error:
        return f"{error.msg} in line {error.lineno}, column {error.colno}"
    except (RecursionError, ValueError):
        return "it is nested too deep or has too long a number"
    if half := re.search(rb"\\u[dD][89a-fA-F]", data):
        return f"half a character {_place(data, half.start())}"
    return fallback


def _place(data: bytes, offset: int) -> str:
    before = data[:offset]
    column = len(before[before.rfind(b"\n") + 1 :].decode()) + 1
    line = before.count(b"\n") + 1
    return f"in line {line}, column {column}"


def bytes_of(words: Words) -> bytes:
    """The bytes as they were typed."""
    return words.base64 if isinstance(words, Raw) else words.encode()
