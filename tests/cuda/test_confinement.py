"""Which layers of confinement let a card be computed on: measured, not assumed."""

from __future__ import annotations

import pytest

from autograd_tutor.evaluator import confine
from autograd_tutor.evaluator.plans import ON_A_GPU, without_kernel_layers
from tests.confine.children import confined

from .table import Table

pytestmark = pytest.mark.cuda

COMPUTE = """\
x = torch.ones(1000, device={device!r}, requires_grad=True)
(x**2).sum().backward()
print("computed", x.grad.sum().item())"""
LAYERS = tuple(layer.name for layer in confine.probe() if layer.active)
SHIPPED = tuple(layer.name for layer in without_kernel_layers(confine.probe()) if layer.active)


@pytest.mark.parametrize("layers", [(), *((each,) for each in LAYERS), SHIPPED, LAYERS])
def test_what_computes_on_a_card_under_these_layers(
    layers: tuple[str, ...], device: str, table: Table
) -> None:
    """Those that a worker on a card has must let it compute; what the others do is noted."""
    said = confined(
        COMPUTE.format(device=device),
        layers=layers,
        limits=f"Limits(memory=None, files={ON_A_GPU.files})",
        torch=True,
    )
    computes = "computed 2000.0" in said
    assert computes or not set(layers) <= set(SHIPPED), said
    table.add(f"under {', '.join(layers) or 'no layer'}", "computes" if computes else said[0])
