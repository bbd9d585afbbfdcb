"""A policy document cut into clauses, each knowing where it stands and how long it holds.

The document becomes blocks (headings, clauses, list items, table rows, paragraphs); headings and
clauses that only name what follows make the path of the rest. What a table row says is told with the
names of its columns, since a cell alone means nothing.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from assistant.domain import Passage
from assistant.knowledge.blocks import BODY_DEPTH, Block, blocks
from assistant.knowledge.documents import document_lines
from assistant.knowledge.records import content_id
from assistant.knowledge.validity import Validity, is_internal, validity_of
from assistant.language.detect import detect_language
from assistant.language.tags import UNKNOWN, same_language

_LONGEST = 1200  # characters of one passage; longer paragraphs are cut at sentences


@dataclass(frozen=True, slots=True)
class _Place:
    """Headings above a block: (depth, words, clause number)."""

    path: tuple[tuple[int, str, str], ...] = ()

    def under(self, block: Block) -> _Place:
        kept = tuple(step for step in self.path if step[0] < block.depth)
        return _Place((*kept, (block.depth, block.text, block.clause)))

    @property
    def heading(self) -> str:
        return " > ".join(words for _, words, _ in self.path)

    @property
    def clause(self) -> str:
        return next((clause for _, _, clause in reversed(self.path) if clause), "")


def split_policy(path: Path, *, source: str = "") -> list[Passage]:
    """The clauses of a document in their order; `source` is the name it goes by (default: its path).

    Raises InputError for a file that is empty, damaged, encrypted or no document at all.
    """
    return split_lines(document_lines(path), source=source or path.as_posix(), name=path.stem)


def split_lines(lines: Sequence[str], *, source: str, name: str) -> list[Passage]:
    """The clauses of a document that is given as lines of Markdown; `name` stands in for a missing title."""
    parts = list(blocks(lines))
    title, parts = _title(parts, name)
    whole = "\n".join(part.text for part in parts)
    preamble = _preamble(title, parts)
    language = detect_language(f"{title}\n{whole}")
    document = _Document(title, source, language, validity_of(preamble, language), is_internal(preamble))
    return _numbered([document.passage(part, place) for part, place in _placed(parts)])


@dataclass(frozen=True, slots=True)
class _Document:
    title: str
    source: str
    language: str
    validity: Validity
    internal: bool

    def passage(self, block: Block, place: _Place) -> Passage:
        return Passage(
            id="",
            text=block.text,
            source=self.source,
            document=self.title,
            clause=block.clause or place.clause,
            heading=place.heading,
            language=self._language(block.text),
            valid_from=self.validity.valid_from,
            valid_until=self.validity.valid_until,
            internal=self.internal or is_internal(place.heading),
        )

    def _language(self, text: str) -> str:
        """A long clause may be in another language than its document; a short one is not asked."""
        if len(text) < 80:
            return self.language
        found = detect_language(text)
        return self.language if found == UNKNOWN or same_language(found, self.language) else found


def _title(parts: list[Block], name: str) -> tuple[str, list[Block]]:
    """The first heading, or a first line that reads like one; else the file's name."""
    for index, part in enumerate(parts[:3]):
        if part.kind == "heading" and not part.clause:
            return part.text, parts[:index] + parts[index + 1 :]
    if parts and parts[0].kind == "paragraph" and parts[0].is_short and not parts[0].clause:
        return parts[0].text, parts[1:]
    return name, parts


def _preamble(title: str, parts: Sequence[Block]) -> str:
    """What the document says of itself: its title and all before the first clause or heading."""
    lines = [title]
    for part in parts:
        if part.clause or part.kind in {"heading", "row", "item"}:
            break
        lines.append(part.text)
    return "\n".join(lines)


def _placed(parts: Sequence[Block]) -> Iterator[tuple[Block, _Place]]:
    place = _Place()
    for part in parts:
        if part.kind == "heading":
            place = place.under(part)
            continue
        here = _Place(tuple(step for step in place.path if _holds(step, part)))
        yield from ((piece, here) for piece in _pieces(part))


def _holds(step: tuple[int, str, str], part: Block) -> bool:
    """Whether a block may stand below a heading: 2.1 below 2, never 3 below the clause 2."""
    depth, _, outer = step
    if not outer or not part.clause:
        return True
    if part.clause.startswith(f"{outer}.") or (outer.isalpha() and part.clause.startswith(outer)):
        return True
    return "." not in part.clause and (depth < BODY_DEPTH or not part.written[:1].isdigit())


def _pieces(block: Block) -> Iterator[Block]:
    """A block, cut at its sentences where it is too long for one passage."""
    if len(block.text) <= _LONGEST:
        yield block
        return
    from assistant.language.sentences import split_sentences

    piece = ""
    for sentence in split_sentences(block.text):
        if piece and len(piece) + len(sentence.text) > _LONGEST:
            yield replace(block, text=piece.strip())
            piece = ""
        piece += sentence.text + " "
    if piece.strip():
        yield replace(block, text=piece.strip())


def _numbered(passages: Sequence[Passage]) -> list[Passage]:
    """Each passage with its id; the same words twice in one document are one passage."""
    known: dict[str, Passage] = {}
    for passage in passages:
        since = passage.valid_from.isoformat() if passage.valid_from else ""
        identifier = content_id(passage.document, since, passage.heading, passage.clause, passage.text)
        known.setdefault(identifier, replace(passage, id=identifier))
    return list(known.values())
