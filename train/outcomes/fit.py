"""Train the head that tells how an exchange ended: `python -m train.outcomes.fit` (extra `train`; minutes).

turns/*.jsonl, one scene a line: what a client asked, what we answered, and next messages each with the
outcome it shows, all made up. knowledge/correspondence/outcomes.npz comes out. `--judge` prints
cross-validated numbers instead, whole scenes left out, then whole languages left out.
"""

from __future__ import annotations

import argparse
import json
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from sklearn.model_selection import GroupKFold

from assistant.correspondence.outcome import judge as judge_by_words
from assistant.correspondence.reactions import OUTCOMES, Embed, Matrix, features, sentences
from assistant.correspondence.weighing import FILE_NAME
from train.reading.corpus import with_cache
from train.reading.heads import Head

ROOT = Path(__file__).resolve().parents[2]
TURNS = Path(__file__).resolve().parent / "turns"
STRENGTH, SUBJECT = 0.2, (192, 8.0)
FOLDS = 8


@dataclass(frozen=True, slots=True)
class Turn:
    """What a client wrote after our answer to `demand`; `scene` is the same for all that follow one answer."""

    scene: str
    language: str
    demand: str
    text: str
    outcome: str


def read_turns(folder: Path = TURNS) -> Iterator[Turn]:
    for path in sorted(folder.glob("*.jsonl")):
        for line in path.read_text("utf-8").splitlines():
            scene = json.loads(line)
            for outcome, text in scene["next"]:
                yield Turn(scene["id"], path.stem, scene["demand"], text, outcome)


def rows_of(turns: list[Turn], embed: Embed) -> tuple[Matrix, Matrix]:
    """Cues (n, f) and mean sentence embeddings (n, d)."""
    said = list(
        dict.fromkeys(part for turn in turns for text in (turn.demand, turn.text) for part in sentences(text))
    )
    vectors = dict(zip(said, embed(said), strict=True))
    seen = [features(turn.demand, turn.text, turn.language, vectors) for turn in turns]
    shown, middles = [cues for cues, _ in seen], [own.mean(0) for _, own in seen]
    return np.array(shown, "float32"), np.array(middles, "float32")


def fit(turns: list[Turn], shown: Matrix, middles: Matrix, rows: list[int]) -> Head:
    head = Head([str(outcome) for outcome in OUTCOMES], STRENGTH, SUBJECT)
    return head.fit(shown[rows], middles[rows], [turns[row].outcome for row in rows])


def right(
    turns: list[Turn], shown: Matrix, middles: Matrix, known: list[int], unseen: list[int]
) -> list[bool]:
    """For each row of `unseen` whether a head trained on `known` is right."""
    best = fit(turns, shown, middles, known).predict(shown[unseen], middles[unseen]).argmax(1)
    return [str(OUTCOMES[found]) == turns[row].outcome for found, row in zip(best, unseen, strict=True)]


def judge(turns: list[Turn], shown: Matrix, middles: Matrix) -> None:
    words = np.mean(
        [judge_by_words(turn.demand, turn.text, turn.language)[0] == turn.outcome for turn in turns]
    )
    hits: dict[int, bool] = {}
    for known, unseen in GroupKFold(FOLDS).split(turns, groups=[turn.scene for turn in turns]):
        found = right(turns, shown, middles, known.tolist(), unseen.tolist())
        hits |= dict(zip(unseen.tolist(), found, strict=True))
    print(
        f"{len(turns)} turns; word lists alone {words:.3f}; scenes left out {np.mean(list(hits.values())):.3f}"
    )
    for language in sorted({turn.language for turn in turns}):
        rows = [row for row, turn in enumerate(turns) if turn.language == language]
        rest = [row for row, turn in enumerate(turns) if turn.language[:2] != language[:2]]
        apart = np.mean(right(turns, shown, middles, rest, rows))
        print(
            f"  {language:8} {len(rows):4} {np.mean([hits[row] for row in rows]):.3f}   language left out {apart:.3f}"
        )


def main() -> None:
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--judge", action="store_true")
    options.add_argument("--cache", type=Path, default=ROOT / ".build" / "outcome-embeddings.npz")
    chosen = options.parse_args()
    from assistant.models.embeddings import E5Embeddings

    engine = E5Embeddings()
    chosen.cache.parent.mkdir(parents=True, exist_ok=True)
    embed = with_cache(lambda texts: engine.embed_array(texts, side="query"), chosen.cache)
    turns = list(read_turns())
    shown, middles = rows_of(turns, embed)
    embed.save()  # type: ignore[attr-defined]
    if chosen.judge:
        judge(turns, shown, middles)
        return
    head = fit(turns, shown, middles, list(range(len(turns))))
    np.savez_compressed(
        ROOT / "knowledge" / "correspondence" / FILE_NAME,
        model=np.array(engine.name),
        **head.arrays("outcome"),
    )


if __name__ == "__main__":
    main()
