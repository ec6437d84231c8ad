"""A store that costs nothing before it is used: SQLite is loaded once the screen is painted."""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from autograd_tutor.progress.store import Store


class LaterStore:
    """Made by the first call, on the thread of that call; then all it does is the store's own."""

    @cached_property
    def _store(self) -> Store:
        from autograd_tutor.progress.database import progress_file
        from autograd_tutor.progress.store import Store

        return Store(progress_file())

    def __getattr__(self, name: str) -> Any:
        return getattr(self._store, name)
