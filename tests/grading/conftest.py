from tests.evaluator.conftest import evaluator, fail, run

__all__ = ["evaluator", "fail", "run"]
