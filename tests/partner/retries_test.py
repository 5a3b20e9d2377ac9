"""What the client tries again, and what it sends then: against a server of the test's own that refuses as the platform does."""
import concurrent.futures
import pathlib
import socket
import sys
import tempfile
import threading
import time
import unittest
from unittest import mock

import grpc
from google.protobuf import any_pb2
from google.rpc import error_details_pb2, status_pb2

ROOT = pathlib.Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT / "clients/python"))


def refusal(code, reason, retry_after=None):
    """(code, trailers) as platform/rpc writes them."""
    status = status_pb2.Status(code=code.value[0], message="no")
    details = [error_details_pb2.ErrorInfo(reason=reason, domain="zwk", metadata={"base": "x"})]
    if retry_after is not None:
        retry = error_details_pb2.RetryInfo()
        retry.retry_delay.FromMilliseconds(int(retry_after * 1000))
        details.append(retry)
    for detail in details:
        packed = any_pb2.Any()
        packed.Pack(detail)
        status.details.append(packed)
    return code, (("grpc-status-details-bin", status.SerializeToString()),)


def told(cursor, event_id=""):
    response = event_pb2.WatchEventsResponse(cursor=cursor)
    if event_id:
        response.event.id, response.event.type = event_id, "zwk.catalog.v1.CameLater"
    return response


class Platform(grpc.GenericRpcHandler):
    """Answers each call with the next of what it is to answer: a refusal, or messages."""

    def __init__(self):
        self.answers, self.heard = [], []

    def service(self, details):
        def answer(request, context):
            self.heard.append((details.method, request, dict(details.invocation_metadata), time.monotonic()))
            for each in self.answers.pop(0):
                if isinstance(each, threading.Event):
                    each.wait(60)
                    return
                if isinstance(each, tuple):
                    code, trailers = each
                    context.set_trailing_metadata(trailers)
                    context.abort(code, "no")
                yield each.SerializeToString()
        if details.method.endswith("/WatchEvents"):
            return grpc.unary_stream_rpc_method_handler(answer)
        return grpc.unary_unary_rpc_method_handler(lambda request, context: next(answer(request, context)))


class Retries(unittest.TestCase):
    def setUp(self):
        self.platform = Platform()
        self.server = grpc.server(concurrent.futures.ThreadPoolExecutor(4))
        self.server.add_generic_rpc_handlers((self.platform,))
        port = self.server.add_insecure_port("127.0.0.1:0")
        self.server.start()
        self.client = zwk.Client(f"127.0.0.1:{port}", municipality="moorsum", plaintext=True, roles=["OFFER_EDITOR"], patience=20)

    def tearDown(self):
        self.client.close()
        self.server.stop(None)

    def test_a_connection_that_says_nothing_is_given_up_and_a_caller_that_takes_its_time_is_not(self):
        quiet = threading.Event()
        self.addCleanup(quiet.set)
        with mock.patch("zwk.events._SILENCE", 0.3):
            self.platform.answers = [[told("1", "a"), told("2", "b"), quiet], [told("3", "c")]]
            events = self.client.watch("catalog")
            self.assertEqual(next(events).id, "a")
            time.sleep(0.9)  # what is measured is time: the caller's, thrice the limit
            self.assertEqual([next(events).id, next(events).id], ["b", "c"])
        requests = [event_pb2.WatchEventsRequest.FromString(request) for _, request, _, _ in self.platform.heard]
        self.assertEqual([request.after for request in requests], ["", "2"])

    def create(self):
        return self.client.catalog.OrganizationService.CreateOrganization(organization_pb2.CreateOrganizationRequest())

    def test_what_passes_is_asked_again_with_the_same_request_id(self):
        done = organization_pb2.CreateOrganizationResponse()
        done.organization.name = "da"
        self.platform.answers = [[refusal(grpc.StatusCode.UNAVAILABLE, "DRAINING", 0.01)],
                                 [refusal(grpc.StatusCode.RESOURCE_EXHAUSTED, "MUNICIPALITY_BUSY", 0.5)], [done]]
        self.assertEqual(self.create().organization.name, "da")
        requests = [organization_pb2.CreateOrganizationRequest.FromString(request) for _, request, _, _ in self.platform.heard]
        self.assertEqual(len(requests), 3)
        self.assertEqual(len({request.request_id for request in requests}), 1)
        self.assertEqual(len(requests[0].request_id), 36)
        self.assertGreaterEqual(self.platform.heard[2][3] - self.platform.heard[1][3], 0.5)
        # The next change is another one.
        self.platform.answers = [[done]]
        self.create()
        self.assertNotEqual(organization_pb2.CreateOrganizationRequest.FromString(self.platform.heard[3][1]).request_id, requests[0].request_id)

    def test_what_stays_is_told_at_once(self):
        for code, reason in ((grpc.StatusCode.ABORTED, "VERSION_MISMATCH"), (grpc.StatusCode.RESOURCE_EXHAUSTED, "MESSAGE_TOO_LARGE")):
            self.platform.answers = [[refusal(code, reason, 0.01)]]
            with self.assertRaises(zwk.reasons.BY_REASON[reason]) as refused:
                self.create()
            self.assertEqual((refused.exception.code, refused.exception.reason), (code, reason))
        self.platform.answers = [[refusal(grpc.StatusCode.FAILED_PRECONDITION, "CAME_LATER")]]
        with self.assertRaises(zwk.Error) as refused:
            self.create()
        self.assertEqual((type(refused.exception), refused.exception.reason), (zwk.Error, "CAME_LATER"))

    def test_patience_ends(self):
        self.platform.answers = [[refusal(grpc.StatusCode.UNAVAILABLE, "ISSUER_AWAY", 60)]]
        with self.assertRaises(zwk.reasons.IssuerAway):
            self.create()
        self.assertEqual(len(self.platform.heard), 1)

    def unanswered_port(self):
        taken = socket.socket()
        self.addCleanup(taken.close)
        taken.bind(("127.0.0.1", 0))  # nobody else gets it, and nobody listens
        return taken.getsockname()[1]

    def test_patience_outlasts_the_time_of_a_call_and_ends_with_the_refusal(self):
        with zwk.Client(f"127.0.0.1:{self.unanswered_port()}", municipality="moorsum", plaintext=True, roles=["OFFER_EDITOR"],
                        timeout=0.4, patience=4) as client:
            began = time.monotonic()
            with self.assertRaises(zwk.Error) as refused:
                client.catalog.OrganizationService.CreateOrganization(organization_pb2.CreateOrganizationRequest())
        self.assertEqual(refused.exception.code, grpc.StatusCode.UNAVAILABLE)
        self.assertGreater(time.monotonic() - began, 1.5)  # the second attempt ends behind 0.7 s

    def test_what_grpc_itself_refuses_is_not_sent_again(self):
        large = organization_pb2.CreateOrganizationResponse()
        large.organization.name = "x" * (5 << 20)  # more than the client takes
        self.platform.answers = [[large]]
        began = time.monotonic()
        with self.assertRaises(zwk.Error) as refused:
            self.create()
        self.assertEqual((refused.exception.code, refused.exception.reason), (grpc.StatusCode.RESOURCE_EXHAUSTED, ""))
        self.assertEqual(len(self.platform.heard), 1)
        self.assertLess(time.monotonic() - began, 15)  # not its patience

    def test_who_asks_is_said_with_each_call(self):
        self.platform.answers = [[organization_pb2.CreateOrganizationResponse()]]
        self.create()
        said = self.platform.heard[0][2]
        self.assertEqual((said["x-zwk-municipality"], said["x-zwk-roles"]), ("moorsum", "OFFER_EDITOR"))

    def test_watching_goes_on_behind_the_last_cursor(self):
        self.platform.answers = [[told("0"), told("1", "a"), refusal(grpc.StatusCode.UNAVAILABLE, "DRAINING", 0.01)],
                                 [refusal(grpc.StatusCode.UNAVAILABLE, "", 0.01)], [told("2", "b")],
                                 [refusal(grpc.StatusCode.OUT_OF_RANGE, "EVENTS_GONE")]]
        events = self.client.watch("catalog", types=[organization_pb2.OrganizationCreated])
        self.assertEqual([(each.cursor, each.id, each.message) for each in (next(events), next(events))], [("1", "a", None), ("2", "b", None)])
        with self.assertRaises(zwk.reasons.EventsGone) as gone:
            next(events)
        self.assertEqual(gone.exception.details["base"], "x")
        requests = [event_pb2.WatchEventsRequest.FromString(request) for _, request, _, _ in self.platform.heard]
        self.assertEqual([request.after for request in requests], ["", "1", "1", "2"])
        self.assertEqual({tuple(request.types) for request in requests}, {("zwk.catalog.v1.OrganizationCreated",)})


if __name__ == "__main__":
    with tempfile.TemporaryDirectory(prefix="zwk-client-") as made:
        import generate
        generate.main(pathlib.Path(made))
        sys.path.insert(0, made)
        import zwk
        from zwk.catalog.v1 import event_pb2, organization_pb2
        unittest.main(verbosity=2)
