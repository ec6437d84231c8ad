"""What a worker's confinement is to be, by the server's options and by what it computes on."""

from __future__ import annotations

from collections.abc import Sequence

from . import confine
from .confine import Layer, Limits, Plan
from .options import Options

MEBI = 1 << 20
ON_A_GPU = Limits(memory=None, files=1024)
NOT_ON_A_GPU = "a GPU's driver needs more files and system calls than this layer allows"


def plan_for(options: Options, *, gpu: bool) -> Plan:
    """The plan that a worker enters. On a GPU its memory is left to the server's watch.

    A GPU's driver opens its device files many times over.
    """
    if options.confinement == "off":
        return confine.prepare(layers=())
    layers = confine.probe()
    if gpu:
        return confine.prepare(layers=without_kernel_layers(layers), limits=ON_A_GPU)
    return confine.prepare(layers=layers, limits=Limits(memory=options.memory * MEBI))


def without_kernel_layers(layers: Sequence[Layer]) -> list[Layer]:
    """The layers that a worker on a GPU can have."""
    kept = {confine.privileges.NAME, confine.limits.NAME}
    return [
        layer if layer.name in kept else layer._replace(active=False, why=NOT_ON_A_GPU)
        for layer in layers
    ]
