"""The journal keeps every draft whole, in order, for its owner only."""

import stat
from datetime import date
from pathlib import Path

import pytest

from assistant.errors import InputError, StoreError
from assistant.journal import Journal, new_id


def test_an_entry_comes_back_as_it_was_written(tmp_path: Path) -> None:
    journal = Journal(tmp_path)
    body = {"reply": "Guten Tag 您好 📎", "gaps": ["when"], "timings": {"total_s": 0.1}}
    identifier = journal.add("draft", body)
    assert journal.get(identifier) == body
    assert Journal(tmp_path).get(identifier[:13]) == body


def test_entries_come_newest_first_and_by_kind(tmp_path: Path) -> None:
    journal = Journal(tmp_path)
    for number in range(3):
        journal.add("draft", {"number": number})
    journal.add("sent", {"number": 9})
    assert [entry["number"] for entry in journal.entries("draft")] == [2, 1, 0]
    assert [entry["number"] for entry in journal.entries("draft", limit=1)] == [2]


def test_an_unknown_id_is_a_clear_error(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="No draft has the id 'nope'"):
        Journal(tmp_path).get("nope")


def test_only_the_owner_may_read_it(tmp_path: Path) -> None:
    journal = Journal(tmp_path / "new")
    journal.add("draft", {})
    assert stat.S_IMODE((tmp_path / "new").stat().st_mode) == 0o700
    assert stat.S_IMODE(journal.path.stat().st_mode) == 0o600


def test_a_damaged_journal_is_a_clear_error(tmp_path: Path) -> None:
    (tmp_path / "journal.db").write_bytes(b"this is not a database, it only has its name" * 40)
    with pytest.raises(StoreError, match=r"The journal .* cannot be used") as error:
        Journal(tmp_path).add("draft", {})
    assert "--no-save" in error.value.hint


def test_ids_sort_by_time_and_do_not_repeat() -> None:
    ids = [new_id() for _ in range(50)]
    assert len(set(ids)) == 50
    assert sorted(each[:12] for each in ids) == [each[:12] for each in ids]


def test_a_removed_draft_is_gone_from_the_file_with_what_was_sent_of_it(tmp_path: Path) -> None:
    journal = Journal(tmp_path)
    for name in ("first", "second"):
        identifier = journal.add(
            "draft", {"id": f"{name}-id", "reply": f"secret of the {name}"}, identifier=f"{name}-id"
        )
        journal.add("sent", {"draft": identifier, "text": f"sent of the {name}"})
    assert journal.remove("fir") == 2
    assert [entry["id"] for entry in journal.entries("draft")] == ["second-id"]
    assert [entry["draft"] for entry in journal.entries("sent")] == ["second-id"]
    assert b"of the first" not in journal.path.read_bytes()
    with pytest.raises(InputError, match="No draft has the id 'fir'"):
        journal.remove("fir")


def test_entries_of_earlier_days_are_removed(tmp_path: Path) -> None:
    journal = Journal(tmp_path)
    journal.add("draft", {"id": "a"})
    assert journal.remove_before(date(2020, 1, 1)) == 0
    assert journal.remove_before(date(2999, 1, 1)) == 1
    assert journal.entries("draft") == []
