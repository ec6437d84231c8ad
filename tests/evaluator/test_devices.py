"""What is told of devices: from what torch says of cards that are not here, to the list."""

from __future__ import annotations

import json
import os
import sys
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from autograd_tutor.cli import main
from autograd_tutor.evaluator.choosing import find, refusal, table
from autograd_tutor.evaluator.frames import FINAL, HEAD, encode
from autograd_tutor.evaluator.messages import Device
from autograd_tutor.evaluator.probes import devices
from autograd_tutor.evaluator.untrusted import decode_devices

GIB = 2**30
H100 = ("NVIDIA H100", (9, 0), (70 * GIB, 80 * GIB))
ARCHITECTURES = ["sm_75", "sm_80", "sm_86", "sm_90", "sm_100", "compute_120"]


def fake_torch(*cards: Any, init: Exception | None = None, cuda: str | None = "12.6") -> Any:
    """A torch whose cards are these; one that is an exception is raised by asking for it."""

    def fail() -> None:
        if init is not None:
            raise init

    def ask(which: int) -> Any:
        def answer(index: int) -> Any:
            card = cards[index]
            if isinstance(card[which], Exception):
                raise card[which]
            return card[which]

        return answer

    return SimpleNamespace(
        version=SimpleNamespace(cuda=cuda, hip=None),
        get_num_threads=lambda: 2,
        backends=SimpleNamespace(mps=SimpleNamespace(is_available=lambda: False)),
        cuda=SimpleNamespace(
            init=fail,
            device_count=lambda: len(cards),
            get_device_name=ask(0),
            get_device_capability=ask(1),
            mem_get_info=ask(2),
            get_arch_list=lambda: ARCHITECTURES,
        ),
    )


def listed(monkeypatch: pytest.MonkeyPatch, torch: Any) -> tuple[Device, ...]:
    """The devices but the processor, as they come out at the other end of the pipe."""
    monkeypatch.setattr(devices, "torch", torch)
    frame = encode(FINAL, 0, json.dumps(devices.listing()).encode())
    first, *rest = decode_devices(frame[HEAD.size :])
    assert (first.name, first.usable) == ("cpu", True)
    return tuple(rest)


def test_a_card_is_told_with_its_memory_and_capability(monkeypatch: pytest.MonkeyPatch) -> None:
    (card,) = listed(monkeypatch, fake_torch(H100))
    assert table([card]) == [
        "cuda:0  NVIDIA H100, 70.0 of 80.0 GiB free, compute capability 9.0",
    ]
    assert refusal("cuda:0", [card]) == refusal("cuda", [card]) == ""


@pytest.mark.parametrize(
    ("card", "why"),
    [
        (("A", (9, 0), RuntimeError("CUDA error: out of memory\nmore")), devices.NO_MEMORY),
        (("A", (9, 0), (devices.ROOM - 1, 80 * GIB)), devices.NO_MEMORY),
        (
            (
                "A",
                (9, 0),
                RuntimeError("CUDA error: CUDA-capable device(s) is/are busy or unavailable"),
            ),
            "it is closed to programs",
        ),
        (
            ("A", (9, 0), RuntimeError("all CUDA-capable devices are busy or unavailable")),
            "exclusive mode",
        ),
        (("Old", (6, 1), (GIB, GIB)), "this torch has no code for it: it is built for sm_75, "),
        ((RuntimeError("an error\nand more"), (9, 0), (GIB, GIB)), "an error"),
        ((RuntimeError(""), (9, 0), (GIB, GIB)), "RuntimeError"),
    ],
)
def test_a_card_that_cant_be_used_says_why_and_leaves_the_others(
    monkeypatch: pytest.MonkeyPatch, card: Any, why: str
) -> None:
    bad, good = listed(monkeypatch, fake_torch(card, H100))
    assert good.usable and good.name == "cuda:1"
    assert not bad.usable
    assert why in bad.why and "\n" not in bad.why
    assert refusal("cuda:0", [bad, good]).startswith(f"cuda:0 can't be used: {bad.why}. These are")


@pytest.mark.parametrize(
    ("said", "visible", "why"),
    [
        ("Found no NVIDIA driver on your system. Please check", None, devices.NO_DRIVER),
        ("No CUDA GPUs are available", None, devices.NO_CARD),
        ("No CUDA GPUs are available", "", "CUDA_VISIBLE_DEVICES is empty"),
        ("No CUDA GPUs are available", "7", "CUDA_VISIBLE_DEVICES is '7'"),
        (
            "The NVIDIA driver on your system is too old (found version 11040). Please update",
            None,
            "knows CUDA 11.4, this torch needs 12.6. Update the driver",
        ),
        ("Unexpected error from cudaGetDeviceCount(). Error 802", None, "Unexpected error"),
    ],
)
def test_no_card_at_all_says_why(
    monkeypatch: pytest.MonkeyPatch, said: str, visible: str | None, why: str
) -> None:
    if visible is None:
        monkeypatch.delenv("CUDA_VISIBLE_DEVICES", raising=False)
    else:
        monkeypatch.setenv("CUDA_VISIBLE_DEVICES", visible)
    (none,) = listed(monkeypatch, fake_torch(init=RuntimeError(said)))
    assert (none.name, none.usable) == ("cuda", False)
    assert why in none.why


def test_a_torch_without_cuda_is_not_asked_for_cards(monkeypatch: pytest.MonkeyPatch) -> None:
    (none,) = listed(monkeypatch, fake_torch(init=AssertionError("asked"), cuda=None))
    assert none.why == "this torch is built without CUDA"


@pytest.mark.parametrize(
    ("capability", "runs"),
    [
        ((7, 0), False),
        ((7, 5), True),
        ((8, 9), True),
        ((9, 0), True),
        ((10, 3), True),
        ((11, 0), False),
        ((12, 1), True),
        ((13, 0), True),
    ],
)
def test_which_cards_a_torch_has_code_for(capability: tuple[int, int], runs: bool) -> None:
    assert devices.runs_on(*capability, ARCHITECTURES) is runs


def test_code_for_one_card_alone_runs_on_that_one() -> None:
    assert devices.runs_on(9, 0, ["sm_90a"])
    assert not devices.runs_on(9, 1, ["sm_90a"])
    assert devices.runs_on(9, 1, [])


def test_names_mean_what_they_mean_to_torch() -> None:
    cpu, card = Device("cpu", "", True), Device("cuda:0", "", True)
    assert find("cpu:0", [cpu, card]) is find("cpu", [cpu, card]) is cpu
    assert find("cuda", [cpu, card]) is find("cuda:0", [cpu, card]) is card
    assert find("cuda:1", [cpu, card]) is find("cpu:1", [cpu, card]) is find("", [cpu]) is None
    missing = Device("cuda", "NVIDIA GPU", False, why="none")
    assert find("cuda:0", [cpu, missing]) is missing


def test_the_command_lists_them_for_people_and_for_programs(
    capsys: pytest.CaptureFixture[str],
) -> None:
    assert main(["devices"]) == 0
    first = capsys.readouterr().out.splitlines()[0]
    assert first.startswith("cpu") and " GiB free" in first
    assert main(["devices", "--json"]) == 0
    cpu = json.loads(capsys.readouterr().out)[0]
    assert (cpu["name"], cpu["usable"], cpu["why"]) == ("cpu", True, "")
    assert 0 < cpu["free"] <= cpu["total"]
    assert main(["--python", "/nonexistent/python", "devices"]) == 2
    assert "no program" in capsys.readouterr().err


@pytest.mark.parametrize("command", [["run", "-"], ["plain"]])
def test_a_device_that_is_not_there_is_refused_with_those_that_are(
    command: list[str], monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    with Path(os.devnull).open() as nothing:
        monkeypatch.setattr(sys, "stdin", nothing)
        assert main(["--device", "abacus", *command]) == 2
    said = capsys.readouterr().err.splitlines()
    assert said[0] == "There is no device abacus. These are there:"
    assert said[1].startswith("cpu")
