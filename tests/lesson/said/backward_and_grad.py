"""Lesson backward-and-grad: right answers to its exercises, and what its prose states."""

ANSWERS = {
    "cubic-again": """
x = torch.linspace(0, 5, 100, requires_grad=True)
y = x**3 - 6*x**2 + 8*x
y.sum().backward(retain_graph=True)
plot(x.detach(), y.detach(), label="y")
plot(x.detach(), x.grad, label="slope")
print(x.grad[0], x.grad[-1])
x.grad = None
y.mean().backward()
print([round(x.grad[i].item(), 4) for i in (0, -1)])
""",
    "two-inputs": """
x = torch.linspace(0, 5, 100, requires_grad=True)
x2 = torch.linspace(0, 5, 100, requires_grad=True)
y = x2**3 - 6*x**2 + 8*x
y.sum().backward()
plot(x.detach(), x.grad, label="by x")
plot(x.detach(), x2.grad, label="by x2")
print([grad[i].item() for grad in (x.grad, x2.grad) for i in (0, -1)])
x.grad = x2.grad = None
(x2**3 - 6*x**2 + 8*x2).sum().backward()
print([grad[i].item() for grad in (x.grad, x2.grad) for i in (0, -1)])
""",
    "which-measurement": """
for radius, height in ((3.0, 10.0), (2.0, 1.0)):
    r = torch.tensor(radius, requires_grad=True)
    h = torch.tensor(height, requires_grad=True)
    (torch.pi * r**2 * h).backward()
    print(f"{r.grad:.2f} {h.grad:.2f} {r.grad / h.grad:.1f}")
""",
}

ALSO = {
    "marked data": {
        "code": """
data = torch.tensor(2.0, requires_grad=True)
((3 * data + 1 - 10)**2).backward()
print(data.grad)
"""
    },
    "the other part": {"expression": "x**3 - 6*x.detach()**2 + 8*x.detach()"},
    "the lead changes": {
        "code": """
x = torch.linspace(0, 5, 500_001, dtype=torch.float64)
leads = (3 * x**2) > (8 - 12 * x).abs()
print([round(t.item(), 3) for t in x[1:][leads[1:] != leads[:-1]]])
"""
    },
    "a warning": {
        "code": """
import warnings
y = torch.ones(1, requires_grad=True) * 2
with warnings.catch_warnings(record=True) as said:
    print(y.grad, len(said), "not a leaf" in str(said[0].message))
"""
    },
}

SHOWN = {
    "one-call": [
        "before: None None None\nafter:  tensor(-12.) tensor(-6.) None\n",
    ],
    "also:marked data": ["tensor(-18.)\n"],
    "same-curve": [
        "returned: None\nfirst slopes: [-0.0, -0.000257",
        ", -0.002061",
        ", -0.00695",
        "1.3235",
        "tracked: False\n",
    ],
    "whose-grad": [
        "x leaf: True tracked: True\nplain leaf: True tracked: False\n"
        "half leaf: True tracked: False\ny leaf: False tracked: True\n",
        "half.grad: None\n",
    ],
    "also:a warning": ["None 1 True\n"],
    "answer:cubic-again": ["tensor(8.) tensor(23.)\n[0.08, 0.23]\n"],
    "two-ways": [
        "grad returns (tensor(7.), tensor(2.))\n",
        "stored: None None\n  stored: None tensor(2.)\n  stored: tensor(7.) tensor(2.)\n",
    ],
    "hold-still": ["[0.0, 3.0, 0.0, -3.0, 0.0, 15.0] [8.0, -4.0, -16.0, -28.0, -40.0, -52.0]"],
    "also:the other part": ["0.0, 15.0] [0.0, 3.0, 12.0, 27.0, 48.0, 75.0]"],
    "answer:two-inputs": ["[8.0, -52.0, 0.0, 75.0]\n[-0.0, -60.0, 8.0, 83.0]\n"],
    "copies": [
        "the same: x [8.0, 23.0], x2 [8.0, 23.0], shared True\n"
        "clone: x [8.0, 23.0], x2 no leaf, shared False\n"
        "detach: x [8.0, -52.0], x2 None, shared True\n"
        "detach, mark: x [8.0, -52.0], x2 [0.0, 75.0], shared True\n"
        "linspace: x [8.0, -52.0], x2 [0.0, 75.0], shared False\n"
    ],
    "who-leads": ["x2 0.00: x leads\n", "x2 1.50: x2 leads\n", "x -52.00, x2 75.00: x2 leads\n"],
    "also:the lead changes": ["[0.582, 0.845, 3.155]"],
    "which-measurement": ["None None\n"],
    "answer:which-measurement": ["188.50 28.27 6.7\n", " 1.0\n"],
}

CURVES = {
    "same-curve": 2,
    "who-leads": 3,
    "answer:cubic-again": 2,
    "answer:two-inputs": 2,
}
