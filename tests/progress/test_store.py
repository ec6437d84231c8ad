"""The store on good days: what is saved is there again, exactly, for one tutor and for two."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from platformdirs import user_state_path

from autograd_tutor.progress.database import progress_file
from autograd_tutor.progress.store import Store

ANY_TEXT = st.text(st.characters(categories=None))  # every code point, lone surrogates too


class Clock:
    def __init__(self) -> None:
        self.now = 1_000.0

    def __call__(self) -> float:
        self.now += 1
        return self.now


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "not yet" / "there" / "progress.sqlite3"


def test_a_new_learner_has_nothing(path: Path) -> None:
    store = Store(path)
    assert store.position() is None
    assert store.draft("curves", "slope") is None
    assert store.reached("curves") == frozenset()
    assert store.trouble is None
    store.close()
    assert path.exists()


def test_everything_is_there_again(path: Path) -> None:
    store = Store(path, clock=Clock())
    store.set_position("curves", "slope")
    store.set_position("curves", "cubic")
    store.save_draft("curves", "cubic", "x**3")
    store.save_draft("curves", "cubic", "x**3 - 6*x**2")
    store.save_draft("tape", "cubic", "another lesson's step of the same name")
    store.close()

    again = Store(path)
    assert again.position() == ("curves", "cubic")
    assert again.reached("curves") == {"slope", "cubic"}
    assert again.reached("tape") == frozenset()
    assert again.draft("curves", "cubic") == "x**3 - 6*x**2"
    assert again.draft("curves", "slope") is None
    again.close()


def test_a_dropped_draft_is_gone_and_its_step_still_reached(path: Path) -> None:
    store = Store(path)
    store.set_position("curves", "cubic")
    store.save_draft("curves", "cubic", "x**3")
    store.drop_draft("curves", "cubic")
    store.drop_draft("curves", "never seen")
    store.close()

    again = Store(path)
    assert again.draft("curves", "cubic") is None
    assert again.reached("curves") == {"cubic"}
    again.close()


def test_going_back_to_a_step_keeps_its_draft(path: Path) -> None:
    store = Store(path)
    store.save_draft("curves", "cubic", "x**3")
    store.set_position("curves", "cubic")
    store.set_position("curves", "cubic")
    assert store.draft("curves", "cubic") == "x**3"
    store.close()


def test_a_clock_set_back_loses_no_typing(path: Path) -> None:
    times = iter([2_000.0, 1_000.0])
    store = Store(path, clock=lambda: next(times))
    store.save_draft("curves", "cubic", "before")
    store.save_draft("curves", "cubic", "after")
    assert store.draft("curves", "cubic") == "after"
    store.close()


@given(text=ANY_TEXT)
def test_any_text_comes_back_exactly(text: str) -> None:
    store = Store()
    store.save_draft("curves", "cubic", text)
    assert store.draft("curves", "cubic") == text
    store.close()


@pytest.mark.parametrize("text", ["", "\0", "a\0b", "\ud800", "\ud83d\ude00", "é\r\n\t😀\x1b[31m"])
def test_awkward_text_comes_back_from_disk(path: Path, text: str) -> None:
    store = Store(path)
    store.save_draft("curves", "cubic", text)
    store.close()
    again = Store(path)
    assert again.draft("curves", "cubic") == text
    again.close()


def test_two_tutors_at_once_see_each_other(path: Path) -> None:
    one, two = Store(path), Store(path)
    one.save_draft("curves", "slope", "from one")
    two.save_draft("curves", "cubic", "from two")
    one.set_position("curves", "slope")
    assert two.draft("curves", "slope") == "from one"
    assert one.draft("curves", "cubic") == "from two"
    assert two.position() == ("curves", "slope")
    assert one.trouble is None
    assert two.trouble is None
    one.close()
    two.close()


def test_memory_is_no_trouble() -> None:
    store = Store()
    store.set_position("curves", "slope")
    assert store.position() == ("curves", "slope")
    assert store.trouble is None
    store.close()


def test_no_write_ahead_log(path: Path) -> None:
    store = Store(path)
    store.save_draft("curves", "cubic", "x**3")
    assert [file.name for file in path.parent.iterdir()] == [path.name]
    store.close()


def test_the_place_follows_the_environment(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("AUTOGRAD_TUTOR_STATE", str(tmp_path))
    assert progress_file() == tmp_path / "progress.sqlite3"
    monkeypatch.setenv("AUTOGRAD_TUTOR_STATE", "")
    assert progress_file() == user_state_path("autograd-tutor") / "progress.sqlite3"
