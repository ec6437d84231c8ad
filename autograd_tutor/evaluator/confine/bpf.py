"""A small assembler for the classic BPF programs that seccomp runs on every system call.

A program sees the call's number, the architecture it came by, and its six arguments as 32-bit
halves; it can compare, mask and return, nothing else.
"""

from __future__ import annotations

import ctypes
from collections.abc import Iterable, Mapping, Sequence
from typing import NamedTuple

LOAD, MASK, EQUAL, AT_LEAST, RETURN = 0x20, 0x54, 0x15, 0x35, 0x06

ALLOW = 0x7FFF0000
KILL_PROCESS = 0x80000000
ERRNO = 0x00050000

NUMBER, ARCHITECTURE, ARGUMENTS = 0, 4, 16
"""Offsets in `struct seccomp_data`."""


class SockFilter(ctypes.Structure):
    """One instruction, `struct sock_filter`."""

    _fields_ = (
        ("code", ctypes.c_uint16),
        ("jt", ctypes.c_uint8),
        ("jf", ctypes.c_uint8),
        ("k", ctypes.c_uint32),
    )


class SockFprog(ctypes.Structure):
    """A program with its length, `struct sock_fprog`."""

    _fields_ = (("length", ctypes.c_uint16), ("filter", ctypes.POINTER(SockFilter)))


class Instruction(NamedTuple):
    """One instruction: where it jumps if it held, if not, and its operand."""

    code: int
    operand: int
    held: int = 0
    not_held: int = 0


class Test(NamedTuple):
    """`argument & mask == value`, for one 32-bit half of an argument: `word` is 2 * its index."""

    word: int
    value: int
    mask: int = 0xFFFFFFFF


Rule = Sequence[Sequence[Test]]
"""A call is allowed if every test of one of these holds."""


OWN_PID = -1
"""A test's value that stands for the id of the process that the filter is installed in."""


def assemble(
    architecture: int,
    numbers: Mapping[str, int],
    allowed: Iterable[str],
    filtered: Mapping[str, Rule],
    answered: Mapping[str, int],
    refusal: int,
) -> list[Instruction]:
    """A filter that allows what is listed and answers everything else with the errno `refusal`.

    Names that `numbers` lacks do not exist on this architecture and are left out; the numbers of
    x32, where x86_64 has a second set of them, are never equal to a listed one and are refused.
    A foreign architecture, where numbers mean other calls, kills the process.
    """
    code = [
        Instruction(LOAD, ARCHITECTURE),
        Instruction(EQUAL, architecture, held=1),
        Instruction(RETURN, KILL_PROCESS),
        Instruction(LOAD, NUMBER),
    ]
    for name in allowed:
        if name in numbers:
            code += [Instruction(EQUAL, numbers[name], not_held=1), Instruction(RETURN, ALLOW)]
    for name, errno in answered.items():
        code += [Instruction(EQUAL, numbers[name], not_held=1), Instruction(RETURN, ERRNO | errno)]
    for name, rule in filtered.items():
        if name in numbers:
            block = [step for tests in rule for step in _alternative(tests)]
            block.append(Instruction(RETURN, ERRNO | refusal))
            code += [Instruction(EQUAL, numbers[name], not_held=len(block)), *block]
    code.append(Instruction(RETURN, ERRNO | refusal))
    return code


def _alternative(tests: Sequence[Test]) -> list[Instruction]:
    """Allow if all tests hold; jump past the end of this alternative at the first that does not."""
    code = [Instruction(RETURN, ALLOW)]
    for test in reversed(tests):
        compare = Instruction(EQUAL, test.value, not_held=len(code))
        mask = [] if test.mask == 0xFFFFFFFF else [Instruction(MASK, test.mask)]
        code = [Instruction(LOAD, ARGUMENTS + 4 * test.word), *mask, compare, *code]
    return code


class Program:
    """An assembled filter as the kernel takes it, but for the process it will be in."""

    def __init__(self, code: Sequence[Instruction]) -> None:
        self.encoded = (SockFilter * len(code))(
            *(SockFilter(step.code, step.held, step.not_held, step.operand) for step in code)
        )
        self.own_pid = [i for i, step in enumerate(code) if step.operand == OWN_PID]
        self.fprog = SockFprog(len(code), self.encoded)

    def address(self, pid: int) -> int:
        """Where its `struct sock_fprog` lies, once it speaks of this process."""
        for index in self.own_pid:
            self.encoded[index].k = pid
        return ctypes.addressof(self.fprog)
