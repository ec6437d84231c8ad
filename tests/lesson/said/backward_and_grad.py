"""Lesson backward-and-grad: numbers that its prose states."""

from tests.lesson.said import Claim

CLAIMS = {
    "marked data": Claim(
        code="""
data = torch.tensor(2.0, requires_grad=True)
((3 * data + 1 - 10)**2).backward()
print(data.grad)
""",
        prints=["tensor(-18.)\n"],
    ),
    "the gradient of a result is not kept": Claim(
        code="""
import warnings
y = torch.ones(1, requires_grad=True) * 2
y.sum().backward()
with warnings.catch_warnings(record=True) as said:
    print(y.grad, len(said), "not a leaf" in str(said[0].message))
""",
        prints=["None 1 True\n"],
    ),
    "the slope of the root": Claim(
        code="""
x = torch.linspace(0, 5, 100, requires_grad=True)
torch.sqrt(x + 1).sum().backward()
print(x.grad[0])
""",
        prints=["tensor(0.5000)\n"],
    ),
    "the cube held still": Claim(
        expression="x.detach()**3 - 6*x**2 + 8*x",
        prints=["[0.0, 3.0, 0.0, -3.0, 0.0, 15.0] [8.0, -4.0, -16.0, -28.0, -40.0, -52.0]"],
    ),
    "the rest held still": Claim(
        expression="x**3 - 6*x.detach()**2 + 8*x.detach()",
        prints=["[0.0, 3.0, 0.0, -3.0, 0.0, 15.0] [0.0, 3.0, 12.0, 27.0, 48.0, 75.0]"],
    ),
    "a fourth way to an independent input": Claim(
        code="""
x = torch.linspace(0, 5, 100, requires_grad=True)
x2 = x.detach().clone().requires_grad_()
(x2**3 - 6*x**2 + 8*x).sum().backward()
print(x.grad[[0, -1]].tolist(), x2.grad[[0, -1]].tolist(), x.data_ptr() == x2.data_ptr())
""",
        prints=["[8.0, -52.0] [0.0, 75.0] False\n"],
    ),
    "where the lead changes": Claim(
        code="""
x = torch.linspace(0, 5, 500_001, dtype=torch.float64)
leads = (3 * x**2) > (8 - 12 * x).abs()
print([round(t.item(), 3) for t in x[1:][leads[1:] != leads[:-1]]])
""",
        prints=["[0.582, 0.845, 3.155]"],
    ),
    "radius and height": Claim(
        code="""
for radius, height in ((3.0, 10.0), (2.0, 1.0)):
    r = torch.tensor(radius, requires_grad=True)
    h = torch.tensor(height, requires_grad=True)
    (torch.pi * r**2 * h).backward()
    print(f"{r.grad:.2f} {h.grad:.2f} {r.grad / h.grad:.1f}")
""",
        prints=["188.50 28.27 6.7\n", " 1.0\n"],
    ),
}
