"""Lesson sum-trick: right answers to its exercises, and what its prose states."""

ANSWERS = {
    "cubic": """
x = torch.linspace(0, 5, 100, requires_grad=True)
y = x**3 - 6*x**2 + 8*x
(dydx,) = torch.autograd.grad(y.sum(), [x], retain_graph=True)
plot(x.detach(), y.detach(), label="y")
plot(x.detach(), dydx, label="dy/dx")
(mean,) = torch.autograd.grad(y.mean(), [x])
print([round(curve[i].item(), 4) for curve in (dydx, mean, y) for i in (0, -1)])
turns = (dydx[1:] * dydx[:-1] < 0).nonzero()
print([round(x[i].item(), 2) for i in turns])
""",
    "your-own-sum": """
x = torch.tensor([1.0, 2.0, 3.0, 4.0], requires_grad=True)
y = (x**2).cumsum(0)
(slopes,) = torch.autograd.grad(y[3], [x])
print(slopes.tolist())
""",
}

SHOWN = {
    "one-number": ["only for scalar outputs", "gives 100 slopes"],
    "diagonal": ["tensor([-0.0000, -2.4999,  0.1659, -7.4791,  1.3235])"],
    "running-total": ["[6.0, 5.0, 4.0, 3.0, 2.0, 1.0]", "[1., 1., 1., 1., 1., 1.]]"],
    "shares": ["gradient: tensor([0., 0., 0.])", "0.0819, -0.0220, -0.0599]"],
    "why-detach": ["x tracked: True\ny tracked: True\ndydx tracked: False\n"],
    "silent-exits": [
        "numpy refused: Can't call numpy() on Tensor that requires grad.",
        "item: 4.0\ntolist: [1.0, 4.0]\n",
        "right: tensor(5., grad_fn=<SumBackward0>)\nwrong: tensor(5.)\n",
    ],
    "look-at-the-cubic": ["[0.0, 3.0, 0.0, -3.0, 0.0, 15.0] [8.0, -1.0, -4.0, -1.0, 8.0, 23.0]"],
    "your-own-sum": ["[8.0, 12.0, 12.0, 8.0]"],
    "answer:cubic": ["[8.0, 23.0, 0.08, 0.23, 0.0, 15.0]\n[0.81, 3.13]"],
    "answer:your-own-sum": ["[2.0, 4.0, 6.0, 8.0]"],
}

# The cubic multiplied out is promised to look the same.
ALSO = {"expanded": {"expression": "x**3 - 6*x**2 + 8*x"}}
SHOWN["also:expanded"] = SHOWN["look-at-the-cubic"]
CURVES = {"why-detach": 2, "answer:cubic": 2}
