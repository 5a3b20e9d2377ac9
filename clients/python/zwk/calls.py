"""How calls are made: who asks, how long one waits, what is tried again."""
from __future__ import annotations

import itertools
import random
import time
import uuid
from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import Protocol, TypeVar

import grpc
from google.protobuf.message import Message

from zwk.errors import Error, from_rpc

Response = TypeVar("Response", bound=Message)
Request = TypeVar("Request", bound=Message)
Answer_co = TypeVar("Answer_co", bound=Message, covariant=True)


class Stream(Protocol[Answer_co]):
    """Answers that come, until somebody has had enough."""

    def __iter__(self) -> Iterator[Answer_co]: ...

    def cancel(self) -> bool: ...


_FIRST_PAUSE, _LONGEST_PAUSE = 0.1, 5.0  # seconds
# They say the same again however long one waits.
_NEVER_BETTER = ("MESSAGE_TOO_LARGE", "HEADERS_TOO_LARGE")


def is_passing(error: Error) -> bool:
    """Whether the same call may succeed later. Nothing is known to have happened."""
    if error.code == grpc.StatusCode.RESOURCE_EXHAUSTED:  # the platform gives a reason; who gives none is gRPC: a message is too large
        return bool(error.reason) and error.reason not in _NEVER_BETTER
    return error.code == grpc.StatusCode.UNAVAILABLE


def pause_before(attempt: int, error: Error) -> float:
    """Seconds: what the platform asks for, else longer each time; never all callers at once."""
    pause: float = min(_FIRST_PAUSE * 2**min(attempt, 16), _LONGEST_PAUSE)
    return max(pause, error.retry_after or 0.0) * random.uniform(1.0, 1.25)


class Calls:
    """The calls of one client. `channels`: area -> channel."""

    def __init__(self, channels: Mapping[str, grpc.Channel], metadata: Callable[[], tuple[tuple[str, str], ...]], timeout: float,
                 patience: float) -> None:
        self._channels = channels
        self._metadata = metadata
        self._timeout = timeout
        self._patience = patience

    def unary(self, path: str, request: Message, response: type[Response], timeout: float | None) -> Response:
        """The answer. A change gets its request_id here, once: however often it is sent, it happens once."""
        if "request_id" in request.DESCRIPTOR.fields_by_name and not getattr(request, "request_id"):
            copy = type(request)()
            copy.CopyFrom(request)
            setattr(copy, "request_id", str(uuid.uuid4()))
            request = copy
        call = self._channel(path).unary_unary(path, request_serializer=type(request).SerializeToString,
                                               response_deserializer=response.FromString)
        give_up = time.monotonic() + self._patience
        refused: Error | None = None
        for attempt in itertools.count():
            left = timeout or self._timeout
            if refused is not None:
                pause = pause_before(attempt, refused)
                if time.monotonic() + pause > give_up:
                    raise refused
                time.sleep(pause)
                left = min(left, max(give_up - time.monotonic(), 0.1))
            try:
                # The first attempt says at once that nobody is there; those behind it wait for somebody: connections are made
                # while a call waits for them.
                answer: Response = call(request, timeout=left, metadata=self._metadata(), wait_for_ready=refused is not None)
                return answer
            except grpc.RpcError as rpc_error:
                error = from_rpc(rpc_error)
                if is_passing(error):
                    refused = error
                elif refused is None or error.code != grpc.StatusCode.DEADLINE_EXCEEDED:
                    raise error from None
                elif time.monotonic() >= give_up:  # nobody came meanwhile
                    raise refused from None
                elif refused.code != grpc.StatusCode.UNAVAILABLE:
                    raise error from None
        raise AssertionError("counting has ended")

    def pages(self, path: str, request: Request, response: type[Response], timeout: float | None) -> Iterator[Response]:
        """The answers of a list, page by page, beginning with the page that is asked for."""
        asked = type(request)()
        asked.CopyFrom(request)
        while True:
            page = self.unary(path, asked, response, timeout)
            yield page
            token: str = getattr(page, "next_page_token")
            if not token:
                return
            setattr(asked, "page_token", token)

    def server_stream(self, path: str, request: Message, response: type[Response], timeout: float | None) -> Iterator[Response]:
        """The answers as they come. Not tried again: who knows what has been heard decides that."""
        call = self.open_stream(path, request, response, timeout)
        try:
            for answer in call:
                yield answer
        except grpc.RpcError as rpc_error:
            raise from_rpc(rpc_error) from None
        finally:
            call.cancel()

    def open_stream(self, path: str, request: Message, response: type[Response], timeout: float | None,
                    wait_for_ready: bool = False) -> Stream[Response]:
        method = self._channel(path).unary_stream(path, request_serializer=type(request).SerializeToString,
                                                  response_deserializer=response.FromString)
        call: Stream[Response] = method(request, timeout=timeout, metadata=self._metadata(), wait_for_ready=wait_for_ready)
        return call

    def client_stream(self, path: str, requests: Iterable[Request], response: type[Response], timeout: float | None) -> Response:
        """Sends all of them. Not tried again: they may be readable only once."""
        call = self._channel(path).stream_unary(path, request_serializer=_serialize, response_deserializer=response.FromString)
        try:
            answer: Response = call(iter(requests), timeout=timeout or self._timeout, metadata=self._metadata())
            return answer
        except grpc.RpcError as rpc_error:
            raise from_rpc(rpc_error) from None

    def _channel(self, path: str) -> grpc.Channel:
        return self._channels[path.split(".")[1]]


def _serialize(message: Message) -> bytes:
    return message.SerializeToString()
