"""Train the head that tells how an exchange ended: `python -m train.outcomes.fit` (extra `train`; minutes).

turns/*.jsonl, one scene a line: what a client asked, what we answered, and next messages each with the
outcome it shows, all made up. knowledge/correspondence/outcomes.npz comes out. turns/voices/ has the same
in the voices of people who name nothing outright: learnt from only where `--judge` says so, since the head got worse on
archives (bench/correspondence). `--judge` prints cross-validated numbers instead, whole scenes left out (one
told in several languages counts as one: `alike`), then whole languages left out.
"""

from __future__ import annotations

import argparse
import json
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray
from sklearn.linear_model import LogisticRegression
from sklearn.model_selection import GroupKFold

from assistant.correspondence.outcome import judge as judge_by_words
from assistant.correspondence.reactions import OUTCOMES, Embed, Matrix, features, sentences
from assistant.correspondence.weighing import FILE_NAME
from train.reading.corpus import with_cache

ROOT = Path(__file__).resolve().parents[2]
TURNS = Path(__file__).resolve().parent / "turns"
STRENGTH, DIRECTIONS, MEANING, CUES = 0.2, 192, 8.0, 0.3
FOLDS = 8
Weights = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Turn:
    """What a client wrote after our answer to `demand`; `scene` is the same for all that follow one answer,
    `voices` for those by other people."""

    scene: str
    language: str
    demand: str
    text: str
    outcome: str
    voices: bool


def read_turns(folder: Path = TURNS) -> Iterator[Turn]:
    for path in sorted(folder.rglob("*.jsonl")):
        for line in path.read_text("utf-8").splitlines():
            scene = json.loads(line)
            name = scene.get("alike") or scene["id"]
            for outcome, text in scene["next"]:
                yield Turn(name, path.stem, scene["demand"], text, outcome, path.parent != folder)


def rows_of(turns: list[Turn], embed: Embed) -> tuple[Matrix, Matrix]:
    """Cues (n, f) and mean sentence embeddings (n, d)."""
    said = list(
        dict.fromkeys(part for turn in turns for text in (turn.demand, turn.text) for part in sentences(text))
    )
    vectors = dict(zip(said, embed(said), strict=True))
    seen = [features(turn.demand, turn.text, turn.language, vectors) for turn in turns]
    shown, middles = [cues for cues, _ in seen], [own.mean(0) for _, own in seen]
    return np.array(shown, "float32"), np.array(middles, "float32")


def fit(turns: list[Turn], shown: Matrix, middles: Matrix, rows: list[int]) -> Weights:
    """Weights for raw cues and embeddings; learnt on scaled cues and the first directions of the embeddings."""
    cues, meant = shown[rows], middles[rows]
    middle, scale, mean = cues.mean(0), (cues.std(0) + 0.1) / CUES, meant.mean(0)
    _, _, found = np.linalg.svd(meant - mean, full_matrices=False)
    directions = found[:DIRECTIONS].T * MEANING
    model = LogisticRegression(C=STRENGTH, max_iter=80)
    model.fit(
        np.hstack([(cues - middle) / scale, (meant - mean) @ directions]),
        [turns[row].outcome for row in rows],
    )
    order = [list(model.classes_).index(str(outcome)) for outcome in OUTCOMES]
    pulls, bias = model.coef_[order], model.intercept_[order]
    of_cues = (pulls[:, : cues.shape[1]] / scale).T
    embedded = directions @ pulls[:, cues.shape[1] :].T
    bias = bias - middle @ of_cues - mean @ embedded
    return {"outcome_cues": of_cues, "outcome_bias": bias, "outcome_embedded": embedded}


def right(
    turns: list[Turn], shown: Matrix, middles: Matrix, known: list[int], unseen: list[int]
) -> list[bool]:
    """For each row of `unseen` whether a head trained on `known` is right."""
    head = fit(turns, shown, middles, known)
    logits = shown[unseen] @ head["outcome_cues"] + middles[unseen] @ head["outcome_embedded"]
    best = (logits + head["outcome_bias"]).argmax(1)
    return [str(OUTCOMES[found]) == turns[row].outcome for found, row in zip(best, unseen, strict=True)]


def judge(turns: list[Turn], shown: Matrix, middles: Matrix) -> None:
    plain = [row for row, turn in enumerate(turns) if not turn.voices]
    words = [judge_by_words(turn.demand, turn.text, turn.language)[0] == turn.outcome for turn in turns]
    print(f"{len(plain)} turns and {len(turns) - len(plain)} of the voices")
    _print("word lists alone", turns, np.array(words))
    _print("scenes left out", turns, left_out(turns, shown, middles, set(plain)))
    _print(
        "scenes left out, learnt from the voices too",
        turns,
        left_out(turns, shown, middles, set(range(len(turns)))),
    )
    for language in sorted({turn.language for turn in turns}):
        own = [row for row in plain if turns[row].language == language]
        rest = [row for row in plain if turns[row].language[:2] != language[:2]]
        print(
            f"  {language:8} {len(own):4} language left out {np.mean(right(turns, shown, middles, rest, own)):.3f}"
        )


def left_out(turns: list[Turn], shown: Matrix, middles: Matrix, use: set[int]) -> NDArray[np.bool_]:
    """For each turn whether a head is right that was trained on those of `use` from other scenes."""
    hits = np.zeros(len(turns), bool)
    for known, unseen in GroupKFold(FOLDS).split(turns, groups=[turn.scene for turn in turns]):
        rows = [row for row in known.tolist() if row in use]
        hits[unseen] = right(turns, shown, middles, rows, unseen.tolist())
    return hits


def _print(name: str, turns: list[Turn], hits: NDArray[np.bool_]) -> None:
    voices = np.array([turn.voices for turn in turns])
    print(
        f"{name}: right {hits[~voices].mean():.3f} of the plain ones, {hits[voices].mean():.3f} of the voices"
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
    head = fit(turns, shown, middles, [row for row, turn in enumerate(turns) if not turn.voices])
    small = {
        name: array.astype("float32" if name.endswith("bias") else "float16") for name, array in head.items()
    }
    np.savez_compressed(
        ROOT / "knowledge" / "correspondence" / FILE_NAME, model=np.array(engine.name), **small
    )


if __name__ == "__main__":
    main()
