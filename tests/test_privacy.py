"""Nothing but `model pull` and a server of the user's own opens a connection; telemetry is off whatever is set."""

import os
import subprocess
import sys
from pathlib import Path

SAMPLE = Path(__file__).parent.parent / "knowledge" / "sample"

# What catches the error (a thread of telemetry, a library that tries again) is found out at the end.
NO_SOCKETS = """
import atexit, os, socket, sys

tried = []
atexit.register(lambda: tried and os._exit(99))

class Closed(socket.socket):
    def connect(self, *_):
        tried.append(1)
        raise AssertionError("a connection was opened")
    connect_ex = sendto = listen = connect  # urllib3 binds to ::1 to see whether there is IPv6: nothing leaves

socket.socket = Closed
socket.create_connection = Closed.connect
socket.getaddrinfo = Closed.connect
from assistant.cli import app
app(sys.argv[1:])
"""


def run(home: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    environ = os.environ | {
        "CALMREPLY_HOME": str(home),
        "LANGSMITH_TRACING": "true",
        "LANGCHAIN_TRACING_V2": "true",
        "LANGSMITH_API_KEY": "key",
        "ANONYMIZED_TELEMETRY": "True",
    }
    return subprocess.run(
        [sys.executable, "-c", NO_SOCKETS, *arguments],
        env=environ,
        capture_output=True,
        text=True,
        check=False,
    )


def test_a_whole_draft_runs_in_a_process_that_cannot_open_a_socket(tmp_path: Path, tiny_model: Path) -> None:
    added = run(
        tmp_path,
        "kb",
        "add",
        str(SAMPLE / "policies"),
        str(SAMPLE / "correspondence"),
        "--us",
        "@harbour-studio.example",
    )
    assert added.returncode == 0, added.stderr
    drafted = run(
        tmp_path, "draft", str(SAMPLE / "message.txt"), "--client", "Brightwater Dental", "--date", "2026-11-19",
        "--note", "two of the three pages are finished and approved", "--model", str(tiny_model),
    )  # fmt: skip
    assert drafted.returncode == 0, drafted.stderr
    assert "Two of the three pages are finished and approved." in drafted.stdout
    assert "sorry" not in drafted.stdout.casefold()
    assert "Sources" in drafted.stderr


def test_everything_written_belongs_to_its_owner_alone(tmp_path: Path) -> None:
    home = tmp_path / "home"
    assert run(home, "kb", "add", str(SAMPLE / "policies")).returncode == 0
    open_to_others = [path for path in (home, *home.rglob("*")) if path.stat().st_mode & 0o077]
    assert open_to_others == []
