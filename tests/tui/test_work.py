"""What is given to workers, and what becomes of it if they never begin."""

from __future__ import annotations

import gc

from .pilots import lesson_screen, piloted, settle, tutor


async def test_work_that_is_given_up_before_it_begins_leaves_nothing_behind() -> None:
    """A coroutine that nobody awaited would be told of here, as an error."""
    async with piloted(tutor()) as pilot:
        screen = lesson_screen(pilot.app)
        screen._save()
        screen.action_interrupt()
        screen.workers.cancel_node(screen)
        await settle(pilot)
    gc.collect()
