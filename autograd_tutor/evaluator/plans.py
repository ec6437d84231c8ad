"""What a worker's confinement is to be, by the server's options and by what it computes on.

What a card's driver can't do without differs from driver to driver, and nobody says it. So the ways
to confine a worker on a card are the rungs of a ladder, the strictest first: a server goes down it
until a worker computes there, before it has met a cell.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from . import confine
from .confine import Layer, Limits, Needs, Plan
from .options import Options

MEBI = 1 << 20
DRIVER, RESERVED = 3072 * MEBI, 16_384 * MEBI
"""Bytes of memory that torch and a card's driver may hold besides a cell, and that they may ask
for: of that they use little."""
IN_MEMORY = 64 * MEBI
"""The size of a file in memory, where a driver needs some."""
KERNEL = (confine.landlock.NAME, confine.seccomp.NAME)
PROCESSOR, TRUSTED = 0, -1
"""Plans that are no rung: of a worker on the processor; of one that looks at cards and runs
nobody's code. Rungs count from 1."""
WIDER = "more is open for the card's driver"
REFUSED = "the card's driver does not work under it"


class Rung(NamedTuple):
    """A way to confine a worker on a card: the kernel's layers, and what they let through."""

    layers: tuple[str, ...]
    needs: Needs


def ladder(options: Options) -> tuple[Rung, ...]:
    """The ways to confine a worker on a card, here and under these options."""
    found = tuple(each.name for each in layers(options) if each.active and each.name in KERNEL)
    whole = (Rung(found, Needs.CARD), Rung(found, Needs.MORE))
    if options.confinement == "full":
        return whole
    alone = [Rung((name,), Needs.MORE) for name in found]
    return (*(whole if found else ()), *(alone[1:] and alone), Rung((), Needs.MORE))


def plan_for(options: Options, place: int) -> Plan:
    """The plan that a worker enters: PROCESSOR, TRUSTED or a rung. Raises ValueError if it is none,
    ConfineError if a layer fails."""
    if place == PROCESSOR:
        limits = Limits(memory=options.memory * MEBI)
        return confine.prepare(layers=layers(options), limits=limits)
    rungs = ladder(options)
    if not TRUSTED <= place <= len(rungs):
        raise ValueError(f"there is no rung {place}")
    rung = Rung((), Needs.MORE) if place == TRUSTED else rungs[place - 1]
    return confine.prepare(
        layers=[on_a_card(layer, rung) for layer in layers(options)],
        limits=limits_on_a_card(options, rung),
        needs=rung.needs,
    )


def layers(options: Options) -> Sequence[Layer]:
    """What this system offers and the options ask for."""
    return () if options.confinement == "off" else confine.probe()


def on_a_card(layer: Layer, rung: Rung) -> Layer:
    """A layer as it is on a rung."""
    if not layer.active or layer.name not in KERNEL:
        return layer
    if layer.name not in rung.layers:
        return layer._replace(active=False, why=REFUSED)
    return layer._replace(why=f"{layer.why}; {WIDER}") if rung.needs is Needs.MORE else layer


def limits_on_a_card(options: Options, rung: Rung) -> Limits:
    """A driver opens its device files many times over, and reserves address space without end."""
    return Limits(
        memory=options.memory * MEBI + RESERVED if rung.layers else None,
        files=1024,
        file_size=IN_MEMORY if rung.needs is Needs.MORE else 0,
        driver=True,
    )
