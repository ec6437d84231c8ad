"""`autograd-tutor doctor`: what runs cells here and what confines them, one line each."""

from __future__ import annotations

import asyncio
import sys
from collections.abc import Iterable
from typing import NamedTuple

from autograd_tutor.evaluator.choosing import facts
from autograd_tutor.evaluator.client import Evaluator, EvaluatorError
from autograd_tutor.evaluator.launch import Launcher
from autograd_tutor.evaluator.messages import Device, Hello, Layer
from autograd_tutor.evaluator.waiting import to_stderr


class Findings(NamedTuple):
    """Who runs cells, on what, and what is to be said of the first card that can be used."""

    hello: Hello
    devices: tuple[Device, ...]
    card: str = ""
    trouble: str = ""


def examine(launcher: Launcher) -> int:
    """Print the findings; 0 if all layers are in force, 1 if one is missing, 2 if nothing runs."""
    try:
        hello, devices, card, trouble = asyncio.run(ask(launcher))
    except EvaluatorError as error:
        print(error, file=sys.stderr)
        return 2
    print(f"python      {hello.python}, {hello.executable}")
    print(f"torch       {hello.torch}")
    for device in devices:
        print(f"{device.name:<11} {', '.join(facts(device))}")
    show(hello.confinement)
    if not hello.confinement:
        print("confinement missing: cells can do whatever this account can")
    elif card:
        print(trouble or f"Where a cell computes on {card}:")
        show(hello.layers(card) or ())
    return int(bool(hello.missing() or trouble or (card and hello.missing(card))))


async def ask(launcher: Launcher) -> Findings:
    """Start an evaluator and let it introduce itself; have the first card compute, if there is one
    that can be used."""
    evaluator = Evaluator(launcher, to_stderr)
    try:
        hello, devices = await evaluator.hello(), await evaluator.devices()
        cards = [each.name for each in devices if each.usable and each.name != "cpu"]
        if not cards:
            return Findings(hello, devices)
        try:
            return Findings(await evaluator.examined(cards[0]), devices, cards[0])
        except EvaluatorError as error:
            return Findings(hello, devices, cards[0], str(error))
    finally:
        await evaluator.close()


def show(layers: Iterable[Layer]) -> None:
    """Print a line for each."""
    for layer in layers:
        print(f"{layer.name.lower():<11} {describe_layer(layer)}")


def describe_layer(layer: Layer) -> str:
    """In force and what it covers, or missing, why, and what to do."""
    if layer.active:
        return f"in force: {layer.why}"
    remedy = f"; {layer.remedy}" if layer.remedy else ""
    return f"missing: {layer.why}{remedy}"
