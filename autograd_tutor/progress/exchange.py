"""What a database holds as a document, and back."""

from __future__ import annotations

from datetime import datetime, timezone
from typing import Any

from autograd_tutor.progress.document import (
    FORMAT,
    VERSION,
    Attempt,
    Cell,
    Document,
    Position,
    Raw,
    Replaced,
    Words,
    Work,
    bytes_of,
)
from autograd_tutor.progress.tables import Rows

LAST = datetime(9999, 12, 31, tzinfo=timezone.utc).timestamp()


def document(rows: Rows) -> Document:
    """What a database holds, in an order that does not depend on how it came there."""
    positions = [Position(lesson, step, _moment(at)) for lesson, step, at in rows.positions]
    steps = [
        Work(lesson, step, _words(draft), _moment(at), _moment(reached), hints, _moment(shown))
        for lesson, step, draft, at, reached, hints, shown in rows.steps
    ]
    attempts = [
        Attempt(id, lesson, step, _moment(at), state, reason)
        for id, lesson, step, at, state, reason in rows.attempts
    ]
    cells = [Cell(id, _moment(at), _words(text)) for id, at, text in rows.cells]
    replaced = [
        Replaced(lesson, step, _words(draft), _moment(at))
        for lesson, step, draft, at in rows.replaced
    ]
    return Document(
        format=FORMAT,
        version=VERSION,
        position=positions[0] if positions else None,
        steps=tuple(steps),
        attempts=tuple(attempts),
        cells=tuple(cells),
        replaced=tuple(replaced),
    )


def rows(document: Document) -> Rows:
    """What a database is to hold of a document."""
    where = document.position
    times = [
        (_seconds(each.drafted_at), _seconds(each.reached_at), each.hints, _seconds(each.shown_at))
        for each in document.steps
    ]
    return Rows(
        steps=[
            (each.lesson, each.step, _maybe(each.draft), *known)
            for each, known in zip(document.steps, times, strict=True)
        ],
        positions=[(where.lesson, where.step, _seconds(where.at))] if where else [],
        attempts=[
            (each.id, each.lesson, each.step, _seconds(each.at), each.state, each.reason)
            for each in document.attempts
        ],
        cells=[(each.id, _seconds(each.at), bytes_of(each.text)) for each in document.cells],
        replaced=[
            (each.lesson, each.step, bytes_of(each.draft), _seconds(each.drafted_at))
            for each in document.replaced
        ],
    )


def _words(data: Any) -> Any:
    if not isinstance(data, bytes):
        return data
    try:
        return data.decode()
    except UnicodeDecodeError:
        return Raw(data)


def _maybe(words: Words | None) -> bytes | None:
    return None if words is None else bytes_of(words)


def _moment(seconds: Any) -> Any:
    """A time as people read it; what is none is left for `encoded` to refuse."""
    if not isinstance(seconds, int | float):
        return seconds
    return datetime.fromtimestamp(min(max(seconds, 0.0), LAST), timezone.utc)


def _seconds(moment: datetime | None) -> float | None:
    return None if moment is None else min(max(moment.timestamp(), 0.0), LAST)
