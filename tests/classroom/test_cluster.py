"""A Dask cluster of processes, one of which is killed at work."""

from __future__ import annotations

import csv
import os
import signal
import warnings
from collections.abc import Iterator
from pathlib import Path

import pytest

from autograd_tutor.classroom import cluster, commands
from autograd_tutor.classroom.model import GradingError, Settings
from autograd_tutor.cli import main
from tests.classroom.handed_in import HONEST, one
from tests.classroom.test_command import hand_in

distributed = pytest.importorskip("distributed", reason="pip install 'autograd-tutor[dask]'")


SETTINGS = Settings(seed=5)
"""The same in every test, so that the workers import torch once."""


@pytest.fixture(scope="module")
def address() -> Iterator[str]:
    with (
        warnings.catch_warnings(action="ignore"),
        distributed.LocalCluster(
            n_workers=2, threads_per_worker=1, processes=True, dashboard_address=":0"
        ) as started,
    ):
        yield started.scheduler_address


def test_a_class_on_a_cluster(
    tmp_path: Path,
    address: str,
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(commands, "settings_of", lambda _: SETTINGS)
    work, out = hand_in(tmp_path / "work", 6), tmp_path / "out.csv"
    (work / "mallory.json").write_bytes(b"nothing")
    assert main(["grade", str(work), "--out", str(out), "--dask", address]) == 1
    with out.open(encoding="utf-8", newline="") as file:
        judged = [each["judged"] for each in csv.DictReader(file)]
    assert judged == [*["passed"] * 6, "unread"]
    assert "6 of 7 files graded, 1 could not be." in capsys.readouterr().out


def test_a_cluster_of_another_edition_is_refused(
    address: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(cluster, "edition", lambda _: "0.0.1 other cpu")
    with pytest.raises(GradingError, match="install the same there"):
        list(cluster.graded([one(HONEST)], address, SETTINGS))


def test_a_cluster_without_torch_is_told(address: str) -> None:
    settings = Settings(python="/nowhere/python")
    with pytest.raises(GradingError, match="/nowhere/python is no program"):
        list(cluster.graded([one(HONEST)], address, settings))


def test_no_cluster_is_told(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr("autograd_tutor.classroom.cluster.CONNECT_SECONDS", 1)
    work = hand_in(tmp_path / "work", 1)
    out = tmp_path / "out.csv"
    for address in ("127.0.0.1:1", "nonsense"):
        assert main(["grade", str(work), "--out", str(out), "--dask", address]) == 2
        assert "There is no Dask scheduler at" in capsys.readouterr().err


def test_work_goes_on_where_a_worker_was_killed(address: str) -> None:
    class_of = [one(f"{HONEST}# {number}", learner=str(number)) for number in range(12)]
    results = cluster.graded(class_of, address, SETTINGS)
    done = [next(results)]
    with distributed.Client(address, set_as_default=False) as client:
        os.kill(next(iter(client.run(os.getpid).values())), signal.SIGKILL)
    done += results
    assert sorted(each.learner for each in done) == sorted(map(str, range(12)))
    assert {row.judged for each in done for row in each.rows} == {"passed"}
