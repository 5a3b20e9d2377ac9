"""The events of a city, in order, each once, over every interruption."""
from __future__ import annotations

import dataclasses
import datetime
import math
import threading
import time
from collections.abc import Iterable, Iterator
from typing import Any

import grpc
from google.protobuf import descriptor_pool, message_factory
from google.protobuf.message import Message

from zwk.calls import Calls, Stream, is_passing, pause_before
from zwk.errors import from_rpc

_SILENCE = 45.0  # seconds: the platform says something every 15
_INTERRUPTIONS = (grpc.StatusCode.CANCELLED, grpc.StatusCode.DEADLINE_EXCEEDED, grpc.StatusCode.INTERNAL, grpc.StatusCode.UNKNOWN)


@dataclasses.dataclass(frozen=True)
class Event:
    """Something that has happened. Keep `cursor` with what you make of it, in one transaction, and go on behind it."""

    cursor: str
    id: str  # the same however often it is told
    type: str  # full name of its message
    time: datetime.datetime
    municipality: str
    aggregate: str  # what it happened to: "offer/<id>"
    version: int  # of the aggregate's events: grows; what is not told to you is left out
    message: Message | None  # the fields that are told; None: newer than this package


def watch(calls: Calls, area: str, response: type[Message], request: Any, types: Iterable[type[Message]],
          patience: float | None, heartbeats: bool) -> Iterator[Event | str]:
    """Events behind request.after; with `heartbeats` also cursors at which nothing more has happened so far."""
    request.types.extend(each.DESCRIPTOR.full_name for each in types)
    path = f"/zwk.{area}.v1.EventService/WatchEvents"
    limit = _SILENCE if patience is None else min(_SILENCE, patience)
    refused, attempt, interrupted = None, 0, 0.0
    while True:
        call = calls.open_stream(path, request, response, None, wait_for_ready=refused is not None)
        silence = _Silence(call, limit)
        try:
            for answer in call:
                refused, attempt = None, 0
                said: Any = answer
                request.after, request.new_only = said.cursor, False
                silence.wanted()  # while the caller works with it
                if said.HasField("event"):
                    yield _event(said.cursor, said.event)
                elif heartbeats:
                    yield str(said.cursor)
                silence.begins()
        except grpc.RpcError as rpc_error:
            error = from_rpc(rpc_error)
            if not is_passing(error) and error.code not in _INTERRUPTIONS:
                raise error from None
            if refused is None:
                interrupted = time.monotonic()
            if refused is None or is_passing(error):  # else only that this attempt was given up
                refused = error
            if patience is not None and time.monotonic() - interrupted >= patience:
                raise refused from None
        finally:
            silence.end()
            call.cancel()
        if refused is not None:
            time.sleep(pause_before(attempt, refused))
        attempt += 1


def _event(cursor: str, envelope: Any) -> Event:
    return Event(cursor=cursor, id=envelope.id, type=envelope.type, time=envelope.time.ToDatetime(datetime.timezone.utc),
                 municipality=envelope.municipality, aggregate=envelope.aggregate, version=envelope.aggregate_version,
                 message=_message(envelope.type, envelope.data))


def _message(type_name: str, data: bytes) -> Message | None:
    try:
        descriptor = descriptor_pool.Default().FindMessageTypeByName(type_name)
    except KeyError:
        return None
    return message_factory.GetMessageClass(descriptor).FromString(data)


class _Silence:
    """Ends a stream on which nothing is said any more: a connection can be dead without saying so."""

    def __init__(self, call: Stream[Message], first: float) -> None:
        self._call = call
        self._changed = threading.Condition()
        self._until: float | None = time.monotonic() + first  # for the first answer
        threading.Thread(target=self._watch, daemon=True).start()

    def wanted(self) -> None:
        self._set(math.inf)

    def begins(self) -> None:
        self._set(time.monotonic() + _SILENCE)

    def end(self) -> None:
        self._set(None)

    def _set(self, until: float | None) -> None:
        with self._changed:
            self._until = until
            self._changed.notify()

    def _watch(self) -> None:
        with self._changed:
            while self._until is not None:
                left = self._until - time.monotonic()
                if left <= 0:
                    self._call.cancel()
                    return
                self._changed.wait(None if left == math.inf else left)
