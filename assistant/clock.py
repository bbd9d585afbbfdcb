"""How long each part of a reply took, and the tokens the model was given and wrote."""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field


@dataclass(slots=True)
class Clock:
    """Seconds by part and counts; `once` keeps the first time a part was reached."""

    parts: dict[str, float] = field(default_factory=dict)
    started: float = field(default_factory=time.perf_counter)

    @contextmanager
    def measure(self, part: str) -> Iterator[None]:
        before = time.perf_counter()
        yield
        self.parts[part] = self.parts.get(part, 0.0) + time.perf_counter() - before

    def add(self, part: str, count: float) -> None:
        self.parts[part] = self.parts.get(part, 0) + count

    def once(self, part: str) -> None:
        self.parts.setdefault(part, time.perf_counter() - self.started)
