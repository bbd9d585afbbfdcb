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
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest

from assistant.correspondence import identity, weighing, words
from assistant.correspondence.chat import lexicon as chat
from assistant.domain import Evidence, Fact, FactKind, Message, SourceKind
from assistant.drafting import client_names, meaning, phrases, prompting, telling, waiving
from assistant.errors import KnowledgeDataError
from assistant.exam.jobs import load_criteria
from assistant.gate import acts, check, likeness
from assistant.knowledge import audience, exemplars, policy_words, reference, repeated, topics
from assistant.language import charsets, figures, register, sentences
from assistant.language.words import abbreviations, content_stems, leans_back
from assistant.proposing.languages import clause_words
from assistant.reading import clauses, deadlines, lists, newest, notes, read, scraps, signals

ROOT = Path(__file__).resolve().parents[1]
NOTE = Fact("report sent 3 March, invoice paid 4 March", FactKind.STATUS, "en", SourceKind.NOTE, "note 1")
CLAUSE = Fact("A call-out costs 500 EUR.", FactKind.TERM, "en", SourceKind.POLICY, "terms 3.3")
DAY = figures.find_figures("on 5 May", language="en")
MESSAGE = Message("I want my money back by Friday, or my lawyer will write to you.")
CONFUSED = "Ons het die planne ontvang en kyk dit vandag na."

READERS: dict[str, Callable[[], object]] = {
    "knowledge/correspondence/chat.yaml": chat.words,
    "knowledge/correspondence/freemail.yaml": lambda: identity.organisation("ann@studio.example"),
    "knowledge/correspondence/mail/en.yaml": words.words,
    "knowledge/exam/jobs.yaml": lambda: load_criteria("en"),
    "knowledge/exemplars/en.yaml": lambda: exemplars.exemplars("en"),
    "knowledge/facts/en.yaml": lambda: clause_words("en"),
    "knowledge/figures/_titles.yaml": lambda: client_names.speaks_of(["Ann Lee"], "Ms Lee called."),
    "knowledge/figures/en.yaml": lambda: figures.find_figures("500 EUR", language="en"),
    "knowledge/injections/orders.yaml": lambda: check("Good day.", Evidence(language="en")),
    "knowledge/languages/charsets.yaml": lambda: charsets.decode_text("désolé, très fâché".encode("cp1252")),
    "knowledge/languages/confusable.yaml": lambda: check(CONFUSED, Evidence(language="af")),
    "knowledge/languages/sense.yaml": lambda: meaning.covered_language("en"),
    "knowledge/languages/waived.yaml": lambda: waiving.is_set_aside(CLAUSE, [NOTE]),
    "knowledge/policies.yaml": policy_words.policy_words,
    "knowledge/promises/en.yaml": lambda: acts.acts("en"),
    "knowledge/reading/abbreviations.yaml": lambda: abbreviations("en"),
    "knowledge/reading/advice.yaml": lambda: read(MESSAGE),
    "knowledge/reading/ceilings.yaml": lambda: telling.is_item(NOTE, "en"),
    "knowledge/reading/function_words.yaml": lambda: content_stems("plans received"),
    "knowledge/reading/joints.yaml": lambda: clauses.joining_words("en"),
    "knowledge/reading/kept.yaml": lambda: notes.uses_of(["tell them"], ["en"], None),
    "knowledge/reading/leaning.yaml": lambda: leans_back("It is due.", "en"),
    "knowledge/reading/lists.yaml": lambda: lists.opens_wanting("I want", "en"),
    "knowledge/reading/notes.yaml": lambda: notes.uses_of(["tell them"], ["en"], None),
    "knowledge/reading/reported.yaml": lambda: clauses.begins_with_report("says you", "en"),
    "knowledge/reading/routes.yaml": lambda: read(MESSAGE),
    "knowledge/reading/scraps.yaml": lambda: scraps.only_scraps("well", "en"),
    "knowledge/reading/sentence_ends.yaml": lambda: sentences.split_sentences("See art. 5. Good."),
    "knowledge/reading/signals/en.yaml": lambda: signals.find_signals("by Friday", "deadline", language="en"),
    "knowledge/reading/summary.yaml": lambda: read(MESSAGE),
    "knowledge/reading/thread_marks.yaml": lambda: newest.find_newest("Good day"),
    "knowledge/reading/times.yaml": lambda: deadlines.find_time("on 5 May", 0, 8, DAY, "en"),
    "knowledge/registers/es.yaml": lambda: register.find_register("Usted", "es"),
    "knowledge/repeats.yaml": lambda: repeated.says_again("again"),
    "knowledge/topics.yaml": lambda: topics.message_topics("a refund"),
    "prompts/phrases/en.yaml": lambda: phrases.load_phrases("en"),
    "prompts/join.yaml": lambda: prompting.fingerprint("join", "en"),
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


@pytest.fixture(scope="module")
def said(tmp_path_factory: pytest.TempPathFactory) -> dict[str, list[str]]:
    """What the error of each case says and what it advises; nothing where the file was read."""
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
def test_a_spoilt_file_is_named_with_what_to_do(said: dict[str, list[str]], file: str, way: str) -> None:
    message, hint = said[f"{file}: {way}"]
    assert message.startswith(f"{file} cannot be read: ")
    if file.endswith(".npz"):
        assert hint == "Install calmreply again."
    else:
        assert SPOILT[way][1] in message
        assert hint.startswith("Correct ")
        assert hint.endswith(f"{Path(file)}, or install calmreply again.")


def _outcome(house: Path, file: str, way: str) -> tuple[str, str]:
    for each in gc.get_objects():
        if isinstance(each, type(abbreviations)):
            each.cache_clear()
    place, content = house / file, SPOILT[way][0]
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
    json.dump({f"{file}: {way}": _outcome(Path(sys.argv[1]), file, way) for file, way in CASES}, sys.stdout)
