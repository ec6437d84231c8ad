"""What is granted to be read: Python and torch, never our own files."""

from __future__ import annotations

import shutil
import sys
from pathlib import Path

import pytest

from autograd_tutor.evaluator.confine import Needs, driver, readable


@pytest.fixture
def site(tmp_path: Path) -> Path:
    site = tmp_path / "lib" / "site-packages"
    for name in ("torch", "numpy", "autograd_tutor/lessons"):
        (site / name).mkdir(parents=True)
    (site / "six.py").touch()
    return site


def grant(monkeypatch: pytest.MonkeyPatch, package: Path, path: Path) -> tuple[str, ...]:
    monkeypatch.setattr(readable, "PACKAGE", package)
    monkeypatch.setattr(sys, "path", [str(path)])
    return tuple(p for p in readable.listing() if p.startswith(str(path.parents[1])))


def test_a_wheel_is_left_out_of_the_packages_around_it(
    site: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    granted = grant(monkeypatch, site / "autograd_tutor", site)
    assert granted == tuple(str(site / name) for name in ("numpy", "six.py", "torch"))


def test_a_second_copy_for_the_python_that_runs_this_is_left_out_too(
    site: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    granted = grant(monkeypatch, Path("/elsewhere/autograd_tutor"), site)
    assert granted == tuple(str(site / name) for name in ("numpy", "six.py", "torch"))


def test_packages_without_us_are_granted_whole(site: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    shutil.rmtree(site / "autograd_tutor")
    assert grant(monkeypatch, Path("/elsewhere/autograd_tutor"), site) == (str(site),)


def test_a_link_to_a_directory_above_us_is_not_followed_into_us(
    site: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (site / "all").symlink_to(site)
    granted = grant(monkeypatch, site / "autograd_tutor", site)
    assert not any(Path(path) in (site, site / "autograd_tutor") for path in granted)


def test_a_clone_and_its_lessons_are_not_granted() -> None:
    package = readable.PACKAGE
    for path in map(Path, readable.listing()):
        for ours in (package, package.parent / "lessons"):
            assert not ours.is_relative_to(path)
            assert not path.is_relative_to(ours)


def test_the_driver_of_a_card_is_found_wherever_the_loader_would_find_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("listed", "named", "other"):
        (tmp_path / name).mkdir()
        (tmp_path / name / "libnvidia.so.1").touch()
    for name in ("listed", "named"):
        (tmp_path / name / driver.LIBRARY).touch()
    (tmp_path / "named" / "secret").touch()
    cache = tmp_path / "cache"
    cache.write_bytes(b"\0" + str(tmp_path / "listed" / driver.LIBRARY).encode() + b"\0")
    monkeypatch.setattr(driver, "CACHE", cache)
    monkeypatch.setenv("LD_LIBRARY_PATH", f"{tmp_path / 'other'}:{tmp_path / 'named'}:")
    granted = {path for path in driver.readable(Needs.CARD) if path.startswith(str(tmp_path))}
    names = (driver.LIBRARY, "libnvidia.so.1")
    assert granted == {str(tmp_path / at / name) for at in ("listed", "named") for name in names}


def test_the_devices_of_cards_are_those_that_compute(tmp_path: Path) -> None:
    ours = ("nvidia0", "nvidia17", "nvidiactl", "nvidia-uvm", "nvidia-uvm-tools", "dxg")
    for name in (*ours, "nvidia-modeset", "nvidia", "sda", "dri"):
        (tmp_path / name).touch()
    (tmp_path / "nvidia-caps").mkdir()
    (tmp_path / "nvidia-caps" / "nvidia-cap1").touch()
    found = {str(Path(path).relative_to(tmp_path)) for path in driver.devices(tmp_path)}
    assert found == {*ours, "nvidia-caps/nvidia-cap1"}


def test_a_private_directory_above_is_noticed(tmp_path: Path) -> None:
    tmp_path.chmod(0o700)
    assert not readable.open_to_all([tmp_path])
    assert readable.open_to_all([Path("/usr/lib")])
