"""The other way in: files become knowledge. Policies are split into clauses, archives into exchanges.

What cannot be read is skipped and reported with its reason; a file that is in unchanged is not read
again. Interrupted at any moment, the next run goes on where this one stopped.
"""

from __future__ import annotations

import hashlib
import os
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from itertools import chain
from pathlib import Path

from assistant.correspondence.archive import fingerprint, propose_us, read_archive, says_itself
from assistant.correspondence.chat import format_of
from assistant.correspondence.chat.sheets import damage
from assistant.correspondence.ending import Judging
from assistant.correspondence.files import head, mail_kind, no_file, unknown, unreadable, walk
from assistant.correspondence.mail.outlook import is_outlook_message
from assistant.correspondence.steps import Step
from assistant.domain import Exchange, Skipped
from assistant.errors import InputError
from assistant.folders import own_lexicons, printable
from assistant.gate import marks
from assistant.knowledge import POLICY_SUFFIXES, Added, KnowledgeBase, Removed, split_policy

Progress = Callable[[str, Step], None]
"""(file or folder, how far it is)"""

DOCUMENTS = "documents"

_MOST_NAMES = 4
_MOST_STRANGERS = 12
_NOBODY_OF_US = (
    "In {} nobody is known to be you, so that all who write there were taken for clients: {}. "
    "If one of them is you, add this again and name yourself so with one more --us."
)
_FOR_STAFF = (
    "{} reads like house rules and is never quoted to a client. "
    "If it is for clients, write “(for clients)” in its title and add it again."
)


@dataclass(slots=True)
class Learned:
    """What one `kb add` did: new and already known records, files that had not changed, and skips.

    `doubts` are sentences for the user about what looks wrong though it could be read.
    """

    policies: int = 0
    archives: int = 0
    new: int = 0
    known: int = 0
    unchanged: int = 0
    skipped: list[Skipped] = field(default_factory=list)
    doubts: list[str] = field(default_factory=list)

    def count(self, added: Added) -> None:
        self.new += added.new + added.changed
        self.known += added.known


@dataclass(frozen=True, slots=True)
class Sides:
    """What the user said about the messages: who "we" are, whose they are, what a table's headings mean."""

    us: tuple[str, ...] = ()
    client: str | None = None
    columns: Mapping[str, str] | None = None

    @property
    def mark(self) -> str:
        """Another one where the same files would be read in another way."""
        said = (sorted(self.us), self.client, sorted((self.columns or {}).items()))
        return hashlib.sha256(repr(said).encode()).hexdigest()[:16]


@dataclass(slots=True)
class _Sorted:
    """The files of one path that was given, by what they are."""

    path: Path
    policies: list[Path] = field(default_factory=list)
    correspondence: list[Path] = field(default_factory=list)
    skipped: list[Skipped] = field(default_factory=list)


def learn(
    knowledge: KnowledgeBase,
    paths: Sequence[Path],
    *,
    us: Sequence[str] = (),
    client: str | None = None,
    kind: str = "auto",
    columns: Mapping[str, str] | None = None,
    on_progress: Progress = lambda _file, _step: None,
) -> Learned:
    """Add files and folders; `kind` is auto, policy or correspondence, `columns` as in chat.tables.

    The mail and chats of a folder are read together, as one source, since threads and people run
    across files; each policy is a source of its own. Raises StoreError, and InputError, before
    anything is added, for a path that is not there and where it is not known who "we" are.
    """
    sides = Sides(tuple(us), client, columns)
    parts = [_sorted_out(path, kind, columns) for path in paths]
    for part in parts:
        if part.correspondence and not us and not says_itself(part.correspondence, columns):
            raise _unknown_us(part.path)
    learned = Learned()
    with knowledge.writing():
        for part in parts:
            learned.skipped += part.skipped
            for done, policy in enumerate(part.policies):
                on_progress(policy.name, Step(DOCUMENTS, done, len(part.policies)))
                _learn_policy(knowledge, policy, learned)
            if part.correspondence:
                _learn_archive(knowledge, part, learned, sides=sides, on_progress=on_progress)
        knowledge.skip(learned.skipped)
        knowledge.remember_us(us)
    return learned


def forget(knowledge: KnowledgeBase, name: str) -> list[Removed]:
    """Take out a file or a whole folder that was added, or the one source with `name` in its name.

    Raises InputError where nothing or more than one is meant, or only a part of a source.
    """
    sources = [source.name for source in knowledge.sources()]
    path = str(Path(name).expanduser().resolve())
    found = [source for source in sources if source == path or source.startswith(path + os.sep)]
    whole = next((source for source in sources if path.startswith(source + os.sep)), "")
    if whole and not found and Path(path).exists():
        raise InputError(f"{name} was added as a part of {whole}.", f"Only all of it can go: remove {whole}")
    if not found:
        return [knowledge.remove(name)]
    with knowledge.writing():
        return [knowledge.remove(source) for source in found]


def is_correspondence(path: Path, columns: Mapping[str, str] | None = None) -> bool:
    """Whether a file, or a folder as a whole, is an archive of mail or chats, by its content."""
    start = b"" if path.is_dir() else head(path)
    kind = mail_kind(start) if start else ""
    if kind:
        return kind != "msg" or is_outlook_message(path)
    return format_of(start, path, None if path.is_dir() else columns) is not None


# --- sorting -------------------------------------------------------------------------------------------


def _sorted_out(path: Path, kind: str, columns: Mapping[str, str] | None) -> _Sorted:
    if not path.exists():
        raise InputError(f"{path} is not there.", "Check the path.")
    found = _Sorted(path.resolve())
    whole = kind == "auto" and found.path.is_dir() and is_correspondence(found.path)
    for file in walk(found.path):
        reason = _put(file, "correspondence" if whole else kind, found, columns)
        if reason:
            found.skipped.append(Skipped(printable(str(file)), reason))
    return found


def _put(file: Path, kind: str, found: _Sorted, columns: Mapping[str, str] | None) -> str:
    """Put a file where it belongs; the reason why it belongs nowhere."""
    try:
        if printable(str(file)) != str(file):
            return "its name has bytes that are no UTF-8; rename it"
        if reason := no_file(file):
            return reason
        start = head(file)
        if reason := unreadable(start) or damage(file):
            return reason
        if kind == "correspondence" or (kind == "auto" and is_correspondence(file, columns)):
            found.correspondence.append(file)
        elif file.suffix.lower() in POLICY_SUFFIXES:
            found.policies.append(file)
        else:
            return unknown(start, file) if kind == "auto" else "not a format that policies are read from"
    except OSError as error:
        return f"cannot be read: {error.strerror or error}"
    return ""


def _unknown_us(path: Path) -> InputError:
    names = propose_us(path)[:_MOST_NAMES]
    if not names:
        return InputError(
            f"It is not known who 'we' are in {path.name}.", "Name your address or name with --us."
        )
    likely = ", ".join(f"{name} ({count})" for name, count in names)
    return InputError(
        f"It is not known who 'we' are in {path.name}.",
        f'Most of it is with: {likely}. Say which of them you are, for example --us "{names[0][0]}", '
        "or set `us` in the settings.",
    )


# --- adding --------------------------------------------------------------------------------------------


def _learn_archive(
    knowledge: KnowledgeBase, part: _Sorted, learned: Learned, *, sides: Sides, on_progress: Progress
) -> None:
    path, source = part.path, str(part.path)
    mark = f"{fingerprint(path)}:{sides.mark}"
    if knowledge.unchanged(source, mark):
        learned.unchanged += 1
        return
    otherwise = _read_otherwise(knowledge, source, sides)
    before, skipped_before = knowledge.sources(), len(learned.skipped)
    strangers: list[Sequence[str]] = []
    stream = read_archive(
        path,
        us=sides.us,
        client=sides.client,
        columns=sides.columns,
        files=part.correspondence,
        on_progress=lambda step: on_progress(path.name, step),
        judging=_judging(knowledge, anew=otherwise),
        on_strangers=strangers.append,
    )
    answered: set[bool] = set()
    kept = _marked(stream, learned, answered)
    if otherwise:
        kept = _replacing(knowledge, source, kept)
    learned.count(knowledge.add_exchanges(kept, source=source, fingerprint=mark))
    if not answered and _all_damaged(learned.skipped[skipped_before:], part.correspondence):
        if source not in {each.name for each in before}:
            knowledge.remove(source)  # nothing came of it: the next time says why again
        return
    learned.archives += 1
    if answered == {False}:
        us = ", ".join(sides.us) or "us"
        learned.doubts.append(
            f"No message of {path.name} is by {us}: check --us and add it again if that is wrong."
        )
    if strangers:
        learned.doubts.append(_taken_for_clients(strangers))


def _all_damaged(skipped: Sequence[Skipped], files: Sequence[Path]) -> bool:
    """Whether no file could be read at all, as against messages in them that were left out."""
    names = {str(file) for file in files}
    return bool(skipped) and all(each.source in names for each in skipped)


def _taken_for_clients(chats: Sequence[Sequence[str]]) -> str:
    """Who may be us in chats where nobody is known to be: first who writes in most of them."""
    names = [name for name, _ in Counter(chain.from_iterable(chats)).most_common(_MOST_STRANGERS)]
    where = "one chat" if len(chats) == 1 else f"{len(chats)} chats"
    return _NOBODY_OF_US.format(where, ", ".join(f"“{name}”" for name in names))


def _judging(knowledge: KnowledgeBase, *, anew: bool) -> Judging | None:
    """How exchanges ended is judged with the store's own embeddings, if the head was trained with these.

    What is kept stands where the client's next words are the same, so that a grown archive costs no more
    than what is new, unless `anew`.
    """
    from assistant.correspondence.weighing import knows

    if not knows(knowledge.embedding_model):
        return None
    return Judging(knowledge.embed) if anew else Judging(knowledge.embed, knowledge.ended)


def _read_otherwise(knowledge: KnowledgeBase, source: str, sides: Sides) -> bool:
    """Whether a source was read with another idea of who is who: what it gave then is no longer true."""
    before = next((each.fingerprint for each in knowledge.sources() if each.name == source), "")
    return bool(before) and before.partition(":")[2] not in ("", sides.mark)


def _replacing(
    knowledge: KnowledgeBase, source: str, stream: Iterator[Exchange | Skipped]
) -> Iterator[Exchange | Skipped]:
    """The stream, with what the source gave before taken out as soon as there is something in its place."""
    waiting: list[Exchange | Skipped] = []
    for each in stream:
        waiting.append(each)
        if isinstance(each, Exchange):
            knowledge.remove(source)
            break
    return chain(waiting, stream)


def _learn_policy(knowledge: KnowledgeBase, path: Path, learned: Learned) -> None:
    source, mark = str(path), fingerprint(path)
    if knowledge.unchanged(source, mark):
        learned.unchanged += 1
        return
    try:
        passages = split_policy(path)
    except InputError as error:
        reason = error.message.removeprefix(path.name).strip(" .")
        learned.skipped.append(Skipped(source, reason))
        return
    added = knowledge.add_passages(passages, source=source, fingerprint=mark)
    learned.count(added)
    learned.policies += 1
    if added.for_staff:
        learned.doubts.append(_FOR_STAFF.format(path.name))


def _marked(
    stream: Iterable[Exchange | Skipped], learned: Learned, answered: set[bool]
) -> Iterator[Exchange | Skipped]:
    """Replies that apologise, admit or promise lend their facts but never their style."""
    for each in stream:
        if isinstance(each, Skipped):
            learned.skipped.append(each)
            yield each
            continue
        answered.add(bool(each.reply))
        yield (
            replace(each, marks=marks(each.reply, each.reply_language, folders=[own_lexicons()]))
            if each.reply
            else each
        )
