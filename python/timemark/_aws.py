"""The block in which an engine answers every session of botocore that is made."""

from __future__ import annotations

import os
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any, NamedTuple

from botocore.handlers import BUILTIN_HANDLERS, REGISTER_FIRST

from ._attachment import Attachment
from ._engine import Engine

ENVIRONMENT = ("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY", "AWS_DEFAULT_REGION")
"""What clients need of the environment, and may not find there."""


class _Block(Attachment):
    """The engine of a `with timemark.aws(...)` block."""

    def __init__(self, engine: Engine) -> None:
        super().__init__(engine)
        self.region = engine.region

    @property
    def engine(self) -> Engine:
        """This block's engine while it is open, then that of the innermost open block.

        So a client that a module keeps, made while one test ran, is answered by the engine of the next.
        """
        with _lock:
            return self._engine if self in _open or not _open else _open[-1]._engine


class _Outside(NamedTuple):
    """What blocks change, as it was when none was open."""

    environment: dict[str, str]
    default_session: Any


_lock = threading.Lock()
_open: list[_Block] = []
"""The blocks that are open, the innermost last."""
_outside = _Outside({}, None)


@contextmanager
def aws(engine: Engine | None = None) -> Iterator[Engine]:
    """Has an engine answer all DynamoDB requests of sessions that are made in this block.

        with timemark.aws() as engine:
            client = boto3.client("dynamodb")

    That goes for boto3's clients and resources, its default session included, and for whatever is built on botocore. No request
    leaves the process, and other services are not touched. Where the environment has no credentials or no region, it has
    dummies and the engine's region until the block ends. A client that outlives its block is answered by the innermost block
    that is open then, or by its own engine.

    :param engine: the engine; a new one by default
    """
    global _outside
    block = _Block(Engine() if engine is None else engine)
    with _lock:
        if not _open:
            environment = {name: os.environ[name] for name in ENVIRONMENT if name in os.environ}
            _outside = _Outside(environment, getattr(sys.modules.get("boto3"), "DEFAULT_SESSION", None))
        _open.append(block)
        _follow_innermost()
    try:
        yield block._engine
    finally:
        with _lock:
            _open.remove(block)
            _follow_innermost()


def _follow_innermost() -> None:
    """Has new sessions, boto3's default session and the environment be those of the innermost block; without one, as before."""
    block = _open[-1] if _open else None

    others = [spec for spec in BUILTIN_HANDLERS if not isinstance(getattr(spec[1], "__self__", None), _Block)]
    ours = block.handlers() if block else []
    BUILTIN_HANDLERS[:] = [*others, *((event, handler, REGISTER_FIRST) for event, handler in ours)]

    environment = dict(_outside.environment)
    if block:
        if "AWS_ACCESS_KEY_ID" not in environment:
            environment.update(AWS_ACCESS_KEY_ID="TIMEMARK", AWS_SECRET_ACCESS_KEY="none")
        environment.setdefault("AWS_DEFAULT_REGION", block.region)
    for name in ENVIRONMENT:
        os.environ.pop(name, None)
    os.environ.update(environment)

    if "boto3" in sys.modules:
        sys.modules["boto3"].DEFAULT_SESSION = None if block else _outside.default_session  # type: ignore[attr-defined]
