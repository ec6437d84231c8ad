"""What a screen gives its workers to do."""

from __future__ import annotations

from collections.abc import Callable, Coroutine
from typing import Any, TypeAlias

from textual.dom import DOMNode
from textual.worker import Worker

Work: TypeAlias = Callable[[], Coroutine[Any, Any, None]]
"""Called by the worker once it begins: of one that is given up before, no coroutine is left that
nobody awaited."""


def begin(node: DOMNode, group: str, work: Work, *, exclusive: bool = False) -> Worker[None]:
    """Have a worker do it. If it fails, the screen hears of that, and goes on."""
    return node.run_worker(work, group=group, exclusive=exclusive, exit_on_error=False)
