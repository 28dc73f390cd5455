"""Checks of arguments. Each returns the argument, or raises a `TypeError` or a `ValueError` that names it."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from datetime import datetime, timedelta
from typing import Any

Seconds = int | float
"""A number of seconds, with a fraction."""

SECONDS_MAX = 253402300799.999
"""The last moment that the clock can show: 9999-12-31T23:59:59.999Z."""


def text(value: object, name: str) -> str:
    """Text that can be written as UTF-8."""
    if not isinstance(value, str):
        raise wrong(value, name, "a str")
    try:
        value.encode()
    except UnicodeEncodeError:
        raise ValueError(f"{name} must be text without unpaired surrogates, which are no characters") from None
    return value


def text_that(holds: Callable[[str], bool], value: object, name: str, form: str) -> str:
    """Text of a form."""
    if not holds(text(value, name)):
        raise ValueError(f"{name} must be {form}, not {value!r}")
    return str(value)


def whole(value: object, name: str, maximum: int) -> int:
    """A whole number from 0 to a maximum."""
    if isinstance(value, bool) or not isinstance(value, int):
        raise wrong(value, name, "an int")
    if not 0 <= value <= maximum:
        raise ValueError(f"{name} must be from 0 to {maximum}")
    return value


def span(value: object, name: str) -> float:
    """A length of time, in seconds."""
    seconds = value.total_seconds() if isinstance(value, timedelta) else number(value, name, "a number of seconds or a timedelta")
    if not 0 <= seconds <= SECONDS_MAX:
        raise ValueError(f"{name} must be from 0 to {SECONDS_MAX}: {seconds}")
    return seconds


def moment(value: object, name: str) -> float:
    """A moment, in epoch seconds. A `datetime` without a time zone is local time, as it is for boto3."""
    seconds = value.timestamp() if isinstance(value, datetime) else number(value, name, "epoch seconds or a datetime")
    if not 0 <= seconds <= SECONDS_MAX:
        raise ValueError(f"{name} must be from 1970 to the year 9999, in epoch seconds from 0 to {SECONDS_MAX}: {seconds}")
    return seconds


def side(value: object, name: str) -> Mapping[str, Any]:
    """A side of a comparison: a table's name or ARN, a backup's ARN, or what CompareTables takes."""
    if isinstance(value, Mapping):
        return value
    if not isinstance(value, str):
        raise wrong(value, name, "the name of a table, the ARN of a backup, or a dict with either")
    return {"BackupArn" if "/backup/" in value else "TableName": text(value, name)}


def number(value: object, name: str, kind: str) -> float:
    """A number that is none of the special ones."""
    if isinstance(value, bool) or not isinstance(value, int | float):
        raise wrong(value, name, kind)
    try:
        converted = float(value)
    except OverflowError:
        converted = math.inf
    if not math.isfinite(converted):
        raise ValueError(f"{name} must be a finite number")
    return converted


def binary(value: object, name: str) -> bytes:
    """Bytes, as such."""
    if not isinstance(value, bytes | bytearray | memoryview):
        raise wrong(value, name, "bytes")
    return bytes(value)


def wrong(value: object, name: str, kind: str) -> TypeError:
    """The error for an argument of a wrong type."""
    return TypeError(f"{name} must be {kind}, not {type(value).__name__}")
