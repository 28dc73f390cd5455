"""The errors that an engine raises."""

from __future__ import annotations

from typing import Any


class EngineError(Exception):
    """The error that the service answers a call with. Whenever one is raised, nothing has changed.

    It is what `Engine.call` raises. The clients of boto3 raise their own errors, as always.
    """

    # As it is imported, and so as tracebacks name it.
    __module__ = "timemark"

    code: str
    """The service's error code, such as `BackupNotFoundException`."""

    message: str | None
    """The service's text, `None` if it sends none."""

    item: dict[str, Any] | None
    """For `ConditionalCheckFailedException`: the item, if the request asked for it."""

    cancellation_reasons: list[dict[str, Any]] | None
    """For `TransactionCanceledException`: the reason for each item, in the request's order."""

    def __init__(
        self,
        code: str,
        message: str | None = None,
        item: dict[str, Any] | None = None,
        cancellation_reasons: list[dict[str, Any]] | None = None,
    ) -> None:
        super().__init__(code, message, item, cancellation_reasons)
        self.code = code
        self.message = message
        self.item = item
        self.cancellation_reasons = cancellation_reasons

    def __str__(self) -> str:
        return self.code if self.message is None else f"{self.code}: {self.message}"


class EngineStoppedError(Exception):
    """The engine has failed, which is a bug of this package, and answers no more: every later call raises this too.

    Forks that were taken before go on.
    """

    __module__ = "timemark"

    reason: str
    """What failed."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason

    def __str__(self) -> str:
        return f"the engine has stopped: {self.reason}. This is a bug of Timemark"
