"""What was measured on a card, as a page of the docs."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path
from typing import NamedTuple

HEAD = """\
# Seen on a card

Written by `make cuda` at the end of its run: what held on this card, and nothing else.

"""


class Row(NamedTuple):
    """One thing that was looked at, and what was seen."""

    what: str
    seen: str


class Table:
    """Collects rows while checks run."""

    def __init__(self, device: str) -> None:
        self.rows = [Row("device", device), Row("date", f"{datetime.now(UTC):%Y-%m-%d}")]

    def add(self, what: str, seen: str) -> None:
        """Note what was seen of something."""
        self.rows.append(Row(*(" ".join(each.replace("|", "/").split()) for each in (what, seen))))

    def write(self, page: Path) -> None:
        """Write the page."""
        lines = [f"| {row.what} | {row.seen} |\n" for row in self.rows]
        text = HEAD + "| what | seen |\n|---|---|\n" + "".join(lines)
        page.write_text(text, encoding="utf-8")
