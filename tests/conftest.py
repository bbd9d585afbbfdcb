"""What tests of several rooms share."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

_TINY = Path(__file__).resolve().parents[1] / ".build" / "models" / "smollm2-135m-instruct-q4_1.gguf"


@pytest.fixture(scope="session")
def tiny_model() -> Path:
    """A small real model file; only CALMREPLY_TEST_NO_MODEL skips the tests that need it."""
    if os.environ.get("CALMREPLY_TEST_NO_MODEL"):
        pytest.skip("CALMREPLY_TEST_NO_MODEL is set")
    path = Path(os.environ.get("CALMREPLY_TEST_MODEL") or _TINY)
    assert path.is_file(), f"no model file {path}: `make test-model` fetches it"
    return path
