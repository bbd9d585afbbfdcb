"""Sentences for a client, proposed for what the clauses say and approved by a person once.

    proposer = Proposer(knowledge, relate=...)
    for item in proposer.items("es"):            # one statement of a clause in one language
        proposer.propose(item)                   # our own past words, the clause itself, or a translation
        proposer.approve(item, text)             # refused where the gate blocks

Nothing here writes to the screen; a model is used only where one is handed in.
"""
