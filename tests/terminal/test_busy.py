"""A cell that prints all it may and then spins holds up no key."""

from __future__ import annotations

from tests.learner import OPENED, Start

from .test_end_to_end import EMPTY, RUN, quits

BUSY = "[print('#' * 64) for _ in range(1024)] and [x for _ in iter(int, 1)]"
STOP, UNFINISHED = "\x03", "running"


def test_keys_are_shown_while_a_cell_prints_and_spins(start: Start) -> None:
    terminal = start(*OPENED, columns=120, rows=40)
    terminal.wait_for("torch.cos(x**2)")
    terminal.wait_for("ready")
    terminal.send(EMPTY)
    terminal.wait_for(lambda: "torch.cos(x**2)" not in terminal.text)
    terminal.paste(BUSY[:-1])
    terminal.wait_for("iter(int, 1)")
    terminal.send(f"]{RUN}")
    terminal.wait_for(UNFINISHED)
    typed = ""
    for key in "0123456789":
        terminal.send(key)
        typed += key
        terminal.wait_for(f"iter(int, 1)]{typed}")
        assert UNFINISHED in terminal.text
    terminal.wait_for("#" * 20)
    assert UNFINISHED in terminal.text
    terminal.send(STOP)
    terminal.wait_for(lambda: UNFINISHED not in terminal.text)
    quits(terminal)
