"""`calmreply kb add` stopped by Ctrl-C or killed, with the real command line and the real embeddings: the next
run finishes what was begun, nothing is lost and nothing is there twice."""

from __future__ import annotations

import os
import re
import select
import signal
import subprocess
import sys
from datetime import UTC, datetime, timedelta
from email.message import EmailMessage
from email.utils import format_datetime
from pathlib import Path

import pytest

from assistant.domain import Exchange, SourceKind
from assistant.knowledge import KnowledgeBase
from assistant.models.embeddings import E5Embeddings

pytestmark = pytest.mark.skipif(os.name == "nt", reason="signals and terminals of POSIX")
CALMREPLY = [sys.executable, str(Path(__file__).parents[1] / "cli.py")]
EXCHANGES = 80  # the store takes in 64 at a time
QUOTED = "> It was agreed before.\n" * 1650  # so much mail that several processes read it
US = "ana@studio.example"


@pytest.fixture(scope="module")
def box(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Questions of as many clients, each with its answer."""
    path = tmp_path_factory.mktemp("export") / "clients.mbox"
    with path.open("wb") as out:
        for number in range(EXCHANGES):
            client = f"c{number}@firm{number}.example"
            asked = mail(number, 0, client, US, f"Where is order {number}?")
            answered = mail(number, 1, US, client, f"Order {number} left the house at noon.")
            out.write(
                b"".join(b"From x Mon Mar  3 09:00:00 2025\n" + each + b"\n" for each in (asked, answered))
            )
    return path


def mail(number: int, step: int, sender: str, to: str, text: str) -> bytes:
    made = EmailMessage()
    made["From"], made["To"], made["Subject"] = sender, to, f"Order {number}"
    made["Date"] = format_datetime(datetime(2025, 3, 3, tzinfo=UTC) + timedelta(hours=number + step))
    made["Message-ID"] = f"<{number}.{step}@mail.example>"
    if step:
        made["In-Reply-To"] = f"<{number}.0@mail.example>"
    made.set_content(f"{text}\n\n{QUOTED}")
    return made.as_bytes()


class Adding:
    """One run of `kb add` whose terminal shows the progress."""

    def __init__(self, home: Path, box: Path) -> None:
        self.screen, shown = os.openpty()
        self.process = subprocess.Popen(
            [*CALMREPLY, "kb", "add", str(box), "--us", US],
            env={
                **os.environ,
                "CALMREPLY_HOME": str(home),
                "OMP_NUM_THREADS": "1",
                "TERM": "xterm",
                "COLUMNS": "160",
            },
            stdout=subprocess.DEVNULL,
            stderr=shown,
        )
        os.close(shown)
        self.text = ""

    def until(self, pattern: str) -> None:
        """Read the terminal until it shows this, or to its end."""
        while not re.search(pattern, self.text) and (part := self._part()):
            self.text += part

    def _part(self) -> str:
        try:
            select.select([self.screen], [], [])
            return os.read(self.screen, 65536).decode("utf-8", "replace")
        except OSError:  # the other end is closed
            return ""

    def end(self) -> int:
        self.until(r"(?!)")
        os.close(self.screen)
        return self.process.wait()


def kept(home: Path) -> list[tuple[str, str, str, str]]:
    """Every entry by its id, and that each has one vector."""
    with KnowledgeBase(home / "store", E5Embeddings()) as knowledge:
        found = [each for each in knowledge.list() if isinstance(each, Exchange)]
        vectors = knowledge.vector_store(SourceKind.EXCHANGE).get()["ids"]
        assert sorted(vectors) == sorted(each.id for each in found)
        assert [source.complete for source in knowledge.sources()] == [True]
    return sorted((each.id, each.client, each.message, each.reply) for each in found)


@pytest.fixture(scope="module")
def uninterrupted(box: Path, tmp_path_factory: pytest.TempPathFactory) -> list[tuple[str, str, str, str]]:
    home = tmp_path_factory.mktemp("uninterrupted")
    adding = Adding(home, box)
    assert adding.end() == 0
    assert f"{2 * EXCHANGES} of {2 * EXCHANGES} messages, {EXCHANGES} exchanges" in adding.text
    found = kept(home)
    assert len(found) == EXCHANGES
    return found


@pytest.mark.parametrize(
    "stops",
    [
        [(signal.SIGKILL, "64 exchanges"), (signal.SIGINT, f"{EXCHANGES} exchanges")],
        [
            (signal.SIGINT, "Adding"),
            (signal.SIGINT, "64 exchanges"),
            (signal.SIGKILL, f"{EXCHANGES} exchanges"),
        ],
    ],
)
def test_stopped_several_times_the_last_run_completes_it_as_if_nothing_had_happened(
    tmp_path: Path,
    box: Path,
    uninterrupted: list[tuple[str, str, str, str]],
    stops: list[tuple[signal.Signals, str]],
) -> None:
    for how, when in stops:
        adding = Adding(tmp_path, box)
        adding.until(when)
        adding.process.send_signal(how)
        assert adding.end() == (130 if how is signal.SIGINT else -how)
        assert "Traceback" not in adding.text
    assert Adding(tmp_path, box).end() == 0
    assert kept(tmp_path) == uninterrupted
