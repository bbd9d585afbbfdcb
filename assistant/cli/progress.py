"""Progress bars on stderr: what is added, or bytes of a download; silent where nobody looks."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from assistant.correspondence.steps import Step

_LONGEST = 40
_SPEED_OVER = 120.0  # seconds: texts are embedded in portions, so the work goes forward in jumps


@contextmanager
def progress(title: str) -> Iterator[Callable[[str, Step], None]]:
    """A bar over the files and archives that are added: call it with (name, how far it is)."""
    from rich.console import Console
    from rich.progress import BarColumn, Progress, TaskProgressColumn, TextColumn, TimeRemainingColumn

    columns = (
        TextColumn("{task.description}"), BarColumn(), TaskProgressColumn(), TextColumn("{task.fields[counts]}"),
        TimeRemainingColumn(),
    )  # fmt: skip
    console = Console(stderr=True)
    with Progress(
        *columns,
        console=console,
        transient=True,
        disable=not sys.stderr.isatty(),
        speed_estimate_period=_SPEED_OVER,
    ) as bar:
        task = bar.add_task(title, total=None, counts="")
        stage = ""

        def on_progress(name: str, step: Step) -> None:
            nonlocal stage
            if stage != f"{name} {step.stage}":
                stage = f"{name} {step.stage}"
                bar.reset(task)  # another kind of work: its speed says nothing about what comes
            bar.update(
                task,
                description=f"{title} {name}".strip()[:_LONGEST],
                completed=step.done,
                total=step.total,
                counts=counts(step),
            )

        yield on_progress


def counts(step: Step) -> str:
    """What has been gone through, in words: "3,400 of 12,300 messages, 1,200 exchanges"."""
    if step.stage == "reading":
        return f"{step.messages:,} messages found"
    if step.stage == "pairing":
        return f"{step.done:,} of {step.total:,} messages, {step.exchanges:,} exchanges"
    return f"{step.done:,} of {step.total:,} {step.stage}"


@contextmanager
def download(title: str) -> Iterator[Callable[[int, int], None]]:
    """A bar over bytes: call it with (done, total)."""
    from rich.console import Console
    from rich.progress import BarColumn, DownloadColumn, Progress, TextColumn, TimeRemainingColumn

    columns = (TextColumn("{task.description}"), BarColumn(), DownloadColumn(), TimeRemainingColumn())
    console = Console(stderr=True)
    with Progress(*columns, console=console, transient=True, disable=not sys.stderr.isatty()) as bar:
        task = bar.add_task(title, total=None)

        def on_progress(done: int, total: int) -> None:
            bar.update(task, completed=done, total=total)

        yield on_progress


@contextmanager
def counting(title: str) -> Iterator[Callable[[str, int, int], None]]:
    """A bar over things that are counted: call it with (name, done, total)."""
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn())
    console = Console(stderr=True)
    with Progress(*columns, console=console, transient=True, disable=not sys.stderr.isatty()) as bar:
        task = bar.add_task(title, total=None)

        def on_progress(name: str, done: int, total: int) -> None:
            bar.update(task, description=f"{title} {name}".strip()[:_LONGEST], completed=done, total=total)

        yield on_progress
