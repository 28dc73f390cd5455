"""Waiters that move the engine's clock where others sleep."""

from __future__ import annotations

import inspect
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from . import _arguments as arguments
from ._engine import Engine

if TYPE_CHECKING:
    from ._attachment import Attachment

ATTACHMENT = "timemark.attachment"
"""The event at which what answers a client returns itself."""

SECONDS_MAX = 7 * 86_400
"""The longest virtual time that is waited."""


def with_virtual_waiters(attachment: Attachment) -> type:
    """A base for the class of a client, with waiters in virtual time."""

    class VirtualWaiters:
        def get_waiter(self, waiter_name: str) -> VirtualWaiter:
            return VirtualWaiter(super().get_waiter(waiter_name), attachment)  # type: ignore[misc]

    return VirtualWaiters


class VirtualWaiter:
    """A waiter of botocore or aiobotocore that advances the clock by its delay before each poll but the first."""

    def __init__(self, waiter: Any, attachment: Attachment) -> None:
        self._waiter = waiter
        self._attachment = attachment
        self.name = waiter.name
        self.config = waiter.config

    def wait(self, **members: Any) -> Any:
        """Waits as the waiter does, without waiting. `WaiterConfig` may have the delay and the number of attempts."""
        config = dict(members.pop("WaiterConfig", None) or {})
        delay = arguments.span(config.get("Delay", self.config.delay), "WaiterConfig.Delay")
        poll, engine, is_first = self._waiter._operation_method, self._attachment.engine, True

        def advance_and_poll(**members: Any) -> Any:
            nonlocal is_first
            if not is_first:
                engine.advance(delay)
            is_first = False
            return poll(**members)

        waiter = type(self._waiter)(self.name, self.config, advance_and_poll)
        return waiter.wait(WaiterConfig={**config, "Delay": 0}, **members)


def wait_until_backup_available(client: Any, backup_arn: str) -> dict[str, Any]:
    """Moves the clock until a backup is AVAILABLE, and returns its description. No SDK has a waiter for that.

    :param client: a DynamoDB client of boto3 that an engine answers
    :raises TimeoutError: if the backup is under way for more than a week of virtual time
    """
    arguments.text(backup_arn, "backup_arn")

    def describe() -> tuple[str, dict[str, Any]]:
        description = client.describe_backup(BackupArn=backup_arn)["BackupDescription"]
        return description["BackupDetails"]["BackupStatus"], description

    return _wait(client, describe, "CREATING", "AVAILABLE")


def wait_until_export_completed(client: Any, export_arn: str) -> dict[str, Any]:
    """Moves the clock until an export is COMPLETED, and returns its description. No SDK has a waiter for that.

    :param client: a DynamoDB client of boto3 that an engine answers
    :raises TimeoutError: if the export is under way for more than a week of virtual time
    :raises RuntimeError: if the export fails
    """
    arguments.text(export_arn, "export_arn")

    def describe() -> tuple[str, dict[str, Any]]:
        description = client.describe_export(ExportArn=export_arn)["ExportDescription"]
        return description["ExportStatus"], description

    return _wait(client, describe, "IN_PROGRESS", "COMPLETED")


def _wait(
    client: Any, describe: Callable[[], tuple[str, dict[str, Any]]], under_way: str, done: str
) -> dict[str, Any]:
    """Moves the clock from one due task to the next while `describe` reports something under way."""
    engine = engine_of(client)
    end = engine.now + SECONDS_MAX
    while True:
        status, description = describe()
        if status == done:
            return description
        if status != under_way:
            raise RuntimeError(f"the status is {status} and will not be {done}")
        due = engine.next_due
        if due is None or due > end:
            raise TimeoutError(f"the status is still {status} after a week of virtual time")
        engine.advance_to(due)


def engine_of(client: Any) -> Engine:
    """The engine that answers a client.

    :raises TypeError: for what is no client of botocore that an engine answers
    """
    try:
        events = client.meta.events
    except AttributeError:
        raise arguments.wrong(client, "client", "a client of boto3") from None
    attachments = attachments_of(events)
    if not attachments:
        raise TypeError("client must be one that an engine answers: made inside `timemark.aws`, or attached")
    return attachments[0].engine


def attachments_of(events: Any) -> list[Attachment]:
    """What answers a client or a session, the first first."""
    answers = events.emit(ATTACHMENT)
    if inspect.iscoroutine(answers):
        # That of aiobotocore. Its clients have no waiters for backups, and are attached once.
        answers.close()
        return []
    return [attachment for _, attachment in answers]
