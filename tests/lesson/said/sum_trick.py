"""Lesson sum-trick: numbers that its prose states."""

from tests.lesson.said import Claim

CLAIMS = {
    "one share alone is the first row": Claim(
        code="""
x = torch.tensor([0.0, 1.0, 2.0], requires_grad=True)
print(torch.autograd.grad(torch.softmax(x, 0)[0], [x])[0])
print(torch.autograd.functional.jacobian(lambda x: torch.softmax(x, 0), x)[0])
""",
        prints=["tensor([ 0.0819, -0.0220, -0.0599])\ntensor([ 0.0819, -0.0220, -0.0599])\n"],
    ),
    "flipped, one entry a column, off the diagonal": Claim(
        code="""
x = torch.ones(3)
print(torch.autograd.functional.jacobian(lambda x: x.flip(0), x).tolist())
""",
        prints=["[[0.0, 0.0, 1.0], [0.0, 1.0, 0.0], [1.0, 0.0, 0.0]]"],
    ),
    "the last total, and all four": Claim(
        code="""
x = torch.tensor([1.0, 2.0, 3.0, 4.0], requires_grad=True)
for total in (lambda y: y[3], torch.sum):
    print(torch.autograd.grad(total((x**2).cumsum(0)), [x])[0].tolist())
""",
        prints=["[2.0, 4.0, 6.0, 8.0]\n[8.0, 12.0, 12.0, 8.0]\n"],
    ),
    "who stops, and who does not": Claim(
        code="""
import warnings
import numpy as np
y = torch.tensor([1.0, 2.0], requires_grad=True) * 1
for call in (y.numpy, lambda: np.sin(y), lambda: plot(y, y),
             y.tolist, y[0].item, lambda: float(y[0]), lambda: torch.sin(y)):
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        try:
            call()
            print("works")
        except RuntimeError:
            print("stops")
""",
        prints=["stops\n" * 3 + "works\n" * 4],
    ),
    "the cubic, factored": Claim(
        expression="x*(x - 2)*(x - 4)",
        prints=["[0.0, 3.0, 0.0, -3.0, 0.0, 15.0] [8.0, -1.0, -4.0, -1.0, 8.0, 23.0]"],
    ),
    "the cubic, multiplied out": Claim(
        expression="x**3 - 6*x**2 + 8*x",
        prints=["[0.0, 3.0, 0.0, -3.0, 0.0, 15.0] [8.0, -1.0, -4.0, -1.0, 8.0, 23.0]"],
    ),
    "where the cubic turns": Claim(
        code="""
for sign in (-1, 1):
    x = torch.tensor(2 + sign * 2 / 3**0.5, dtype=torch.float64, requires_grad=True)
    y = x**3 - 6*x**2 + 8*x
    (d,) = torch.autograd.grad(y, [x])
    print(f"{x:.4f} {y:.4f} {abs(d):.4f}")
""",
        prints=["0.8453 3.0792 0.0000\n3.1547 -3.0792 0.0000\n"],
    ),
}
