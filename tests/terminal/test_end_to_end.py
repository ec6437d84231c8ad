"""The whole product as a learner meets it: the console script in a real terminal."""

from __future__ import annotations

import psutil

from bench.subjects import curve, has_curve
from bench.terminal import Terminal
from tests.learner import Start

FUNCTION = "x**3 - 6*x**2 + 8*x"
STARTER = "torch.cos(x**2)"
RUN, NEXT, QUIT = "\x12", "\x0e", "\x11"  # ctrl+r, ctrl+n, ctrl+q
EMPTY = "\x05\x15"  # ctrl+e, ctrl+u
MOUSE, BRACKETED_PASTE = 1003 << 5, 2004 << 5


def width_of_curve(terminal: Terminal) -> int:
    columns = [column for _, column, _ in curve(terminal)]
    return max(columns) - min(columns) if columns else 0


def shows_both(terminal: Terminal) -> bool:
    return FUNCTION in terminal.text and has_curve(terminal)


def quits(terminal: Terminal) -> None:
    """Ctrl+q leaves nothing behind, on the screen or in the machine."""
    tree = terminal.tree
    assert len(tree) > 1, "the evaluator is a process of its own"
    terminal.send(QUIT)
    assert terminal.wait() == 0
    assert not terminal.alternate
    assert not terminal.screen.cursor.hidden
    assert not terminal.screen.mode & {MOUSE, BRACKETED_PASTE}
    _, left = psutil.wait_procs(tree, timeout=10)
    assert left == []


def test_a_curve_is_typed_drawn_resized_and_there_again(start: Start) -> None:
    terminal = start()
    terminal.wait_for("What autograd is")
    assert terminal.alternate
    terminal.send(NEXT)
    terminal.wait_for(STARTER)
    terminal.send(EMPTY)
    terminal.wait_for(lambda: STARTER not in terminal.text)
    for key in FUNCTION:
        terminal.send(key)
    terminal.wait_for(FUNCTION)
    assert not has_curve(terminal)
    terminal.send(RUN)
    terminal.wait_for(lambda: has_curve(terminal))
    assert width_of_curve(terminal) > 30

    narrow = width_of_curve(terminal)
    terminal.resize(160, 45)
    terminal.wait_for(lambda: shows_both(terminal) and width_of_curve(terminal) != narrow)
    terminal.resize(80, 24)
    terminal.wait_for(lambda: shows_both(terminal) and width_of_curve(terminal) == narrow)
    quits(terminal)

    again = start()
    again.wait_for(FUNCTION)
    again.wait_for("Type a function")
    quits(again)


def test_keys_of_one_burst_act_in_their_order_and_none_is_lost(start: Start) -> None:
    terminal = start()
    terminal.wait_for("What autograd is")
    terminal.send(NEXT)
    terminal.wait_for(STARTER)
    terminal.send(f"{EMPTY}x+12\x7f\x1b[D*\x1b[D\x1b[D(2{RUN}")
    terminal.wait_for("x(2+*1")
    terminal.wait_for("SyntaxError")
    terminal.send(f"{EMPTY}x - 7{QUIT}")
    assert terminal.wait() == 0
    again = start()
    again.wait_for("x - 7")
    quits(again)
