"""The public mails and the sample worlds beside the checkout, where they are: nothing gets worse."""

from __future__ import annotations

import runpy
from pathlib import Path
from typing import Any

import pytest

ROOT = Path(__file__).resolve().parents[1]
SHARED = ROOT.parent / "shared"
BENCH = ROOT / "bench" / "correspondence"

pytestmark = [
    pytest.mark.shared,
    pytest.mark.skipif(not SHARED.is_dir(), reason="no shared folder beside the checkout"),
]


def scores(name: str, data: Path) -> dict[str, tuple[int, int, list[str]]]:
    module: dict[str, Any] = runpy.run_path(str(BENCH / name))
    found: dict[str, tuple[int, int, list[str]]] = module["scores"](data)
    return found


def test_public_mails_are_read_as_measured() -> None:
    found = scores("quoting.py", SHARED / "data" / "email_parsing")
    assert {name: (right, total) for name, (right, total, _) in found.items()} == {
        "talon .eml": (12, 12),
        "talon html": (11, 12),
        "talon signatures": (4, 6),
        "discourse": (15, 15),
        "discourse, signature kept": (12, 15),
        "mail-parser-reply": (31, 33),
        "crisp forwarded, all fields": (34, 34),
        "cpython broken MIME, no part lost": (48, 48),
        "outlook .msg, subject sender date": (4, 4),
        "bigbang mail count": (4, 4),
        "bigbang no quote left": (279, 279),
    }


def test_worlds_are_paired_and_judged_as_read() -> None:
    found = scores("pairing.py", SHARED / "worlds")
    assert {name: (total - right, missed) for name, (right, total, missed) in found.items()} == dict.fromkeys(
        found, (0, [])
    )
