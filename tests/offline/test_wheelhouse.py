"""A wheelhouse is all that an install without a network needs."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

from tools.wheelhouse import LICENCES, SUMS, checksum, gathering, licence, main, platforms

ROOT = Path(__file__).parent.parent.parent
INSTALL = re.compile(r"^```sh\n(.*?)^```", re.MULTILINE | re.DOTALL)
ALONE = ("unshare", "-n") if os.geteuid() == 0 else ("unshare", "-rn")
CELL = "x = torch.tensor(3.0, requires_grad=True)\n(x**2).backward()\nx.grad\n"


def no_network() -> bool:
    """Whether a process without a network can be started here."""
    return bool(shutil.which("unshare")) and not subprocess.run([*ALONE, "true"]).returncode


def wheel(place: Path, *told: str) -> Path:
    path = place / "thing-1.0-py3-none-any.whl"
    with zipfile.ZipFile(path, "w") as packed:
        head = ["Metadata-Version: 2.1", "Name: thing", "Version: 1.0", *told]
        packed.writestr("thing-1.0.dist-info/METADATA", "\n".join(head))
    return path


@pytest.mark.parametrize(
    ("told", "said"),
    [
        (["License-Expression: MIT OR Apache-2.0", "License: no"], "MIT OR Apache-2.0"),
        (["Classifier: License :: OSI Approved :: BSD License"], "BSD License"),
        (["License: Mine", "Classifier: Topic :: Education"], "Mine"),
        ([], "unknown"),
    ],
)
def test_a_licence_is_found_wherever_a_wheel_says_it(
    told: list[str], said: str, tmp_path: Path
) -> None:
    assert licence(wheel(tmp_path, *told)) == f"thing 1.0: {said}"


def test_a_platform_takes_the_wheels_of_older_ones() -> None:
    assert platforms("macosx_14_0_arm64") == ["macosx_14_0_arm64"]
    found = platforms("manylinux_2_28_aarch64")
    assert found[0] == "manylinux_2_28_aarch64"
    assert {"manylinux_2_17_aarch64", "manylinux2014_aarch64"} <= set(found)
    assert "manylinux_2_29_aarch64" not in found


def test_sources_are_built_for_this_machine_only(tmp_path: Path) -> None:
    assert gathering("it", tmp_path, "", "")[0] == "wheel"
    other = gathering("it", tmp_path, "", "3.12")
    assert other[0] == "download"
    assert {"--only-binary=:all:", "--python-version=3.12"} <= set(other)


def test_another_directory_is_left_alone(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    kept = wheel(tmp_path)
    assert main(["--out", str(tmp_path)]) == 2
    assert "name another directory" in capsys.readouterr().err
    assert kept.exists()


@pytest.mark.long
@pytest.mark.skipif(
    not no_network(), reason="no process without a network: install util-linux, or be root"
)
def test_the_page_installs_a_tutor_without_a_network(tmp_path: Path) -> None:
    out = tmp_path / "wheelhouse"
    assert main(["--out", str(out), "--extras", "torch"]) == 0
    wheels = sorted(out.glob("*.whl"))
    sums = "".join(f"{checksum(each)}  {each.name}\n" for each in wheels)
    assert (out / SUMS).read_text(encoding="utf-8") == sums
    licences = (out / LICENCES).read_text(encoding="utf-8").splitlines()
    assert len(licences) == len(wheels) > 10
    assert not [line for line in licences if line.endswith("unknown")]

    (tmp_path / "cell.py").write_text(CELL, encoding="utf-8")
    (tmp_path / "bin").mkdir()
    (tmp_path / "bin" / "python3").symlink_to(Path(sys.base_prefix) / "bin" / "python3")
    (page,) = INSTALL.findall((ROOT / "docs" / "offline.md").read_text(encoding="utf-8"))
    alone = "python3 -c 'import socket; print(len(socket.if_nameindex()))'"
    done = subprocess.run(
        [*ALONE, "bash", "-e", "-c", f"{alone}\n{page}"],
        cwd=tmp_path,
        env={
            "PATH": f"{tmp_path / 'bin'}:/usr/bin:/bin",
            "HOME": str(tmp_path),
            "PIP_CONFIG_FILE": os.devnull,
        },
        capture_output=True,
        text=True,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    assert done.stdout.startswith("1\n")
    assert done.stdout.endswith("\ntensor(6.)\n")
