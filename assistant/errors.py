"""Every error a user can meet, each with what happened and what to do next.

    CalmreplyError
      InputError          the message, file or option cannot be used
      SettingsError       the settings file or an environment variable is wrong
      StoreError          the knowledge base or the journal cannot be read or written
        StoreBusyError    another process is writing
        StoreModelError   the store was made by another embedding model
      ModelError          a language model is missing, damaged, too large or does not answer
        ModelMissingError
        ModelDamagedError
        ModelTooLargeError
        ServerError       a model server did not answer as its protocol says
      DownloadError       a model could not be fetched or verified
      KnowledgeDataError  a shipped or user file (prompt, card, lexicon) is malformed

Errors of libraries are mapped to these where they are raised; the message says what happened, the
hint what to do. The command line prints both and exits with 1.
"""

from __future__ import annotations


class CalmreplyError(Exception):
    """Base of all errors that are meant for the user."""

    def __init__(self, message: str, hint: str = "") -> None:
        super().__init__(message)
        self.message = message
        self.hint = hint


class InputError(CalmreplyError):
    """The message, file or option cannot be used."""


class SettingsError(CalmreplyError):
    """The settings file or an environment variable is wrong."""


class StoreError(CalmreplyError):
    """The knowledge base or the journal cannot be read or written."""


class StoreBusyError(StoreError):
    """Another process is writing to the store."""


class StoreModelError(StoreError):
    """The store was made by another embedding model."""


class ModelError(CalmreplyError):
    """A language model cannot be used."""


class ModelMissingError(ModelError):
    """No model file is there."""


class ModelDamagedError(ModelError):
    """The model file is truncated or is not the file it claims to be."""


class ModelTooLargeError(ModelError):
    """The model does not fit into this machine's memory."""


class ServerError(ModelError):
    """A model server did not answer as its protocol says."""


class DownloadError(CalmreplyError):
    """A model could not be fetched or verified."""


class KnowledgeDataError(CalmreplyError):
    """A shipped or user-edited file (prompt, card, lexicon) is malformed."""
