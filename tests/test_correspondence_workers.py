"""Work spread over processes: the same results in the same order, whatever becomes of a process."""

from __future__ import annotations

import os
import select
import signal
import subprocess
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path

import pytest

from assistant.correspondence.archive import read_archive
from assistant.correspondence.steps import Step
from assistant.correspondence.workers import Workers, worth
from assistant.domain import Exchange, Skipped

US = ["@studio.example"]
PATIENCE = 60  # seconds until a process that should end counts as one that stays
JOBS = [list(range(number)) for number in range(100)]  # 4950 of a length, so many parcels


@pytest.fixture
def workers() -> Iterator[Workers]:
    made = Workers(2)
    yield made
    made.close()


def test_results_come_in_the_order_of_the_jobs_for_one_function_after_another(workers: Workers) -> None:
    assert list(workers.map(sum, iter(JOBS))) == [sum(job) for job in JOBS]
    assert list(workers.map(sorted, JOBS)) == JOBS
    assert list(workers.map(sum, [])) == []


def test_an_error_over_there_is_the_same_error_here_behind_the_results_before_it(workers: Workers) -> None:
    results = workers.map(max, [[number] * 8 for number in range(1, 60)] + [[]])
    assert [next(results) for _ in range(59)] == list(range(1, 60))
    with pytest.raises(ValueError, match="empty"):
        next(results)


def test_a_function_that_only_this_process_knows_works_here(workers: Workers) -> None:
    assert list(workers.map(lambda job: len(job), JOBS)) == [len(job) for job in JOBS]


def where(job: Sequence[int]) -> int:
    """The process that does a job; one whose last number is 0 ends any process but the first number's."""
    if job[-1] == 0 and os.getpid() != job[0]:
        os._exit(1)
    return os.getpid()


def test_work_is_done_by_processes_of_our_own(workers: Workers) -> None:
    done = set(workers.map(where, [[os.getpid()] * 64] * 60))
    assert os.getpid() not in done
    assert 1 <= len(done) <= 2


@pytest.mark.parametrize(("deadly", "here"), [([5], [5]), (range(60), range(60)), ([58, 59], [58, 59])])
def test_a_worker_that_dies_leaves_the_rest_to_the_others_and_the_last_one_to_us(
    deadly: Sequence[int], here: Sequence[int], workers: Workers
) -> None:
    jobs = [[os.getpid()] * 64 + [0] * (number in deadly) for number in range(60)]
    done = list(workers.map(where, jobs))
    assert [number for number, process in enumerate(done) if process == os.getpid()] == list(here)


@pytest.mark.parametrize("program", ["/there/is/no/such/python", "/bin/false", "/bin/cat"])
def test_workers_that_cannot_start_or_answer_nothing_are_done_without(
    program: str, workers: Workers, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sys, "executable", program)
    assert list(workers.map(sum, JOBS)) == [sum(job) for job in JOBS]


def test_few_bytes_are_not_worth_a_process() -> None:
    assert worth(100_000) == 0


@pytest.mark.skipif(not hasattr(os, "sched_getaffinity"), reason="counts cores the Linux way")
@pytest.mark.parametrize(("cores", "expected"), [(1, 0), (2, 2), (3, 3), (16, 3)])
def test_many_bytes_are_worth_as_many_processes_as_cores_three_at_most(
    cores: int, expected: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(os, "sched_getaffinity", lambda _process: set(range(cores)))
    assert worth(1 << 40) == expected


# --- archives --------------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Two mailboxes with threads, mailings, the same mail again, a cut-off end, and a file of one mail."""
    root = tmp_path_factory.mktemp("export")
    threads = [raw for number in range(90) for raw in thread(number)]
    mailings = [letter(900 + n, 0, "news@list.example", "ana@studio.example", "Buy!", "List-Unsubscribe: <x>") for n in range(9)]  # fmt: skip
    mbox(root / "all", [*threads, *mailings, *threads[:3]])
    mbox(root / "more", [raw for number in range(60, 150) for raw in thread(number)], b"Content-Type: multipart/mixed; boundary=b\n\n--b\n\nhalf")  # fmt: skip
    (root / "one.eml").write_bytes(letter(1000, 0, "eve@other.example", "ana@studio.example", "Only this?"))
    return root


def thread(number: int) -> list[bytes]:
    client = f"Client {number} <c{number % 40}@firm{number % 7}.example>"
    texts = (
        "Where is my order?",
        "It left the house at noon.",
        "Still nothing! Это не работает.",
        "我们今天寄出。",
    )
    return [
        letter(number, step, client, "Ana <ana@studio.example>", text)
        if step % 2 == 0
        else letter(number, step, "Ana <ana@studio.example>", client, text)
        for step, text in enumerate(texts[: 1 + number % 4])
    ]


def letter(number: int, step: int, sender: str, to: str, text: str, more: str = "X-Other: 1") -> bytes:
    return (
        f"From: {sender}\nTo: {to}\nSubject: {'Re: ' * bool(step)}Order {number}\n{more}\n"
        f"Date: Mon, {1 + number % 28} Jan 2024 {9 + step}:00:00 +0000\nMessage-ID: <{number}.{step}@x.example>\n"
        f"{f'In-Reply-To: <{number}.{step - 1}@x.example>' if step else 'X-First: 1'}\n"
        f"Content-Type: text/plain; charset=utf-8\n\n{text} Order {number}.\n\n--\nBest, {sender}\n"
    ).encode()


def mbox(path: Path, mails: list[bytes], last: bytes = b"") -> None:
    path.write_bytes(b"".join(b"From x Mon Jan  1 09:00:00 2024\n" + raw + b"\n" for raw in mails))
    if last:
        with path.open("ab") as out:
            out.write(b"From x Mon Jan  1 09:00:00 2024\nFrom: z@z.example\nTo: ana@studio.example\n" + last)


def read(folder: Path, processes: int) -> tuple[list[Exchange | Skipped], list[Step]]:
    steps: list[Step] = []
    found = list(read_archive(folder, us=US, on_progress=steps.append, processes=processes))
    return found, steps


def test_an_archive_gives_the_same_with_one_process_and_with_several(folder: Path) -> None:
    alone, together = read(folder, 0), read(folder, 2)
    assert together == alone
    exchanges = [one for one in alone[0] if isinstance(one, Exchange)]
    reasons = [one.reason for one in alone[0] if isinstance(one, Skipped)]
    assert (
        len(exchanges) == 37 * (1 + 1 + 2 + 2) + (1 + 1) + 2
    )  # threads of one to four mails, two other mails
    assert sorted(set(reasons)) == ["a newsletter or mailing", "it breaks off: only what is there could be read", "the same mail again"]  # fmt: skip


@pytest.mark.skipif(not Path("/proc/self/task").exists(), reason="looks for processes the Linux way")
def test_a_reader_that_stops_early_leaves_no_process_behind(folder: Path) -> None:
    stream = read_archive(folder, us=US, processes=2)
    next(stream)
    left = children(os.getpid())
    assert len(left) >= 2
    stream.close()  # type: ignore[attr-defined]
    assert set(children(os.getpid())) & set(left) == set()


@pytest.mark.skipif(not Path("/proc/self/task").exists(), reason="looks for processes the Linux way")
@pytest.mark.parametrize(
    ("start", "expected"),
    [(b"From: eve@other.example\nTo: ana@studio.example\n\nHi\n", 2), (b"\xff\xd8\xff", 0)],
)
def test_only_mail_is_worth_processes(
    start: bytes, expected: int, folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(os, "sched_getaffinity", lambda _process: {0, 1})
    (tmp_path / "big").write_bytes(start + b"\0" * 7_000_000)
    before = set(children(os.getpid()))
    stream = read_archive(tmp_path, us=US, files=[tmp_path / "big", folder / "all"])
    next(stream)
    next(stream)
    begun = set(children(os.getpid())) - before
    stream.close()  # type: ignore[attr-defined]
    assert len(begun) == expected


@pytest.mark.skipif(not hasattr(os, "pidfd_open"), reason="waits for others' processes the Linux way")
@pytest.mark.parametrize("how", [signal.SIGKILL, signal.SIGINT, signal.SIGTERM])
def test_workers_end_with_the_process_that_started_them(folder: Path, how: signal.Signals) -> None:
    code = (
        "import sys\nfrom assistant.correspondence.archive import read_archive\n"
        "stream = read_archive(sys.argv[1], us=['@studio.example'], processes=2)\n"
        "print(next(stream), flush=True)\nsys.stdin.read()"
    )
    parent = subprocess.Popen(
        [sys.executable, "-c", code, str(folder)], stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE
    )  # fmt: skip
    assert parent.stdout and parent.stdout.readline()
    ends = [os.pidfd_open(child) for child in children(parent.pid)]
    assert len(ends) == 2
    parent.send_signal(how)
    _, complaints = parent.communicate()
    for end in ends:
        assert select.select([end], [], [], PATIENCE)[0] == [end]  # readable when that process is gone
        os.close(end)
    assert complaints.count(b"Traceback") == (how is signal.SIGINT)  # that of the program itself


def children(process: int) -> list[int]:
    tasks = Path(f"/proc/{process}/task").glob("*/children")
    return [int(child) for task in tasks for child in task.read_text().split()]
