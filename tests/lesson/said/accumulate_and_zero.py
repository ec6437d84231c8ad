"""Lesson accumulate-and-zero: numbers that its prose states."""

from functools import partial

from tests.lesson.said import Claim
from tests.lesson.said.programs import mistake

wrong = partial(mistake, "accumulate-and-zero")

DATA = """
X = torch.tensor([1.5410, -0.2934, -2.1788, 0.5684, -1.0845, -1.3986, 0.4033, 0.8380])
Y = 3 * X + 1
"""
ANY_PIECES = f"""{DATA}
losses = {{
    "sum over all": lambda e, x: e.sum() / len(X),
    "weighted mean": lambda e, x: e.mean() * len(x) / len(X),
    "by pieces": lambda e, x: e.mean() / 3,
    "mean by length": lambda e, x: e.mean() / len(x),
    "sum by length": lambda e, x: e.sum() / len(x),
}}
for name, loss in losses.items():
    w = torch.tensor(0.0, requires_grad=True)
    for x, y in zip(X.split(3), Y.split(3)):
        loss((w * x - y)**2, x).backward()
    print(f"{{name}}: {{abs(w.grad + 8.245) < 0.001}}")
"""
RATES = f"""{DATA}
for rate in (0.01, 0.8):
    w = torch.tensor(0.0, requires_grad=True)
    b = torch.tensor(0.0, requires_grad=True)
    optimizer = torch.optim.SGD([w, b], lr=rate)
    for turn in range(60):
        optimizer.zero_grad()
        ((w * X + b - Y)**2).mean().backward()
        optimizer.step()
    print(abs(w - 3) > 0.5, abs(w) > 1000)
"""
SWING = """
for rate in (0.1, 0.01):
    x = torch.tensor(5.0, requires_grad=True)
    path = []
    for step in range(40):
        (x**2).backward()
        if step == 3 and rate == 0.1:
            print(f"{x.grad:.2f}")
        with torch.no_grad():
            x -= rate * x.grad
        path.append(x.item())
    print(min(path) < -4.9, max(path[30:]) > 3, max(path) < 5.1)
"""

CLAIMS = {
    "any pieces": Claim(
        code=ANY_PIECES,
        prints=[
            "sum over all: True\nweighted mean: True\n",
            "by pieces: False\nmean by length: False\nsum by length: False\n",
        ],
    ),
    "unscaled": Claim(code=wrong("mend-the-pieces", "unscaled"), prints=["-32.980\n"]),
    "scaled twice": Claim(code=wrong("mend-the-pieces", "scaled-twice"), prints=["-2.061\n"]),
    "summed": Claim(code=wrong("mend-the-pieces", "summed"), prints=["-65.960\n"]),
    "summed at once": Claim(
        code=f"""{DATA}
w = torch.tensor(0.0, requires_grad=True)
((w * X - Y)**2).sum().backward()
print(f"{{w.grad:.3f}}")
""",
        prints=["-65.960\n"],
    ),
    "by the piece's length": Claim(
        code=wrong("mend-the-pieces", "by-piece-length"), prints=["-16.490\n"]
    ),
    "mended turns": Claim(
        code="""
target = torch.tensor(3.0)
w = torch.tensor(0.0, requires_grad=True)
for turn in range(3):
    (slope,) = torch.autograd.grad((w - target)**2, [w])
    with torch.no_grad():
        w -= 0.1 * slope
    print(round(w.item(), 4))
""",
        prints=["0.6\n1.08\n1.464\n"],
    ),
    "turns never emptied": Claim(
        code=wrong("nothing-to-empty", "never-emptied"), prints=["0.6\n1.68\n3.024\n"]
    ),
    "turns emptied unused": Claim(
        code=wrong("nothing-to-empty", "emptied-unused"), prints=["0.0\n0.0\n0.0\n"]
    ),
    "slopes of the bowl": Claim(expression="x**2", prints=["[0.0, 2.0, 4.0, 6.0, 8.0, 10.0]"]),
    "two valleys": Claim(expression="x**4/20 - x**2", prints=["[0.0, -1.8, -2.4, -0.6,"]),
    "the swing": Claim(code=SWING, prints=["22.32\nTrue True True\nTrue True True\n"]),
    "a loop that never settles": Claim(
        code=wrong("mend-the-loop", "emptied-once"), prints=["4.32 -0.60\n"]
    ),
    "nothing moves": Claim(code=wrong("mend-the-loop", "emptied-unused"), prints=["0.00 0.00\n"]),
    "rates": Claim(code=RATES, prints=["tensor(True) tensor(False)\ntensor(True) tensor(True)\n"]),
}
