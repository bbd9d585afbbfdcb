"""Fit what tells apologies, admissions, blame, scolding and sarcasm by their meaning: `python -m train.gate.meaning` (extra `train`).

Rows are sentences: train/gate/*.jsonl, the examples of the lexicons, the looks of tests/letters/gate, and as harmless ones the
exemplars, the phrases, the replies of train/outcomes and, where they lie beside the checkout, good letters (`--letters`).
knowledge/gate.npz comes out, with thresholds set where a family of languages was left out. `--judge` prints instead what is
found and falsely warned of with a family left out and with a source left out; `--without written,fresh` leaves sources out.
"""

from __future__ import annotations

import argparse
import json
import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import yaml

from assistant.domain import Evidence
from assistant.gate.likeness import FILE_NAME, NONE, Head, likenesses, own_words
from assistant.models.embeddings import E5Embeddings
from assistant.reading.features import Matrix
from bench.gate.fresh import cases
from train.reading.corpus import with_cache

ROOT = Path(__file__).resolve().parents[2]
KINDS = ("apology", "admission", "blame", "admonishment", "sarcasm")
HARMLESS = (*KINDS, "promise", "charge")  # rules whose `fine` sentences hold none of the five
GOOD = ("letters", "exemplars", "turns", "replies")  # what thresholds are set on
FAMILIES = (("en", "af", "nl", "de"), ("es", "pt", "fr", "it"), ("ru", "pl", "tr"), ("zh-Hans", "zh-Hant", "ja", "ko"))  # fmt: skip
LANDMARKS, OF_KINDS = 800, 0.7  # how many, and the share of them that are no harmless ones
SHARPNESS = 7.5  # of likeness; cosines of e5 lie between .75 and 1
STRENGTH = 100.0  # inverse of the regularisation
MOST_FALSE = {"sure": 0.001, "warn": 0.002, "info": 0.006}  # share of good sentences, family left out
_VARIABLE = re.compile(r"\{\{[^{}]*\}\}")
_SENTENCE = re.compile(r"[.?。？]$")


@dataclass(frozen=True, slots=True)
class Row:
    source: str
    language: str
    kind: str
    text: str


def rows(folder: Path) -> list[Row]:
    """Every sentence once, and beside it what is left of it when told-back words are cut out."""
    whole = list(
        dict.fromkeys(
            [*_written(), *_lexicons(), *_looks(), *_given(), *_sentences("letters", letters(folder))]
        )
    )
    own = [
        Row(each.source, each.language, each.kind, words)
        for each in whole
        for words, _, _ in own_words(each.text, Evidence(language=each.language))
    ]
    return list(dict.fromkeys([*whole, *own]))


def _written() -> Iterator[Row]:
    for path in sorted((ROOT / "train" / "gate").glob("*.jsonl")):
        for line in path.read_text("utf-8").splitlines():
            entry = json.loads(line)
            yield Row("written", path.stem, entry["kind"], entry["text"])


def _lexicons() -> Iterator[Row]:
    for path in sorted((ROOT / "knowledge" / "lexicons").glob("*.yaml")):
        _, body = yaml.safe_load_all(path.read_text("utf-8"))
        for kind in KINDS:
            for entry in body["rules"].get(kind, ()):
                if entry.get("severity") == "info":
                    continue
                yield from (Row("lexicons", path.stem, kind, str(each)) for each in entry.get("caught") or ())
                yield from (Row("lexicons", path.stem, NONE, str(each)) for each in entry.get("fine") or ())


def _looks() -> Iterator[Row]:
    for path in sorted((ROOT / "tests" / "letters" / "gate").glob("fresh*.yaml")):
        look = "_".join(path.stem.split("_")[:2])
        data = yaml.safe_load(path.read_text("utf-8"))
        good = data.get("good_replies", {}).items()
        yield from _sentences("replies", ((tag, reply) for tag, replies in good for reply in replies))
        for rule, language, _, text, wrong in cases(data):
            if rule in (KINDS if wrong else HARMLESS):
                yield Row(look, language, rule if wrong else NONE, text)


def _given() -> Iterator[Row]:
    for name, texts in (("exemplars", exemplars()), ("phrases", phrases()), ("turns", _turns())):
        yield from _sentences(name, texts)


def exemplars() -> Iterator[tuple[str, str]]:
    """(language, text) of every exemplar, a sentence or a reply."""
    for path in sorted((ROOT / "knowledge" / "exemplars").glob("*.yaml")):
        data = yaml.safe_load(path.read_text("utf-8"))
        texts = [*_texts(data.get("sentences")), *(each["reply"] for each in data.get("exchanges") or ())]
        yield from ((path.stem, text) for text in texts)


def phrases() -> Iterator[tuple[str, str]]:
    """(language, sentence) of the localised sentences, with something filled in."""
    for path in sorted((ROOT / "prompts" / "phrases").glob("*.yaml")):
        for text in _texts(yaml.safe_load(path.read_text("utf-8"))):
            filled = _VARIABLE.sub("A1", text)
            if _SENTENCE.search(filled) and "{" not in filled:
                yield path.stem, filled


def _turns() -> Iterator[tuple[str, str]]:
    for path in sorted((ROOT / "train" / "outcomes" / "turns").glob("*.jsonl")):
        for line in path.read_text("utf-8").splitlines():
            yield path.stem, json.loads(line)["reply"]


def letters(folder: Path) -> Iterator[tuple[str, str]]:
    """(language, letter) of the good letters in a folder; none where there is no such folder."""
    for path in sorted(folder.glob("*.jsonl")):
        for line in path.read_text("utf-8").splitlines():
            yield path.stem, json.loads(line)["letter"]


def _sentences(source: str, texts: Iterable[tuple[str, str]]) -> Iterator[Row]:
    for language, text in texts:
        for words, _, _ in own_words(text, Evidence(language=language)):
            yield Row(source, language, NONE, words)


def _texts(data: Any) -> Iterator[str]:
    if isinstance(data, str):
        yield data
    elif isinstance(data, dict | list):
        for each in data.values() if isinstance(data, dict) else data:
            yield from _texts(each)


def fit(vectors: Matrix, kinds: Sequence[str]) -> Head:
    """A logistic regression over likenesses to landmarks drawn from the rows (a Nyström approximation)."""
    from sklearn.linear_model import LogisticRegression

    truth = np.array(kinds)
    draw = np.random.default_rng(0)
    some, none = (draw.permutation(np.flatnonzero(wanted)) for wanted in (truth != NONE, truth == NONE))
    first = some[: int(LANDMARKS * OF_KINDS)]
    chosen = np.concatenate([first, none[: LANDMARKS - len(first)]])
    step = float(np.abs(vectors[chosen]).max()) / 127
    landmarks = (np.round(vectors[chosen] / step) * step).astype("float32")
    values, directions = np.linalg.eigh(likenesses(landmarks, landmarks, SHARPNESS).astype("float64"))
    whitening = directions / np.sqrt(np.maximum(values, 1e-4))
    seen = likenesses(vectors, landmarks, SHARPNESS) @ whitening
    model = LogisticRegression(C=STRENGTH, max_iter=400).fit(seen, truth)
    weights, bias = (whitening @ model.coef_.T).astype("float32"), model.intercept_.astype("float32")
    return Head("", tuple(model.classes_), landmarks, weights, bias, SHARPNESS, 1.0, 1.0, 1.0)


def sureness(head: Head, vectors: Matrix) -> Matrix:
    """(n,) how sure the head is that a sentence is one of the five."""
    share: Matrix = 1 - head.probabilities(vectors)[:, head.kinds.index(NONE)]
    return share


def apart(given: Sequence[Row], vectors: Matrix) -> Matrix:
    """(n,) how sure of each sentence a head is that never saw its family of languages."""
    kinds = np.array([each.kind for each in given])
    sure = np.zeros(len(given), "float32")
    for family in FAMILIES:
        out = np.array([each.language in family for each in given])
        sure[out] = sureness(fit(vectors[~out], kinds[~out].tolist()), vectors[out])
    return sure


def limits_of(given: Sequence[Row], sure: Matrix) -> dict[str, float]:
    """The thresholds that keep to MOST_FALSE."""
    good = np.array([each.source in GOOD for each in given])
    limits = {name: float(np.quantile(sure[good], 1 - share)) for name, share in MOST_FALSE.items()}
    print("thresholds", {name: round(limit, 3) for name, limit in limits.items()})
    return limits


def judge(given: Sequence[Row], vectors: Matrix, sure: Matrix, limits: dict[str, float]) -> None:
    """Prints what is found with a family of languages left out, and with a source left out."""
    source, language = np.array([each.source for each in given]), np.array([each.language for each in given])
    kinds = np.array([each.kind for each in given])
    show_good(given, vectors, limits)
    for each in sorted(set(source.tolist()) - set(GOOD)):
        out = source == each
        alone = sureness(fit(vectors[~out], kinds[~out].tolist()), vectors[out])
        show(f"{each}, left out", kinds[out], alone, limits)
        show(f"{each}, family left out", kinds[out], sure[out], limits)
    for tag in sorted(set(language.tolist())):
        own = (language == tag) & np.isin(source, ("written", "fresh_fourth"))
        if own.any():
            show(f"written and fourth look in {tag}, family left out", kinds[own], sure[own], limits)


def show_good(given: Sequence[Row], vectors: Matrix, limits: dict[str, float]) -> None:
    """How many sentences of good letters are warned of by a head that saw three quarters of the others."""
    kinds = np.array([each.kind for each in given])
    good = np.array([each.source in GOOD for each in given])
    part = np.array([sum(each.text.encode()) % 4 for each in given])
    sure = np.zeros(len(given), "float32")
    for quarter in range(4):
        out = good & (part == quarter)
        sure[out] = sureness(fit(vectors[~out], kinds[~out].tolist()), vectors[out])
    show("good sentences, themselves left out", kinds[good], sure[good], limits)


def show(what: str, kinds: np.ndarray, sure: Matrix, limits: dict[str, float]) -> None:
    """One line: found and falsely alarmed at each threshold, and found by kind at the one that warns."""
    some = kinds != NONE
    shares = "  ".join(
        f"{name} {np.sum(sure[some] >= limit)}/{some.sum()}, false {np.sum(sure[~some] >= limit)}/{(~some).sum()}"
        for name, limit in limits.items()
    )
    by_kind = "  ".join(
        f"{kind} {np.sum(sure[kinds == kind] >= limits['warn'])}/{np.sum(kinds == kind)}" for kind in KINDS
    )
    print(f"{what}: {shares}\n    warned of: {by_kind}")


def main() -> None:
    options = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    options.add_argument("--letters", type=Path, default=ROOT.parent / "shared" / "letters")
    options.add_argument("--cache", type=Path, default=ROOT / ".build" / "gate-embeddings.npz")
    options.add_argument("--judge", action="store_true", help="print what is found, and write nothing")
    options.add_argument("--without", default="", help="sources to leave out, by comma")
    options.add_argument("--to", type=Path, default=ROOT / "knowledge" / FILE_NAME)
    chosen = options.parse_args()
    engine = E5Embeddings()
    embed = with_cache(lambda texts: engine.embed_array(texts, side="query"), chosen.cache)
    given = [each for each in rows(chosen.letters) if each.source not in chosen.without.split(",")]
    vectors = embed([each.text for each in given])
    embed.save()  # type: ignore[attr-defined]
    kinds = [each.kind for each in given]
    print(len(given), "rows,", sum(kind != NONE for kind in kinds), "of the five kinds")
    sure = apart(given, vectors)
    limits = limits_of(given, sure)
    if chosen.judge:
        judge(given, vectors, sure, limits)
        return
    head = fit(vectors, kinds)
    step = float(np.abs(head.landmarks).max()) / 127
    np.savez_compressed(
        chosen.to,
        model=np.array(engine.name),
        kinds=np.array(head.kinds),
        landmarks=np.round(head.landmarks / step).astype("int8"),
        step=np.float32(step),
        weights=head.weights,
        bias=head.bias,
        sharpness=np.float32(SHARPNESS),
        limits=np.array([limits[name] for name in ("warn", "info", "sure")], "float32"),
    )


if __name__ == "__main__":
    main()
