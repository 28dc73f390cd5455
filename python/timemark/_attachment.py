"""An engine under botocore: what its events call."""

from __future__ import annotations

from collections.abc import Callable, Generator
from typing import Any

from botocore import UNSIGNED
from botocore.awsrequest import AWSPreparedRequest, AWSRequest, AWSResponse

from . import _arguments as arguments
from ._engine import Engine, Response
from ._waiters import ATTACHMENT, VirtualWaiter, attachments_of, with_virtual_waiters

SERVICES = ("dynamodb", "dynamodb-streams")
"""The services that an engine answers, as botocore's events name them."""


class Attachment:
    """An engine, and the sessions and clients whose requests it answers.

    Nothing of botocore is replaced: its own events ask for an answer before a request is sent, and for the bases of a
    client's class.
    """

    def __init__(self, engine: Engine) -> None:
        if not isinstance(engine, Engine):
            raise arguments.wrong(engine, "engine", "a timemark.Engine")
        self._engine = engine

    @property
    def engine(self) -> Engine:
        """The engine that answers."""
        return self._engine

    def handlers(self) -> list[tuple[str, Any]]:
        """The events that are listened to, each with what it calls."""
        return [
            (ATTACHMENT, self._itself),
            ("creating-client-class.dynamodb", self._extend),
            *((f"choose-signer.{service}", self._leave_unsigned) for service in SERVICES),
            *((f"before-sign.{service}", self._name_region) for service in SERVICES),
            *((f"before-send.{service}", self._answer) for service in SERVICES),
        ]

    def _itself(self, **_: Any) -> Attachment:
        return self

    def _extend(self, base_classes: list[type], **_: Any) -> None:
        base_classes.insert(0, with_virtual_waiters(self))

    def _leave_unsigned(self, **_: Any) -> object:
        # A fifth of botocore's time, for a signature that is not checked. And a client without credentials is answered.
        return UNSIGNED

    def _name_region(self, request: AWSRequest, region_name: str, **_: Any) -> None:
        request.headers["Authorization"] = f"Credential=TIMEMARK/any/{region_name}/dynamodb/aws4_request"

    def _answer(self, request: AWSPreparedRequest, **_: Any) -> AWSResponse:
        header = request.headers.get
        answer = self.engine.handle(
            _text(header("X-Amz-Target")) or "", _body(request.body), _text(header("Authorization"))
        )
        return _Answer(request.url, answer)


class Attached(Attachment):
    """An engine that answers one client, or the clients of a session, until it is detached.

    It may be used as the block of a `with`, at whose end it is detached.
    """

    def __init__(self, target: Any, engine: Engine) -> None:
        super().__init__(engine)
        self._client = _client(target)
        if self._client is not None:
            service = self._client.meta.service_model.service_id.hyphenize()
            arguments.text_that(SERVICES.__contains__, service, "target", f"a client of {' or '.join(SERVICES)}")
        self._emitter = _emitter(target if self._client is None else self._client)
        # The first that was registered answers, so those that are there make way.
        self._before = attachments_of(self._emitter)
        self._replace(self._before, [self])
        if self._client is not None:
            # Its class exists already, so the waiters become an attribute of this client alone.
            get_waiter = self._client.get_waiter
            self._client.get_waiter = lambda waiter_name: VirtualWaiter(get_waiter(waiter_name), self)

    def detach(self) -> None:
        """Has the client, or the session's later clients, answered as before. To detach again does nothing.

        Clients that the session made meanwhile stay attached.
        """
        self._replace([self], self._before)
        self._before = []
        if self._client is not None:
            self._client.__dict__.pop("get_waiter", None)

    def _replace(self, before: list[Attachment], after: list[Attachment]) -> None:
        for attachment in before:
            for event, handler in attachment.handlers():
                self._emitter.unregister(event, handler)
        for attachment in after:
            for event, handler in attachment.handlers():
                self._emitter.register_first(event, handler)

    def __enter__(self) -> Attached:
        return self

    def __exit__(self, *_: object) -> None:
        self.detach()


def attach(target: Any, engine: Engine) -> Attached:
    """Has an engine answer a client or a resource, or the clients that a session makes from now on.

        timemark.attach(client, engine)

    It is for clients that exist already, or that need another engine than the rest. The region is the caller's.

    :param target: a client or a resource, or a session of boto3, botocore or aiobotocore
    """
    return Attached(target, engine)


def _client(target: Any) -> Any:
    """The client that a target is or has; `None` for a session."""
    if hasattr(target, "get_waiter"):
        return target
    return getattr(getattr(target, "meta", None), "client", None)


def _emitter(target: Any) -> Any:
    """What emits the events of a client or a session."""
    places: tuple[Callable[[], Any], ...] = (
        lambda: target.meta.events,
        lambda: target.events,
        lambda: target.get_component("event_emitter"),
    )
    for find in places:
        try:
            emitter = find()
        except (AttributeError, ValueError):
            continue
        if hasattr(emitter, "register_first"):
            return emitter
    raise arguments.wrong(target, "target", "a client, a resource or a session of boto3 or botocore")


class _Body(bytes):
    """A body for botocore, which takes it, and for aiobotocore, which awaits it."""

    def __await__(self) -> Generator[None, None, bytes]:
        return self
        yield


class _Answer(AWSResponse):
    """An answer that did not come over a socket."""

    def __init__(self, url: str, answer: Response) -> None:
        super().__init__(url, answer.status, answer.headers, None)
        self._body = _Body(answer.body)

    @property
    def content(self) -> bytes:
        return self._body


def _text(header: str | bytes | None) -> str | None:
    return header.decode("latin-1") if isinstance(header, bytes) else header


def _body(body: Any) -> bytes:
    if body is None:
        return b""
    return body.encode() if isinstance(body, str) else body
