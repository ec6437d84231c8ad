"""Gathers in one directory all that an install without a network needs: `make wheelhouse`.

Beside the wheels stand their checksums, as `sha256sum -c` reads them, and their licences.
"""

from __future__ import annotations

import argparse
import hashlib
import re
import subprocess
import sys
import zipfile
from collections.abc import Sequence
from email.parser import HeaderParser
from pathlib import Path

ROOT = Path(__file__).parent.parent
SUMS, LICENCES = "SHA256SUMS", "LICENCES"
_MANYLINUX = re.compile(r"manylinux_2_(\d+)_(\w+)")
_OLDER = {17: "manylinux2014", 12: "manylinux2010", 5: "manylinux1"}
"""What glibc versions were called before they were numbered."""


def main(arguments: Sequence[str] | None = None) -> int:
    """Gather; the exit status is pip's where it fails."""
    options = parser().parse_args(arguments)
    out: Path = options.out
    if not emptied(out):
        print(f"{out} was not made by this: name another directory.", file=sys.stderr)
        return 2
    try:
        pip("wheel", "--no-deps", "-w", str(out), str(ROOT))
        (own,) = out.glob("*.whl")
        extras = f"[{options.extras}]" if options.extras else ""
        pip(*gathering(f"{own}{extras}", out, options.platform, options.python))
    except subprocess.CalledProcessError as error:
        print("pip could not gather the wheels: see above.", file=sys.stderr)
        return int(error.returncode)
    wheels = sorted(out.glob("*.whl"))
    write(out / SUMS, [f"{checksum(wheel)}  {wheel.name}" for wheel in wheels])
    write(out / LICENCES, map(licence, wheels))
    size = sum(wheel.stat().st_size for wheel in wheels) / 1e6
    print(f"{out}: {len(wheels)} wheels, {size:.0f} MB. Without a network:")
    print(f"  pip install --no-index --find-links {out} 'autograd-tutor{extras}'")
    return 0


def emptied(out: Path) -> bool:
    """Make the directory, or take out what an earlier gathering left; False: it is another's."""
    out.mkdir(parents=True, exist_ok=True)
    if any(out.iterdir()) and not (out / SUMS).exists():
        return False
    (out / SUMS).touch()
    for wheel in out.glob("*.whl"):
        wheel.unlink()
    return True


def parser() -> argparse.ArgumentParser:
    """The options, as the Makefile gives them: an empty one is one left out."""
    made = argparse.ArgumentParser(prog="wheelhouse", description=__doc__)
    made.add_argument("--out", type=Path, default=Path("wheelhouse"))
    made.add_argument("--extras", default="torch,web,notebooks")
    made.add_argument("--platform", default="", help="such as manylinux_2_28_aarch64")
    made.add_argument("--python", default="", help="such as 3.12; as the platform: not this one")
    return made


def gathering(what: str, out: Path, platform: str, python: str) -> list[str]:
    """What pip is told, to gather wheels for this machine or for another."""
    told = ["-c", str(ROOT / "constraints.txt")]
    if not platform and not python:
        return ["wheel", *told, "-w", str(out), what]
    told += ["--only-binary=:all:", "-d", str(out)]
    told += [f"--platform={each}" for each in platforms(platform)] if platform else []
    return ["download", *told, *([f"--python-version={python}"] if python else []), what]


def platforms(platform: str) -> list[str]:
    """The platform and all whose wheels run there too; pip knows that of macOS, not of these."""
    found = _MANYLINUX.fullmatch(platform)
    if not found:
        return [platform]
    names = []
    for glibc in range(int(found[1]), 4, -1):
        names.append(f"manylinux_2_{glibc}_{found[2]}")
        names += [f"{_OLDER[glibc]}_{found[2]}"] if glibc in _OLDER else []
    return names


def pip(*arguments: str) -> None:
    """Run this Python's pip. Raises CalledProcessError."""
    subprocess.run([sys.executable, "-m", "pip", "-q", *arguments], check=True)


def checksum(path: Path) -> str:
    """The file's SHA-256."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def licence(wheel: Path) -> str:
    """The package, its version and under which licence it says it is."""
    with zipfile.ZipFile(wheel) as packed:
        name = next(name for name in packed.namelist() if name.endswith(".dist-info/METADATA"))
        told = HeaderParser().parsestr(packed.read(name).decode())
    classes = (
        each.split(" :: ")[-1] for each in told.get_all("Classifier", []) if "License" in each
    )
    short = (told.get("License") or "").strip().split("\n")[0]
    said = told.get("License-Expression") or ", ".join(classes) or short or "unknown"
    return f"{told['Name']} {told['Version']}: {said}"


def write(path: Path, lines: Sequence[str] | map[str]) -> None:
    """Lines as a file."""
    path.write_text("".join(f"{line}\n" for line in lines), encoding="utf-8")


if __name__ == "__main__":
    sys.exit(main())
