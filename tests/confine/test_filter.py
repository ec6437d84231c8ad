"""The filter, evaluated as the kernel would, for both architectures."""

from __future__ import annotations

import errno
import re
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from autograd_tutor.evaluator.confine import Needs, bpf, rules, seccomp, syscalls

ARCHITECTURES = {"x86_64": 0xC000003E, "aarch64": 0xC00000B7}
I386, X32 = 0x40000003, 0x40000000
PID = 4321
ALLOW, KILL, REFUSE, ABSENT = (
    bpf.ALLOW,
    bpf.KILL_PROCESS,
    bpf.ERRNO | errno.EPERM,
    bpf.ERRNO | errno.ENOSYS,
)


def evaluate(
    machine: str,
    number: int,
    *arguments: int,
    architecture: int | None = None,
    needs: Needs = Needs.NOTHING,
) -> int:
    """What the filter answers to a call, by running its program."""
    program = bpf.Program(seccomp.assemble(machine, needs))
    program.address(PID)
    halves = [h for a in (*arguments, *[0] * 6)[:6] for h in (a & 0xFFFFFFFF, a >> 32 & 0xFFFFFFFF)]
    data = {bpf.NUMBER: number, bpf.ARCHITECTURE: architecture or ARCHITECTURES[machine]}
    data |= {bpf.ARGUMENTS + 4 * i: half for i, half in enumerate(halves)}
    accumulator, at = 0, 0
    while True:
        step = program.encoded[at]
        at += 1
        if step.code == bpf.RETURN:
            return int(step.k)
        if step.code == bpf.LOAD:
            accumulator = data[step.k]
        elif step.code == bpf.MASK:
            accumulator &= step.k
        else:
            assert step.code == bpf.EQUAL
            at += step.jt if accumulator == step.k else step.jf


def ask(machine: str, name: str, *arguments: int, needs: Needs = Needs.NOTHING) -> int:
    return evaluate(machine, syscalls.TABLES[machine][name], *arguments, needs=needs)


@pytest.mark.parametrize("machine", ARCHITECTURES)
def test_another_architecture_is_killed(machine: str) -> None:
    other = next(value for name, value in ARCHITECTURES.items() if name != machine)
    for architecture in (other, I386, 0):
        assert evaluate(machine, 0, architecture=architecture or 1) == KILL


@pytest.mark.parametrize("machine", ARCHITECTURES)
@given(number=st.integers(0, 0xFFFFFFFF))
def test_what_is_not_listed_is_refused(machine: str, number: int) -> None:
    table = syscalls.TABLES[machine]
    listed = {table[n] for n in (*rules.ALLOWED, *rules.FILTERED, *rules.ANSWERED) if n in table}
    if number not in listed:
        assert evaluate(machine, number) == REFUSE


def test_x32_numbers_are_refused() -> None:
    for number in syscalls.X86_64.values():
        assert evaluate("x86_64", number | X32) == REFUSE


@pytest.mark.parametrize("machine", ARCHITECTURES)
def test_calls_with_arguments_in_memory_do_not_exist(machine: str) -> None:
    assert ask(machine, "clone3") == ask(machine, "openat2") == ABSENT


@pytest.mark.parametrize("machine", ARCHITECTURES)
@pytest.mark.parametrize(
    ("name", "arguments", "answer"),
    [
        ("openat", (0, 0, 0o2000000), ALLOW),
        ("openat", (0, 0, 0o1), REFUSE),
        ("openat", (0, 0, 0o2), REFUSE),
        ("openat", (0, 0, 0o100), REFUSE),
        ("openat", (0, 0, 0o1000), REFUSE),
        ("openat", (0, 0, 0o10000000), REFUSE),
        ("openat", (0, 0, 0o20200000), REFUSE),
        ("mmap", (0, 9, 3, 0x22, 0, 0), ALLOW),
        ("mmap", (0, 9, 5, 0x802, 3, 0), ALLOW),
        ("mmap", (0, 9, 3, 0x20022, 0, 0), ALLOW),
        ("mmap", (0, 9, 3, 0x21, 0, 0), REFUSE),
        ("mmap", (0, 9, 1, 0x01, 3, 0), REFUSE),
        ("mmap", (0, 9, 1, 0x03, 3, 0), REFUSE),
        ("mmap", (0, 9, 3, 0x122, 0, 0), REFUSE),
        ("mmap", (0, 9, 3, 0x40022, 0, 0), REFUSE),
        ("clone", (0x3D0F00,), ALLOW),
        ("clone", (0x7D0F00,), ALLOW),
        ("clone", (17,), REFUSE),
        ("clone", (0x01200011,), REFUSE),
        ("clone", (0x3D0F00 | 0x10000000,), REFUSE),
        ("clone", (0x3D0F00 & ~0x10000,), REFUSE),
        ("kill", (PID, 9), ALLOW),
        ("kill", (PID + 1, 9), REFUSE),
        ("kill", (0, 9), REFUSE),
        ("kill", (0xFFFFFFFF, 9), REFUSE),
        ("kill", ((1 << 32) - PID, 9), REFUSE),
        ("tgkill", (PID, 7, 9), ALLOW),
        ("tgkill", (1, PID, 9), REFUSE),
        ("prlimit64", (0, 7, 0, 99), ALLOW),
        ("prlimit64", (PID, 7, 0, 99), ALLOW),
        ("prlimit64", (0, 7, 99, 0), REFUSE),
        ("prlimit64", (0, 7, 1 << 40, 0), REFUSE),
        ("prlimit64", (1, 7, 0, 99), REFUSE),
        ("sched_setaffinity", (0, 8, 99), ALLOW),
        ("sched_setaffinity", (1, 8, 99), REFUSE),
        ("setpriority", (0, 0, 9), ALLOW),
        ("setpriority", (0, PID, 9), ALLOW),
        ("setpriority", (0, 1, 9), REFUSE),
        ("setpriority", (1, 0, 9), REFUSE),
        ("setpriority", (2, 0, 9), REFUSE),
        ("ioctl", (1, 0x5401), ALLOW),
        ("ioctl", (1, 0x5412), REFUSE),
        ("fcntl", (1, 1030), ALLOW),
        ("fcntl", (1, 8), REFUSE),
        ("fcntl", (1, 4), REFUSE),
        ("prctl", (15,), ALLOW),
        ("prctl", (1,), REFUSE),
        ("prctl", (4, 1), REFUSE),
    ],
)
def test_arguments_decide(machine: str, name: str, arguments: tuple[int, ...], answer: int) -> None:
    assert ask(machine, name, *arguments) == answer


@pytest.mark.parametrize("machine", ARCHITECTURES)
@pytest.mark.parametrize(
    ("name", "arguments", "least"),
    [
        ("openat", (0, 0, 0o2), Needs.CARD),
        ("openat", (0, 0, 0o2000002), Needs.CARD),
        ("openat", (0, 0, 0o1), None),
        ("openat", (0, 0, 0o102), None),
        ("openat", (0, 0, 0o1002), None),
        ("mmap", (0, 9, 3, 0x01, 9, 0), Needs.CARD),
        ("mmap", (0, 9, 3, 0x100011, 9, 0), Needs.CARD),
        ("mmap", (0, 9, 3, 0x21, 0, 0), Needs.MORE),
        ("mmap", (0, 9, 3, 0x40021, 0, 0), None),
        ("ioctl", (9, 0xC020462A), Needs.CARD),
        ("ioctl", (9, 37), Needs.CARD),
        ("ioctl", (9, 0x30000001), Needs.CARD),
        ("ioctl", (9, 0x5412), None),
        ("ioctl", (9, 0x40086602), None),
        ("memfd_create", (0, 9), Needs.MORE),
        ("memfd_create", (0, 4), None),
        ("ftruncate", (9, 9), Needs.MORE),
        ("eventfd2", (0, 0), Needs.CARD),
        ("fcntl", (9, 8), None),
        ("clone", (17,), None),
    ],
)
def test_what_a_card_is_let_do(
    machine: str, name: str, arguments: tuple[int, ...], least: Needs | None
) -> None:
    for needs in Needs:
        allowed = least is not None and needs >= least
        assert ask(machine, name, *arguments, needs=needs) == (ALLOW if allowed else REFUSE)


@pytest.mark.parametrize("machine", ARCHITECTURES)
def test_every_rule_names_a_known_call(machine: str) -> None:
    known = syscalls.X86_64.keys() | syscalls.AARCH64.keys()
    for needs in Needs:
        allowed, filtered = set(rules.allowed(needs)), rules.filtered(needs).keys()
        assert allowed | filtered | rules.ANSWERED.keys() <= known
        assert not allowed & (filtered | rules.ANSWERED.keys())
    assert {"read", "write", "futex", "openat", "mmap"} <= syscalls.TABLES[machine].keys()


@pytest.mark.parametrize(
    ("table", "header"),
    [
        (syscalls.X86_64, "/usr/include/x86_64-linux-gnu/asm/unistd_64.h"),
        (syscalls.AARCH64, "/usr/include/asm-generic/unistd.h"),
    ],
)
def test_numbers_are_the_kernels(table: dict[str, int], header: str) -> None:
    if not Path(header).exists():
        pytest.skip(f"this system has no {header}")
    pattern = r"#define __NR(?:3264)?_(\w+)\s+(\d+)"
    kernels = {name: int(number) for name, number in re.findall(pattern, Path(header).read_text())}
    kernels.setdefault("newfstatat", kernels.get("fstatat", -1))
    wrong = {name: number for name, number in table.items() if kernels.get(name) != number}
    assert wrong == {}
