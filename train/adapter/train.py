"""Train an adapter for one job: LoRA over the catalogue's default model, on two cores.

    python -m train.adapter.train JOB --model FILE.gguf --out FOLDER [--limit 200]

Reads the pairs of the job (pairs.py) and learns the answers only. All sayings of a note are learned at once: they
share the tokens of the note and do not see each other.
A checkpoint is written every few minutes; the same command goes on from it. `export.py` then makes one GGUF file of
it. Needs the `adapter` extra of pyproject.
"""

from __future__ import annotations

import argparse
import json
import math
import random
import time
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import groupby, takewhile
from pathlib import Path
from typing import Any

from assistant.models.chat_template import ChatTemplate
from train.adapter.pairs import JOBS, Pair, load_pairs

RANK, ALPHA, DROPOUT = 8, 16, 0.05
SEED = 20261122
CHECKPOINT_S = 300
PARTS = ("q_proj", "k_proj", "v_proj", "o_proj", "gate_proj", "up_proj", "down_proj")
WARM_UP = 8  # steps


@dataclass(frozen=True, slots=True)
class Recipe:
    """How a job is learned. Below its first layer the model reads as it did, which saves time, as leaving out the long does."""

    first_layer: int
    rate: float
    together: int  # examples a step
    longest_source: int = 10_000  # characters
    longest: int = 10_000  # tokens of prompt and answers
    shuffled: bool = False  # otherwise in the order of the pairs


RECIPES = {
    "tell": Recipe(8, 4e-4, 2, longest_source=350, shuffled=True),
    "first": Recipe(12, 2e-4, 4, longest_source=350),
    "letter": Recipe(12, 3e-4, 4, longest=340),
}


@dataclass(frozen=True, slots=True)
class Saying:
    """What follows the shared beginning: `tokens` end the prompt and give the answer, from `given` on it is learned."""

    tokens: list[int]
    given: int


@dataclass(frozen=True, slots=True)
class Example:
    """What is shared by the prompts of one source, with what follows it, as tokens."""

    shared: list[int]
    sayings: list[Saying]


def main() -> None:
    arguments = _arguments()
    import torch
    from transformers import AutoTokenizer

    torch.manual_seed(SEED)
    arguments.out.mkdir(parents=True, exist_ok=True)
    source = {"pretrained_model_name_or_path": arguments.model.parent, "gguf_file": arguments.model.name}
    tokenizer = AutoTokenizer.from_pretrained(**source)
    recipe = RECIPES[arguments.job]
    examples = examples_of(load_pairs(arguments.job), tokenizer, recipe)
    if recipe.shuffled:
        random.Random(SEED).shuffle(examples)
    examples = examples[: arguments.limit] if arguments.limit else examples
    steps = [examples[at : at + recipe.together] for at in range(0, len(examples), recipe.together)]
    print(f"{len(examples)} examples, {sum(len(each.sayings) for each in examples)} answers", flush=True)
    planned = max(len(steps), math.ceil(arguments.limit / recipe.together))
    _learn(recipe, steps, planned, source, arguments.out)


def examples_of(pairs: Iterable[Pair], tokenizer: Any, recipe: Recipe) -> list[Example]:
    """All pairs but the held-out and the long ones, those of one source together."""
    template = ChatTemplate(tokenizer.chat_template, end=tokenizer.eos_token)
    kept = [pair for pair in pairs if not pair.held_out and len(pair.source) <= recipe.longest_source]
    examples = []
    for _, group in groupby(kept, key=lambda pair: pair.id):
        texts = [(template.render(pair.prompt), pair.text + tokenizer.eos_token) for pair in group]
        tokens = [[tokenizer(text, add_special_tokens=False)["input_ids"] for text in both] for both in texts]
        alike = takewhile(
            lambda row: len(set(row)) == 1, zip(*(prompt for prompt, _ in tokens), strict=False)
        )
        shared = [row[0] for row in alike]
        sayings = [
            Saying((prompt + answer)[len(shared) :], len(prompt) - len(shared)) for prompt, answer in tokens
        ]
        if len(shared) + sum(len(saying.tokens) for saying in sayings) <= recipe.longest:
            examples.append(Example(shared, sayings))
    return examples


def hidden_states(model: Any, example: Example) -> tuple[Any, list[int]]:
    """States (learned tokens, width) from which each token of the answers is to be told, and those tokens."""
    import torch

    tokens, places = list(example.shared), list(range(len(example.shared)))
    owner = [0] * len(tokens)
    at, learned = [], []
    for number, saying in enumerate(example.sayings, start=1):
        start = len(tokens)
        tokens += saying.tokens
        places += range(len(example.shared), len(example.shared) + len(saying.tokens))
        owner += [number] * len(saying.tokens)
        at += range(start + saying.given - 1, len(tokens) - 1)
        learned += saying.tokens[saying.given :]
    owners = torch.tensor(owner)
    seen = (owners[:, None] == owners[None, :]) | (owners[None, :] == 0)
    seen &= torch.ones(len(tokens), len(tokens), dtype=torch.bool).tril()
    mask = torch.zeros(seen.shape).masked_fill(~seen, torch.finfo(torch.float32).min)
    states = model(
        input_ids=torch.tensor([tokens]), position_ids=torch.tensor([places]), attention_mask=mask[None, None]
    ).last_hidden_state
    return states[0, at], learned


def _learn(
    recipe: Recipe, steps: Sequence[Sequence[Example]], planned: int, source: dict[str, Any], out: Path
) -> None:
    """Learn step by step; the rate falls towards the last of the `planned` ones, so that more may be written meanwhile."""
    import torch
    from peft import LoraConfig, PeftModel, get_peft_model
    from transformers import AutoModelForCausalLM, get_cosine_schedule_with_warmup

    base = AutoModelForCausalLM.from_pretrained(**source, dtype=torch.float32, attn_implementation="sdpa")
    layers = list(range(recipe.first_layer, base.config.num_hidden_layers))
    config = LoraConfig(
        r=RANK, lora_alpha=ALPHA, lora_dropout=DROPOUT, target_modules=list(PARTS), layers_to_transform=layers,
        task_type="CAUSAL_LM",
    )  # fmt: skip
    state = out / "state.pt"
    done = torch.load(state) if state.exists() else {"step": 0}
    first = done["step"]
    model = (
        PeftModel.from_pretrained(base, out / "adapter", is_trainable=True)
        if first
        else get_peft_model(base, config)
    )
    model.train()
    weights = [each for each in model.parameters() if each.requires_grad]
    optimizer = torch.optim.AdamW(weights, lr=recipe.rate, weight_decay=0.0)
    schedule = get_cosine_schedule_with_warmup(optimizer, WARM_UP, planned)
    if first:
        optimizer.load_state_dict(done["optimizer"])
        schedule.load_state_dict(done["schedule"])
    saved = began = time.monotonic()
    for number, step in enumerate(steps[first:], start=first + 1):
        loss = _gradients(model.get_base_model(), step)
        torch.nn.utils.clip_grad_norm_(weights, 1.0)
        optimizer.step()
        schedule.step()
        optimizer.zero_grad()
        line = {"step": number, "loss": round(loss, 4), "s": round(time.monotonic() - began, 1)}
        with (out / "log.jsonl").open("a", encoding="utf-8") as log:
            log.write(json.dumps(line) + "\n")
        if number == len(steps) or time.monotonic() - saved > CHECKPOINT_S:
            model.save_pretrained(out / "adapter")
            parts = {"optimizer": optimizer.state_dict(), "schedule": schedule.state_dict()}
            torch.save({"step": number, **parts}, unfinished := out / "state.new")
            unfinished.replace(state)
            saved = time.monotonic()


def _gradients(model: Any, step: Sequence[Example]) -> float:
    """The gradients of one step; its mean loss over all tokens of the answers."""
    import torch

    total = sum(len(saying.tokens) - saying.given for each in step for saying in each.sayings)
    loss_sum = 0.0
    for example in step:
        states, learned = hidden_states(model.model, example)
        scores = model.lm_head(states).float()
        loss = torch.nn.functional.cross_entropy(scores, torch.tensor(learned), reduction="sum") / total
        loss.backward()
        loss_sum += float(loss.detach())
    return loss_sum


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("job", choices=JOBS)
    parser.add_argument("--model", type=Path, required=True, help="the GGUF file of the default model")
    parser.add_argument("--out", type=Path, required=True, help="folder of the checkpoint")
    parser.add_argument("--limit", type=int, default=0, help="learn from so many examples only; 0: all")
    return parser.parse_args()


if __name__ == "__main__":
    main()
