"""Merging what was done in two places: nothing is lost, and the order does not matter."""

from __future__ import annotations

from hypothesis import given, settings

from autograd_tutor.progress.document import decoded, encoded
from autograd_tutor.progress.exchange import document
from autograd_tutor.progress.exchange import rows as rows_of
from autograd_tutor.progress.tables import CELLS_KEPT, Rows

from .strategies import held, rows

few = settings(max_examples=30)
NOTHING = Rows([], [], [], [], [])


def texts(kept: Rows) -> set[tuple[object, ...]]:
    """Every text that was typed at a step, whether it is the newest or not."""
    return {row[:3] for row in (*kept.steps, *kept.replaced) if row[2]}


def settled(kept: Rows) -> tuple[object, ...]:
    """All but the texts that gave way."""
    return kept.attempts, sorted(kept.cells), kept.steps, kept.positions


@few
@given(rows())
def test_what_was_put_in_comes_out(one: Rows) -> None:
    assert held(one) == one


@few
@given(rows(), rows())
def test_twice_is_once(one: Rows, two: Rows) -> None:
    assert held(one, two, two) == held(one, two)
    assert held(one, two, one, two) == held(one, two)


@few
@given(rows(), rows(), rows())
def test_the_order_of_machines_does_not_matter(one: Rows, two: Rows, three: Rows) -> None:
    there, back = held(one, two, three), held(three, held(two, one))
    assert settled(there) == settled(back)
    assert texts(there) == texts(back)


@few
@given(rows(), rows())
def test_no_pass_text_or_hint_is_lost(one: Rows, two: Rows) -> None:
    both = held(one, two)
    for kept in (one, two):
        assert set(kept.attempts) <= set(both.attempts)
        assert set(kept.cells) <= set(both.cells)
        assert texts(kept) <= texts(both)
        hints = {row[:2]: row[5] for row in both.steps}
        assert all(row[5] <= hints[row[:2]] for row in kept.steps)


@few
@given(rows(), rows())
def test_the_newer_text_and_position_are_in_place(one: Rows, two: Rows) -> None:
    both = held(one, two)
    for row in both.steps:
        rivals = [each for kept in (one, two) for each in kept.steps if each[:2] == row[:2]]
        newest = max((each[3] for each in rivals if each[3] is not None), default=None)
        assert row[3] == newest
        assert row[2] in [each[2] for each in rivals if each[3] == newest]
    times = [row[2] or 0 for kept in (one, two) for row in kept.positions]
    assert [row[2] or 0 for row in both.positions] == ([max(times)] if times else [])


@few
@given(rows())
def test_a_document_holds_all_of_it(one: Rows) -> None:
    data = encoded(document(one))
    assert held(rows_of(decoded(data))) == one
    assert encoded(decoded(data)) == data


def test_two_texts_of_one_step_in_one_document_both_stay() -> None:
    steps = [("a", "one", text, at, None, 0, None) for text, at in [(b"x", 2.0), (b"y", 1.0)]]
    kept = held(Rows(steps, [], [], [], []))
    assert [row[2] for row in kept.steps] == [b"x"]
    assert [row[2] for row in kept.replaced] == [b"y"]


def test_the_newest_cells_of_both_are_kept() -> None:
    mine = [(f"{n:032x}", float(2 * n), b"mine") for n in range(CELLS_KEPT)]
    theirs = [(f"{n + CELLS_KEPT:032x}", float(2 * n + 1), b"theirs") for n in range(CELLS_KEPT)]
    both = held(*(NOTHING._replace(cells=cells) for cells in (mine, theirs)))
    assert len(both.cells) == CELLS_KEPT
    assert [row[1] for row in both.cells] == [float(n) for n in range(CELLS_KEPT, 2 * CELLS_KEPT)]
