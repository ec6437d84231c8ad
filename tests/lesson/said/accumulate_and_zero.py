"""Lesson accumulate-and-zero: right answers to its exercises, and what its prose states."""

DATA = """
X = torch.tensor([1.5410, -0.2934, -2.1788, 0.5684, -1.0845, -1.3986, 0.4033, 0.8380])
Y = 3 * X + 1
"""

PIECES = """
def gradient(pieces, share):
    w = torch.tensor(0.0, requires_grad=True)
    for x, y in zip(X.split(pieces), Y.split(pieces)):
        share((w * x - y)**2).backward()
    print(f"{w.grad:.3f}")
"""

LINE = """
def fit(rate, empty_last):
    w = torch.tensor(0.0, requires_grad=True)
    b = torch.tensor(0.0, requires_grad=True)
    optimizer = torch.optim.SGD([w, b], lr=rate)
    ws, bs = [], []
    for turn in range(60):
        loss = ((w * X + b - Y)**2).mean()
        loss.backward()
        if not empty_last:
            optimizer.zero_grad()
        optimizer.step()
        if empty_last:
            optimizer.zero_grad()
        ws.append(w.item())
        bs.append(b.item())
    return f"{w:.2f} {b:.2f}", ws, bs
"""

ANSWERS = {
    "mend-the-pieces": f"""{DATA}{PIECES}
gradient(2, lambda errors: errors.mean() / 4)
gradient(3, lambda errors: errors.sum() / 8)
gradient(2, lambda errors: errors.mean() / 16)
gradient(2, torch.sum)
gradient(8, torch.sum)
""",
    "mend-the-loop": f"""{DATA}{LINE}
line, ws, bs = fit(0.1, empty_last=True)
print(line, abs(ws[30] - 3) < 0.1, abs(bs[30] - 1) < 0.1)
plot(range(60), ws, label="w")
plot(range(60), bs, label="b")
""",
}

ALSO = {
    "at 5": {
        "code": """
x = torch.tensor(5.0, requires_grad=True)
for turn in range(3):
    (x**3 - 6*x**2 + 8*x).backward()
    print(x.grad.item())
"""
    },
    "zeroing nothing": {
        "code": """
x = torch.tensor(3.0, requires_grad=True)
try:
    x.grad.zero_()
except AttributeError as error:
    print(error)
"""
    },
    "a slower swing": {
        "code": """
x = torch.tensor(5.0, requires_grad=True)
path = []
for step in range(40):
    (x**2).backward()
    with torch.no_grad():
        x -= 0.01 * x.grad
    path.append(x.item())
print(min(path) < -4.9, max(path[30:]) > 3)
"""
    },
    "rates": {
        "code": f"""{DATA}{LINE}
print(fit(0.1, empty_last=False)[0])
print(fit(0.01, empty_last=True)[0])
print(abs(fit(0.8, empty_last=True)[1][-1]) > 1000)
"""
    },
    "two valleys": {"expression": "x**4/20 - x**2"},
}

SHOWN = {
    "once-more": ["tensor(8.)\nafter 2 backward: tensor(16.)\nafter 3 backward: tensor(24.)\n"],
    "also:at 5": ["23.0\n46.0\n69.0\n"],
    "why-it-adds": [
        "the whole:   tensor(11.)\nfirst part:  tensor(6.)\nboth parts:  tensor(11.)\n",
        "x used twice: tensor(6.)\n",
    ],
    "micro-batches": ["all at once: -8.245\n", "  so far: -32.980\n"],
    "mend-the-pieces": ["-32.980\n"],
    "answer:mend-the-pieces": ["-8.245\n-8.245\n-2.061\n-65.960\n-65.960\n"],
    "ways-to-zero": [
        "x.grad.zero_(): tensor(0.)  g: tensor(0.)\n"
        "x.grad = None:  None  g: tensor(6.)\n"
        "zero_grad():    None  g: tensor(6.)\n"
        "  with zeros:   tensor(0.)  g: tensor(0.)\n",
    ],
    "also:zeroing nothing": ["'NoneType' object has no attribute 'zero_'"],
    "bowl": ["[0.0, 2.0, 4.0, 6.0, 8.0, 10.0]"],
    "also:two valleys": ["[0.0, -1.8, -2.4, -0.6,"],
    "descent": ["[5.0, 4.0, 3.2, 2.56, 2.048, 1.638, 1.311]\n"],
    "forgotten": ["[5.0, 4.0, 2.2, -0.04, -2.272, -4.05, -5.017, -4.982, -3.949]\n"],
    "also:a slower swing": ["True True\n"],
    "order": [
        "empty walk step [4.0, 3.2]\nwalk step empty [4.0, 3.2]\nwalk empty step [5.0, 5.0]\n"
    ],
    "mend-the-loop": ["4.32 -0.60\n"],
    "answer:mend-the-loop": ["3.00 1.00 True True\n"],
    "also:rates": ["0.00 0.00\n2.", "True\n"],
}

CURVES = {"descent": 1, "forgotten": 2, "mend-the-loop": 2, "answer:mend-the-loop": 2}
