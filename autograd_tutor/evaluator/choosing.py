"""Which device to compute on: what is told of each, and why one can't be chosen."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol

from .messages import Device

GIB = 2**30
CPU = "cpu"


def facts(device: Device) -> list[str]:
    """What it is, its memory, and why it can't be used, each in a few words."""
    told = [device.description]
    if device.total:
        told.append(f"{device.free / GIB:.1f} of {device.total / GIB:.1f} GiB free")
    if device.capability:
        told.append(f"compute capability {device.capability}")
    if not device.usable:
        told.append(f"not usable: {device.why}")
    return told


def table(devices: Sequence[Device]) -> list[str]:
    """One line each."""
    width = max(len(device.name) for device in devices)
    return [f"{device.name:{width}}  {', '.join(facts(device))}" for device in devices]


def find(name: str, devices: Sequence[Device]) -> Device | None:
    """The device that torch means by a name: `cuda` is the first card, `cpu:0` the processor."""
    plain = {f"{device.name}:0": device for device in devices}
    exact = {device.name: device for device in devices}
    return exact.get(name) or plain.get(name) or exact.get(f"{name}:0")


def refusal(name: str, devices: Sequence[Device]) -> str:
    """Why nothing can be run on the device of that name, and what there is; empty if it can."""
    found = find(name, devices)
    if found is not None and found.usable:
        return ""
    if found is not None:
        said = f"{name} can't be used: {found.why}."
    else:
        said = f"There is no device {name}."
    return "\n".join([f"{said} These are there:", *table(devices)])


class Lists(Protocol):
    """An evaluator, as far as it tells what there is."""

    async def devices(self) -> tuple[Device, ...]:
        """Every device. Raises EvaluatorError."""


async def refused(evaluator: Lists, name: str) -> str:
    """Why nothing can be run on that device; empty if it can. The processor is not asked about.

    Raises EvaluatorError if the evaluator can't serve.
    """
    return "" if name == CPU else refusal(name, await evaluator.devices())
