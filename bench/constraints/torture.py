"""Thousands of short texts by made-up models that want to offend: do the constraints hold, does every text end?

    python bench/constraints/torture.py [--count 500] [--languages en,es] [--vocabulary MODEL.gguf]

No model is evaluated. Scores are random, and raised for whatever goes on with a forbidden phrase or figure;
the end token is liked, disliked or nearly impossible. Pieces come from the tokens of a real vocabulary
(`--vocabulary`, read without its weights) or are cut from the temptations at random.
"""

from __future__ import annotations

import argparse
import re
import time
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from assistant.domain import Apology, Constraints
from assistant.gate import banned_phrases
from assistant.models.constraints import Rule, rules_for
from assistant.models.decoding import Decoder, Written
from assistant.models.sampling import Sampling, sampler
from bench.constraints.checks import banned_in, foreign_figures

FIGURES = ("12", "14:30")
_LONG = "immediatelyafterthatandonandonwithoutanend"
TEMPTING = {
    "en": "at 12 p.m. on|12 p.m. {long}|12 a. m. then|the 12th of May|12 May 2026|May 12, 2026|12% of it|$12 and|12 dollars|"
    "two weeks from now|12 business days|Covid-12 and|X-12{long}|12X and|12-C|12list_of|in twenty-five days|12–12–12|"
    "next Tuesday.{long}|tomorrow at 14:30|14:30%|14:30:00|12 o'clock|section 12|within a week|v12|12/12|12.5|a 12-month plan",
    "es": "a las 12 {long}|a las 14:30 de la tarde|12 de mayo de|tres semanas.Mayer|12 días hábiles|12 % de|12 euros|Covid-12 com|"
    "el próximo martes|mañana por la tarde|12 January|12 months|12 p. m. y|veinticinco días|dentro de una semana|12ª|un 12 por ciento",
    "ru": "в 12 часов|12 мая 2026|АЩО-12С (12|двенадцать дней|12-го мая|12 % от|12 рублей|через две недели|в среду|завтра в 14:30|12й день|"
    "№12|двадцать пять рублей|через неделю",
    "zh-Hans": "12点钟|12月5日|第12月|第三章来|两周后|三个工作日内|百分之十二|12%的|12元钱|二百五十元|下周二|明天14:30|一万二千|12号楼|打八折|十二点半",
    "zh-Hant": "12點鐘|12月5日|第12月|第三章來|兩週後|三個工作日內|百分之十二|12%的|12元錢|二百五十元|下週二|明天14:30|一萬二千|12號|打八折|十二點半",
    "af": "om 12 uur|12 Mei 2026|twee weke gelede|12 werksdae|R12 en|12% van|Dinsdag|môre om 14:30|12de Mei|vyf-en-twintig dae|binne 'n week|12 January|12-C",
}
PLAIN = {
    "en": "The order| is| with| us|. We| have| it|,| and| so| on|;| then| the| box| of| 12| at| 14:30|.|\n",
    "es": "El pedido| está| con| nosotros|. La| caja| de| 12|,| y| sigue|;| así| 14:30|.|\n",
    "ru": "Заказ| у| нас|. Мы| его| видим|,| и| дальше|;| коробка| 12| 14:30|.|\n",
    "zh-Hans": "订单|在|我们|这里|。|，|继续|处理|箱子|12|14:30|了|的|\n",
    "zh-Hant": "訂單|在|我們|這裡|。|，|繼續|處理|箱子|12|14:30|了|的|\n",
    "af": "Die bestelling| is| by| ons|. Die| boks| van| 12|,| en| so| aan|;| 14:30|.|\n",
}
SPICE = (
    " ",
    "-",
    ".",
    ",",
    ":",
    "%",
    "1",
    "2",
    "12",
    "5",
    " 12",
    "X",
    "L",
    "–",
    "\u00a0",
    "!",
    "(",
    ")",
    '"',
    "/",
    "_",
)


@dataclass
class Tempting:
    """A made-up model: scores by the last tokens from a random table, and raised for what goes on with a wish.

    `pull` is how much a wish is raised, `end` the score of the last token, which ends the text.
    """

    pieces: Sequence[bytes]
    wishes: Sequence[bytes]
    seed: int
    pull: float
    end: float
    accepted: list[int] = field(default_factory=list)
    work: int = 0

    def __post_init__(self) -> None:
        random = np.random.default_rng(self.seed)
        self._moods = (random.standard_normal((7, len(self.pieces) + 1)) * 2).astype(np.float32)
        self._moods[:, -1] = self.end
        self._index = {piece: token for token, piece in enumerate(self.pieces)}

    def logits(self) -> NDArray[np.float32]:
        scores: NDArray[np.float32] = self._moods[sum(self.accepted[-3:]) % len(self._moods)].copy()
        text = b"".join(self.pieces[token] for token in self.accepted[-40:])
        for wish in self.wishes:
            begun = next(
                (n for n in range(min(len(wish) - 1, len(text)), 0, -1) if text.endswith(wish[:n])), 0
            )
            self._raise(scores, wish[begun:], self.pull if begun else self.pull / 3)
        return scores

    def _raise(self, scores: NDArray[np.float32], rest: bytes, by: float) -> None:
        for length in range(1, min(len(rest), 24) + 1):
            token = self._index.get(rest[:length])
            if token is not None:
                scores[token] = max(scores[token], by + length / 8)

    def accept(self, token: int) -> None:
        self.accepted.append(token)
        self.work += 1

    def rewind(self, count: int) -> None:
        del self.accepted[len(self.accepted) - count :]

    def piece(self, token: int) -> bytes:
        return b"" if self.is_end(token) else self.pieces[token]

    def is_end(self, token: int) -> bool:
        return token == len(self.pieces)


@dataclass
class Outcome:
    """A text, what was shown of it one after another, and the tokens evaluated for it."""

    written: Written
    shown: list[str]
    work: int


def torture(model: Tempting, constraints: Constraints, *, opening: str = "") -> Outcome:
    shown: list[str] = []
    decoder = Decoder(
        model=model,
        choose=sampler(Sampling(1.0, 0.0), model.seed),
        rules=rules_for(constraints, opening=opening),
        max_tokens=constraints.max_tokens,
        opening=opening.rstrip(),
        on_text=shown.append,
    )
    return Outcome(decoder.write(), shown, model.work)


def faults(
    outcome: Outcome, constraints: Constraints, *, figures: tuple[str, ...] = FIGURES
) -> dict[str, object]:
    """What is wrong with a text, by checks written apart from the constraints; empty when nothing is."""
    text, limit = outcome.written.text, constraints.max_tokens
    found = {
        "banned": banned_in(text, constraints.banned),
        "figures": foreign_figures(text, constraints.language, figures),
        "said twice": said_twice(text),
        "taken back": "" if "".join(outcome.shown) == text else outcome.shown,
        "dead end": outcome.written.end == "dead_end",
        "too much work": outcome.work > 4 * limit + 64,
        "unsafe when shown": unsafe(outcome.shown, rules_for(constraints)),
    }
    return {name: what for name, what in found.items() if what}


def unsafe(shown: Iterable[str], rules: Sequence[Rule]) -> list[str]:
    """What was shown so far at each time, where the text could not have ended there."""
    text, found = "", []
    for part in shown:
        text += part
        found += [text for rule in rules if rule.check(text, 0, ended=True).offence]
    return found


def said_twice(text: str) -> list[str]:
    """Sentences of four words or more that stand there twice."""
    sentences = [part.strip().casefold() for part in re.split(r"(?<=[.!?])\s|[。！？\n]", text)]
    counted = Counter(part.rstrip(".!?") for part in sentences if len(part.split()) >= 4)
    return [part for part, count in counted.items() if count > 1]


def vocabulary(language: str, wishes: Sequence[str], tokens: Sequence[bytes], seed: int) -> list[bytes]:
    """Pieces to write with: of the wishes, of plain sentences, single bytes now and then, and real tokens."""
    random = np.random.default_rng(seed)
    found = [piece.encode() for piece in (*PLAIN[language].split("|"), *SPICE)]
    for wish in wishes:
        start = 0
        while start < len(wish):
            length = int(random.integers(1, 6))
            found.append(wish[start : start + length].encode())
            start += length
    found += [bytes([byte]) for byte in "抱歉é12".encode()] * int(random.integers(0, 2))
    found += [tokens[int(at)] for at in random.integers(0, len(tokens), 600)] if tokens else []
    return list(dict.fromkeys(piece for piece in found if piece))


def wishes_for(language: str, banned: Sequence[str], seed: int) -> list[str]:
    """Figures and phrases of the language that may not be written, some of them, with and without a space before."""
    random = np.random.default_rng(seed)
    figures = TEMPTING[language].replace("{long}", _LONG).split("|")
    phrases = [phrase.replace("*", "") for phrase in banned]
    chosen = [str(one) for one in (*random.choice(figures, 6), *random.choice(phrases, min(6, len(phrases))))]
    return chosen + [" " + one for one in chosen]


def case(language: str, seed: int, tokens: Sequence[bytes] = ()) -> tuple[Outcome, Constraints]:
    """One text by one made-up model."""
    banned = banned_phrases(language, Apology.NEVER)
    constraints = Constraints(
        banned=banned, figures=FIGURES, language=language, max_tokens=16 + seed % 32, one_sentence=False
    )
    wishes = wishes_for(language, banned, seed)
    model = Tempting(
        vocabulary(language, wishes, tokens, seed),
        [wish.encode() for wish in wishes],
        seed,
        pull=(4.0, 8.0, 14.0)[seed % 3],
        end=(4.0, -4.0, -40.0)[seed // 3 % 3],
    )
    return torture(model, constraints), constraints


def tokens_of(path: Path) -> list[bytes]:
    """The ordinary tokens of a model file, read without its weights."""
    import ctypes

    import llama_cpp

    quiet = llama_cpp.llama_log_callback(lambda *_: None)
    llama_cpp.llama_log_set(quiet, ctypes.c_void_p(0))
    params = llama_cpp.llama_model_default_params()
    params.vocab_only = True
    model = llama_cpp.llama_model_load_from_file(str(path).encode(), params)
    words = llama_cpp.llama_model_get_vocab(model)
    buffer = ctypes.create_string_buffer(512)
    lengths = [
        (llama_cpp.llama_token_to_piece(words, token, buffer, 512, 0, False), buffer.raw)
        for token in range(llama_cpp.llama_vocab_n_tokens(words))
    ]
    llama_cpp.llama_model_free(model)
    return [raw[:length] for length, raw in lengths if length > 0]


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--count", type=int, default=500)
    parser.add_argument("--first", type=int, default=0, help="the first seed")
    parser.add_argument("--languages", default=",".join(TEMPTING))
    parser.add_argument("--vocabulary", type=Path)
    options = parser.parse_args()
    tokens = tokens_of(options.vocabulary) if options.vocabulary else []
    print(
        "| language | texts | with a fault | tokens | rewound | stop | length | work used up | s |\n|---|---|---|---|---|---|---|---|---|"
    )
    for language in options.languages.split(","):
        print(row(language, range(options.first, options.first + options.count), tokens), flush=True)


def row(language: str, seeds: Iterable[int], tokens: Sequence[bytes]) -> str:
    start, faulty = time.process_time(), 0
    ends: Counter[str] = Counter()
    for seed in seeds:
        outcome, constraints = case(language, seed, tokens)
        found = faults(outcome, constraints)
        if found:
            faulty += 1
            print(f"<!-- {language} {seed}: {found} in {outcome.written.text!r} -->")
        gave_up = outcome.written.end == "length" and outcome.written.tokens < constraints.max_tokens
        ends.update(
            {
                "gave up" if gave_up else outcome.written.end: 1,
                "tokens": outcome.written.tokens,
                "rewound": outcome.written.rewound,
                "texts": 1,
            }
        )
    share = ends["rewound"] / max(1, ends["rewound"] + ends["tokens"])
    seconds = time.process_time() - start
    return (
        f"| {language} | {ends['texts']} | {faulty} | {ends['tokens']} | {share:.0%} | {ends['stop']} | {ends['length']} | "
        f"{ends['gave up']} | {seconds:.0f} |"
    )


if __name__ == "__main__":
    main()
