import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from autograd_tutor.evaluator import frames
from autograd_tutor.evaluator.frames import (
    FINAL,
    HEAD,
    MAX_PAYLOAD,
    MESSAGE,
    UNFIT,
    Decoder,
    FrameError,
)

small = st.binary(max_size=200)
kinds = st.integers(0, UNFIT)


def chop(data: bytes, sizes: list[int]) -> list[bytes]:
    """The data in pieces of those sizes, and the rest."""
    pieces = []
    for size in sizes:
        pieces.append(data[:size])
        data = data[size:]
    return [*pieces, data]


@given(st.lists(st.tuples(kinds, st.integers(0, 65535), small)), st.lists(st.integers(0, 50)))
def test_frames_survive_any_chopping(sent: list[tuple[int, int, bytes]], sizes: list[int]) -> None:
    data = b"".join(frames.encode_raw(*frame) for frame in sent)
    decoder = Decoder()
    heard = [tuple(frame) for piece in chop(data, sizes) for frame in decoder.feed(piece)]
    assert heard == sent


heads = st.builds(
    HEAD.pack, st.sampled_from([0, 1, 9, MAX_PAYLOAD, MAX_PAYLOAD + 1, 2**32 - 1]), kinds, kinds
)


garbage = st.lists(st.binary(max_size=32) | heads, max_size=8)


@settings(max_examples=2_000)
@given(garbage)
def test_some_garbage(pieces: list[bytes]) -> None:
    is_frames_or_an_error_and_not_hoarded(pieces)


@pytest.mark.long
@settings(max_examples=20_000, deadline=None)
@given(garbage)
def test_garbage(pieces: list[bytes]) -> None:
    is_frames_or_an_error_and_not_hoarded(pieces)


def is_frames_or_an_error_and_not_hoarded(pieces: list[bytes]) -> None:
    decoder = Decoder()
    heard = 0
    try:
        for piece in pieces:
            for frame in decoder.feed(piece):
                assert len(frame.payload) <= MAX_PAYLOAD
                heard += HEAD.size + len(frame.payload)
    except FrameError:
        return
    assert heard + len(decoder._buffer) == sum(map(len, pieces))


@given(small, small)
def test_header_and_blob(header: bytes, blob: bytes) -> None:
    (frame,) = Decoder().feed(frames.encode(MESSAGE, 7, header, blob))
    assert frames.split(frame.payload) == (header, blob)


@given(small)
def test_split_takes_or_refuses(payload: bytes) -> None:
    try:
        header, blob = frames.split(payload)
    except FrameError:
        return
    assert len(header) + len(blob) + 4 == len(payload)


def test_the_cap_holds_both_ways() -> None:
    with pytest.raises(FrameError, match="over the cap"):
        frames.encode_raw(FINAL, 1, bytes(MAX_PAYLOAD + 1))
    with pytest.raises(FrameError, match="no frame starts"):
        Decoder().feed(HEAD.pack(MAX_PAYLOAD + 1, FINAL, 1))
