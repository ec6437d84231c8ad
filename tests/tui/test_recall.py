"""Cells that come back with the arrow keys: nothing typed is ever lost."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from autograd_tutor.tui.recall import Recall


def recall(*cells: str, next: str = "") -> Recall:
    made = Recall()
    made.load(cells, next)
    return made


def test_up_and_down_go_through_the_cells_and_back_to_the_unfinished_one() -> None:
    cells = recall("a", "b", next="c")
    seen = [cells.shown]
    for _ in range(2):
        assert cells.up()
        seen.append(cells.shown)
    assert not cells.up()
    assert seen == ["c", "b", "a"]
    assert cells.down() and cells.down()
    assert not cells.down()
    assert cells.shown == "c"


def test_the_same_cell_twice_is_one_stop() -> None:
    cells = recall("a", "b", "b")
    assert cells.up() and cells.up()
    assert cells.shown == "a"
    assert cells.run("a") == ["a"]
    assert cells.up()
    assert cells.shown == "b"


def test_a_recalled_cell_that_is_changed_is_the_next_one() -> None:
    cells = recall("a", "b", next="unfinished")
    cells.up()
    cells.up()
    assert cells.typed("a + 1") == ["unfinished"]
    assert cells.shown == "a + 1"
    assert cells.up()
    assert cells.shown == "unfinished"
    assert cells.down()
    assert cells.shown == "a + 1"


def test_a_cell_that_succeeded_makes_room() -> None:
    cells = recall()
    assert cells.run("a") == ["a"]
    assert cells.succeeded("a")
    assert cells.shown == ""
    cells.typed("half")
    cells.up()
    assert cells.run("a") == []
    assert cells.succeeded("a")
    assert cells.shown == "half"


def test_what_was_typed_while_it_ran_stays() -> None:
    cells = recall()
    cells.run("a")
    cells.typed("a + 1")
    assert not cells.succeeded("a")
    assert cells.shown == "a + 1"


def test_a_cell_that_failed_stays_to_be_mended() -> None:
    cells = recall("a")
    cells.run("1 / 0")
    assert cells.shown == "1 / 0"
    assert cells.typed("1 / 1") == []
    cells.run("1 / 1")
    assert cells.succeeded("1 / 1")
    assert cells.cells == ["a", "1 / 0", "1 / 1"]


def test_an_offer_keeps_what_was_unfinished() -> None:
    cells = recall("a", next="mine")
    assert cells.offer("theirs") == ["mine"]
    assert cells.shown == "theirs"
    assert cells.offer("theirs") == []
    assert cells.up()
    assert cells.shown == "mine"


def test_what_was_typed_before_the_kept_cells_came_is_kept_beside_them() -> None:
    cells = Recall()
    cells.typed("new")
    assert cells.load(["a"], "old") == ["old"]
    assert cells.shown == "new"
    assert cells.cells == ["a", "old"]


TEXTS = st.sampled_from(["", "a", "b", "c + 1", "half ("])
STEPS = st.lists(
    st.one_of(
        st.tuples(st.sampled_from(["typed", "run", "offer"]), TEXTS),
        st.tuples(st.sampled_from(["up", "down", "succeeded"]), st.just("")),
    )
)


@given(STEPS)
def test_nothing_typed_or_offered_is_ever_lost(steps: list[tuple[str, str]]) -> None:
    cells = Recall()
    joined: list[str] = []
    there: set[str] = set()
    ran = "never"
    for name, text in steps:
        if name in ("up", "down"):
            getattr(cells, name)()
        elif name == "succeeded":
            cells.succeeded(ran)
        elif name != "run" or text.strip():
            if name != "offer" and cells.shown == cells.next:
                there.discard(cells.next)  # changed in place, as an editor with undo does
            joined += getattr(cells, name)(text)
            assert cells.shown == text
            ran = text if name == "run" else ran
            there |= {text} if text.strip() else set()
        assert cells.cells == joined
        assert there <= {*cells.cells, cells.next}
        there |= set(cells.cells)
