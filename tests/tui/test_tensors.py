"""The inspector: rows after a run, what changed, what the record keeps."""

from __future__ import annotations

from array import array
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import pytest
from msgspec.structs import replace
from textual.app import App, ComposeResult
from textual.pilot import Pilot

from autograd_tutor.evaluator.evidence import Graph, Node
from autograd_tutor.evaluator.messages import Figure, Run
from autograd_tutor.tui.widgets.tensors import EMPTY, EXPRESSION, LOST, NO_RUN, Tensors

from ..plot.variables import X_GRAD, D, N, X, Y, left, none
from .pilots import LEAST, SMALL, WIDE, settle, text

FIRST = Run(evidence=left(X, none("x.grad"), Y, none("y.grad"), N))
THEN = Run(evidence=left(replace(X, version=1), X_GRAD, Y, none("y.grad"), D))
RECORD = Graph(
    (
        Node("Pow", False, (3,), (1,), saved=12),
        Node("x", True, (3,), ()),
    ),
    2,
    saved=12,
)


class Alone(App[None]):
    """The panel and nothing else."""

    def __init__(self, *, ascii: bool) -> None:
        super().__init__()
        self.tensors = Tensors(ascii=ascii)

    def compose(self) -> ComposeResult:
        yield self.tensors


@asynccontextmanager
async def alone(
    size: tuple[int, int] = SMALL, *, ascii: bool = False
) -> AsyncIterator[Pilot[None]]:
    async with Alone(ascii=ascii).run_test(size=size) as pilot:
        yield pilot


def panel(pilot: Pilot[None]) -> Tensors:
    return pilot.app.query_one(Tensors)


async def shown(pilot: Pilot[None]) -> str:
    await settle(pilot)
    return text(pilot.app)


@pytest.mark.parametrize("ascii", [False, True])
@pytest.mark.parametrize("size", [SMALL, WIDE, LEAST])
async def test_a_run_and_what_the_next_one_changed(size: tuple[int, int], ascii: bool) -> None:
    async with alone(size, ascii=ascii) as pilot:
        panel(pilot).show(FIRST)
        first = await shown(pilot)
        assert "*" not in first
        assert panel(pilot).filled

        panel(pilot).show(THEN)
        then = await shown(pilot)
        for part in ("* x", "2, 5, -6*", "1*", "+ d", "- n  gone", "d shares memory with x."):
            assert part in then
        assert then.isascii()
        assert panel(pilot).as_text().splitlines()[-1] in then


async def test_a_run_that_was_lost_or_told_nothing() -> None:
    async with alone() as pilot:
        assert NO_RUN in " ".join((await shown(pilot)).split())
        panel(pilot).show(FIRST)
        panel(pilot).show(None)
        assert LOST in await shown(pilot)
        assert not panel(pilot).filled
        assert panel(pilot).as_text() == ""

        panel(pilot).show(THEN)
        assert "- n  gone" in await shown(pilot)

        panel(pilot).show(Run(evidence=left()))
        assert "- x  gone" in await shown(pilot)
        panel(pilot).show(Run(evidence=left()))
        assert EMPTY in await shown(pilot)


async def test_a_new_step_is_compared_with_nothing() -> None:
    async with alone() as pilot:
        panel(pilot).show(FIRST)
        panel(pilot).forget()
        assert not panel(pilot).filled
        assert NO_RUN in " ".join((await shown(pilot)).split())
        panel(pilot).show(THEN)
        assert "*" not in await shown(pilot)


async def test_the_record_is_measured_once_it_is_read() -> None:
    async with alone() as pilot:
        panel(pilot).show(FIRST)
        assert "not read yet" in await shown(pilot)
        panel(pilot).hold(RECORD)
        assert "Saved for going back: 12 B, all of it by Pow." in await shown(pilot)
        panel(pilot).show(FIRST)
        assert "not read yet" in await shown(pilot)
        panel(pilot).show(replace(FIRST, graph=RECORD))
        assert "Saved for going back: 12 B, all" in await shown(pilot)
        panel(pilot).hold(None, "Reading the record…")
        assert "Reading the record…" in await shown(pilot)
        panel(pilot).show(Run(evidence=replace(left(X), saved=2048)))
        assert "Saved for going back: 2.0 KiB." in await shown(pilot)


async def test_an_expression_shows_its_x_once_its_record_is_there() -> None:
    at_three = Graph(
        (
            Node("Pow", False, (), (1,), name="y", value=array("d", [9]), gradient=array("d", [1])),
            Node("x", True, (), (), value=array("d", [3]), gradient=array("d", [6])),
        ),
        2,
    )
    async with alone() as pilot:
        panel(pilot).show(Run(figure=Figure()))
        assert EXPRESSION in await shown(pilot)
        panel(pilot).hold(at_three)
        lines = (await shown(pilot)).splitlines()
        assert lines[1].split() == ["x", "[]", "yes", "yes", "none", "6", "3"]
        assert lines[2].split() == ["y", "[]", "no", "yes", "Pow", "none", "9"]
        panel(pilot).hold(None)
        assert not panel(pilot).filled
        assert EXPRESSION in await shown(pilot)


async def test_markup_in_a_name_is_text_and_long_lists_scroll() -> None:
    many = [replace(N, name=f"n{at}", type="[red]int[/]") for at in range(40)]
    async with alone(SMALL) as pilot:
        panel(pilot).show(Run(evidence=left(*many)))
        assert "n0  [red]int[/] 3" in await shown(pilot)
        panel(pilot).focus()
        await pilot.press("end")
        assert "n39  [red]int[/] 3" in await shown(pilot)
