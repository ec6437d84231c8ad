"""Lesson first-derivative: right answers to its exercises, and what its prose states."""

ANSWERS = {
    "one-slope": """
for at in (2.0, 0.0):
    x = torch.tensor(at, requires_grad=True)
    y = x**3 - x
    (slope,) = torch.autograd.grad(y, [x])
    print(slope, (slope,))
""",
    "your-curve": """
x = torch.linspace(0, 5, 100, requires_grad=True)
y = x * torch.exp(-x)
(dydx,) = torch.autograd.grad(y.sum(), [x])
plot(x.detach(), y.detach(), label="y")
plot(x.detach(), dydx, label="dy/dx")
print(dydx[0].item(), round(dydx[-1].item(), 3), round(x[y.argmax()].item(), 1))
""",
}

SHOWN = {
    "mark": [
        "plain: tensor(9.)\n",
        "x: tensor(3., requires_grad=True)\n",
        "y: tensor(9., grad_fn=<PowBackward0>)\n",
        "z: tensor(10., grad_fn=<AddBackward0>)\n",
    ],
    "walk": [
        "x leaf: True tracked: True\ny leaf: False tracked: True\ns leaf: False tracked: True\n",
        "SumBackward0\nCosBackward0\nPowBackward0\ntorch::autograd::AccumulateGrad\n",
    ],
    "ask": ["(tensor(6.),)\n", "by x: tensor(10.)  by w: tensor(3.)\n"],
    "whole-curve": ["[-0.0, -0.000", "last slope:   1.32"],
    "same-record": ["not have been used", "does not require", "ending in 1.32"],
    "answer:one-slope": ["tensor(11.) (tensor(11.),)\ntensor(-1.) "],
    "answer:your-curve": ["1.0 -0.027 1.0\n"],
}

CURVES = {"whole-curve": 2, "your-curve": 1, "answer:your-curve": 2}
