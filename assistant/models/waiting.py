"""How the threads of the computing libraries wait for each other."""

from __future__ import annotations

import os


def let_threads_sleep() -> None:
    """Waiting threads sleep instead of spinning; to be called before such a library is loaded.

    OpenMP reads the variable once, when its library is loaded. Where other programs want the cores too,
    two spinning threads are two to seven times slower than two that sleep (bench/speed). What the user's
    environment says stays.
    """
    os.environ.setdefault("OMP_WAIT_POLICY", "passive")
