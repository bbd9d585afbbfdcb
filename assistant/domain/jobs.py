"""What a language model is asked, what it may write, and what came of it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from enum import StrEnum

SAFE_JOBS = ("acknowledge",)  # what its own check makes safe with any model, examined or not


WRITING_JOBS = ("restyle", "join", "smooth", "letter")  # jobs that say facts in the model's words


class Scope(StrEnum):
    """How much of a letter a model may write, least first."""

    NOTHING = "nothing"
    SENTENCES = "sentences"
    PARAGRAPHS = "paragraphs"
    LETTER = "letter"


@dataclass(frozen=True, slots=True)
class Prompt:
    """One model job. `system` and `examples` are static per prompt file: their KV state is reused."""

    name: str
    system: str
    request: str
    examples: tuple[tuple[str, str], ...] = ()
    opening: str = ""  # forced first words of the answer


@dataclass(frozen=True, slots=True)
class Constraints:
    """What a model may write; enforced while decoding where the backend can, checked after where not.

    `banned` are phrases that never appear; `figures` the only figures allowed (None: any);
    `language` and `names` decide which scripts may appear; `seen` are sentences and exemplars that
    may not be copied.
    """

    banned: tuple[str, ...] = ()
    figures: tuple[str, ...] | None = None
    language: str = ""
    names: tuple[str, ...] = ()
    seen: tuple[str, ...] = ()
    max_tokens: int = 96
    one_sentence: bool = False


@dataclass(frozen=True, slots=True)
class Allowance:
    """What a model may do, by job and language, as the exam it sat showed.

    `jobs` is {job: {language: Scope}}. A job or language that is not listed was not examined: there
    nothing is allowed but what is safe with any model (`SAFE_JOBS`).
    """

    jobs: Mapping[str, Mapping[str, Scope]] = field(default_factory=dict)
    examined: bool = False

    def permits(self, job: str, language: str) -> bool:
        """Whether the model may do a job in a language."""
        safe = Scope.SENTENCES if job in SAFE_JOBS else Scope.NOTHING
        return self.jobs.get(job, {}).get(language, safe) is not Scope.NOTHING

    def for_letters(self) -> Allowance:
        """Without rewording of less than a whole letter: with small models it costs more than it gives."""
        jobs = {
            job: languages
            if job not in WRITING_JOBS
            else {tag: scope for tag, scope in languages.items() if scope is Scope.LETTER}
            for job, languages in self.jobs.items()
        }
        return replace(self, jobs=jobs)

    def scope(self, language: str) -> Scope:
        """The largest part of a letter the model may write anew in a language."""
        order = list(Scope)
        given = (self.jobs.get(job, {}).get(language, Scope.NOTHING) for job in WRITING_JOBS)
        return max(given, key=order.index, default=Scope.NOTHING)


@dataclass(frozen=True, slots=True)
class Completion:
    """What a model wrote; `complete` is False when it ran into max_tokens or a dead end."""

    text: str
    complete: bool
    prompt_tokens: int = 0
    reply_tokens: int = 0
    rewound_tokens: int = 0
    constrained: bool = True  # False: the backend cannot constrain, the text was only checked
    end: str = ""  # stop (the model's own), sentence, length, dead_end
