"""Lesson beyond-the-first: numbers that its prose states."""

from functools import partial

from tests.lesson.said import Claim
from tests.lesson.said.programs import mistake

wrong = partial(mistake, "beyond-the-first")

LINKS = """
x = torch.tensor(2.0, requires_grad=True)
u = x**2 + 1
v = u**3
grads = torch.autograd.grad(v / 5, [v, u, x])
print([round(g.item(), 4) for g in grads], 3 * u.item()**2, 2 * x.item())
"""
NOT_KEPT = """
import warnings
x = torch.tensor(5.0, requires_grad=True)
v = x**2
torch.cos(v).backward()
with warnings.catch_warnings(record=True) as said:
    print(v.grad, len(said))
"""
SHARED = """
w = torch.tensor(2.0, requires_grad=True)
h = w**3
((h - 5)**2 + h**2).backward()
print(w.grad)
"""
TOGETHER = """
a = torch.tensor(2.0, requires_grad=True)
b = torch.tensor(3.0, requires_grad=True)
((a * b)**2 + a * b * b).backward()
print(a.grad, b.grad)
"""
TURNS = """
x = torch.tensor([0.845, 2.0, 3.155], requires_grad=True)
y = x**3 - 6*x**2 + 8*x
(slope,) = torch.autograd.grad(y.sum(), [x])
print([round(each, 2) for each in y.tolist() + slope.tolist()])
"""
UNTIL_IT_ENDS = """
def walks(y, x):
    ends = []
    try:
        while len(ends) < 6:
            (y,) = torch.autograd.grad(y.sum(), [x], create_graph=True)
            ends.append(y[-1].item())
    except RuntimeError as error:
        print(ends, "does not require grad" in str(error))

x = torch.linspace(0, 5, 100, requires_grad=True)
walks(x**4, x)
walks(x * x * x * x, x)
"""

CLAIMS = {
    "links": Claim(code=LINKS, prints=["[0.2, 15.0, 60.0] 75.0 4.0\n"]),
    "not kept": Claim(code=NOT_KEPT, prints=["None 1\n"]),
    "both losses": Claim(code=SHARED, prints=["(264.)"]),
    "one loss": Claim(code=wrong("shared-part", "only-fit"), prints=["(72.)"]),
    "one loss twice": Claim(code=wrong("shared-part", "fit-twice"), prints=["(144.)"]),
    "the other loss": Claim(code=wrong("shared-part", "emptied-between"), prints=["(192.)"]),
    "both objectives at once": Claim(code=TOGETHER, prints=["(45.) tensor(36.)"]),
    "both everywhere": Claim(
        code=wrong("opponents", "both-everywhere"), prints=["(45.) tensor(36.)"]
    ),
    "swapped": Claim(code=wrong("opponents", "swapped"), prints=["(9.) tensor(24.)"]),
    "one for both": Claim(code=wrong("opponents", "one-for-both"), prints=["(36.) tensor(24.)"]),
    "the slope's slope": Claim(
        expression="3*x**2 - 12*x + 8",
        prints=["[8.0, -1.0, -4.0, -1.0, 8.0, 23.0] [-12.0, -6.0, 0.0, 6.0, 12.0, 18.0]"],
    ),
    "the cubic turns": Claim(code=TURNS, prints=["[3.08, 0.0, -3.08, 0.0, -4.0, 0.0"]),
    "added up": Claim(
        code=wrong("by-backward", "added-up"), prints=["tensor(-4., ", "tensor(41., "]
    ),
    "wiped": Claim(code=wrong("by-backward", "wiped-slot"), prints=["tensor(0., "]),
    "y again": Claim(code=wrong("by-backward", "y-again"), prints=["tensor(8., ", "tensor(23., "]),
    "until the record ends": Claim(
        code=UNTIL_IT_ENDS,
        prints=["[500.0, 300.0, 120.0, 24.0, 0.0] True\n[500.0, 300.0, 120.0, 24.0] True\n"],
    ),
    "one derivative short": Claim(code=wrong("third", "one-short"), prints=["(0.) tensor(300.)"]),
    "derivatives added up": Claim(code=wrong("third", "never-emptied"), prints=["tensor(1220., "]),
    "one derivative too many": Claim(code=wrong("third", "one-too-many"), prints=["tensor(24., "]),
}
