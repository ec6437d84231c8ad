"""Screens kept as text files, and how those of today differ from them."""

from __future__ import annotations

import re
from collections.abc import Mapping
from difflib import unified_diff
from pathlib import Path

_HEAD = re.compile(r"^@ (.+)\n", re.MULTILINE)


def kept(path: Path) -> dict[str, str]:
    """The screens in a file by their names; none if there is no such file."""
    text = path.read_text(encoding="utf-8") if path.exists() else ""
    _, *parts = _HEAD.split(text)
    return dict(zip(parts[::2], parts[1::2], strict=True))


def compare(path: Path, screens: Mapping[str, str], *, update: bool) -> str:
    """How named screens differ from those in a file; with `update` they are written there.

    Nothing is said where they are the same. Each screen ends with a newline.
    """
    whole = "".join(f"@ {name}\n{screen}" for name, screen in screens.items())
    before = kept(path)
    if update and [*screens.items()] != [*before.items()]:
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(whole, encoding="utf-8")
    if update or [*screens.items()] == [*before.items()]:
        return ""
    if not before:
        return f"{path.name}: no screens are kept in {path.parent}"
    names = [*screens, *(name for name in before if name not in screens)]
    changed = (
        _difference(f"{path.name}, {name}", before.get(name, ""), screens.get(name, ""))
        for name in names
    )
    return "\n".join(filter(None, changed)) or f"{path.name}: the screens are in another order"


def compare_all(folder: Path, files: Mapping[str, Mapping[str, str]], *, update: bool) -> str:
    """The same for a folder of such files, by their names; any other text file in it is too many.

    With `update`, those are removed.
    """
    said = [
        compare(folder / f"{name}.txt", screens, update=update) for name, screens in files.items()
    ]
    for path in sorted(folder.glob("*.txt")):
        if path.stem not in files:
            if update:
                path.unlink()
            else:
                said.append(f"{path.name}: nothing is shown any more that belongs in {path.parent}")
    return "\n".join(filter(None, said))


def _difference(title: str, before: str, now: str) -> str:
    lines = unified_diff(
        before.splitlines(), now.splitlines(), f"{title}, kept", f"{title}, now", n=2, lineterm=""
    )
    return "\n".join(lines)
