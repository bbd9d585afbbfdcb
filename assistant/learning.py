"""The other way in: files become knowledge. Policies are split into clauses, archives into exchanges.

What cannot be read is skipped and reported with its reason; a file that is in unchanged is not read
again. Interrupted at any moment, the next run goes on where this one stopped.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

from assistant.correspondence import fingerprint, is_correspondence, read_archive
from assistant.domain import Exchange, Skipped
from assistant.errors import InputError
from assistant.gate import marks
from assistant.knowledge import POLICY_SUFFIXES, Added, KnowledgeBase, split_policy

Progress = Callable[[str, int, int], None]
"""(file, files done, files in all)"""


@dataclass(slots=True)
class Learned:
    """What one `kb add` did: new and already known records, files that had not changed, and skips."""

    policies: int = 0
    archives: int = 0
    new: int = 0
    known: int = 0
    unchanged: int = 0
    skipped: list[Skipped] = field(default_factory=list)

    def count(self, added: Added) -> None:
        self.new += added.new + added.changed
        self.known += added.known


def learn(
    knowledge: KnowledgeBase,
    paths: Sequence[Path],
    *,
    us: Sequence[str] = (),
    client: str | None = None,
    kind: str = "auto",
    on_progress: Progress = lambda _file, _done, _total: None,
) -> Learned:
    """Add files and folders; `kind` is auto, policy or correspondence. Raises StoreError."""
    learned = Learned()
    with knowledge.writing():
        sources = list(_sources(paths, kind))
        for done, (path, as_policy) in enumerate(sources):
            on_progress(path.name, done, len(sources))
            _learn_one(knowledge, path, as_policy, learned, us=us, client=client)
        on_progress("", len(sources), len(sources))
        knowledge.skip(learned.skipped)
    return learned


def _sources(paths: Iterable[Path], kind: str) -> Iterator[tuple[Path, bool]]:
    """Each file to read and whether it is a policy; an archive that is a folder counts as one."""
    for path in paths:
        if not path.exists():
            raise InputError(f"{path} is not there.", "Check the path.")
        if path.is_dir() and not (kind != "policy" and is_correspondence(path)):
            children = sorted(child for child in path.iterdir() if not child.name.startswith("."))
            yield from _sources(children, kind)
        else:
            yield path, kind == "policy" or (kind == "auto" and not is_correspondence(path))


def _learn_one(
    knowledge: KnowledgeBase,
    path: Path,
    as_policy: bool,
    learned: Learned,
    *,
    us: Sequence[str],
    client: str | None,
) -> None:
    source, mark = str(path.resolve()), fingerprint(path)
    if knowledge.unchanged(source, mark):
        learned.unchanged += 1
    elif as_policy:
        _learn_policy(knowledge, path, source, mark, learned)
    else:
        stream = _marked(read_archive(path, us=us, client=client), learned)
        learned.count(knowledge.add_exchanges(stream, source=source, fingerprint=mark))
        learned.archives += 1


def _learn_policy(knowledge: KnowledgeBase, path: Path, source: str, mark: str, learned: Learned) -> None:
    if path.suffix.lower() not in POLICY_SUFFIXES:
        learned.skipped.append(Skipped(source, "not a format that is read: neither a policy nor an archive"))
        return
    try:
        passages = split_policy(path)
    except InputError as error:
        learned.skipped.append(Skipped(source, error.message))
        return
    learned.count(knowledge.add_passages(passages, source=source, fingerprint=mark))
    learned.policies += 1


def _marked(stream: Iterator[Exchange | Skipped], learned: Learned) -> Iterator[Exchange | Skipped]:
    """Replies that apologise, admit or promise lend their facts but never their style."""
    for each in stream:
        if isinstance(each, Skipped):
            learned.skipped.append(each)
            continue
        yield replace(each, marks=marks(each.reply, each.reply_language)) if each.reply else each
