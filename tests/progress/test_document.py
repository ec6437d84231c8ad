"""Documents from strangers: taken exactly as they are, or refused with the place and no harm."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from autograd_tutor.progress.document import (
    LIMIT,
    UNSEEN,
    VERSION,
    DocumentError,
    decoded,
    encoded,
)
from autograd_tutor.progress.exchange import document
from autograd_tutor.progress.tables import Rows

from .strategies import held

NOON = "2026-03-01T12:00:00Z"
STEP = {"lesson": "curves", "step": "cubic", "draft": "x**3", "drafted_at": NOON, "hints": 1}
ATTEMPT = {"id": "a" * 32, "lesson": "curves", "step": "cubic", "at": NOON, "state": "passed"}
CELL = {"id": "b" * 32, "at": NOON, "text": "x = 1"}
REPLACED = {"lesson": "curves", "step": "cubic", "draft": "x**2", "drafted_at": NOON}
WHOLE: dict[str, Any] = {
    "format": "autograd-tutor progress",
    "version": 1,
    "position": {"lesson": "curves", "step": "cubic", "at": NOON},
    "steps": [STEP],
    "attempts": [ATTEMPT],
    "cells": [CELL],
    "replaced": [REPLACED],
}


def data(**changed: Any) -> bytes:
    return json.dumps({**WHOLE, **changed}).encode()


def refused(given: bytes) -> str:
    with pytest.raises(DocumentError) as error:
        decoded(given)
    return str(error.value)


def one_step(draft: bytes | None) -> Rows:
    return Rows([("a", "one", draft, 1.0, None, 0, None)], [], [], [], [])


def test_a_whole_one_is_taken_and_written_as_it_was() -> None:
    taken = decoded(data())
    assert json.loads(encoded(taken)) == WHOLE
    assert encoded(taken).decode().splitlines()[0:3] == [
        "{",
        '  "format": "autograd-tutor progress",',
        '  "version": 1,',
    ]


@pytest.mark.parametrize(
    ("changed", "place"),
    [
        ({"steps": [STEP, {**STEP, "hints": -1}]}, "$.steps[1].hints"),
        ({"steps": [{**STEP, "hints": 10**30}]}, "$.steps[0].hints"),
        ({"steps": [{**STEP, "hints": True}]}, "$.steps[0].hints"),
        ({"steps": [{**STEP, "draft": 1}]}, "$.steps[0].draft"),
        ({"steps": [{**STEP, "draft": {"base64": "?"}}]}, "$.steps[0].draft.base64"),
        ({"steps": [{**STEP, "lesson": "../x"}]}, "$.steps[0].lesson"),
        ({"steps": [{**STEP, "step": "a\x1b[2J"}]}, "$.steps[0].step"),
        ({"steps": [{**STEP, "step": "cubic\n"}]}, "$.steps[0].step"),
        ({"steps": [{**STEP, "step": "a" * 81}]}, "$.steps[0].step"),
        ({"steps": [{**STEP, "passed": True}]}, "`passed` - at `$.steps[0]`"),
        ({"steps": [{**STEP, "drafted_at": "2026-03-01T12:00:00"}]}, "$.steps[0].drafted_at"),
        ({"steps": {}}, "$.steps"),
        ({"steps": [STEP] * 20_001}, "length <= 20000 - at `$.steps`"),
        ({"attempts": [{**ATTEMPT, "id": "1"}]}, "$.attempts[0].id"),
        ({"attempts": [{**ATTEMPT, "at": None}]}, "$.attempts[0].at"),
        ({"attempts": [{**ATTEMPT, "state": "Passed"}]}, "$.attempts[0].state"),
        ({"attempts": [{**ATTEMPT, "reason": "x" * 2_001}]}, "$.attempts[0].reason"),
        ({"cells": [CELL] * 501}, "$.cells"),
        ({"replaced": [{**REPLACED, "draft": None}]}, "$.replaced[0].draft"),
        ({"position": []}, "$.position"),
        ({"more": 1}, "`more`"),
        ({"version": 0}, "$.version"),
        ({"version": "1"}, "$.version"),
        ({"format": "something else"}, "not what `autograd-tutor export` writes"),
    ],
)
def test_a_wrong_field_is_named(changed: dict[str, Any], place: str) -> None:
    assert place in refused(data(**changed))


@pytest.mark.parametrize(
    ("given", "words"),
    [
        (b"", "in line 1, column 1"),
        (b"no json", "in line 1, column 1"),
        (b"{\n  'format': 1}", "in line 2, column 3"),
        (b'{"format": "\xc3\xa9",\n  "\xc3\xa9\xff"}', "not UTF-8 in line 2, column 5"),
        (b'{\n"format": "\\ud800"}', "half a character in line 2, column 12"),
        (b'{"x": ' + b"[" * 100_000 + b"]" * 100_000 + b"}", "nested too deep"),
        (b'{"version": ' + b"9" * 5_000 + b"}", "out of range - at `$.version`"),
        (b"[]", "Expected `object`"),
        (b"{}", "not what `autograd-tutor export` writes"),
        (b"SQLite format 3\0", "in line 1, column 1"),
        (data()[:-1], "in line 1, column"),
        (data() + b"x", "Extra data in line 1, column"),
        (b" " * (LIMIT + 1), "larger than 64 MiB"),
    ],
    ids=range(13),
)
def test_what_is_no_document_is_refused(given: bytes, words: str) -> None:
    assert words in refused(given)


def test_a_newer_version_is_refused_in_words_whatever_else_it_holds() -> None:
    words = refused(data(version=VERSION + 1, steps="something new", more=1))
    assert words == "it was written by a newer autograd-tutor: upgrade this one"


@pytest.mark.parametrize("draft", [b"\xff\0", "half \ud83d".encode("utf-8", "surrogatepass")])
def test_bytes_that_are_no_text_come_back(draft: bytes) -> None:
    text = encoded(document(one_step(draft)))
    assert b'"base64"' in text
    assert encoded(decoded(text)) == text


@settings(max_examples=50)
@given(st.text(st.characters(categories=None), max_size=20))
def test_nothing_in_it_moves_a_terminal(typed: str) -> None:
    draft = typed.encode("utf-8", "surrogatepass")
    text = encoded(document(one_step(draft)))
    assert not UNSEEN.search(text.decode())
    assert all(character >= " " or character == "\n" for character in text.decode())
    assert document(one_step(draft)) == decoded(text)


@pytest.mark.parametrize("at", [-1e300, 1e300, float("inf"), -62_135_632_800.0])
def test_a_clock_that_was_far_off_keeps_nobody_from_an_export(at: float) -> None:
    kept = held(one_step(b"x"))._replace(cells=[("c" * 32, at, b"x")])
    assert encoded(decoded(encoded(document(kept)))) == encoded(document(kept))


def test_what_no_tutor_writes_is_not_exported() -> None:
    with pytest.raises(DocumentError, match=r"steps\[0\].lesson"):
        encoded(document(Rows([("A B", "one", b"x", 1.0, None, 0, None)], [], [], [], [])))


def test_a_time_before_time_is_taken() -> None:
    early = {**CELL, "at": "0001-01-01T00:00:00+10:00"}
    assert decoded(data(cells=[early]))
