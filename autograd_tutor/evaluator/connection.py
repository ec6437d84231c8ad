"""One running server: frames to it, frames from it, its last words, and the ladder that ends it."""

from __future__ import annotations

import asyncio
import os
import subprocess
from collections.abc import Callable

from .frames import MESSAGE, Decoder, Frame, FrameError, encode
from .process import Server

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
        process: Server,
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
        self._write(encode(MESSAGE, channel, header))

    def _write(self, data: bytes) -> None:
        self._outbox += data
        self._flush()

    def _flush(self) -> None:
        try:
            while self._outbox:
                del self._outbox[: os.write(self._stdin, self._outbox)]
        except BlockingIOError:
            self._loop.add_writer(self._stdin, self._flush)
            return
        except ConnectionError:
            self._outbox.clear()  # its end is about to be read
        self._loop.remove_writer(self._stdin)

    def _read_frames(self) -> None:
        try:
            data = self._read()
            self._take(data)
        except BlockingIOError:
            return
        except FrameError as error:
            self._end(f"it sent something that is no message: {error}")
            return
        if not data:
            while self._read_stderr():
                pass
            self._end(self._last_words.decode(errors="replace"))

    def _take(self, data: bytes) -> None:
        for frame in self._decoder.feed(data):
            self._on_frame(frame)

    def _read(self) -> bytes:
        """What there is to read; b"" at the end, also if a socket's other end did not read all."""
        try:
            return os.read(self._stdout, READ_SIZE)
        except ConnectionResetError:
            return b""

    def _read_stderr(self) -> bool:
        """Read on; whether there was something."""
        try:
            data = os.read(self._stderr, READ_SIZE)
        except BlockingIOError:
            return False
        if not data:
            self._loop.remove_reader(self._stderr)
        self._note(data)
        return bool(data)

    def _note(self, data: bytes) -> None:
        self._last_words = (self._last_words + data)[-LAST_WORDS:]

    def _end(self, last_words: str) -> None:
        self._forget_pipes()
        self._give_up()
        self._on_end(last_words)

    def _give_up(self) -> None:
        self.kill()

    def _forget_pipes(self) -> None:
        self._loop.remove_reader(self._stdout)
        self._loop.remove_reader(self._stderr)
        self._loop.remove_writer(self._stdin)

    def kill(self) -> None:
        """End the server and its workers at once."""
        self._process.kill()

    async def close(self) -> None:
        """Hang up; if that does not end the server, ask it to, then kill it. Reaps it."""
        self._forget_pipes()
        for pipe in (self._process.stdin, self._process.stdout, self._process.stderr):
            assert pipe
            pipe.close()
        for seconds, rung in self._ladder():
            try:
                await asyncio.to_thread(self._process.wait, seconds)
                return
            except subprocess.TimeoutExpired:
                rung()
        await asyncio.to_thread(self._process.wait)

    def _ladder(self) -> list[tuple[float, Callable[[], None]]]:
        """What ends the process, each after so many seconds in which the one before did not."""
        return [(RUNG_SECONDS, self._process.terminate), (RUNG_SECONDS, self.kill)]
