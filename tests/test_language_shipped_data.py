"""Whoever spoils a file that ships is told which one and what to do, whichever room reads it first.

The files are spoilt in a copy of the checkout, by a process of its own: this file, run as a script.
"""

from __future__ import annotations

import gc
import json
import os
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator
from datetime import date
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import yaml

from assistant.correspondence import identity, weighing, words
from assistant.correspondence.chat import lexicon as chat
from assistant.domain import Evidence, Fact, FactKind, Message, Route, Severity, Situation, SourceKind
from assistant.drafting import client_names, meaning, phrases, prompting, telling, waiving
from assistant.errors import KnowledgeDataError
from assistant.exam.jobs import load_criteria, load_items
from assistant.gate import acts, injection, language_rule, likeness, people
from assistant.knowledge import audience, exemplars, policy_words, reference, repeated, topics
from assistant.language import charsets, detect, figures, register, sentences
from assistant.language.abbreviations import abbreviations
from assistant.language.figures.names import calendar_names
from assistant.language.words import content_stems, leans_back
from assistant.proposing.languages import clause_words
from assistant.reading import (
    clauses,
    deadlines,
    lists,
    newest,
    note_parts,
    note_words,
    notes,
    read,
    scraps,
    signals,
)
from assistant.reading.advice import find_advice
from assistant.reading.summary import neutral_summary
from assistant.resources import parse_yaml

ROOT = Path(__file__).resolve().parents[1]
NOTE = Fact("report sent 3 March, invoice paid 4 March", FactKind.STATUS, "en", SourceKind.NOTE, "note 1")
CLAUSE = Fact("A call-out costs 500 EUR.", FactKind.TERM, "en", SourceKind.POLICY, "terms 3.3")
DAY = figures.find_figures("on 5 May", language="en")
MESSAGE = Message("I want my money back by Friday, or my lawyer will write to you.")
CONFUSED = "Ons het die planne ontvang en kyk dit vandag na."


def _read_titles() -> None:
    client_names.speaks_of(["Ann Lee", "王小明"], "Ms Lee called, 王总来电")
    list(people.unknown_people("Ms Baker", Evidence(language="en"), Severity.WARN))


def _say() -> None:
    said = phrases.load_phrases("en")
    said.to_second_person(said.to_client("The client says that she has signed.", "neutral"), "neutral")
    said.people(said.greeted_as("Ann Lee"))
    said.to_called("Ann calls him", said.registers[0])
    said.left_open("does not say which size")
    said.titled("Terms, 2026")
    said.date(date(2026, 5, 1))
    said.choices("clarity", "neutral", topic="the date")
    said.say("sign_off", "neutral")


READERS: dict[str, Callable[[], object]] = {
    "knowledge/correspondence/chat.yaml": chat.words,
    "knowledge/correspondence/freemail.yaml": lambda: identity.organisation("ann@studio.example"),
    "knowledge/correspondence/mail/en.yaml": words.words,
    "knowledge/exam/en.yaml": lambda: load_items("en"),
    "knowledge/exam/jobs.yaml": lambda: load_criteria("en"),
    "knowledge/exemplars/en.yaml": lambda: exemplars.exemplars("en"),
    "knowledge/facts/en.yaml": lambda: clause_words("en"),
    "knowledge/figures/_calendars.yaml": lambda: list(calendar_names("w piątek")),
    "knowledge/figures/_common.yaml": lambda: figures.find_figures("500 EUR", language="en"),
    "knowledge/figures/_titles.yaml": _read_titles,
    "knowledge/figures/en.yaml": lambda: figures.find_figures("500 EUR", language="en"),
    "knowledge/injections/orders.yaml": lambda: injection.find_orders("Good day."),
    "knowledge/languages/charsets.yaml": lambda: charsets.decode_text("désolé, très fâché".encode("cp1252")),
    "knowledge/languages/confusable.yaml": lambda: list(
        language_rule.language(CONFUSED, Evidence(language="af"))
    ),
    "knowledge/languages/sense.yaml": lambda: meaning.covered_language("en"),
    "knowledge/languages/waived.yaml": lambda: waiving.is_set_aside(CLAUSE, [NOTE]),
    "knowledge/policies.yaml": lambda: policy_words.phrase_pattern("internal"),
    "knowledge/promises/en.yaml": lambda: acts.acts("en"),
    "knowledge/reading/abbreviations.yaml": lambda: abbreviations("en"),
    "knowledge/reading/advice.yaml": lambda: find_advice(
        "Good day", "en", Route.NONE, Situation("delay", 0.9)
    ),
    "knowledge/reading/ceilings.yaml": lambda: telling.is_item(NOTE, "en"),
    "knowledge/reading/function_words.yaml": lambda: content_stems(detect.detect_language("plans received")),
    "knowledge/reading/joints.yaml": lambda: clauses.joining_words("en"),
    "knowledge/reading/kept.yaml": lambda: note_words.orders_silence("dont say"),
    "knowledge/reading/leaning.yaml": lambda: leans_back("It is due.", "en"),
    "knowledge/reading/lists.yaml": lambda: lists.opens_wanting("I want", "en"),
    "knowledge/reading/notes.yaml": lambda: list(note_parts.note_parts("It is due; really tomorrow")),
    "knowledge/reading/reported.yaml": lambda: clauses.begins_with_report("says you", "en"),
    "knowledge/reading/routes.yaml": lambda: read(MESSAGE),
    "knowledge/reading/scraps.yaml": lambda: scraps.only_scraps("well", "en"),
    "knowledge/reading/sentence_ends.yaml": lambda: sentences.split_sentences("See art. 5. Good."),
    "knowledge/reading/signals/en.yaml": lambda: signals.find_signals("by Friday", "deadline", language="en"),
    "knowledge/reading/summary.yaml": lambda: neutral_summary("en", (), (), claims=(), barbs=()),
    "knowledge/reading/thread_marks.yaml": lambda: newest.find_newest("Good day"),
    "knowledge/reading/times.yaml": lambda: deadlines.find_time("on 5 May", 0, 8, DAY, "en"),
    "knowledge/registers/es.yaml": lambda: register.find_register("Usted", "es"),
    "knowledge/repeats.yaml": lambda: repeated.says_again("again"),
    "knowledge/topics.yaml": lambda: topics.message_topics("a refund"),
    "prompts/phrases/en.yaml": _say,
    "prompts/join.yaml": lambda: prompting.fingerprint("join", "en"),
    "prompts/translate.yaml": lambda: prompting.denies("It is not due.", "en"),
    "knowledge/audience.npz": lambda: audience.for_staff(lambda: np.zeros((1, 384), "float32"), "any"),
    "knowledge/correspondence/outcomes.npz": lambda: weighing.knows("any"),
    "knowledge/exemplars/vectors.npz": lambda: exemplars.vectors_of("any"),
    "knowledge/gate.npz": likeness.head,
    "knowledge/reading/heads.npz": lambda: read(MESSAGE),
    "knowledge/reading/notes.npz": lambda: notes.uses_of(["tell them"], ["en"], None),
    "knowledge/reference.npz": lambda: reference.reference_for("any"),
}
SPOILT = {
    "a bracket left open": (b"en: us\nwords: [us, we\n", "line "),
    "another charset": ("words: [désolé]\n".encode("latin-1"), "it is not written in UTF-8"),
    "emptied": (b"", "it holds no "),
    "a day that is none": (b"en: 2024-99-99\n", "month must be in 1..12"),
    "gone": (None, "No such file or directory"),
}
EVERY_WAY = ("knowledge/reading/times.yaml", "knowledge/reading/routes.yaml")
FIRST, *OTHERS = SPOILT
CASES = [(file, FIRST) for file in READERS] + [(file, way) for file in EVERY_WAY for way in OTHERS]
EDITED = [file for file in READERS if file.endswith(".yaml")]


@pytest.fixture(scope="module")
def told(tmp_path_factory: pytest.TempPathFactory) -> dict[str, list[str]]:
    """What the error of each case and of each spoilt entry says and what it advises; nothing where the file was read."""
    house = tmp_path_factory.mktemp("house")
    for part in ("assistant", "knowledge", "prompts"):
        shutil.copytree(ROOT / part, house / part)
    command = [sys.executable, __file__, str(house)]
    environment = {**os.environ, "PYTHONPATH": str(house)}
    done = subprocess.run(command, capture_output=True, text=True, env=environment, check=False)
    assert done.returncode == 0, done.stderr  # which has the traceback of what is no KnowledgeDataError
    found: dict[str, list[str]] = json.loads(done.stdout)
    return found


@pytest.mark.parametrize(("file", "way"), CASES)
def test_a_spoilt_file_is_named_with_what_to_do(told: dict[str, list[str]], file: str, way: str) -> None:
    message, hint = told[f"{file}: {way}"]
    assert message.startswith(f"{file} cannot be read: ")
    if file.endswith(".npz"):
        assert hint == "Install calmreply again."
    else:
        assert SPOILT[way][1] in message
        assert hint.startswith("Correct ")
        assert hint.endswith(f"{Path(file)}, or install calmreply again.")


@pytest.mark.parametrize("file", EDITED)
def test_no_entry_emptied_or_of_another_kind_ends_in_a_traceback(
    told: dict[str, list[str]], file: str
) -> None:
    """An entry that the reader does not need may be anything; of each file it needs at least one."""
    said = [message for way, (message, _) in told.items() if way.startswith(f"{file}, ") and message]
    assert said
    assert [message for message in said if not _is_named(file, message)] == []


def _is_named(file: str, message: str) -> bool:
    """A phrase is taken apart when it is said, and named itself as well."""
    return message.startswith(f"{file} cannot be read: ") or ("phrase '" in message and file in message)


def _entries_spoilt(whole: Any) -> Iterator[tuple[str, str]]:
    """What a file holds with each of its entries emptied, with each a number, and with all of them taken out."""
    named = isinstance(whole, dict)
    entries = [{name: entry} for name, entry in whole.items()] if named else [[entry] for entry in whole]
    texts = [_as_yaml(entry) for entry in entries]
    for number, entry in enumerate(entries):
        place = next(iter(entry)) if named else number
        for value in (None, 7):
            spoilt = dict.fromkeys(entry, value) if named else [value]
            yield f"{place}: {value}", "".join([*texts[:number], _as_yaml(spoilt), *texts[number + 1 :]])
    yield "no entries", _as_yaml(type(whole)())


def _as_yaml(data: object) -> str:
    text: str = yaml.dump(data, Dumper=getattr(yaml, "CSafeDumper", yaml.SafeDumper), allow_unicode=True)
    return text


def _outcomes(house: Path) -> Iterator[tuple[str, tuple[str, str]]]:
    for reader in READERS.values():
        reader()  # whatever is reported below was read before
    caches = [each for each in gc.get_objects() if isinstance(each, type(chat.words))]
    for file, way in CASES:
        yield f"{file}: {way}", _outcome(house, file, SPOILT[way][0], caches)
    for file in EDITED:
        for way, content in _entries_spoilt(parse_yaml((house / file).read_text("utf-8"))):
            yield f"{file}, {way}", _outcome(house, file, content.encode(), caches)


def _outcome(house: Path, file: str, content: bytes | None, caches: list[Any]) -> tuple[str, str]:
    for each in caches:
        each.cache_clear()
    place = house / file
    whole = place.read_bytes()
    place.unlink() if content is None else place.write_bytes(content)
    try:
        READERS[file]()
    except KnowledgeDataError as error:
        return error.message, error.hint
    finally:
        place.write_bytes(whole)
    return "", ""


if __name__ == "__main__":
    json.dump(dict(_outcomes(Path(sys.argv[1]))), sys.stdout)
