"""Which policy documents replace which."""

from __future__ import annotations

from assistant.knowledge.catalogue import Catalogue
from assistant.knowledge.vectors import Vectors


def relink(catalogue: Catalogue, vectors: Vectors) -> None:
    """Mark the clauses of replaced documents with the document and the clause that hold instead."""
