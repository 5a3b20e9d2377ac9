"""A partner city with the Python package, by mutual TLS: reads, writes, watches. client_test.py BINARIES"""
import random
import sys
import tempfile
import threading
import time
import unittest
import uuid

import city as cities

CITY = None
SITE = None


def connect(name="office", municipality="moorsum", **options):
    """To the services themselves."""
    return zwk.Client(CITY.services, zwk.Certificate(CITY.pem(name), ca=CITY.pem("ca")), municipality, **options)


def organization(name):
    return organization_pb2.CreateOrganizationRequest(organization=organization_pb2.Organization(name=name))


class Calls(unittest.TestCase):
    def test_what_was_written_is_read(self):
        with connect() as client:
            made = client.catalog.OrganizationService.CreateOrganization(organization("Familienzentrum Nord")).organization
            read = client.catalog.OrganizationService.GetOrganization(
                organization_pb2.GetOrganizationRequest(organization_id=made.organization_id)).organization
            self.assertEqual((read.name, read.organization_id), ("Familienzentrum Nord", made.organization_id))

    def test_through_the_edge_it_is_one_address(self):
        with zwk.Client(CITY.address, zwk.Certificate(CITY.pem("office"), ca=CITY.pem("ca")), "moorsum") as client:
            made = client.catalog.OrganizationService.CreateOrganization(organization("Am Rand")).organization
            self.assertTrue(made.organization_id)
            with self.assertRaises(zwk.Error) as refused:
                client.participation.MunicipalityService.GetMunicipality(municipality_pb2.GetMunicipalityRequest())
            self.assertEqual(refused.exception.code.name, "NOT_FOUND")
            for said in client.watch("catalog", types=[organization_pb2.OrganizationCreated]):
                if said.message.organization.organization_id == made.organization_id:
                    break

    def test_what_somebody_does_not_read_stops_nobody_else(self):
        """Calls of the edge to a service share a connection, and files of participation are large."""
        with connect() as office:
            board = office.participation.BoardService.CreateBoard(board_pb2.CreateBoardRequest(
                board=board_pb2.Board(name="Beirat", kind=board_pb2.BOARD_KIND_ADVISORY))).board
            planned = meeting_pb2.Meeting(board_id=board.board_id, title="Treffen", mode=meeting_pb2.MEETING_MODE_LIVE)
            planned.starts_at.seconds, planned.ends_at.seconds = 1_800_000_000, 1_800_007_200
            meeting = office.participation.MeetingService.ScheduleMeeting(meeting_pb2.ScheduleMeetingRequest(meeting=planned)).meeting

            def parts():
                header = attachment_pb2.UploadAttachmentRequest()
                header.header.request_id = str(uuid.uuid4())
                header.header.attachment.CopyFrom(attachment_pb2.Attachment(
                    meeting_id=meeting.meeting_id, kind=attachment_pb2.ATTACHMENT_KIND_PRESENTATION, file_name="plan.pdf",
                    media_type="application/pdf", alt_text="Plan"))
                yield header
                for _ in range(19):
                    yield attachment_pb2.UploadAttachmentRequest(chunk=random.randbytes(1 << 20))
            attachment = office.participation.AttachmentService.UploadAttachment(parts()).attachment
        with zwk.Client(CITY.address, zwk.Certificate(CITY.pem("office"), ca=CITY.pem("ca")), "moorsum") as reader:
            asked = attachment_pb2.DownloadAttachmentRequest(attachment_id=attachment.attachment_id)
            unread = [reader.participation.AttachmentService.DownloadAttachment(asked) for _ in range(2)]
            for stream in unread:
                next(stream)  # it has begun, and nobody reads on
            self.assertEqual([CITY.ask("office")[0].status for _ in range(20)], [200] * 20)
            for stream in unread:
                stream.close()

    def test_a_list_is_gone_through_page_by_page(self):
        with connect() as client:
            made = {client.catalog.OrganizationService.CreateOrganization(organization(f"Verein {i}")).organization.organization_id
                    for i in range(7)}
            listed = [each.organization_id for each in
                      client.catalog.OrganizationService.IterListOrganizations(organization_pb2.ListOrganizationsRequest(page_size=2))]
            self.assertEqual(len(listed), len(set(listed)))
            self.assertLessEqual(made, set(listed))

    def test_refusals_are_classes_by_their_reason(self):
        with connect() as client:
            with self.assertRaises(zwk.reasons.InvalidField) as refused:
                client.catalog.OrganizationService.CreateOrganization(organization(""))
            self.assertEqual([each.field for each in refused.exception.violations], ["organization.name"])
            request_id = str(uuid.uuid4())
            first = organization("Einmal")
            first.request_id = request_id
            once, again = (client.catalog.OrganizationService.CreateOrganization(first).organization for _ in range(2))
            self.assertEqual(once.organization_id, again.organization_id)
            other = organization("Anders")
            other.request_id = request_id
            with self.assertRaises(zwk.reasons.RequestIdReused):
                client.catalog.OrganizationService.CreateOrganization(other)
        with connect("guest") as guest, self.assertRaises(zwk.reasons.RoleMissing) as refused:
            guest.catalog.OrganizationService.CreateOrganization(organization("Nicht erlaubt"))
        self.assertEqual(refused.exception.details["roles"], "OFFER_EDITOR")

    def test_another_city_sees_nothing_of_it(self):
        with connect() as client, connect("neighbor", "musterstadt") as neighbor:
            made = client.catalog.OrganizationService.CreateOrganization(organization("Nur hier")).organization
            with self.assertRaises(zwk.Error) as refused:
                neighbor.catalog.OrganizationService.GetOrganization(
                    organization_pb2.GetOrganizationRequest(organization_id=made.organization_id))
            self.assertEqual(refused.exception.code.name, "NOT_FOUND")
        with connect("neighbor", "moorsum") as wrong, self.assertRaises(zwk.reasons.MunicipalityUnknown):
            wrong.catalog.OrganizationService.ListOrganizations(organization_pb2.ListOrganizationsRequest())
        with connect("stranger") as stranger, self.assertRaises(zwk.reasons.NoCredentials):
            stranger.catalog.OrganizationService.ListOrganizations(organization_pb2.ListOrganizationsRequest())

    def test_a_token_counts_before_the_certificate(self):
        for token in ("bent", lambda: "bent"):
            with connect(token=token) as client, self.assertRaises(zwk.Error) as refused:
                client.catalog.OrganizationService.ListOrganizations(organization_pb2.ListOrganizationsRequest())
            self.assertEqual(refused.exception.code.name, "UNAUTHENTICATED")

    def test_nothing_goes_in_plain_text_but_to_loopback_and_if_asked_to(self):
        certificate = zwk.Certificate(CITY.pem("office"))
        for wrong in (lambda: zwk.Client("zwk.example:443", municipality="moorsum", plaintext=True),
                      lambda: zwk.Client("127.0.0.1:1", municipality="moorsum"),
                      lambda: zwk.Client("127.0.0.1:1", certificate, "moorsum", plaintext=True),
                      lambda: zwk.Client("127.0.0.1:1", certificate, "moorsum", roles=["PLANNER"]),
                      lambda: zwk.Client({"catalogue": "127.0.0.1:1"}, certificate, "moorsum")):
            self.assertRaises(ValueError, wrong)
        with zwk.Client(CITY.services["catalog"], municipality="moorsum", plaintext=True, patience=0) as plain:
            with self.assertRaises(zwk.Error) as refused:
                plain.catalog.OrganizationService.ListOrganizations(organization_pb2.ListOrganizationsRequest())
        self.assertEqual(refused.exception.code.name, "UNAVAILABLE")


class Watching(unittest.TestCase):
    def test_nothing_is_missing_and_nothing_comes_twice_over_kills(self):
        """A partner writes and watches while the service is killed again and again."""
        heard, failed = [], []
        with connect("guest") as guest, connect() as client:
            began = next(each for each in guest.watch("catalog", new_only=True, heartbeats=True) if isinstance(each, str))

            def listen():
                try:
                    for event in guest.watch("catalog", began, [organization_pb2.OrganizationCreated]):
                        heard.append(event)
                except Exception as error:  # told by the test
                    failed.append(error)

            listener = threading.Thread(target=listen, daemon=True)
            listener.start()
            made = []
            for turn in range(3):
                killer = threading.Timer(0.1, self.restart)
                killer.start()
                i, behind = 0, 0  # before, over and behind the kill
                while behind < 10 and i < 5_000:
                    behind += not killer.is_alive()
                    i += 1
                    made.append(client.catalog.OrganizationService.CreateOrganization(
                        organization(f"Kill {turn} {i}")).organization.organization_id)
                killer.join()
            self.assertEqual(len(made), len(set(made)))
            cities.wait_for("the last one is heard", lambda: True if failed or len(heard) >= len(made) else None)
            self.assertEqual(failed, [])
            self.assertEqual([event.message.organization.organization_id for event in heard], made)
            self.assertEqual(len({event.id for event in heard}), len(heard))
            # And from each of a few places again, by somebody who begins anew.
            for at in (0, len(made) // 3, len(made) // 2, len(made) - 1):
                rest = []
                for event in guest.watch("catalog", heard[at].cursor, [organization_pb2.OrganizationCreated], heartbeats=True):
                    if isinstance(event, str):
                        break
                    rest.append(event.id)
                self.assertEqual(rest, [event.id for event in heard[at + 1:]])

    @staticmethod
    def restart():
        CITY.kill("catalog")
        CITY.start_service("catalog")

    def test_every_area_tells_and_takes_no_cursor_of_another(self):
        with connect() as client:
            cursors = {area: next(each for each in client.watch(area, heartbeats=True) if isinstance(each, str)) for area in CITY.services}
            self.assertEqual(len(cursors), 4)
            for area in cursors:
                for other, cursor in cursors.items():
                    watched = client.watch(area, cursor, heartbeats=True)
                    if area == other:
                        next(watched)
                    else:
                        self.assertRaises(zwk.reasons.InvalidField, next, watched)

    def test_what_the_caller_may_not_read_is_not_heard(self):
        with connect("guest") as guest:
            with self.assertRaises(zwk.reasons.RoleMissing):
                next(guest.watch("catalog", types=[gap_pb2.GapsComputed]))
            with self.assertRaises(zwk.reasons.InvalidField):
                next(guest.watch("catalog", types=[offer_pb2.OfferDrafted]))
        with connect() as client:
            client.participation.BoardService.CreateBoard(board_pb2.CreateBoardRequest(
                board=board_pb2.Board(name="Beirat", kind=board_pb2.BOARD_KIND_ADVISORY)))
            self.assertIn("zwk.participation.v1.BoardCreated", self.types(client, "participation"))
        with connect("guest") as guest:
            self.assertNotIn("zwk.participation.v1.BoardCreated", self.types(guest, "participation"))

    @staticmethod
    def types(client, area):
        """Of all that has happened so far."""
        types = set()
        for event in client.watch(area, heartbeats=True):
            if isinstance(event, str):
                return types
            types.add(event.type)
        return types

    def test_a_cursor_of_another_city_is_none(self):
        with connect() as client, connect("neighbor", "musterstadt") as neighbor:
            cursor = next(each for each in client.watch("catalog", new_only=True, heartbeats=True) if isinstance(each, str))
            with self.assertRaises(zwk.reasons.InvalidField):
                next(neighbor.watch("catalog", cursor))

    def test_who_has_no_patience_is_told_that_nobody_answers(self):
        with zwk.Client("127.0.0.1:1", zwk.Certificate(CITY.pem("office"), ca=CITY.pem("ca")), "moorsum", patience=0.5) as client:
            begin = time.monotonic()
            with self.assertRaises(zwk.Error) as refused:
                next(client.watch("catalog", patience=0.5))
            self.assertEqual(refused.exception.code.name, "UNAVAILABLE")
            with self.assertRaises(zwk.Error):
                client.catalog.OrganizationService.ListOrganizations(organization_pb2.ListOrganizationsRequest())
            self.assertLess(time.monotonic() - begin, 30)


if __name__ == "__main__":
    SITE = tempfile.TemporaryDirectory(prefix="zwk-wheel-")
    sys.path.insert(0, str(cities.wheel(SITE.name)))
    import zwk
    from zwk.catalog.v1 import gap_pb2, offer_pb2, organization_pb2
    from zwk.participation.v1 import attachment_pb2, board_pb2, meeting_pb2, municipality_pb2

    CITY = cities.City(sys.argv.pop(1), ("participation", "forecasting", "catalog", "reporting"))
    try:
        program = unittest.main(exit=False, verbosity=2)
    finally:
        CITY.stop()
    sys.exit(0 if program.result.wasSuccessful() else 1)
