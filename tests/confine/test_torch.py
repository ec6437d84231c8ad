"""Everything the course asks of torch works in a confined worker."""

from __future__ import annotations

import pytest

from tests.confine.children import confined, requires

CELLS = {
    "backward on several threads": """
x = torch.randn(2_000_000, requires_grad=True); x.exp().sum().backward()
a = torch.randn(600, 600, requires_grad=True); (a @ a).relu().sum().backward()
""",
    "networks and optimisers": """
m = torch.nn.Sequential(torch.nn.Conv2d(3, 8, 3), torch.nn.Flatten(), torch.nn.LazyLinear(10))
m(torch.randn(8, 3, 32, 32)).square().mean().backward()
torch.optim.Adam(m.parameters()).step()
torch.nn.LSTM(4, 5)(torch.randn(3, 2, 4))[0].sum().backward()
torch.linalg.svd(torch.randn(50, 50)); torch.fft.fft(torch.randn(64))
from torch.utils.data import DataLoader, TensorDataset
len(list(DataLoader(TensorDataset(torch.arange(10.)), batch_size=2, shuffle=True)))
""",
    "derivatives of every kind": """
from torch.autograd import forward_ad, functional, gradcheck
functional.hessian(lambda t: (t ** 3).sum(), torch.ones(3))
with forward_ad.dual_level():
    forward_ad.unpack_dual(forward_ad.make_dual(torch.ones(3), torch.ones(3)).sin()).tangent
assert gradcheck(torch.sin, torch.randn(4, dtype=torch.double, requires_grad=True))
torch.func.vmap(torch.func.grad(torch.sin))(torch.linspace(0, 1, 5))
torch.func.hessian(lambda t: (t ** 3).sum())(torch.ones(3))
from torch.utils.checkpoint import checkpoint
x = torch.ones(9, requires_grad=True)
checkpoint(lambda t: t.sin().exp(), x, use_reentrant=False).sum().backward()
""",
    "ordinary Python": """
import datetime, random, time, gc, tempfile, statistics, ctypes, io
time.sleep(0.001); time.localtime(); datetime.datetime.now(); random.random(); gc.collect()
assert ctypes.CFUNCTYPE(ctypes.c_int)(lambda: 3)() == 3
buffer = io.BytesIO(); torch.save({'x': torch.ones(3)}, buffer); buffer.seek(0); torch.load(buffer)
repr(torch.ones(3)); torch.cuda.is_available()
""",
}


@requires("privileges", "limits", "Landlock", "seccomp")
@pytest.mark.parametrize("cell", CELLS.values(), ids=CELLS.keys())
def test_torch_works_confined(cell: str) -> None:
    assert confined(cell + "\nprint('done')", torch=True)[-2:] == ["done", "status 0"]
