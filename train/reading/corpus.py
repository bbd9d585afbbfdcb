"""The labelled messages of knowledge/reading/labelled, train/businesses and train/messages as rows for the heads.

Those of train/messages have no asks marked: only the message heads learn from them.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

import numpy as np
import yaml

from assistant.domain import OF_CLIENT
from assistant.language.detect import detect_language
from assistant.language.figures import find_figures
from assistant.reading.clauses import Clause, clauses
from assistant.reading.features import Matrix, clause_features

KINDS = ("none", *(kind.value for kind in OF_CLIENT))
Embed = Callable[[Sequence[str]], Matrix]


@dataclass(frozen=True, slots=True)
class Labelled:
    """A message with its clauses, their cues (n, f), embeddings (n, 384) and kinds (n,), which may be missing."""

    id: str
    language: str
    source: dict[str, Any]
    pieces: list[Clause]
    cues: Matrix
    embedded: Matrix
    kinds: list[int]


def read_rows(folder: Path) -> Iterator[dict[str, Any]]:
    for path in sorted(folder.glob("*.jsonl")):
        for line in path.read_text("utf-8").splitlines():
            yield {"lang": path.stem, **json.loads(line)}


def read_businesses(folder: Path) -> Iterator[dict[str, Any]]:
    """The messages of the labelled businesses, in the form of the other rows; the id begins with who wrote them."""
    index = yaml.safe_load((folder / "index.yaml").read_text("utf-8"))
    for business, known in index.items():
        for message in yaml.safe_load((folder / business / "messages.yaml").read_text("utf-8")):
            yield {
                **message,
                "id": f"business {known['author']}-{business.replace('-', '_')}.{message['id']}",
                "message": message["text"],
                "asks": [[ask["kind"], ask["span"]] for ask in message["asks"]],
            }


def with_burdens(rows: Iterable[dict[str, Any]], path: Path) -> Iterator[dict[str, Any]]:
    """The rows with what the client is going through: `burdens` as labelled, `burden` the first of them or none."""
    told = {
        row["id"]: row["burdens"]
        for row in (json.loads(line) for line in path.read_text("utf-8").splitlines())
    }
    for row in rows:
        burdens = told.get(row["id"])
        yield row if burdens is None else {**row, "burdens": burdens, "burden": [*burdens, "none"][0]}


def label(row: dict[str, Any], embed: Embed) -> Labelled | None:
    """Cut one labelled message into clauses; a clause takes the kind of the span it shares most with."""
    text = row["message"]
    # The reader detects the language; what is learnt must see the same lists, right or wrong.
    detected = detect_language(text)
    language = row["lang"] if detected == "und" else detected
    pieces = clauses(text, language)
    if not pieces:
        return None
    figures = find_figures(text, language=language, day=date(2026, 11, 20))
    kinds = [_kind(text, piece, row["asks"]) for piece in pieces] if "asks" in row else []
    cues = clause_features(text, pieces, figures, language)
    return Labelled(row["id"], row["lang"], row, pieces, cues, embed([piece.text for piece in pieces]), kinds)


def _kind(text: str, piece: Clause, asks: list[list[str]]) -> int:
    best, shared = 0, 0
    for kind, span in asks:
        start = text.find(span)
        end = start + len(span)
        common = min(end, piece.end) - max(start, piece.start)
        if common > shared and common >= min(end - start, piece.end - piece.start) / 2:
            best, shared = KINDS.index(kind), common
    return best


def with_cache(embed: Embed, path: Path) -> Embed:
    """`embed` with its answers kept in `path`, since the same sentences come again at every training."""
    known: dict[str, Matrix] = {}
    if path.exists():
        with np.load(path, allow_pickle=False) as archive:
            known = dict(zip(archive["texts"].tolist(), archive["vectors"], strict=True))

    def cached(texts: Sequence[str]) -> Matrix:
        missing = [text for text in dict.fromkeys(texts) if text not in known]
        if missing:
            known.update(zip(missing, embed(missing), strict=True))
        return np.array([known[text] for text in texts], "float32")

    def save() -> None:
        np.savez(path, texts=np.array(list(known)), vectors=np.array(list(known.values()), "float16"))

    cached.save = save  # type: ignore[attr-defined]
    return cached
