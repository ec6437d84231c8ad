"""The learner's own keys: the file they are in, what may stand there, and all keys as a list."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from difflib import get_close_matches
from pathlib import Path

import tomllib
from textual.keys import _character_to_key, key_to_character

from autograd_tutor.tui.actions import ACTIONS, KEYMAP, PALETTE_KEY, present
from autograd_tutor.tui.visible import visible

NAMED = {
    *("enter", "escape", "tab", "space", "backspace", "delete", "insert"),
    *("home", "end", "pageup", "pagedown", "up", "down", "left", "right"),
    *(f"f{number}" for number in range(1, 13)),
}
TYPED = {"enter", "tab", "space", "backspace", "delete", "up", "down", "left", "right"}
"""Keys that write, remove or move in the code."""
EDITING = {
    *("home", "end", "pageup", "pagedown", "f6", "f7"),
    *(f"ctrl+{letter}" for letter in "adekuvwxyz"),
    *(f"ctrl+{name}" for name in ("left", "right", "backspace", "pageup", "pagedown")),
    *(f"shift+{name}" for name in ("up", "down", "left", "right", "home", "end")),
    *("ctrl+shift+k", "ctrl+shift+left", "ctrl+shift+right", "alt+backspace", "alt+delete"),
}
"""What else the editor has a use for; it comes first there."""
SAME = {"ctrl+m": "enter", "ctrl+i": "tab", "ctrl+h": "backspace"}
"""What many terminals can't tell from another key."""
TAKEN = {
    "ctrl+a": "screen, and tmux for some, take it first",
    "ctrl+b": "tmux takes it first",
    "ctrl+s": "terminals with flow control take it to stop the screen",
    "ctrl+q": "terminals with flow control take it to let the screen go on",
}
FIXED = {PALETTE_KEY: "the menu", "tab": "the next panel", "shift+tab": "the panel before"}
MODIFIERS = {"ctrl", "alt", "shift"}
FORM = 'Write it as in: run = "ctrl+j"'


class KeymapError(Exception):
    """A keymap file that can't be used; the message says where, what is wrong and what to do."""


def take_keymap(path: Path) -> list[str]:
    """Put the keys of the file in force. Returns what to warn of, one sentence each.

    Raises:
        KeymapError: The file is there and can't be read, or says something that can't be done.
    """
    text = _text(path)
    try:
        given = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise KeymapError(_broken(path, text, str(error))) from error
    lines = {id: _line(text, id) for id in given}
    keymap = {}
    for id, value in given.items():
        try:
            keymap[id] = _keys(id, value)
        except ValueError as error:
            raise KeymapError(f"{path}:{lines[id]}: {visible(str(error))}") from error
    _refuse_clashes(path, keymap, lines)
    KEYMAP.update({id: ",".join(keys) for id, keys in keymap.items()})
    return [f"{path}:{lines[id]}: {words}" for id, words in _warnings(keymap)]


def _text(path: Path) -> str:
    try:
        return path.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        why = error.strerror if isinstance(error, OSError) else "it is not UTF-8 text"
        raise KeymapError(f"{path}: cannot be read: {why}.") from error


def _broken(path: Path, text: str, problem: str) -> str:
    dotted = re.search(r"^\s*(\w+\.letter)\s*=", text, re.MULTILINE)
    if dotted and problem.startswith("Cannot overwrite"):
        return f"{path}:{_line(text, dotted[1])}: {_unquoted(dotted[1])}"
    found = re.search(r" \(at line (\d+), column \d+\)$", problem)
    number = int(found[1]) if found else len(text.splitlines())
    what = problem[: found.start()] if found else problem.removesuffix(" (at end of document)")
    return f"{path}:{number}: this is not TOML: {visible(what)}. {FORM}."


def _unquoted(id: str) -> str:
    return f'an id with a dot needs quotes: "{id}" = "x".'


def _line(text: str, id: str) -> int:
    name = re.escape(id)
    start = re.compile(rf"""\s*\[?\s*(?:"{name}"|'{name}'|{name})\s*[=.\]]""")
    return next((n for n, line in enumerate(text.split("\n"), 1) if start.match(line)), 1)


def _ids() -> dict[str, str]:
    """What may stand left of the sign, and the keys that it has from the start."""
    pairs = [(each.id, each.key) for each in ACTIONS]
    pairs += [(f"{each.id}.letter", each.letter) for each in ACTIONS]
    return {id: keys for id, keys in pairs if keys}


def _keys(id: str, value: object) -> list[str]:
    ids = _ids()
    if isinstance(value, Mapping) and f"{id}.letter" in ids:
        raise ValueError(_unquoted(f"{id}.letter"))
    if id in {each.id for each in ACTIONS if not each.key and not each.letter}:
        raise ValueError(f"{id} has no key: it is in the menu ({PALETTE_KEY}).")
    if id not in ids:
        near = get_close_matches(id, ids, 1, 0.5)
        more = f"Did you mean {near[0]}? " if near else ""
        raise ValueError(f"{id} is no action. {more}`autograd-tutor keys` lists them all.")
    keys = [value] if isinstance(value, str) else value
    if not (isinstance(keys, list) and keys and all(isinstance(key, str) for key in keys)):
        raise ValueError(f"{id} needs a key or a list of keys. {FORM}.")
    found = [_key(key) for key in keys]
    for key in found:
        if not id.endswith(".letter") and (key in TYPED or _character(key)):
            hint = f' "{id}.letter" can have it.' if f"{id}.letter" in ids else ""
            raise ValueError(
                f"{_plain(key)} writes or moves in the code, so {id} needs a key with ctrl or "
                f"alt.{hint}"
            )
    return found


def _key(written: str) -> str:
    """The key as Textual names it."""
    *modifiers, last = written.split("+") if len(written) > 1 else [written]
    modifiers = sorted(each.strip().lower() for each in modifiers)
    last = last.strip()
    if modifiers or len(last) > 1:
        last = last.lower()
    if len(last) == 1:
        last = _character_to_key(last)
    key = "+".join([*modifiers, last])
    if key in SAME:
        raise ValueError(f"to a terminal {key} is the same as {SAME[key]}. Choose another key.")
    letter = len(last) == 1 and last.isascii() and last.isalpha()
    known = last in NAMED or (letter if "ctrl" in modifiers else _character(last))
    unsent = modifiers == ["shift"] and last not in NAMED
    if not known or unsent or len(set(modifiers)) < len(modifiers) or set(modifiers) - MODIFIERS:
        raise ValueError(f'"{written}" is no key. Keys are written as x, ?, ctrl+x, alt+x or f2.')
    return key


def _refuse_clashes(path: Path, keymap: Mapping[str, list[str]], lines: Mapping[str, int]) -> None:
    """One key does one thing: what the file says, what it leaves, and what can't be changed."""
    users = {_key(key): what for key, what in FIXED.items()} | {"ctrl+q": "quit"}
    left = {id: keys.split(",") for id, keys in _ids().items() if id not in keymap}
    for id, keys in [*left.items(), *keymap.items()]:
        for key in keys:
            user = users.setdefault(key, id)
            if user != id:
                more = f" Give {user} another key, too." if user in _ids() else ""
                more = " It always leaves the tutor." if key == "ctrl+q" else more
                raise KeymapError(f"{path}:{lines[id]}: {_plain(key)} is the key of {user}.{more}")


def _warnings(keymap: Mapping[str, list[str]]) -> Iterator[tuple[str, str]]:
    ids = _ids()
    for id, keys in keymap.items():
        for key in keys:
            if key in ids[id].split(","):
                continue
            if key in TAKEN:
                yield id, f"{key} may never arrive: {TAKEN[key]}."
            if key in EDITING and not id.endswith(".letter"):
                yield id, f"{key} does this outside the code only: in the code it edits."


def listing(path: Path) -> str:
    """Every action, its keys as they are now and what it does, in 80 columns of plain text."""
    rows = [("Id", "Key", "Letter", "What it does")]
    for each in present():
        key = _all(each.key) if each.key or each.letter else "(menu)"
        rows.append((each.id, key, _all(each.letter), each.tooltip))
    rows.append(("", PALETTE_KEY, "", "All of these in a menu"))
    widths = [max(len(row[column]) for row in rows) for column in range(3)]
    table = ["  ".join([*map(str.ljust, row[:3], widths), row[3]]).rstrip() for row in rows]
    there = "Your own keys are in" if path.exists() else "For keys of your own, write"
    return "\n".join(
        [
            *table,
            "",
            "Letters work outside the code.",
            f"{there} {path}",
            'One line for each action: run = "ctrl+j", or "run.letter" = ["r", "x"].',
        ]
    )


def _all(keys: str) -> str:
    return " ".join(_plain(key) for key in keys.split(",")) if keys else ""


def _plain(key: str) -> str:
    """A key as it is written in the file."""
    return _character(key) or key


def _character(key: str) -> str | None:
    """What the key writes, if it writes something that can be seen."""
    character = key_to_character(key)
    return character if character and character.isprintable() and character != " " else None
