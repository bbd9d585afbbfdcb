"""The Chroma store: splitting policies, keeping exchanges, retrieval and ranking."""

from assistant.knowledge.base import KnowledgeBase
from assistant.knowledge.documents import POLICY_SUFFIXES
from assistant.knowledge.intake import Added
from assistant.knowledge.source_rows import Source
from assistant.knowledge.splitting import split_policy
from assistant.knowledge.stats import Removed, Stats

__all__ = ["POLICY_SUFFIXES", "Added", "KnowledgeBase", "Removed", "Source", "Stats", "split_policy"]
