"""The Chroma store: splitting policies, keeping exchanges, retrieval and ranking."""
