"""Databases as learners on several machines may have left them."""

from __future__ import annotations

from hypothesis import strategies as st

from autograd_tutor.progress import database, tables
from autograd_tutor.progress.standing import PLAYGROUND
from autograd_tutor.progress.tables import Rows

KEYS = [
    ("curves", "slope"),
    ("curves", "cubic"),
    ("tape", "leaf"),
    ("tape", "leaf#answer"),
    (PLAYGROUND, "next"),
]
IDS = [f"{number:032x}" for number in range(8)]
STATES = ["passed", "wrong", "error"]
times = st.integers(1, 6).map(float)
MEMORY = database.open_memory()
maybe = st.none() | times
drafts = st.sampled_from([b"", b"x", b"x**2", b"\xff", "é\n".encode()]) | st.binary(max_size=3)
work = st.one_of(
    st.tuples(drafts, times, maybe, st.integers(0, 3), maybe),
    st.tuples(st.none(), maybe, maybe, st.integers(0, 3), maybe),
)


def attempt(id: str) -> tuple[object, ...]:
    """The attempt of that id: the same on every machine."""
    number = int(id, 16)
    return (id, *KEYS[number % 3], float(number), STATES[number % 3], f"reason {number}")


def cell(id: str) -> tuple[object, ...]:
    """The cell of that id."""
    return (id, float(int(id, 16) % 3), id.encode())


@st.composite
def rows(draw: st.DrawFn) -> Rows:
    """What one machine may hold."""
    works = draw(st.dictionaries(st.sampled_from(KEYS), work))
    replaced = draw(st.dictionaries(st.tuples(st.sampled_from(KEYS), drafts), times))
    return held(
        Rows(
            [(*key, *each) for key, each in works.items()],
            [(*key, draw(maybe)) for key in draw(st.sets(st.sampled_from(KEYS[:3]), max_size=1))],
            [attempt(id) for id in draw(st.sets(st.sampled_from(IDS)))],
            [cell(id) for id in draw(st.sets(st.sampled_from(IDS)))],
            [(*key, draft, at) for (key, draft), at in replaced.items()],
        )
    )


def held(*each: Rows) -> Rows:
    """What a database holds after some rows were put in it, one after the other."""
    for table in ("step", "position", "attempt", "cell", "replaced"):
        MEMORY.execute(f"DELETE FROM {table}")
    for put in each:
        tables.put(MEMORY, put)
    return tables.read(MEMORY)
