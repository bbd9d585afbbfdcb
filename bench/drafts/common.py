"""The same model driven the common way, beside calmreply, on messages of the sample worlds.

    python -m bench.drafts.common [--model NAME|PATH] [--only WORLD] [--languages en,es] [--limit N] [--out FOLDER]

The common way: one prompt with the message, the notes and the passages that calmreply found, and the wish for a
calm reply that does not apologise, as one chat completion of llama-cpp-python, with its own settings (only as many
threads as calmreply takes). Both texts are scored by the same functions against the same evidence, in one run, in turns;
the clock includes all of calmreply's reading and retrieval, and none of it for the common way. `--limit` takes that many
messages of each language. Writes common.json with both texts of each message to the folder.
"""

from __future__ import annotations

import argparse
import json
import os
import tempfile
import time
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from assistant.assembly import open_assistant
from assistant.domain import Reply
from assistant.folders import models_folder
from assistant.gate import check
from assistant.models.files import ModelFile, resolve
from assistant.models.memory import this_machine
from assistant.pipeline import Assistant
from assistant.settings import load_settings
from bench.drafts.scoring import Score, score, table
from bench.drafts.worlds import Case, build, cases, worlds

SYSTEM = (
    "You answer clients of a small company. Write a calm reply that does not apologise, in the language of the "
    "client's message. Use only what the notes and the passages say. Write the reply and nothing else."
)
PASSAGES = 5
MAX_TOKENS = 300
CONTEXT = 4096


def main() -> None:
    options = _arguments()
    models = models_folder()  # of the user, before every world gets a home of its own
    os.environ["CALMREPLY_MODELS"] = str(models)
    found = resolve(options.model or load_settings().model, models)
    if not isinstance(found, ModelFile):
        raise SystemExit("this comparison needs a model file")
    scores: dict[str, list[Score]] = {"calmreply": [], "common": []}
    texts = []
    taken: Counter[str] = Counter()
    options.out.mkdir(parents=True, exist_ok=True)
    try:
        for world in worlds(options.worlds):
            for case, ours, common in _both(world, found, options, taken):
                scores["calmreply"].append(ours[1])
                scores["common"].append(common[1])
                texts.append(_entry(case, ours, common))
                (options.out / "common.json").write_text(json.dumps(texts, ensure_ascii=False, indent=1))
    finally:  # what was measured before an interrupt is worth its table
        print(f"{found.name}, load {os.getloadavg()[0]:.1f}\n\n{table(scores)}")


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--worlds", type=Path, default=Path("../shared/worlds"))
    parser.add_argument("--model", default=None)
    parser.add_argument("--only", default="")
    parser.add_argument("--languages", default="")
    parser.add_argument("--limit", type=int, default=0, help="messages of each language; 0: all")
    parser.add_argument("--out", type=Path, default=Path(".build/drafts"))
    return parser.parse_args()


def _both(
    world: Path, model: ModelFile, options: argparse.Namespace, taken: Counter[str]
) -> Iterator[tuple[Case, tuple[str, Score], tuple[str, Score]]]:
    """Each chosen message of a world with the text and score of both ways."""
    named = options.only in ("", world.name)
    chosen = [case for case in cases(world) if named and _wanted(case, options, taken)]
    if not chosen:
        return
    with tempfile.TemporaryDirectory() as home:
        os.environ["CALMREPLY_HOME"] = home
        with open_assistant(load_settings(), model=str(model.path)) as assistant:
            build(assistant.knowledge, world)
            chat = _open_chat(model)
            for case in chosen:
                started = time.perf_counter()
                reply = assistant.reply(case.message)
                seconds = time.perf_counter() - started
                ours = reply.draft.text, score(reply.draft.text, case.expected, reply.findings, seconds)
                yield case, ours, _written(chat, case, reply, assistant)


def _wanted(case: Case, options: argparse.Namespace, taken: Counter[str]) -> bool:
    language = case.expected["reply_lang"]
    if options.languages and language not in options.languages.split(","):
        return False
    taken[language] += 1
    return not options.limit or taken[language] <= options.limit


def _open_chat(model: ModelFile) -> Any:
    from llama_cpp import Llama

    cores = this_machine().cores
    return Llama(
        str(model.path), n_ctx=CONTEXT, n_threads=cores, n_threads_batch=cores, seed=0, verbose=False
    )


def _written(chat: Any, case: Case, reply: Reply, assistant: Assistant) -> tuple[str, Score]:
    messages = [{"role": "system", "content": SYSTEM}, {"role": "user", "content": _request(case, reply)}]
    started = time.perf_counter()
    answer = chat.create_chat_completion(messages=messages, max_tokens=MAX_TOKENS)
    seconds = time.perf_counter() - started
    text = str(answer["choices"][0]["message"]["content"]).strip()
    findings = check(text, assistant.evidence(case.message, reply.reading, reply.plan))
    return text, score(text, case.expected, findings, seconds)


def _request(case: Case, reply: Reply) -> str:
    passages = [f"{each.title} {each.clause}: {each.text}\n{each.reply}".strip() for each in reply.matches]
    parts = ["Message:", reply.reading.text, "", "Notes:", *(f"- {note}" for note in case.message.notes)]
    return "\n".join([*parts, "", "Passages:", *(f"- {each}" for each in passages[:PASSAGES])])


def _entry(case: Case, ours: tuple[str, Score], common: tuple[str, Score]) -> dict[str, Any]:
    entry: dict[str, Any] = {"world": case.world, "id": case.id, "message": case.message.text}
    for way, (text, result) in (("calmreply", ours), ("common", common)):
        entry[way] = {
            "text": text,
            "language_right": result.language_right,
            "missed": result.missed,
            "blocking": [f"{each.rule}: {each.text}" for each in result.blocking],
            "seconds": round(result.seconds, 1),
        }
    return entry


if __name__ == "__main__":
    main()
