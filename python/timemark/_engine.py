"""The engine."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any, NamedTuple

from . import _arguments as arguments
from ._timemark import Core

SEED_MAX = 2**63 - 1


class Response(NamedTuple):
    """The answer to an HTTP request."""

    status: int
    headers: dict[str, str]
    body: bytes


class Engine:
    """DynamoDB's on-demand backup in memory, with a clock that you move.

    Every method may be called from any thread; calls are answered one after the other. An argument of a wrong type raises a
    `TypeError` that names it, one of a wrong value a `ValueError`. Where the engine itself fails, which is a bug of this
    package, an `EngineStoppedError` is raised, and by every later call too.
    """

    _core: Core
    _origin: Core

    def __init__(
        self,
        *,
        seed: int | None = None,
        now: float | datetime | None = None,
        region: str | None = None,
        account: str | None = None,
        settings: Mapping[str, Any] | None = None,
    ) -> None:
        """An engine without tables.

        :param seed: what every random choice follows from, from 0 to 2**63 - 1. Default 1.
        :param now: the time at which the clock starts, as a `datetime` or in epoch seconds. Default 2026-01-01T00:00:00Z.
        :param region: the region in every ARN. Default `us-east-1`.
        :param account: the twelve-digit account in every ARN. Default `123456789012`.
        :param settings: the settings of the lab, such as `{"Pace": "REALISTIC", "ConsistencyWindow": "ADVERSARIAL"}`. Default
            pace INSTANT, at which nothing takes time, and consistency window EXACT.
        """
        if seed is not None:
            arguments.whole(seed, "seed", SEED_MAX)
        if now is not None:
            now = arguments.moment(now, "now")
        if region is not None:
            form = "a region's name such as us-east-1: letters a-z, digits and hyphens, at most 32"
            arguments.text_that(Core.is_region, region, "region", form)
        if account is not None:
            arguments.text_that(Core.is_account, account, "account", "12 digits")
        if settings is not None and not isinstance(settings, Mapping):
            raise arguments.wrong(settings, "settings", "a dict")
        self._begin(Core(seed, now, region, account, settings or {}))

    @classmethod
    def open(cls, file: bytes) -> Engine:
        """The engine of a lab file: what `save` returned here, in the JavaScript package, by the server or the page.

        :raises ValueError: for bytes that are no lab file, were written by a newer version, or are damaged
        """
        return cls._of(Core.open(arguments.binary(file, "file")))

    @classmethod
    def _of(cls, core: Core) -> Engine:
        engine = cls.__new__(cls)
        engine._begin(core)
        return engine

    def _begin(self, core: Core) -> None:
        self._core = core
        self._origin = core.fork()

    def call(self, operation: str, members: Mapping[str, Any] | None = None, /, **more: Any) -> dict[str, Any]:
        """Calls an operation of the API or of the lab in the engine's own region, and returns its answer.

        `engine.call("ListBackups", TableName="Music")` is `engine.call("ListBackups", {"TableName": "Music"})`. Values are as
        in a request of the low-level API, `{"S": "text"}`. Binary values are bytes. Times are epoch seconds in an answer, and
        may be a `datetime` in a call.

        :raises EngineError: if the service would answer with an error; then nothing has changed
        """
        # pytest shows the line that called.
        __tracebackhide__ = True
        arguments.text(operation, "operation")
        if members is not None and not isinstance(members, Mapping):
            raise arguments.wrong(members, "members", "a dict")
        return self._core.call(operation, {**(members or {}), **more}) or {}

    def handle(self, target: str, body: bytes, authorization: str | None = None) -> Response:
        """Answers an HTTP request, given the value of `X-Amz-Target`, the body, and the value of `Authorization`, if there is
        one. Its credential scope is the region; without it the request is for the engine's own.
        """
        arguments.text(target, "target")
        body = arguments.binary(body, "body")
        if authorization is not None:
            arguments.text(authorization, "authorization")
        return Response(*self._core.handle(target, body, authorization))

    @property
    def region(self) -> str:
        """The engine's own region: that of requests that name none, and of `call`."""
        return self._core.region()

    @property
    def now(self) -> float:
        """The virtual time, in epoch seconds."""
        return self._core.now()

    @property
    def next_due(self) -> float | None:
        """When the next task is due, in epoch seconds; `None` if none is."""
        return self._core.next_due()

    def advance(self, seconds: float | timedelta) -> int:
        """Moves the clock forward by a number of seconds, or a `timedelta`. Returns the number of tasks that ran on the way."""
        return self._core.advance(arguments.span(seconds, "seconds"))

    def advance_to(self, time: float | datetime) -> int:
        """Moves the clock to a time, a `datetime` or epoch seconds. Returns the number of tasks that ran on the way. A time that
        has passed moves nothing.
        """
        return self._core.advance_to(arguments.moment(time, "time"))

    def fork(self) -> Engine:
        """Another engine in the same state, which goes its own way from here. It takes microseconds, however much the engine
        holds: both share what neither has changed.
        """
        return self._of(self._core.fork())

    def reset(self) -> None:
        """Goes back to the engine as it was made: new, opened or forked. `call("ResetLab")` removes everything but the clock, the
        seed and the settings.
        """
        self._core.now()  # One that has stopped stays so.
        self._core = self._origin.fork()

    def save(self) -> bytes:
        """The engine as a lab file (`.timemark`), which `Engine.open` and `timemark open` read, and the page too."""
        return self._core.save()

    def explain(self, backup_arn: str) -> dict[str, Any]:
        """Explains a backup: the verdict on each write, certainly in, maybe in or certainly out, and what happened.

        :raises EngineError: `BackupNotFoundException` if there is no such backup
        """
        return self.call("ExplainBackup", BackupArn=arguments.text(backup_arn, "backup_arn"))

    def compare(self, left: str | Mapping[str, Any], right: str | Mapping[str, Any]) -> dict[str, Any]:
        """Compares the items of two tables, of a table at two moments, or of a table and a backup: all pages of CompareTables in one,
        its `Counts` and its `Differences`. A side is a table's name, a backup's ARN, or a dict with one of these and, of a table,
        a `Time`.

        :raises EngineError: as for CompareTables
        """
        members: dict[str, Any] = {"Left": arguments.side(left, "left"), "Right": arguments.side(right, "right"), "Limit": 10_000}
        counts: dict[str, int] = {}
        differences: list[dict[str, Any]] = []
        while True:
            page = self.call("CompareTables", members)
            for name, count in page["Counts"].items():
                counts[name] = counts.get(name, 0) + count
            differences += page["Differences"]
            if "NextToken" not in page:
                return {"Counts": counts, "Differences": differences}
            members["NextToken"] = page["NextToken"]

    def digest(self) -> str:
        """A digest of the engine's state, in hexadecimal. Equal states have equal digests, on every machine and in every
        language.
        """
        return self._core.digest()

    def __repr__(self) -> str:
        return f"<timemark.Engine in {self.region} at {self.now}>"
