"""DynamoDB in process under the unmodified boto3, with real backups, a clock that you move, and a fork for each test.

    >>> import timemark
    >>> engine = timemark.Engine()
    >>> engine.call("ListTables")
    {'TableNames': []}

`Engine` needs nothing else. `aws` and `attach` put an engine under botocore, and so under boto3, aiobotocore, PynamoDB and
whatever else is built on it; `wait_until_backup_available` and `wait_until_export_completed` are waiters that no SDK has.
"""

from typing import TYPE_CHECKING, Any

from ._engine import Engine, Response
from ._errors import EngineError, EngineStoppedError

if TYPE_CHECKING:
    from ._attachment import Attached, attach
    from ._aws import aws
    from ._waiters import wait_until_backup_available, wait_until_export_completed

__all__ = [
    "Attached",
    "Engine",
    "EngineError",
    "EngineStoppedError",
    "Response",
    "attach",
    "aws",
    "wait_until_backup_available",
    "wait_until_export_completed",
]

# What needs botocore is loaded when it is first named, so that an engine can be used without it.
_NEEDS_BOTOCORE = {
    "Attached": "_attachment",
    "attach": "_attachment",
    "aws": "_aws",
    "wait_until_backup_available": "_waiters",
    "wait_until_export_completed": "_waiters",
}


def __getattr__(name: str) -> Any:
    if name not in _NEEDS_BOTOCORE:
        raise AttributeError(f"module 'timemark' has no attribute {name!r}")
    from importlib import import_module

    value = getattr(import_module(f"timemark.{_NEEDS_BOTOCORE[name]}"), name)
    globals()[name] = value
    return value
