"""Under what confinement a card computes: measured, not assumed."""

from __future__ import annotations

import pytest

from autograd_tutor.evaluator.options import Options
from autograd_tutor.evaluator.plans import Rung, ladder
from tests.confine.children import confined

from .conftest import Opened
from .table import Table

pytestmark = pytest.mark.cuda

COMPUTE = """\
torch.set_default_device({device!r})
from autograd_tutor.evaluator.card import prove
prove()
print("computed")"""
RUNGS = list(enumerate(ladder(Options()), start=1))


@pytest.mark.parametrize(("place", "rung"), RUNGS)
def test_what_computes_on_a_rung(place: int, rung: Rung, device: str, table: Table) -> None:
    """What each of them does is noted; the last one must let it compute."""
    said = confined(COMPUTE.format(device=device), plan=f"plan_for(Options(), {place})", torch=True)
    computes = "computed" in said
    assert computes or place < len(RUNGS), said
    words = f"under {', '.join(rung.layers) or 'neither'}, {rung.needs.name.lower()} open"
    table.add(words, "computes" if computes else said[0])


async def test_a_cell_is_as_far_confined_as_the_card_lets_it(
    device: str, opened: Opened, table: Table
) -> None:
    async with opened(Options()) as evaluator:
        hello = await evaluator.examined(device)
    layers = hello.layers(device)
    assert layers is not None
    table.add("a cell is confined by", ", ".join(each.name for each in layers if each.active))
    for layer in layers:
        table.add(layer.name, layer.why)
