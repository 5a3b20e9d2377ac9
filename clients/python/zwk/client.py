"""A city on a platform."""
from __future__ import annotations

import dataclasses
import ipaddress
import pathlib
from collections.abc import Callable, Iterable, Iterator, Mapping
from types import TracebackType
from typing import Literal, overload

import grpc
from google.protobuf.message import Message

from zwk import events
from zwk.calls import Calls
from zwk.catalog.services import Catalog
from zwk.catalog.v1 import event_pb2 as catalog_event_pb2
from zwk.events import Event
from zwk.forecasting.services import Forecasting
from zwk.forecasting.v1 import event_pb2 as forecasting_event_pb2
from zwk.participation.services import Participation
from zwk.participation.v1 import event_pb2 as participation_event_pb2
from zwk.reporting.services import Reporting
from zwk.reporting.v1 import event_pb2 as reporting_event_pb2

Area = Literal["participation", "forecasting", "catalog", "reporting"]
AREAS: tuple[Area, ...] = ("participation", "forecasting", "catalog", "reporting")
_WATCH = {
    "participation": (participation_event_pb2.WatchEventsRequest, participation_event_pb2.WatchEventsResponse),
    "forecasting": (forecasting_event_pb2.WatchEventsRequest, forecasting_event_pb2.WatchEventsResponse),
    "catalog": (catalog_event_pb2.WatchEventsRequest, catalog_event_pb2.WatchEventsResponse),
    "reporting": (reporting_event_pb2.WatchEventsRequest, reporting_event_pb2.WatchEventsResponse),
}


@dataclasses.dataclass(frozen=True)
class Certificate:
    """Who you are, as files (PEM): `zwkctl certificates issue` writes key and certificate into one."""

    certificate: str | pathlib.Path
    key: str | pathlib.Path | None = None  # None: in the same file
    ca: str | pathlib.Path | None = None  # who has signed the platform's; None: those that everybody knows


class Client:
    """Calls of one municipality. For many threads.

    address       host:port of the platform's edge; or of each area's service: {"catalog": "10.0.0.7:7003", ...}
    certificate   who you are; or a token, or both (then the token counts)
    municipality  for which city you ask, where your credential lets you ask for several
    token         of your identity provider, or a function that answers the present one
    ca            as in Certificate, for those who come with a token alone
    plaintext     on loopback alone, where the platform lets callers say who they are: with `roles` and `subject`
    timeout       seconds for one attempt of a call
    patience      seconds for all attempts of a call that the platform cannot answer for the moment
    """

    def __init__(self, address: str | Mapping[str, str], certificate: Certificate | None = None, municipality: str = "", *,
                 token: str | Callable[[], str] | None = None, ca: str | pathlib.Path | None = None, plaintext: bool = False,
                 roles: Iterable[str] = (), subject: str = "", locale: str = "de", timeout: float = 30.0,
                 patience: float = 60.0) -> None:
        addresses = dict.fromkeys(AREAS, address) if isinstance(address, str) else dict(address)
        if unknown := set(addresses) - set(AREAS):
            raise ValueError(f"no area of the platform: {', '.join(sorted(unknown))}")
        if plaintext and (certificate or token):
            raise ValueError("a certificate or token does not go in plain text")
        if not plaintext and not certificate and not token:
            raise ValueError("a certificate or a token says who you are (plaintext=True: on loopback alone)")
        if not plaintext and (roles or subject):
            raise ValueError("roles and subject follow from certificate or token")
        self._token = token
        said = {"x-zwk-municipality": municipality, "x-zwk-roles": ",".join(roles), "x-zwk-subject": subject, "x-zwk-locale": locale}
        self._metadata = tuple((key, value) for key, value in said.items() if value)
        credentials = None if plaintext else _credentials(certificate, ca)
        by_address = {each: _channel(each, credentials) for each in set(addresses.values())}
        self._channels = tuple(by_address.values())
        self._calls = Calls({area: by_address[each] for area, each in addresses.items()}, self._say, timeout, patience)
        self.participation = Participation(self._calls)
        self.forecasting = Forecasting(self._calls)
        self.catalog = Catalog(self._calls)
        self.reporting = Reporting(self._calls)

    @overload
    def watch(self, area: Area, after: str = "", types: Iterable[type[Message]] = (), *, new_only: bool = False,
              patience: float | None = None, heartbeats: Literal[False] = False) -> Iterator[Event]: ...

    @overload
    def watch(self, area: Area, after: str = "", types: Iterable[type[Message]] = (), *, new_only: bool = False,
              patience: float | None = None, heartbeats: Literal[True]) -> Iterator[Event | str]: ...

    def watch(self, area: Area, after: str = "", types: Iterable[type[Message]] = (), *, new_only: bool = False,
              patience: float | None = None, heartbeats: bool = False) -> Iterator[Event] | Iterator[Event | str]:
        """The events of an area behind a cursor ("": from the beginning), in order, and then those that happen; for ever.

        Connects again where it was when it is interrupted: for ever, or for `patience` seconds without an answer.

        new_only    without a cursor: from now on
        heartbeats  also cursors (str) up to which everything is told: the first one says that you are up to date
        Raises reasons.EventsGone where what is behind the cursor is not there any more: its details["base"] is where to begin.
        """
        request_type, response_type = _WATCH[area]
        request = request_type(after=after, new_only=new_only)
        return events.watch(self._calls, area, response_type, request, types, patience, heartbeats)

    def close(self) -> None:
        """Ends what is under way."""
        for channel in self._channels:
            channel.close()

    def __enter__(self) -> Client:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        self.close()

    def _say(self) -> tuple[tuple[str, str], ...]:
        if self._token is None:
            return self._metadata
        token = self._token if isinstance(self._token, str) else self._token()
        return (*self._metadata, ("authorization", f"Bearer {token}"))


def _credentials(certificate: Certificate | None, ca: str | pathlib.Path | None) -> grpc.ChannelCredentials:
    def read(path: str | pathlib.Path | None) -> bytes | None:
        return None if path is None else pathlib.Path(path).read_bytes()

    if certificate is None:
        return grpc.ssl_channel_credentials(root_certificates=read(ca))
    return grpc.ssl_channel_credentials(root_certificates=read(certificate.ca or ca),
                                        private_key=read(certificate.key or certificate.certificate),
                                        certificate_chain=read(certificate.certificate))


# A connection that ends is made again soon: services restart within seconds.
_OPTIONS = (("grpc.max_reconnect_backoff_ms", 2_000), ("grpc.initial_reconnect_backoff_ms", 100))


def _channel(address: str, credentials: grpc.ChannelCredentials | None) -> grpc.Channel:
    if credentials is not None:
        return grpc.secure_channel(address, credentials, _OPTIONS)
    if not _is_loopback(address.rsplit(":", 1)[0].strip("[]")):
        raise ValueError(f"plain text goes to loopback alone, not to {address}")
    return grpc.insecure_channel(address, _OPTIONS)


def _is_loopback(host: str) -> bool:
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"
