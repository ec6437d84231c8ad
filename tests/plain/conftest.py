from tests.evaluator.conftest import evaluator

__all__ = ["evaluator"]
