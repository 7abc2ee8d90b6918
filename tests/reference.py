"""Where the public reference data lie: never in the checkout, but beside it or where REFERENCE_DATA says."""

import os
from functools import cache
from pathlib import Path

import pytest

from deliberation.algorithms.polis import Export, read

BESIDE = Path(__file__).resolve().parents[2] / "shared" / "data"


def reference(*parts: str) -> Path:
    """Return the path of a piece of reference data, or skip the test that asks for it."""
    path = Path(os.environ.get("REFERENCE_DATA", BESIDE)).joinpath(*parts)
    if not path.exists():
        pytest.skip(f"no reference data {'/'.join(parts)}: put them in ../shared/data or set REFERENCE_DATA")
    return path


@cache
def conversation(name: str) -> Export:
    """Return a real conversation, read once for all tests, or skip the test that asks for it."""
    return read(reference("polis", name))
