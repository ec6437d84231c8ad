"""Confinement: what keeps learner code from doing anything but compute.

By hand with ctypes, on the standard library alone: these files also run in a foreign interpreter
that has torch and nothing else, and the libraries that exist (landlockpy, seccompy) are months
old, one vendor's, and have no guard for x32.

The server calls `probe` and `prepare` once; every forked worker calls `enter`, which only makes
system calls: nothing is imported, searched for or listed after the fork.
"""

from __future__ import annotations

import os
import tempfile
from collections.abc import Sequence
from typing import NamedTuple

from . import bpf, driver, landlock, limits, privileges, readable, seccomp, syscalls
from .driver import Needs
from .layer import ConfineError, Layer
from .limits import Limits
from .privileges import Account

__all__ = [
    "Account",
    "ConfineError",
    "Layer",
    "Limits",
    "Needs",
    "Plan",
    "enter",
    "prepare",
    "probe",
]


class Plan(NamedTuple):
    """Everything a worker needs to confine itself without looking for anything."""

    layers: tuple[Layer, ...]
    limits: Limits
    needs: Needs = Needs.NOTHING
    ruleset: landlock.Ruleset | None = None
    keep_reading: bool = False
    program: bpf.Program | None = None
    account: Account | None = None
    """Whom a worker is to be, who serves somebody else than who started the server."""

    def promises(self, name: str) -> bool:
        """Whether a layer was found and so must not fail."""
        return any(layer.name == name and layer.active for layer in self.layers)


def probe() -> tuple[Layer, ...]:
    """What this system offers, layer by layer, asked by system calls that change nothing."""
    return (privileges.probe(), limits.probe(), landlock.probe(), seccomp.probe())


def prepare(
    *,
    limits: Limits = Limits(),  # noqa: B008
    layers: Sequence[Layer] | None = None,
    needs: Needs = Needs.NOTHING,
) -> Plan:
    """Everything that has to be searched for, while this is still the server.

    `layers` are those to put in force, by default all that `probe` finds. Raises ConfineError if
    one of them fails already.
    """
    found = probe() if layers is None else tuple(layers)
    plan = Plan(found, limits, needs)
    if plan.promises(landlock.NAME):
        plan = plan._replace(
            ruleset=_ruleset(needs),
            keep_reading=not readable.open_to_all(readable.interpreter()),
        )
    machine = syscalls.machine()
    if plan.promises(seccomp.NAME) and machine is not None:
        plan = plan._replace(program=bpf.Program(seccomp.assemble(machine, needs)))
    return plan


def _ruleset(needs: Needs) -> landlock.Ruleset:
    """Python, torch and what they load, and the driver of a card for whom needs one."""
    devices = tuple(driver.devices()) if needs else ()
    files = landlock.Files(readable.listing(driver.readable(needs)), devices)
    try:
        return landlock.prepare(landlock.version(), files, writes_own=needs is Needs.MORE)
    except OSError as error:
        raise _refused(landlock.NAME, error) from error


def _refused(layer: str, error: OSError) -> ConfineError:
    return ConfineError(f"{layer}: this system offers it, but refused it: {error}")


def enter(plan: Plan, *, parent: int) -> tuple[Layer, ...]:
    """Confine this process for good, in a forked child that has one thread; says what holds.

    `parent` is the server's process id. The order matters: giving up root needs privileges and
    undoes the tie to the parent; an undumpable process no longer owns its /proc entry; Landlock
    and the filter need no_new_privs; the filter refuses all that came before it.
    Raises ConfineError if a layer that the plan promises fails.
    """
    layer = "setting up"
    try:
        _expect_no_temporary_files()
        os.chdir("/")
        report = {each.name: each for each in plan.layers}
        if limits.NAME in report:
            layer = limits.NAME
            limits.yield_to_others(plan.limits.nice)
        if plan.account is not None:
            layer = "account"
            privileges.become(plan.account, keep_capabilities=plan.promises(privileges.NAME))
        if plan.promises(privileges.NAME):
            layer = privileges.NAME
            privileges.drop(keep_reading=plan.keep_reading)
        if plan.account is not None:
            privileges.expect_to_stay(plan.account)
        if limits.NAME in report:
            layer = limits.NAME
            report[layer] = limits.enter(plan.limits)
        if plan.promises(privileges.NAME):
            layer = privileges.NAME
            privileges.bind_to_parent(parent)
            privileges.close_to_others()
            privileges.no_new_privileges()
        if plan.ruleset is not None:
            layer = landlock.NAME
            privileges.no_new_privileges()
            landlock.enter(plan.ruleset, readable.own_process(os.getpid(), plan.needs))
        if plan.program is not None:
            layer = seccomp.NAME
            privileges.no_new_privileges()
            seccomp.enter(plan.program, os.getpid())
    except OSError as error:
        raise _refused(layer, error) from error
    return tuple(report.values())


def _expect_no_temporary_files() -> None:
    """Spare libraries the search for a directory they can write to: parts of torch make it as
    they are imported, and fail with words that mislead. `/tmp` exists, and refuses."""
    tempfile.tempdir = os.environ["TORCHINDUCTOR_CACHE_DIR"] = "/tmp"
