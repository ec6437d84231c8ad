"""One running server: frames to it, frames from it, its last words, and the ladder that ends it."""

from __future__ import annotations

import asyncio
import os
import signal
import subprocess
from collections.abc import Callable
from contextlib import suppress

from .frames import MESSAGE, Decoder, Frame, FrameError, encode

READ_SIZE = 65536
LAST_WORDS = 4096
RUNG_SECONDS = 0.5


class Connection:
    """The pipes of a server process, read whenever they hold something so that they never fill.

    `on_frame` gets every frame and may refuse one with FrameError. `on_end` is called once, when
    the server is gone or talks nonsense, with what it last said on stderr.
    """

    def __init__(
        self,
        process: subprocess.Popen[bytes],
        on_frame: Callable[[Frame], None],
        on_end: Callable[[str], None],
    ) -> None:
        assert process.stdin and process.stdout and process.stderr
        self._process = process
        self._on_frame = on_frame
        self._on_end = on_end
        self._decoder = Decoder()
        self._outbox = bytearray()
        self._last_words = b""
        self._loop = asyncio.get_running_loop()
        self._stdin, self._stdout, self._stderr = (
            pipe.fileno() for pipe in (process.stdin, process.stdout, process.stderr)
        )
        for fd in (self._stdin, self._stdout, self._stderr):
            os.set_blocking(fd, False)
        self._loop.add_reader(self._stdout, self._read_frames)
        self._loop.add_reader(self._stderr, self._read_stderr)

    def send(self, channel: int, header: bytes) -> None:
        """Send a request; what the pipe does not take now follows when it can."""
        self._outbox += encode(MESSAGE, channel, header)
        self._flush()

    def _flush(self) -> None:
        try:
            while self._outbox:
                del self._outbox[: os.write(self._stdin, self._outbox)]
        except BlockingIOError:
            self._loop.add_writer(self._stdin, self._flush)
            return
        except BrokenPipeError:
            self._outbox.clear()  # its end is about to be read
        self._loop.remove_writer(self._stdin)

    def _read_frames(self) -> None:
        try:
            data = os.read(self._stdout, READ_SIZE)
            for frame in self._decoder.feed(data):
                self._on_frame(frame)
        except BlockingIOError:
            return
        except FrameError as error:
            self._end(f"it sent something that is no message: {error}")
            return
        if not data:
            while self._read_stderr():
                pass
            self._end(self._last_words.decode(errors="replace"))

    def _read_stderr(self) -> bool:
        """Read on; whether there was something."""
        try:
            data = os.read(self._stderr, READ_SIZE)
        except BlockingIOError:
            return False
        if not data:
            self._loop.remove_reader(self._stderr)
        self._last_words = (self._last_words + data)[-LAST_WORDS:]
        return bool(data)

    def _end(self, last_words: str) -> None:
        self._forget_pipes()
        self.kill()
        self._on_end(last_words)

    def _forget_pipes(self) -> None:
        self._loop.remove_reader(self._stdout)
        self._loop.remove_reader(self._stderr)
        self._loop.remove_writer(self._stdin)

    def kill(self) -> None:
        """End the server and its workers at once."""
        with suppress(ProcessLookupError):
            os.killpg(self._process.pid, signal.SIGKILL)

    async def close(self) -> None:
        """Hang up; if that does not end the server, ask it to, then kill it. Reaps it."""
        self._forget_pipes()
        for pipe in (self._process.stdin, self._process.stdout, self._process.stderr):
            assert pipe
            pipe.close()
        for rung in (self._process.terminate, self.kill):
            try:
                await asyncio.to_thread(self._process.wait, RUNG_SECONDS)
                return
            except subprocess.TimeoutExpired:
                rung()
        await asyncio.to_thread(self._process.wait)
