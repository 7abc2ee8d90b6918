from tests.recommendations.conftest import traveller

__all__ = ["traveller"]
