"""Lesson tracking-off: numbers that its prose states."""

from functools import partial

from tests.lesson.said import Claim
from tests.lesson.said.programs import mistake

wrong = partial(mistake, "tracking-off")

HALF_FROZEN = """
kept = {}
def pack(tensor):
    kept[tensor.untyped_storage().data_ptr()] = tensor.untyped_storage().nbytes()
    return tensor

layers = []
for _ in range(8):
    layers += [torch.nn.Linear(256, 256), torch.nn.ReLU()]
net = torch.nn.Sequential(*layers)
net[:8].requires_grad_(False)
with torch.autograd.graph.saved_tensors_hooks(pack, lambda tensor: tensor):
    y = net(torch.randn(512, 256))
print(0.45 < sum(kept.values()) / 6_553_600 < 0.55)
"""
AFTER_AN_ERROR = """
try:
    with torch.no_grad():
        raise ValueError
except ValueError:
    print(torch.is_grad_enabled())
"""
LEFT_OFF = """
torch.set_grad_enabled(False)
print((torch.ones(1, requires_grad=True) * 2).requires_grad)
torch.set_grad_enabled(True)
"""
RIPPLES = """
x = torch.linspace(0, 5, 2001, requires_grad=True)
(slope,) = torch.autograd.grad((x.sin() + 0.1 * (20 * x).sin()).sum(), [x])
print(f"{(slope - x.cos()).max():.2f} {(slope - x.cos()).min():.2f}")
"""

CLAIMS = {
    "half frozen": Claim(code=HALF_FROZEN, prints=["True\n"]),
    "after an error": Claim(code=AFTER_AN_ERROR, prints=["True\n"]),
    "switched off and left": Claim(code=LEFT_OFF, prints=["False\n"]),
    "eval alone": Claim(
        code=wrong("quiet-inference", "eval-only"),
        prints=["saved: 6,553,600 bytes\nsame answer twice: True\n"],
    ),
    "no_grad alone": Claim(
        code=wrong("quiet-inference", "no-grad-only"),
        prints=["saved: 0 bytes\nsame answer twice: False\n"],
    ),
    "the input detached": Claim(
        code=wrong("quiet-inference", "input-detached"), prints=["saved: 6,553,600 bytes\n"]
    ),
    "retained in every turn": Claim(
        code=wrong("mend-the-update", "kept-by-retaining"), prints=["0.6\n1.08\n1.464\n"]
    ),
    "turns never emptied": Claim(
        code=wrong("mend-the-update", "never-emptied"), prints=["0.6\n1.68\n3.024\n"]
    ),
    "ripples without history": Claim(
        expression="sin(x) + 0.1*sin(20*x).detach()", prints=["[1.0, 0.54, -0.42, -0.99, "]
    ),
    "ripples with history": Claim(code=RIPPLES, prints=["2.00 -2.00\n"]),
    "features recorded": Claim(
        code=wrong("mend-inference", "let-in-again"), prints=["w: tensor([ 2.,  8., 18.])", "(7.)"]
    ),
}
