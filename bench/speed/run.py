"""How fast a draft is written, beside bare llama-cpp-python, and what the kept prompt state saves.

    python bench/speed/run.py draft MODEL.gguf [--jobs 6] [--tokens 32] [--threads 1]
    python bench/speed/run.py first MODEL.gguf [--threads 1]
    python bench/speed/run.py start MODEL.gguf [--threads 1]

`draft`: sentence jobs of three prompts in turns, with constraints, through the product's writer; then the
same prompts and lengths through `llama_cpp.Llama.generate` (which reuses common beginnings by itself); in
one process, two rounds in turns. Rates count the reply's tokens over the whole time, prompts included.
`first`: seconds to the first shown word of a new process, with and without the prompt's state on disk.
`start`: imports and model load, one after the other and side by side.
CPU seconds stand beside the clock: with one thread they do not depend on what else the machine does.
"""

from __future__ import annotations

import argparse
import subprocess
import sys
import tempfile
import time
from collections.abc import Sequence
from pathlib import Path

from assistant.domain import Constraints, Prompt
from assistant.models.llama import LlamaWriter, open_llama

RULES = (
    "You write one sentence of a letter to a client who is upset. Be calm and exact. Say what is known and "
    "nothing else. Never excuse, never promise, never give advice. Use the client's language and short words. "
    "Numbers, dates and names stay as they are given. Answer with the sentence alone.\n"
)
STATUS = Prompt(
    "status",
    RULES + "Your sentence tells where things stand.",
    "",
    (
        (
            "The parcel was handed to the carrier on 3 May.",
            "Your parcel has been with the carrier since 3 May.",
        ),
        ("The report was checked by two people.", "Two people have checked your report."),
        ("Invoice 88 is open.", "Invoice 88 is still open."),
    ),
)
OFFER = Prompt(
    "offer",
    RULES + "Your sentence tells what can be done for the client, in the words of the note.",
    "",
    (
        ("We can exchange the device within 30 days.", "Within 30 days the device can be exchanged."),
        (
            "A call with the engineer is possible on Monday.",
            "A call with the engineer can take place on Monday.",
        ),
    ),
)
STEP = Prompt(
    "step",
    RULES + "Your sentence tells who does what next and when.",
    "",
    (
        ("Nora checks the meter on 9 June.", "Nora will check the meter on 9 June."),
        ("The draft goes to the client tomorrow.", "The draft will reach you tomorrow."),
    ),
)
NOTES = (
    (STATUS, "The delivery left the warehouse on 12 March at 14:30.", ("12", "14:30")),
    (STATUS, "The technician was at the house on 14 March.", ("14",)),
    (OFFER, "The fee of 120 euros is not charged this month.", ("120",)),
    (STATUS, "Two of five modules are in use.", ("2", "5", "two", "five")),
    (OFFER, "The contract can end on 30 June.", ("30",)),
    (STEP, "Maria sends the new plan on Thursday.", ("Thursday",)),
)


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("what", choices=["draft", "first", "start", "only-import", "only-load", "both"])
    parser.add_argument("model", type=Path)
    parser.add_argument("--jobs", type=int, default=6)
    parser.add_argument("--tokens", type=int, default=32)
    parser.add_argument("--threads", type=int, default=1)
    parser.add_argument("--rounds", type=int, default=2)
    options = parser.parse_args()
    {"draft": draft, "first": first, "start": start}.get(options.what, load)(options)


def jobs(count: int, tokens: int) -> list[tuple[Prompt, Constraints]]:
    """Sentence jobs; `one_sentence` is off so that every job has the length it is asked for, or nearly."""
    chosen = [NOTES[number % len(NOTES)] for number in range(count)]
    banned = ("sorry", "apologi*", "regret", "our fault", "my mistake", "we failed", "excuse us", "forgive*")
    return [
        (
            Prompt(kind.name, kind.system, f"{note} ({number})", kind.examples, "For your information, "),
            Constraints(
                banned=banned,
                figures=(*figures, str(number)),
                language="en",
                max_tokens=tokens,
                seen=tuple(answer for _, answer in kind.examples),
            ),
        )
        for number, (kind, note, figures) in enumerate(chosen)
    ]


# --- draft ---------------------------------------------------------------------------------------


def draft(options: argparse.Namespace) -> None:
    import llama_cpp

    writer = open_llama(options.model, state_folder=None, threads=options.threads, seed=1)
    plain = llama_cpp.Llama(
        str(options.model),
        n_ctx=4096,
        n_batch=512,
        n_threads=options.threads,
        n_threads_batch=options.threads,
        verbose=False,
        seed=1,
    )
    print(
        "| round | tokens | ours tok/s clock | bare | share | ours tok/s CPU | bare | share | evaluated twice |"
    )
    print("|---|---|---|---|---|---|---|---|---|")
    for number in range(options.rounds):
        work = [
            (Prompt(p.name, f"{p.system} Round {number}.", p.request, p.examples, p.opening), c)
            for p, c in jobs(options.jobs, options.tokens)
        ]
        ours, lengths, prompts, twice = our_draft(writer, work)
        bare = bare_draft(plain, prompts, lengths)
        tokens = sum(lengths)
        rates = [tokens / seconds for seconds in (ours[0], bare[0], ours[1], bare[1])]
        print(
            f"| {number + 1} | {tokens} | {rates[0]:.1f} | {rates[1]:.1f} | {rates[0] / rates[1]:.2f} "
            f"| {rates[2]:.1f} | {rates[3]:.1f} | {rates[2] / rates[3]:.2f} | {twice} |"
        )
    writer.close()


def our_draft(
    writer: LlamaWriter, work: Sequence[tuple[Prompt, Constraints]]
) -> tuple[tuple[float, float], list[int], list[list[int]], int]:
    """Clock and CPU seconds, reply lengths, prompt tokens, and prompt tokens evaluated more than once."""
    clock, cpu = time.perf_counter(), time.process_time()
    done = [writer.complete(prompt, constraints) for prompt, constraints in work]
    seconds = time.perf_counter() - clock, time.process_time() - cpu
    prompts = [writer.prompts.read(prompt).tokens for prompt, _ in work]
    different = {tuple(tokens[: end + 1]) for tokens in prompts for end in range(len(tokens))}
    evaluated = sum(one.prompt_tokens for one in done)
    return seconds, [one.reply_tokens for one in done], prompts, max(0, evaluated - len(different))


def bare_draft(plain: object, prompts: list[list[int]], lengths: list[int]) -> tuple[float, float]:
    clock, cpu = time.perf_counter(), time.process_time()
    for tokens, length in zip(prompts, lengths, strict=True):
        stream = plain.generate(tokens, temp=0.3, min_p=0.05, top_k=40)  # type: ignore[attr-defined]
        for _ in range(length):
            next(stream)
        stream.close()
    return time.perf_counter() - clock, time.process_time() - cpu


# --- first -----------------------------------------------------------------------------------------


def first(options: argparse.Namespace) -> None:
    """A new writer for each measurement: nothing is kept in memory between them."""
    prompt, constraints = jobs(1, 8)[0]
    print("| state on disk | prompt tokens evaluated | first word, s | CPU s |\n|---|---|---|---|")
    with tempfile.TemporaryDirectory() as folder:
        for name in ("no", "yes", "yes"):
            writer = open_llama(options.model, state_folder=Path(folder), threads=options.threads, seed=1)
            shown: list[float] = []
            clock, cpu = time.perf_counter(), time.process_time()
            done = writer.complete(
                prompt, constraints, on_text=lambda _, shown=shown: shown.append(time.perf_counter())
            )
            used = time.process_time() - cpu
            print(f"| {name} | {done.prompt_tokens} | {shown[0] - clock:.2f} | {used:.2f} (whole job) |")
            writer.close()


# --- start -----------------------------------------------------------------------------------------


def start(options: argparse.Namespace) -> None:
    """Each way in a process of its own; the page cache is warm after the first."""
    print("| what | seconds |\n|---|---|")
    for what in ("only-load", "only-import", "only-load", "both"):
        command = [sys.executable, __file__, what, str(options.model), "--threads", str(options.threads)]
        seconds = subprocess.run(command, check=True, capture_output=True, text=True).stdout.strip()
        print(f"| {what} | {seconds} |")


def load(options: argparse.Namespace) -> None:
    from concurrent.futures import ThreadPoolExecutor

    clock = time.perf_counter()
    with ThreadPoolExecutor() as pool:
        if options.what != "only-import":
            pool.submit(open_llama, options.model, state_folder=None, threads=options.threads, seed=1)
        if options.what != "only-load":
            import chromadb  # noqa: F401
            import langchain_chroma  # noqa: F401
    print(f"{time.perf_counter() - clock:.2f}")


if __name__ == "__main__":
    main()
