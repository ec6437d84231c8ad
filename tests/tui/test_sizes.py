"""Any size, in any order: the tutor draws, or says that it needs more room."""

from __future__ import annotations

from hypothesis import example, given, settings
from hypothesis import strategies as st

from .pilots import piloted, press, settle, text, tutor

CUBIC = ("slopes", "cubic")
sizes = st.lists(st.tuples(st.integers(1, 300), st.integers(1, 100)), min_size=1, max_size=4)


@settings(max_examples=2, deadline=None)
@example([(300, 100), (60, 18), (59, 18), (60, 17), (1, 1)])
@given(sizes)
async def test_no_resize_ends_the_tutor(sequence: list[tuple[int, int]]) -> None:
    async with piloted(tutor(at=CUBIC)) as pilot:
        await press(pilot, "ctrl+r")
        for columns, rows in sequence:
            await pilot.resize_terminal(columns, rows)
            await settle(pilot)
            shown = text(pilot.app)
            assert len(shown.splitlines()) == rows
            if columns < 60 or rows < 18:
                assert "^r Run" not in shown
            else:
                assert "^r Run" in shown
        await pilot.resize_terminal(80, 24)
        await press(pilot, "ctrl+r")
        assert "f'(x)" in text(pilot.app)
