"""What the platform refuses, as exceptions: a class for each reason (zwk.reasons), Error for those that came later."""
from __future__ import annotations

import dataclasses
from typing import Any

import grpc
from google.rpc import error_details_pb2, status_pb2


@dataclasses.dataclass(frozen=True)
class Violation:
    """A field that is not what it must be."""

    field: str
    reason: str
    description: str


class Error(Exception):
    """The platform has refused a call, or did not answer. `code` says what one can do, `reason` why, the message is for people."""

    def __init__(self, code: grpc.StatusCode, message: str, reason: str = "", violations: tuple[Violation, ...] = (),
                 details: dict[str, str] | None = None, retry_after: float | None = None) -> None:
        super().__init__(f"{code.name}{f', {reason}' if reason else ''}: {message}")
        self.code = code
        self.message = message
        self.reason = reason
        self.violations = violations
        self.details = details or {}
        self.retry_after = retry_after  # seconds


def from_rpc(error: grpc.RpcError) -> Error:
    """The class of its reason."""
    from zwk.reasons import BY_REASON  # it is made of this module's class

    call = error if isinstance(error, grpc.Call) else None
    if call is None:
        return Error(grpc.StatusCode.UNKNOWN, str(error))
    reason, violations, details, retry_after = "", (), {}, None
    for detail in _details_of(call):
        info, bad, retry = error_details_pb2.ErrorInfo(), error_details_pb2.BadRequest(), error_details_pb2.RetryInfo()
        if detail.Unpack(info):
            reason, details = info.reason, dict(info.metadata)
        elif detail.Unpack(bad):
            violations = tuple(Violation(each.field, each.reason, each.description) for each in bad.field_violations)
        elif detail.Unpack(retry):
            retry_after = retry.retry_delay.ToTimedelta().total_seconds()
    return BY_REASON.get(reason, Error)(call.code(), call.details() or "", reason, violations, details, retry_after)


def _details_of(call: grpc.Call) -> list[Any]:
    for key, value in call.trailing_metadata() or ():
        if key == "grpc-status-details-bin":
            return list(status_pb2.Status.FromString(value if isinstance(value, bytes) else value.encode()).details)
    return []
