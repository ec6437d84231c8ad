"""A file that is put somewhere: whole, and in no other's place unasked."""

from __future__ import annotations

import errno
import os
from pathlib import Path

import pytest

from autograd_tutor.files import put


@pytest.fixture(params=["links", "no links"])
def folder(request: pytest.FixtureRequest, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """On a file system that has links, or on one that has none."""

    def refuse(path: Path, target: Path) -> None:
        if path.exists():
            raise FileExistsError(errno.EEXIST, os.strerror(errno.EEXIST))
        raise PermissionError(errno.EPERM, os.strerror(errno.EPERM))

    if request.param == "no links":
        monkeypatch.setattr(Path, "hardlink_to", refuse)
    return tmp_path


def test_nothing_is_replaced_unasked(folder: Path) -> None:
    path = folder / "x"
    put(path, b"first", replace=False)
    with pytest.raises(FileExistsError):
        put(path, b"second", replace=False)
    assert path.read_bytes() == b"first"
    put(path, b"third", replace=True)
    assert path.read_bytes() == b"third"
    assert [*folder.iterdir()] == [path]


def test_a_name_that_is_taken_meanwhile_is_not_replaced(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = folder / "x"
    monkeypatch.setattr("os.fsync", lambda _: path.write_bytes(b"another's"))
    with pytest.raises(FileExistsError):
        put(path, b"mine", replace=False)
    assert path.read_bytes() == b"another's"
    assert [*folder.iterdir()] == [path]


def test_what_is_no_file_stays(folder: Path) -> None:
    os.mkfifo(folder / "pipe")
    (folder / "sub").mkdir()
    for path in (folder / "pipe", folder / "sub"):
        with pytest.raises(OSError, match="it is no file"):
            put(path, b"", replace=True)
    assert (folder / "pipe").is_fifo()
