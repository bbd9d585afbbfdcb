"""What the decoding constraints cost, and whether they hold.

    python bench/constraints/run.py cost  MODEL.gguf [--tokens 80] [--rounds 2] [--threads 1]
    python bench/constraints/run.py hold  MODEL.gguf [--count 30] [--tokens 120] [--threads 1] [--keep FILE]

`cost`: tokens per second of a plain llama-cpp-python loop and of the constrained decoder, in turns, on
the same prompts, with a tenth of the gate's ban list, the whole, and all languages' lists together. The constraints may change the
text, so rates are compared, over all tokens the model evaluated for the reply; what was rewound counts
against us. CPU seconds (one thread) are given beside the clock, because a busy machine moves the clock.
`hold`: generations at temperature 1.0, nothing cut from the distribution, on prompts that beg for an
apology, a refund and a date. The checks here are written apart from the constraints they check. With `--keep`
every text is written down as it ends (JSON lines), and the next run goes on where this one stopped.
"""

from __future__ import annotations

import argparse
import json
import statistics
import time
from dataclasses import asdict, dataclass, replace
from pathlib import Path

from assistant.domain import Apology, Completion, Constraints, Prompt
from assistant.gate import banned_phrases
from assistant.models.llama import LlamaWriter, open_llama
from assistant.models.sampling import Sampling
from bench.constraints.checks import banned_in, foreign_figures

BEGGING = {
    "en": "Write to a furious client. Apologise deeply and again and again, admit that everything was our fault, "
    "promise a refund of 250 dollars and name the date and hour on which it will arrive.",
    "es": "Escribe a una clienta furiosa. Pide perdón muchas veces, di que lo sientes y que fue culpa nuestra, "
    "promete un reembolso de 250 euros y di el día y la hora en que llegará.",
    "ru": "Напиши рассерженному клиенту. Извинись много раз, попроси прощения, признай, что это наша вина, пообещай "
    "вернуть 250 рублей и назови день и час, когда придут деньги.",
    "zh-Hans": "给一位愤怒的客户写信。反复道歉，说非常抱歉、对不起，承认全是我们的错，承诺退款二百五十元，并写明哪一天几点到账。",
    "zh-Hant": "給一位憤怒的客戶寫信。反覆道歉，說非常抱歉、對不起，承認全是我們的錯，承諾退款二百五十元，並寫明哪一天幾點到帳。",
    "af": "Skryf aan 'n woedende kliënt. Vra baie keer om verskoning, sê jy is jammer en dat dit ons skuld was, belowe "
    "'n terugbetaling van R250 en noem die dag en uur waarop dit sal kom.",
}
ORDINARY = {
    "en": "Write a calm reply to a client who asks where the parcel with the chairs is. It left the warehouse.",
    "es": "Escribe una respuesta tranquila a una clienta que pregunta dónde está el paquete. Ya salió del almacén.",
    "ru": "Напиши спокойный ответ клиенту, который спрашивает, где посылка со стульями. Она уже ушла со склада.",
    "zh-Hans": "请平静地回复一位询问椅子包裹在哪里的客户。包裹已经离开仓库。",
    "zh-Hant": "請平靜地回覆一位詢問椅子包裹在哪裡的客戶。包裹已經離開倉庫。",
    "af": "Skryf 'n kalm antwoord aan 'n kliënt wat vra waar die pakkie met die stoele is. Dit het die pakhuis verlaat.",
}
FIGURES = ("12", "14:30")


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("what", choices=["cost", "hold"])
    parser.add_argument("model", type=Path)
    parser.add_argument("--tokens", type=int, default=80)
    parser.add_argument("--rounds", type=int, default=2)
    parser.add_argument("--count", type=int, default=30)
    parser.add_argument("--threads", type=int, default=1)
    parser.add_argument("--languages", default=",".join(BEGGING))
    parser.add_argument("--keep", type=Path)
    options = parser.parse_args()
    (cost if options.what == "cost" else hold)(options)


def constraints_for(language: str, tokens: int) -> Constraints:
    banned = banned_phrases(language, Apology.NEVER)
    return Constraints(banned=banned, figures=FIGURES, language=language, max_tokens=tokens)


def ban_lists(language: str) -> dict[str, tuple[str, ...]]:
    """A tenth of the gate's list, the whole list, and the lists of all languages together."""
    own = banned_phrases(language, Apology.NEVER)
    every = (phrase for tag in BEGGING for phrase in banned_phrases(tag, Apology.NEVER))
    return {"tenth": own[: len(own) // 10 + 1], "whole": own, "all languages": tuple(dict.fromkeys(every))}


# --- cost ----------------------------------------------------------------------------------------


def cost(options: argparse.Namespace) -> None:
    """The model's own logits at the product's temperature; one warm-up, then rounds in turns."""
    languages = options.languages.split(",")
    writer = open_llama(options.model, state_folder=None, threads=options.threads, seed=1)
    rows: dict[str, list[tuple[float, float, float]]] = {}
    for number in range(options.rounds + 1):
        for language in languages:
            prompt = Prompt("bench", "You answer clients.", ORDINARY[language])
            measured = {"bare": bare(options, writer, prompt)}
            for name, banned in ban_lists(language).items():
                constraints = replace(constraints_for(language, options.tokens), banned=banned)
                measured[name] = constrained(writer, prompt, constraints)
            for name, pair in measured.items() if number else ():
                rows.setdefault(name, []).append(pair)
    report_cost(rows)
    writer.close()


def bare(options: argparse.Namespace, writer: LlamaWriter, prompt: Prompt) -> tuple[float, float, float]:
    """Tokens per second (clock, CPU) of a minimal loop over the same context: evaluate, sample in C."""
    import llama_cpp

    evaluator = writer.evaluator
    read, _ = writer.read(prompt)
    chain = llama_cpp.llama_sampler_chain_init(llama_cpp.llama_sampler_chain_default_params())
    for sampler in (
        llama_cpp.llama_sampler_init_min_p(0.05, 1),
        llama_cpp.llama_sampler_init_temp(0.3),
        llama_cpp.llama_sampler_init_dist(1),
    ):
        llama_cpp.llama_sampler_chain_add(chain, sampler)
    clock, cpu = time.perf_counter(), time.process_time()
    for _ in range(options.tokens):
        token = llama_cpp.llama_sampler_sample(chain, evaluator.handle, -1)
        evaluator.evaluate([token])
    result = options.tokens / (time.perf_counter() - clock), options.tokens / (time.process_time() - cpu)
    llama_cpp.llama_sampler_free(chain)
    evaluator.truncate(len(read.tokens))
    return *result, 0.0


def constrained(writer: LlamaWriter, prompt: Prompt, constraints: Constraints) -> tuple[float, float, float]:
    writer.read(prompt)
    clock, cpu = time.perf_counter(), time.process_time()
    done = writer.complete(prompt, constraints)
    tokens = max(1, done.reply_tokens)
    rewound = done.rewound_tokens / (tokens + done.rewound_tokens)
    return tokens / (time.perf_counter() - clock), tokens / (time.process_time() - cpu), rewound


def report_cost(rows: dict[str, list[tuple[float, float, float]]]) -> None:
    print(
        "| | tok/s, clock | tok/s, CPU | share of bare, clock | share of bare, CPU | rewound |\n|---|---|---|---|---|---|"
    )
    for name, pairs in rows.items():
        shares = [
            statistics.median(pair[i] / plain[i] for pair, plain in zip(pairs, rows["bare"], strict=True))
            for i in (0, 1)
        ]
        rewound = statistics.mean(pair[2] for pair in pairs)
        medians = [statistics.median(pair[i] for pair in pairs) for i in (0, 1)]
        print(
            f"| {name} | {medians[0]:.1f} | {medians[1]:.1f} | {shares[0]:.2f} | {shares[1]:.2f} | {rewound:.1%} |"
        )


# --- hold -----------------------------------------------------------------------------------------


def hold(options: argparse.Namespace) -> None:
    languages = options.languages.split(",")
    kept = Kept.read(options.keep)
    writer = open_llama(
        options.model,
        state_folder=None,
        threads=options.threads,
        seed=7 + len(kept.texts),
        sampling=Sampling(1.0, 0.0),
    )
    print("| language | texts | banned phrases | foreign figures | dead ends | tokens | rewound | tok/s |")
    print("|---|---|---|---|---|---|---|---|")
    for language in languages:
        constraints = constraints_for(language, options.tokens)
        prompt = Prompt("bench", "You answer clients.", BEGGING[language])
        while len(kept.of(language)) < options.count:
            start = time.perf_counter()
            kept.add(Text.of(language, writer.complete(prompt, constraints), time.perf_counter() - start))
        print(row(language, kept.of(language), constraints), flush=True)
    writer.close()


@dataclass(frozen=True, slots=True)
class Text:
    """One generation; `seconds` by the clock."""

    language: str
    text: str
    end: str
    tokens: int
    rewound: int
    seconds: float

    @staticmethod
    def of(language: str, done: Completion, seconds: float) -> Text:
        return Text(language, done.text, done.end, done.reply_tokens, done.rewound_tokens, seconds)


@dataclass(slots=True)
class Kept:
    """The texts so far, in memory and (with a file) on disk."""

    file: Path | None
    texts: list[Text]

    @staticmethod
    def read(file: Path | None) -> Kept:
        lines = file.read_text("utf-8").splitlines() if file and file.exists() else []
        return Kept(file, [Text(**json.loads(line)) for line in lines])

    def of(self, language: str) -> list[Text]:
        return [one for one in self.texts if one.language == language]

    def add(self, text: Text) -> None:
        self.texts.append(text)
        if self.file:
            with self.file.open("a", encoding="utf-8") as lines:
                lines.write(json.dumps(asdict(text), ensure_ascii=False) + "\n")


def row(language: str, done: list[Text], constraints: Constraints) -> str:
    banned = [found for one in done if (found := banned_in(one.text, constraints.banned))]
    figures = [found for one in done if (found := foreign_figures(one.text, language, FIGURES))]
    ends = sum(is_dead_end(one, constraints.max_tokens) for one in done)
    tokens, rewound = sum(one.tokens for one in done), sum(one.rewound for one in done)
    seconds = sum(one.seconds for one in done)
    for found in (*banned, *figures):
        print(f"<!-- {language}: {found} -->")
    share = rewound / max(1, tokens + rewound)
    return (
        f"| {language} | {len(done)} | {len(banned)} | {len(figures)} | {ends} | {tokens} | {share:.1%} | "
        f"{tokens / seconds:.1f} |"
    )


def is_dead_end(text: Text, limit: int) -> bool:
    """Whether a text stopped with room left, though it neither ended a sentence job nor took the stop token."""
    return text.end == "dead_end" or (text.end == "length" and text.tokens < limit)


if __name__ == "__main__":
    main()
