from argparse import ArgumentTypeError
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import pytest

from autograd_tutor.evaluator.client import Evaluator, EvaluatorError
from autograd_tutor.evaluator.launch import Launcher
from autograd_tutor.evaluator.messages import Lost, Run
from autograd_tutor.evaluator.options import MOST, Options, count, gpu_memory, parse
from autograd_tutor.evaluator.requests import Cell
from autograd_tutor.evaluator.server import refused

from .conftest import ignore

LAYER = {"name": "Landlock", "active": True, "why": "old kernel", "remedy": "use 5.13"}
PASSWD = "open('/etc/passwd').readline()"


@asynccontextmanager
async def own(options: Options) -> AsyncIterator[Evaluator]:
    evaluator = Evaluator(Launcher(options=options))
    try:
        yield evaluator
    finally:
        await evaluator.close()


async def value(evaluator: Evaluator, code: str, **fields: object) -> str | None:
    """What a cell shows; it has time to import torch first, on a busy machine too."""
    cell = Cell(code=code, seconds=60, **fields)  # type: ignore[arg-type]
    outcome = await evaluator.run(cell, ignore)
    assert isinstance(outcome, Run), outcome
    return outcome.error.type if outcome.error else outcome.value


@pytest.mark.parametrize(
    "options",
    [Options(), Options("full", 123, True), Options("off", 1, gpu_memory=0.125, gpu_idle=1.5)],
)
def test_options_survive_the_command_line(options: Options) -> None:
    assert parse(options.arguments()) == options


@pytest.mark.parametrize("text", ["1", "0008", "20", str(MOST)])
def test_a_count_is_a_whole_number_from_one_on(text: str) -> None:
    assert count(text) == int(text)


@pytest.mark.parametrize(
    "text", ["0", "-5", "+1", "1.5", "1_0", "two", "", " 1", "٣", str(MOST + 1), "9" * 5000]
)
def test_what_counts_nothing_is_refused(text: str) -> None:
    with pytest.raises(ArgumentTypeError, match="is no whole number from 1 to 1,000,000"):
        count(text)


@pytest.mark.parametrize(
    ("text", "amount"), [("25%", 0.25), ("0.5", 0.5), ("100%", 1), ("1", 1), ("4096", 4096)]
)
def test_memory_of_a_card_is_a_share_or_mib(text: str, amount: float) -> None:
    assert gpu_memory(text) == amount


@pytest.mark.parametrize(
    "text", ["0", "-1", "101%", "0%", "2", "63", "nan", "inf", "much", "", "%"]
)
def test_memory_of_a_card_that_makes_no_sense_is_refused(text: str) -> None:
    with pytest.raises(ArgumentTypeError, match="neither a share of a card"):
        gpu_memory(text)


async def test_spawned_workers_run_cells_like_forked_ones() -> None:
    async with own(Options(spawn=True)) as evaluator:
        hello = await evaluator.hello()
        assert hello.torch
        assert await value(evaluator, "a = 1; torch.ones(2).sum()") == "tensor(2.)"
        assert await value(evaluator, "a") == "NameError"
        assert await value(evaluator, "a = 2") is None
        assert await value(evaluator, "a", keep=True) == "2"
        assert await value(evaluator, PASSWD) == "PermissionError"
        await evaluator.reset()
        assert await value(evaluator, "1 + 1") == "2"


async def test_without_confinement_the_report_says_so() -> None:
    async with own(Options("off")) as evaluator:
        hello = await evaluator.hello()
        assert hello.confinement == ()
        assert hello.missing() == ["all layers"]
        assert "root" in str(await value(evaluator, PASSWD))


async def test_full_confinement_or_no_run() -> None:
    async with own(Options("full")) as evaluator:
        try:
            hello = await evaluator.hello()
        except EvaluatorError as error:
            assert "could not be confined" in str(error)
        else:
            assert hello.missing() == []
            assert await value(evaluator, PASSWD, device="cpu:0") == "PermissionError"
            assert (await evaluator.hello()).missing("cpu:0") == []
            assert (await evaluator.devices())[0].name == "cpu"


@pytest.mark.parametrize(
    ("report", "why"),
    [
        ({"refused": "seccomp: no"}, "seccomp: no"),
        ({"confinement": [LAYER | {"active": False}]}, "Landlock: old kernel (use 5.13)"),
        ({"confinement": [LAYER]}, ""),
    ],
)
def test_full_confinement_names_what_is_missing(report: dict[str, object], why: str) -> None:
    assert refused(report, Options("full")) == why


def test_a_missing_layer_is_no_reason_to_refuse_unless_required() -> None:
    assert refused({"confinement": [LAYER | {"active": False}]}, Options("auto")) == ""
    assert refused({"refused": "seccomp: no"}, Options("auto")) == "seccomp: no"


async def test_what_a_worker_on_a_card_holds_is_watched() -> None:
    async with own(Options(memory=64)) as evaluator:
        assert await value(evaluator, "torch.ones(2)", device="cpu:0") == "tensor([1., 1.])"
        hoard = "l = []\nwhile True: l.append(torch.ones(2**26))"
        outcome = await evaluator.run(Cell(code=hoard, device="cpu:0", seconds=60), ignore)
        assert isinstance(outcome, Lost)
        assert outcome.reason == "memory"
        assert await value(evaluator, "1") == "1"
