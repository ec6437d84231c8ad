"""Learn PyTorch autograd in any terminal."""

__version__ = "0.1.0"
