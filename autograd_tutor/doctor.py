"""`autograd-tutor doctor`: what runs cells here and what confines them, one line each."""

from __future__ import annotations

import asyncio
import sys

from autograd_tutor.evaluator.choosing import facts
from autograd_tutor.evaluator.client import Evaluator, EvaluatorError
from autograd_tutor.evaluator.launch import Launcher
from autograd_tutor.evaluator.messages import Device, Hello, Layer
from autograd_tutor.evaluator.waiting import to_stderr


def examine(launcher: Launcher) -> int:
    """Print the findings; 0 if all layers are in force, 1 if one is missing, 2 if nothing runs."""
    try:
        hello, devices, card = asyncio.run(ask(launcher))
    except EvaluatorError as error:
        print(error, file=sys.stderr)
        return 2
    print(f"python      {hello.python}, {hello.executable}")
    print(f"torch       {hello.torch}")
    for device in devices:
        print(f"{device.name:<11} {', '.join(facts(device))}")
    for layer in hello.confinement:
        print(f"{layer.name.lower():<11} {describe_layer(layer)}")
    if not hello.confinement:
        print("confinement missing: cells can do whatever this account can")
    elif card:
        print(f"Where a cell computes on {card}:")
        for layer in hello.layers(card) or ():
            print(f"{layer.name.lower():<11} {describe_layer(layer)}")
    return int(bool(hello.missing() or (card and hello.missing(card))))


async def ask(launcher: Launcher) -> tuple[Hello, tuple[Device, ...], str]:
    """Start an evaluator and let it introduce itself; have the first card compute, if there is one
    that can be used."""
    evaluator = Evaluator(launcher, to_stderr)
    try:
        devices = await evaluator.devices()
        cards = [each.name for each in devices if each.usable and each.name != "cpu"]
        card = cards[0] if cards else ""
        return await evaluator.examined(card or "cpu"), devices, card
    finally:
        await evaluator.close()


def describe_layer(layer: Layer) -> str:
    """In force and what it covers, or missing, why, and what to do."""
    if layer.active:
        return f"in force: {layer.why}"
    remedy = f"; {layer.remedy}" if layer.remedy else ""
    return f"missing: {layer.why}{remedy}"
