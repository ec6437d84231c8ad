"""Notebooks for the tests, as the JSON of their files."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

Cell = dict[str, Any]


def text(*lines: str) -> Cell:
    return {"cell_type": "markdown", "metadata": {}, "source": "\n".join(lines)}


def code(*lines: str, **metadata: Any) -> Cell:
    given: Cell = {"cell_type": "code", "execution_count": None, "outputs": []}
    return {**given, "metadata": metadata, "source": "\n".join(lines)}


def book(*cells: Cell) -> bytes:
    whole = {"nbformat": 4, "nbformat_minor": 5, "metadata": {}, "cells": list(cells)}
    return json.dumps(whole).encode()


def saved(path: Path, *cells: Cell) -> Path:
    path.write_bytes(book(*cells))
    return path
