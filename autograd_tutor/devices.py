"""`autograd-tutor devices`: what torch can compute on here, and why it can't on the rest."""

from __future__ import annotations

import argparse
import asyncio
import sys
from collections.abc import Callable
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from autograd_tutor.evaluator.launch import Launcher
    from autograd_tutor.evaluator.messages import Device


def add_devices(
    commands: argparse._SubParsersAction[argparse.ArgumentParser],
    add_evaluator_options: Callable[[argparse.ArgumentParser], None],
) -> None:
    """Add the command."""
    devices = commands.add_parser(
        "devices",
        help="list what torch can compute on here, and why it can't on the rest",
        argument_default=argparse.SUPPRESS,
    )
    add_evaluator_options(devices)
    devices.add_argument(
        "--json", action="store_true", default=False, help="for a program; memory in bytes"
    )


def show(launcher: Launcher, *, json: bool) -> int:
    """Print the devices; 0, or 2 if nothing runs that could be asked."""
    import msgspec

    from autograd_tutor.evaluator.choosing import table
    from autograd_tutor.evaluator.client import EvaluatorError

    try:
        devices = asyncio.run(ask(launcher))
    except EvaluatorError as error:
        print(error, file=sys.stderr)
        return 2
    if json:
        print(msgspec.json.format(msgspec.json.encode(devices)).decode())
    else:
        print("\n".join(table(devices)))
    return 0


async def ask(launcher: Launcher) -> tuple[Device, ...]:
    """Start an evaluator and have it look."""
    from autograd_tutor.evaluator.client import Evaluator
    from autograd_tutor.evaluator.waiting import to_stderr

    evaluator = Evaluator(launcher, to_stderr)
    try:
        return await evaluator.devices()
    finally:
        await evaluator.close()
