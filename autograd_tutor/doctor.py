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
        hello, devices = asyncio.run(ask(launcher))
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
    return int(bool(hello.missing()))


async def ask(launcher: Launcher) -> tuple[Hello, tuple[Device, ...]]:
    """Start an evaluator and let it introduce itself."""
    evaluator = Evaluator(launcher, to_stderr)
    try:
        return await evaluator.hello(), await evaluator.devices()
    finally:
        await evaluator.close()


def describe_layer(layer: Layer) -> str:
    """In force and what it covers, or missing, why, and what to do."""
    if layer.active:
        return f"in force: {layer.why}"
    remedy = f"; {layer.remedy}" if layer.remedy else ""
    return f"missing: {layer.why}{remedy}"
