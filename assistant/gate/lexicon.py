"""The lexicons: what the gate looks for in each language, as data a person can edit.

A file `<language>.yaml` has two documents. The first says what it is: language, name, script,
cover (full, good, partial), and the `common` words or `letters` by which a text is taken to be in that
language. The second holds named `words`, `rules` (for each rule a list of entries with phrases,
`unless`, severity, reason, hint and examples that must be `caught` or are `fine`), `unless`
(exceptions of a whole rule) and `ban` (phrases a model must never write). How phrases are written
is told in `phrase.py`.

An exception silences a match that it overlaps. Folders of the user are read after the shipped one;
a file there adds to the shipped file of the same name, or is a language of its own.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterator, Mapping, Sequence
from contextvars import ContextVar
from dataclasses import dataclass, field
from functools import lru_cache
from itertools import accumulate
from pathlib import Path
from typing import Any

import yaml

from assistant.domain import Finding, Severity
from assistant.errors import KnowledgeDataError
from assistant.gate.fold import Folded, fold_pattern, pieces
from assistant.gate.phrase import Phrase, parse_phrase
from assistant.resources import parse_yaml, shipped

FOLDERS: ContextVar[tuple[Path, ...]] = ContextVar("lexicon folders of the user", default=())
_HEADER_KEYS = {"language", "name", "script", "cover", "common", "letters"}
_BODY_KEYS = {"words", "rules", "unless", "ban"}
_ENTRY_KEYS = {"phrases", "unless", "severity", "reason", "hint", "caught", "fine", "about"}


@dataclass(frozen=True, slots=True)
class Header:
    """What a lexicon says of itself, cheap to read for all of them."""

    language: str
    name: str
    script: str
    cover: str
    common: frozenset[str] = frozenset()
    letters: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Entry:
    """Phrases that mean the same trouble, with what to say about them."""

    phrases: tuple[Phrase, ...]
    unless: tuple[Phrase, ...]
    severity: Severity
    reason: str
    hint: str
    caught: tuple[str, ...] = ()
    fine: tuple[str, ...] = ()
    about: str = ""


@dataclass(frozen=True, slots=True)
class Hit:
    """A match of an entry; offsets index the original text."""

    entry: Entry
    start: int
    end: int

    def finding(self, rule: str, text: str, severity: Severity | None = None) -> Finding:
        entry = self.entry
        words = text[self.start : self.end]
        return Finding(
            rule, severity or entry.severity, self.start, self.end, words, entry.reason, entry.hint
        )


@dataclass(frozen=True, slots=True)
class Lexicon:
    """The rules of one language, ready to be looked for."""

    language: str
    rules: Mapping[str, tuple[Entry, ...]] = field(default_factory=dict)
    unless: Mapping[str, tuple[Phrase, ...]] = field(default_factory=dict)
    ban: Mapping[str, tuple[str, ...]] = field(default_factory=dict)

    def hits(self, rule: str, folded: Folded) -> Iterator[Hit]:
        """Every match of the rule that no exception overlaps, in the order of the entries."""
        spared = _spans(self.unless.get(rule, ()), folded.text)
        for entry in self.rules.get(rule, ()):
            matches = _spans(entry.phrases, folded.text)
            if not matches:
                continue
            excepted = sorted([*spared, *_spans(entry.unless, folded.text)])
            for start, end in _outside(sorted(set(matches)), excepted):
                yield Hit(entry, *folded.span(start, end))


def _spans(phrases: Sequence[Phrase], folded: str) -> list[tuple[int, int]]:
    return [
        match.span()
        for phrase in phrases
        for start, end, piece in pieces(folded)
        if phrase.may_occur(piece)
        for match in phrase.pattern.finditer(folded, start, end)
        if match.end() > match.start()
    ]


def _outside(matches: list[tuple[int, int]], excepted: list[tuple[int, int]]) -> Iterator[tuple[int, int]]:
    """The matches that overlap no exception (`excepted` is sorted)."""
    starts = [start for start, _ in excepted]
    furthest = list(accumulate((end for _, end in excepted), max))
    for start, end in matches:
        before = bisect_left(starts, end)
        if not before or furthest[before - 1] <= start:
            yield start, end


def headers() -> Mapping[str, Header]:
    """Every lexicon there is, shipped or the user's, by language tag."""
    return all_headers(FOLDERS.get())


def lexicon(language: str) -> Lexicon:
    """The lexicon of exactly this tag; empty when there is none."""
    return _lexicon(language, FOLDERS.get())


@lru_cache(maxsize=8)
def all_headers(folders: tuple[Path, ...]) -> dict[str, Header]:
    found: dict[str, Header] = {}
    for folder in (shipped("knowledge") / "lexicons", *folders):
        for path in sorted(folder.glob("*.yaml")):
            header = _read_header(path)
            found.setdefault(header.language, header)
    return found


@lru_cache(maxsize=64)
def _lexicon(language: str, folders: tuple[Path, ...]) -> Lexicon:
    paths = [folder / f"{language}.yaml" for folder in (shipped("knowledge") / "lexicons", *folders)]
    return _build(language, {path: _read_body(path) for path in paths if path.is_file()})


def _read_header(path: Path) -> Header:
    """The first document alone: the rest of the file is not parsed."""
    head = _text(path).split("\n---\n", 1)[0]
    data = _mapping(_parse(head, path), _HEADER_KEYS, path)
    language = str(data.get("language", path.stem))
    if language != path.stem:
        raise KnowledgeDataError(f"{path.name}: language is {language!r}", "name the file after its language")
    common = str(data.get("common", "")).split()
    return Header(
        language,
        str(data.get("name", language)),
        str(data.get("script", "Latn")),
        str(data.get("cover", "good")),
        frozenset(fold_pattern(word) for word in common),
        frozenset(str(data.get("letters", ""))),
    )


def _read_body(path: Path) -> dict[str, Any]:
    _, _, body = _text(path).partition("\n---\n")
    data = _mapping(_parse(body, path), _BODY_KEYS, path)
    for key, part in data.items():
        if part is not None and not isinstance(part, dict):
            raise KnowledgeDataError(
                f"{path}: `{key}` holds {part!r:.60}", "write one `name: ...` a line below it"
            )
    return data


def _text(path: Path) -> str:
    try:
        return path.read_text("utf-8-sig")
    except UnicodeDecodeError as error:
        raise KnowledgeDataError(f"{path} is not written in UTF-8", "save it as UTF-8") from error
    except OSError as error:
        raise KnowledgeDataError(f"{path} cannot be read: {error.strerror}", "check the file") from error


def _parse(document: str, path: Path) -> object:
    try:
        return parse_yaml(document)
    except yaml.YAMLError as error:
        raise KnowledgeDataError(
            f"{path.name} is not valid YAML: {error}", "correct the line it names"
        ) from error


def _mapping(data: object, keys: set[str], path: Path) -> dict[str, Any]:
    if not isinstance(data, dict):
        raise KnowledgeDataError(
            f"{path.name}: a mapping is expected", f"with the keys {', '.join(sorted(keys))}"
        )
    unknown = sorted(str(key) for key in data if key not in keys)
    if unknown:
        raise KnowledgeDataError(
            f"{path.name}: unknown key {unknown[0]!r}", f"known: {', '.join(sorted(keys))}"
        )
    return data


def _build(language: str, bodies: Mapping[Path, dict[str, Any]]) -> Lexicon:
    words: dict[str, str] = {}
    built = Lexicon(language, {}, {}, {})
    for path, body in bodies.items():
        words |= {str(name): str(value) for name, value in (body.get("words") or {}).items()}
        try:
            built = _added(built, body, words)
        except KnowledgeDataError as error:
            raise KnowledgeDataError(error.message, f"{error.hint}; the file is {path}") from error
    return built


def _added(built: Lexicon, body: dict[str, Any], words: Mapping[str, str]) -> Lexicon:
    """The lexicon with what one more file says."""
    rules, unless, ban = dict(built.rules), dict(built.unless), dict(built.ban)
    for rule, entries in _lists(body, "rules"):
        rules[rule] = rules.get(rule, ()) + tuple(
            _entry(entry, words, f"{built.language}: {rule}") for entry in entries
        )
    for rule, phrases in _lists(body, "unless"):
        unless[rule] = unless.get(rule, ()) + _phrases(phrases, words)
    for rule, phrases in _lists(body, "ban"):
        ban[rule] = ban.get(rule, ()) + tuple(map(str, phrases))
    return Lexicon(built.language, rules, unless, ban)


def _lists(body: Mapping[str, Any], key: str) -> Iterator[tuple[str, list[Any]]]:
    for rule, entries in (body.get(key) or {}).items():
        if entries is not None:  # a rule whose entries were all taken out says nothing
            yield rule, _listed(entries, f"{key}: {rule}")


def _listed(entries: object, where: str) -> list[Any]:
    if not isinstance(entries, list):
        raise KnowledgeDataError(
            f"{where}: a list is expected, not {entries!r:.60}", "one entry a line, each after `- `"
        )
    return entries


def _entry(data: object, words: Mapping[str, str], where: str) -> Entry:
    if not isinstance(data, dict) or not data.get("phrases") or not set(data) <= _ENTRY_KEYS:
        raise KnowledgeDataError(
            f"{where}: an entry cannot be read: {data!r:.80}", "it needs `phrases`; see lexicon.py"
        )
    severity = str(data.get("severity", "block"))
    if severity not in set(Severity):
        raise KnowledgeDataError(f"{where}: unknown severity {severity!r}", "use block, warn or info")
    return Entry(
        _phrases(data["phrases"], words),
        _phrases(data.get("unless") or (), words),
        Severity(severity),
        str(data.get("reason", "")),
        str(data.get("hint", "")),
        tuple(map(str, _listed(data.get("caught") or [], f"{where}: caught"))),
        tuple(map(str, _listed(data.get("fine") or [], f"{where}: fine"))),
        str(data.get("about", "")),
    )


def _phrases(sources: object, words: Mapping[str, str]) -> tuple[Phrase, ...]:
    if not isinstance(sources, list | tuple):
        raise KnowledgeDataError(
            f"a list of phrases is expected, not {sources!r:.60}", "one phrase a line, each after `- `"
        )
    return tuple(parse_phrase(str(source), words) for source in sources)
