import json
import math
from array import array
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from autograd_tutor.evaluator.frames import JSON_LENGTH, FrameError
from autograd_tutor.evaluator.messages import Run
from autograd_tutor.evaluator.notices import decode_notice
from autograd_tutor.evaluator.untrusted import CONTROL, decode_devices, decode_run, visible

HEADER: dict[str, Any] = {
    "value": None,
    "error": None,
    "warnings": [],
    "figure": {
        "curves": [{"label": "f", "points": 2, "total": 2}],
        "hlines": 1,
        "title": "",
        "xlabel": "",
        "ylabel": "",
    },
    "seconds": 0.5,
    "device": "cpu",
}
BLOB = array("d", [1, 2, math.nan, math.inf, 5]).tobytes()

SEEN: dict[str, Any] = {"name": "x", "kind": "tensor", "type": "Tensor", "values": 2, "total": 9}
CALL = {
    "kind": "grad",
    "root": "s",
    "of": ["x"],
    "create_graph": False,
    "retain_graph": False,
    "failed": False,
}
EVIDENCE: dict[str, Any] = {
    "seen": [SEEN, {"name": "n", "kind": "none", "type": "NoneType"}],
    "calls": [CALL],
    "grad_enabled": True,
    "saved": -1,
    "moved": ["x"],
}
NODE = {"op": "Pow", "leaf": False, "shape": [2], "next": [1]}
GRAPH: dict[str, Any] = {"nodes": [NODE, {**NODE, "op": "x", "leaf": True, "next": []}], "total": 2}
TOLD = {"value": 1, "gradient": 1, "leaving": [2]}
NUMBERS = array("d", [7, 8]).tobytes()
RECORDED = array("d", [1, 2, math.nan, 4]).tobytes()

jsons = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(),
    lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner),
    max_leaves=6,
)


def payload(header: object, blob: bytes = b"") -> bytes:
    data = json.dumps(header).encode()
    return JSON_LENGTH.pack(len(data)) + data + blob


def test_a_run_arrives_whole() -> None:
    run = decode_run(payload(HEADER, BLOB))
    (curve,) = run.figure.curves
    assert list(curve.x) == [1, 2]
    assert math.isnan(curve.y[0])
    assert curve.y[1] == math.inf
    assert run.figure.hlines == (5,)


def test_evidence_arrives_whole() -> None:
    graph = {**GRAPH, "nodes": [NODE | TOLD, *GRAPH["nodes"][1:]]}
    header = {**HEADER, "evidence": EVIDENCE, "graph": graph}
    run = decode_run(payload(header, BLOB + NUMBERS + RECORDED))
    assert run.figure.hlines == (5,)
    assert run.evidence is not None
    x, n = run.evidence.seen
    assert (list(x.values), x.total, list(n.values)) == ([7, 8], 9, [])
    assert run.evidence.calls[0].of == run.evidence.moved == ("x",)
    assert run.graph is not None
    assert [node.op for node in run.graph.nodes] == ["Pow", "x"]
    power = run.graph.nodes[0]
    assert (list(power.value), list(power.gradient), list(power.held)) == ([1], [2], [])
    assert [list(map(repr, each)) for each in power.leaving] == [["nan", "4.0"]]


@pytest.mark.parametrize(
    "evidence",
    [
        {"seen": [{**SEEN, "values": 1}]},
        {"seen": [{**SEEN, "values": 3}]},
        {"seen": [{**SEEN, "values": -1}]},
        {"seen": [{**SEEN, "total": -1}]},
        {"seen": [{**SEEN, "shape": [-1]}]},
        {"seen": [{**SEEN, "shape": [1.5]}]},
        {"seen": [{**SEEN, "storage": -2}]},
        {"seen": [{**SEEN, "kind": "right"}]},
        {"seen": [{**SEEN, "passed": True}]},
        {"seen": [SEEN] + 128 * [{"name": "n", "kind": "none", "type": "NoneType"}]},
        {"calls": [{**CALL, "kind": "forward"}]},
        {"calls": [CALL] * 101},
        {"moved": None},
        {"passed": True},
    ],
)
def test_evidence_that_does_not_fit_is_refused(evidence: dict[str, object]) -> None:
    with pytest.raises(FrameError):
        decode_run(payload({**HEADER, "evidence": EVIDENCE | evidence}, BLOB + NUMBERS))


@pytest.mark.parametrize(
    "graph",
    [
        {"nodes": [{**NODE, "next": [1]}]},
        {"nodes": [{**NODE, "next": [-1]}]},
        {"nodes": [{**NODE, "shape": ["2"]}]},
        {"nodes": 201 * [{**NODE, "next": []}]},
        {"nodes": [{**NODE, "next": [], "value": 1}]},
        {"nodes": [{**NODE, "next": [], "held": -1}]},
        {"nodes": [{**NODE, "next": [0], "leaving": [0, 0]}]},
        {"nodes": [{**NODE, "next": [], "saved": -1}]},
        {"nodes": [{**NODE, "next": [], "passed": True}]},
        {"detached": [{"name": "d", "of": 2}]},
        {"detached": 17 * [{"name": "d", "of": 0}]},
        {"gap": "none"},
        {"saved": -1},
        {"total": -1},
    ],
)
def test_a_graph_that_does_not_hold_together_is_refused(graph: dict[str, object]) -> None:
    with pytest.raises(FrameError):
        decode_run(payload({**HEADER, "graph": GRAPH | graph}, BLOB))


@pytest.mark.parametrize(
    "change",
    [
        {"unknown": 1},
        {"seconds": "1"},
        {"value": 3},
        {"figure": {**HEADER["figure"], "hlines": 2}},
        {"figure": {**HEADER["figure"], "hlines": -1}},
        {"figure": {**HEADER["figure"], "curves": []}},
        {"error": {"type": "E", "message": "m", "trace": [{"where": "elsewhere"}]}},
    ],
)
def test_anything_else_is_refused(change: dict[str, object]) -> None:
    with pytest.raises(FrameError):
        decode_run(payload(HEADER | change, BLOB))


@settings(max_examples=300)
@given(jsons, st.binary(max_size=40))
def test_hostile_json_is_refused_or_typed(header: object, blob: bytes) -> None:
    for decode in (decode_run, decode_devices, decode_notice):
        with pytest.raises(FrameError):
            decode(payload(header, blob))


@settings(max_examples=300)
@given(st.fixed_dictionaries({}, optional=dict.fromkeys(HEADER, jsons)), st.binary(max_size=48))
def test_hostile_fields_are_refused_or_typed(change: dict[str, object], blob: bytes) -> None:
    try:
        run = decode_run(payload(HEADER | change, blob))
    except FrameError:
        return
    assert isinstance(run, Run)
    assert not CONTROL.search((run.value or "") + run.device)


def test_deep_json_is_refused() -> None:
    deep = b"[" * 200_000
    with pytest.raises(FrameError):
        decode_run(JSON_LENGTH.pack(len(deep)) + deep)


@given(st.text())
def test_no_control_character_is_left(text: str) -> None:
    assert not CONTROL.search(visible(text))


def test_what_is_harmless_stays() -> None:
    text = "a\tb\nç 数 ∂f/∂x 👩"
    assert visible(text) == text
    assert visible("\x1b[2J\x07") == "\\x1b[2J\\x07"
