"""Resets: what they remove, what they leave, and that what was removed does not come back."""

from __future__ import annotations

from pathlib import Path

import pytest

from autograd_tutor.progress.standing import Standing
from autograd_tutor.progress.store import Store

from .test_store import Clock

EVERYTHING = [("a", "one"), ("a", "one#answer"), ("a", "one-more"), ("a", "two"), ("b", "one")]


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "progress.sqlite3"


def fill(store: Store) -> None:
    """Work at four steps of two lessons."""
    for lesson, step in EVERYTHING:
        store.save_draft(lesson, step, f"{lesson} {step}")
        if "#" not in step:
            store.set_position(lesson, step)
            store.record(lesson, step, "wrong", "sign")
            store.record(lesson, step, "passed", "")
            store.use_hint(lesson, step)
            store.show_solution(lesson, step)


def left(store: Store) -> set[tuple[str, str]]:
    """The steps of which something is kept, in whatever way."""
    steps = {key for key in EVERYTHING if store.draft(*key) or store.standing(*key) != Standing()}
    for lesson in ("a", "b"):
        listed = store.reached(lesson) | store.passed(lesson)
        assert {(lesson, step) for step in listed} <= steps
    return steps


@pytest.mark.parametrize(
    ("what", "stays"),
    [
        (("a", "one"), {("a", "one-more"), ("a", "two"), ("b", "one")}),
        (("a", "nothing"), set(EVERYTHING)),
        (("a", None), {("b", "one")}),
        (("nothing", None), set(EVERYTHING)),
        ((None, None), set()),
    ],
)
def test_a_reset_removes_what_it_names_and_no_more(
    path: Path, what: tuple[str | None, str | None], stays: set[tuple[str, str]]
) -> None:
    store, other = Store(path), Store(path)
    fill(store)
    assert left(other) == set(EVERYTHING)
    store.reset(*what)
    assert left(store) == left(other) == stays
    at_last = None if what == (None, None) else ("b", "one")
    assert store.position() == other.position() == at_last
    for each in (store, other):
        each.close()
    again = Store(path)
    assert left(again) == stays
    again.close()


def test_two_tutors_and_what_is_done_after_a_reset(path: Path) -> None:
    store, other = Store(path), Store(path)
    fill(store)
    assert other.standing("a", "one").hints == 1
    store.reset("a", "one")
    assert other.use_hint("a", "one") == 1
    other.save_draft("a", "one", "newer")
    assert store.draft("a", "one") == "newer"
    assert store.standing("a", "one") == Standing(hints=1)
    store.close()
    other.close()


def test_a_reset_in_memory_is_made_in_the_file_when_it_can_be_used_again(path: Path) -> None:
    clock = Clock()
    before = Store(path, clock=clock)
    fill(before)
    path.rename(path.with_suffix(".away"))
    path.mkdir()
    store = Store(path, clock=clock)
    fill(store)
    assert store.trouble is not None
    store.reset("a", None)
    store.save_draft("a", "one", "after")
    path.rmdir()
    path.with_suffix(".away").rename(path)
    before.save_draft("a", "two", "by another tutor, after the reset")
    store.close()
    assert before.draft("a", "one") == "after"
    assert before.draft("a", "two") == "by another tutor, after the reset"
    assert before.standing("a", "one") == before.standing("a", "one-more") == Standing()
    assert before.standing("a", "two").attempts == 0
    assert before.standing("b", "one").passed
    before.close()


def test_a_reset_that_fails_on_disk_holds_in_memory(path: Path) -> None:
    store, other = Store(path, wait=0), Store(path)
    fill(store)
    assert other.position() == ("b", "one")
    other._run("BEGIN IMMEDIATE")
    store.reset(None, None)
    assert store.trouble is not None
    assert left(store) == set()
    other._run("ROLLBACK")
    assert left(other) == set(EVERYTHING)
    store.close()
    assert left(other) == set()
    other.close()
