"""Putting an engine under the sessions and clients of botocore."""

from __future__ import annotations

import os
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from botocore.handlers import BUILTIN_HANDLERS, REGISTER_FIRST

from ._attachment import Attachment
from ._engine import Engine

_lock = threading.Lock()
_open: list[_Block] = []
"""The blocks that are open, the innermost last."""


class _Block(Attachment):
    """The engine of a `with timemark.aws(...)` block."""

    @property
    def engine(self) -> Engine:
        """This block's engine while it is open, then that of the innermost open block.

        So a client that a module keeps, made while one test ran, is answered by the engine of the next.
        """
        with _lock:
            return self._engine if self in _open or not _open else _open[-1]._engine


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
    block = _Block(Engine() if engine is None else engine)
    with _environment(block._engine), _default_session(), _registered(block):
        yield block._engine


@contextmanager
def _registered(block: _Block) -> Iterator[None]:
    with _lock:
        _open.append(block)
        _register_innermost()
    try:
        yield
    finally:
        with _lock:
            _open.remove(block)
            _register_innermost()


def _register_innermost() -> None:
    """Has botocore register the handlers of the innermost block, and no others, in each new session."""
    kept = [spec for spec in BUILTIN_HANDLERS if not isinstance(getattr(spec[1], "__self__", None), _Block)]
    ours = _open[-1].handlers() if _open else []
    BUILTIN_HANDLERS[:] = [*kept, *((event, handler, REGISTER_FIRST) for event, handler in ours)]


@contextmanager
def _environment(engine: Engine) -> Iterator[None]:
    """Credentials and a region, where there are none."""
    added = {}
    if "AWS_ACCESS_KEY_ID" not in os.environ:
        added.update(AWS_ACCESS_KEY_ID="TIMEMARK", AWS_SECRET_ACCESS_KEY="none")
    if "AWS_DEFAULT_REGION" not in os.environ:
        added.update(AWS_DEFAULT_REGION=engine.region)
    before = {name: os.environ.get(name) for name in added}
    os.environ.update(added)
    try:
        yield
    finally:
        for name, value in before.items():
            if value is None:
                os.environ.pop(name, None)
            else:
                os.environ[name] = value


@contextmanager
def _default_session() -> Iterator[None]:
    """Has boto3 make a new default session in this block, and forget it afterwards."""
    before = getattr(sys.modules.get("boto3"), "DEFAULT_SESSION", None)
    _set_default_session(None)
    try:
        yield
    finally:
        _set_default_session(before)


def _set_default_session(session: Any) -> None:
    if "boto3" in sys.modules:
        sys.modules["boto3"].DEFAULT_SESSION = session  # type: ignore[attr-defined]
