"""What comes in through Envoy: JSON over HTTP, pages, streams, gRPC-Web, and who is taken for whom.

Runs against the platform of `demo.sh start`: edge_test.py ADDRESS
"""

import base64
import gzip
import hashlib
import http.client
import json
import pathlib
import re
import struct
import subprocess
import sys
import unittest
import urllib.parse
import uuid

ADDRESS = ""
GOOGLE = str(pathlib.Path(sys.prefix) / f"lib/python3.{sys.version_info.minor}/site-packages")
# The smallest PNG there is: one pixel.
PICTURE = base64.b64decode("iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==")


# Who plans and moderates in a small city, unless a test says otherwise.
OFFICE = {"x-zwk-roles": "ADMINISTRATOR,PLANNER,FACILITATOR"}


def ask(method, path, body=None, headers=None, host="bremerhaven.localhost", roles=OFFICE):
    connection = http.client.HTTPConnection(ADDRESS, timeout=60)
    data = body if isinstance(body, (bytes, type(None))) else json.dumps(body).encode()
    connection.request(method, path, data, {"Host": host, "Content-Type": "application/json", **roles, **(headers or {})})
    answer = connection.getresponse()
    content = answer.read()
    connection.close()
    return answer, content


class Json(unittest.TestCase):
    def test_an_rpc_is_a_resource(self):
        answer, content = ask("GET", "/v1/boards")
        self.assertEqual(answer.status, 200, content)
        self.assertEqual([board["name"] for board in json.loads(content)["boards"]], ["ZWK-Beirat"])

    def test_what_is_wrong_is_said_with_field_and_reason(self):
        answer, content = ask("POST", "/v1/boards", {"requestId": "no uuid", "board": {"name": "x", "kind": "BOARD_KIND_ADVISORY"}})
        self.assertEqual(answer.status, 400, content)
        refusal = json.loads(content)
        self.assertEqual(refusal["code"], 3)
        violations = [v for detail in refusal["details"] for v in detail.get("fieldViolations", [])]
        self.assertEqual([v["field"] for v in violations], ["request_id"], refusal)

    def test_a_role_that_is_missing_is_403_and_named(self):
        for roles in ({}, {"x-zwk-roles": "PARTICIPANT"}, {"x-zwk-roles": "administrator"}):
            answer, content = ask("POST", "/v1/boards", {"requestId": "no uuid"}, roles=roles)
            self.assertEqual(answer.status, 403, content)
            [info] = [detail for detail in json.loads(content)["details"] if "reason" in detail]
            self.assertEqual((info["reason"], info["metadata"]), ("ROLE_MISSING", {"roles": "ADMINISTRATOR"}))

    def test_pages_and_offers_are_for_everybody(self):
        for path in ("/v1/pages/index", "/v1/documents", "/v1/places", "/v1/neighborhoods"):
            answer, content = ask("GET", path, roles={})
            self.assertEqual(answer.status, 200, content)

    def test_what_is_not_there_is_404(self):
        answer, content = ask("GET", "/v1/boards/01890a5d-ac96-774b-bcce-b302099a8057")
        self.assertEqual(answer.status, 404, content)
        self.assertEqual(json.loads(content)["code"], 5)

    def test_unknown_paths_and_parameters_are_refused(self):
        self.assertEqual(ask("GET", "/v1/nothing")[0].status, 404)
        self.assertEqual(ask("GET", "/v1/boards?pge_size=1")[0].status, 400)

    def test_a_search_keeps_its_words_out_of_the_address(self):
        answer, content = ask("POST", "/v1/offers:search", {"query": "Teilhabeberatung", "filter": {"includeStale": True}})
        self.assertEqual(answer.status, 200, content)
        self.assertGreaterEqual(json.loads(content)["totalHits"], 1)


class Streams(unittest.TestCase):
    def test_a_server_stream_is_a_json_list(self):
        answer, content = ask("GET", "/v1/gaps?neighborhood_key=212")
        self.assertEqual(answer.status, 200, content)
        rows = json.loads(content)
        self.assertGreaterEqual(len(rows), 2)
        self.assertEqual({row["gap"]["neighborhoodKey"] for row in rows}, {"212"})


class Pages(unittest.TestCase):
    def test_the_entry_page_is_html_and_may_run_no_script(self):
        answer, _ = ask("GET", "/", host="bremerhaven.localhost:1234")
        self.assertEqual(answer.status, 302)
        location = urllib.parse.urlsplit(answer.getheader("location"))
        self.assertEqual(location.netloc, "bremerhaven.localhost:1234")
        answer, content = ask("GET", location.path)
        self.assertEqual(answer.status, 200, content)
        self.assertTrue(answer.getheader("content-type").startswith("text/html"), answer.getheaders())
        self.assertIn("default-src 'none'", answer.getheader("content-security-policy"))
        self.assertIn("Geestendorf", content.decode())

    def test_minutes_are_a_page(self):
        answer, content = ask("GET", "/v1/documents")
        minutes = [d for d in json.loads(content)["documents"] if d["kind"] == "DOCUMENT_KIND_MINUTES"]
        self.assertEqual(len(minutes), 2)
        answer, content = ask("GET", f"/v1/documents/{minutes[0]['documentId']}/content")
        self.assertEqual(answer.status, 200)
        self.assertIn("Beirats", content.decode())

    def test_figures_are_files_to_be_kept(self):
        sheet = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
        for kind, media_type, name in (("csv", "text/csv", "kennzahlen.csv"), ("xlsx", sheet, "kennzahlen.xlsx"),
                                       ("csvw", "application/csvm+json", "kennzahlen.csv-metadata.json"),
                                       ("jsonstat", "application/json", "kennzahlen.json")):
            answer, content = ask("GET", f"/v1/indicatorValues:export?neighborhood_keys=212&format={kind}")
            self.assertEqual((answer.status, answer.getheader("content-type").split(";")[0]), (200, media_type))
            self.assertEqual(answer.getheader("content-disposition"), f'attachment; filename="{name}"')
        answer, content = ask("GET", "/v1/indicatorValues:export?format=pdf")
        self.assertEqual((answer.status, answer.getheader("content-disposition")), (400, None))

    def test_the_photo_in_the_minutes_is_served_to_its_own_city(self):
        answer, content = ask("GET", "/v1/documents")
        pages = [ask("GET", f"/v1/documents/{d['documentId']}/content")[1].decode()
                 for d in json.loads(content)["documents"] if d["kind"] == "DOCUMENT_KIND_MINUTES"]
        photo = re.search(r'<img src="([^"]+)" alt="[^"]+".*SHA-256 ([0-9a-f]{64})', "".join(pages))
        answer, content = ask("GET", photo[1])
        self.assertEqual((answer.status, answer.getheader("content-type")), (200, "image/png"))
        self.assertEqual(hashlib.sha256(content).hexdigest(), photo[2])
        self.assertEqual(ask("GET", photo[1], host="moorsum.localhost:1234")[0].status, 404)


class Room(unittest.TestCase):
    def test_its_pages_run_scripts_of_this_host_alone(self):
        self.assertEqual(ask("GET", "/room")[0].getheader("location"), "http://bremerhaven.localhost/room/")
        for path in ("/room/", "/room/?session=x", "/room/wall", "/room/moderator", "/room/scribe"):
            answer, content = ask("GET", path)
            self.assertEqual((answer.status, answer.getheader("content-type"), answer.getheader("cache-control")), (200, "text/html; charset=utf-8", "no-cache"), path)
            policy = answer.getheader("content-security-policy")
            self.assertIn("default-src 'none'; script-src 'self'; style-src 'self';", policy)
            self.assertNotIn("unsafe", policy)
        self.assertEqual(json.loads(ask("GET", "/room/edge.json")[1]), {"devIdentity": True, "login": False})
        self.assertNotIn("script-src", ask("GET", "/v1/pages/index")[0].getheader("content-security-policy"))

    def test_what_it_loads_is_compressed_and_kept(self):
        files = re.findall(r'"(/room/files/[^"]+)"', ask("GET", "/room/")[1].decode())
        self.assertGreaterEqual(len(files), 2)
        for path in files:
            plain, content = ask("GET", path)
            packed, fewer = ask("GET", path, headers={"Accept-Encoding": "gzip"})
            self.assertEqual((plain.status, plain.getheader("content-encoding"), packed.getheader("content-encoding")), (200, None, "gzip"), path)
            self.assertEqual(gzip.decompress(fewer), content)
            self.assertEqual(packed.getheader("cache-control"), "public, max-age=31536000, immutable")
        self.assertIsNone(ask("GET", "/v1/boards", headers={"Accept-Encoding": "gzip"})[0].getheader("content-encoding"), "what a caller asks for is not compressed")

    def test_what_is_not_there_is_404_and_runs_nothing(self):
        answer, _ = ask("GET", "/room/files/nothing.js", headers={"Accept": "text/html"})
        self.assertEqual(answer.status, 404)
        self.assertNotIn("script-src", answer.getheader("content-security-policy"))


class GrpcWeb(unittest.TestCase):
    def call(self, path, message=b""):
        answer, content = ask("POST", path, b"\0" + struct.pack(">I", len(message)) + message,
                              {"Content-Type": "application/grpc-web+proto", "X-Grpc-Web": "1"})
        self.assertEqual(answer.status, 200)
        frames = {}
        while content:
            kind, size = content[0], struct.unpack(">I", content[1:5])[0]
            frames[kind] = content[5:5 + size]
            content = content[5 + size:]
        trailers = frames.get(0x80, b"").decode().lower() or f"grpc-status:{answer.getheader('grpc-status')}"
        return frames.get(0, b""), trailers

    def test_a_browser_program_gets_message_and_trailers(self):
        message, trailers = self.call("/zwk.participation.v1.BoardService/ListBoards")
        self.assertIn("ZWK-Beirat".encode(), message)
        self.assertIn("grpc-status:0", trailers.replace(" ", ""))

    def test_a_refusal_is_in_the_trailers(self):
        _, trailers = self.call("/zwk.participation.v1.BoardService/GetBoard")
        self.assertRegex(trailers.replace(" ", ""), "grpc-status:(3|5)")


class Identity(unittest.TestCase):
    def boards(self, **headers):
        host = headers.pop("host", "127.0.0.1")
        answer, content = ask("GET", "/v1/boards", headers=headers, host=host)
        self.assertEqual(answer.status, 200, content)
        return [board["name"] for board in json.loads(content)["boards"]]

    def test_the_host_says_the_municipality(self):
        self.assertEqual(self.boards(host="moorsum.localhost"), ["Dorfbeirat Moorsum"])
        self.assertEqual(self.boards(host="bremerhaven.localhost"), ["ZWK-Beirat"])

    def test_the_host_wins_over_what_a_client_claims(self):
        self.assertEqual(self.boards(host="moorsum.localhost", **{"x-zwk-municipality": "bremerhaven"}), ["Dorfbeirat Moorsum"])

    def test_without_a_name_it_is_the_first_one(self):
        self.assertEqual(self.boards(), ["ZWK-Beirat"])
        self.assertEqual(self.boards(**{"x-zwk-municipality": "moorsum"}), ["Dorfbeirat Moorsum"])


class Gate(unittest.TestCase):
    """Who may come in at all; what is refused changes nothing and says why, in the one shape of errors."""

    def refused(self, status, reason, method="GET", path="/v1/municipality", **asked):
        answer, content = ask(method, path, **asked)
        self.assertEqual(answer.status, status, content)
        self.assertEqual(answer.getheader("content-type"), "application/json")
        self.assertLessEqual(len(content), 4096)
        refusal = json.loads(content)
        self.assertEqual(set(refusal), {"code", "message", "details"})
        self.assertEqual([detail["reason"] for detail in refusal["details"]], [reason])
        self.assertIsInstance(refusal["code"], int)
        self.assertEqual(answer.getheader("x-content-type-options"), "nosniff")
        return refusal

    def test_other_hosts_are_nobody(self):
        for host in ("evil.example", "moorsum.localhostevil.example", "moorsum.localhost.evil.example", "localhost.evil.example",
                     "a.moorsum.localhost", ".localhost", "evil.example:25000", "moorsum.localhost@evil.example"):
            with self.subTest(host):
                self.refused(421, "HOST_UNKNOWN", host=host)
        self.assertEqual(ask("GET", "/v1/municipality", host="MOORSUM.localhost:80")[0].status, 200)

    def test_nobody_who_may_say_who_he_is_comes_through_a_proxy(self):
        for header in ("Forwarded", "Via", "X-Forwarded-For", "X-Forwarded-Host", "X-Forwarded-Proto", "X-Real-IP"):
            with self.subTest(header):
                self.refused(401, "PROXIED_REQUEST", headers={header: "203.0.113.9"})

    def test_pages_of_other_sites_can_change_and_read_nothing(self):
        board = {"requestId": str(uuid.uuid4()), "board": {"name": "Von fremder Seite", "kind": "BOARD_KIND_ADVISORY"}}
        foreign = ({"Sec-Fetch-Site": "cross-site"}, {"Sec-Fetch-Site": "same-site"}, {"Origin": "https://evil.example"}, {"Origin": "null"},
                   {"Sec-Fetch-Site": "cross-site", "Sec-Fetch-Mode": "navigate", "Sec-Fetch-Dest": "document"})
        for headers in foreign:
            with self.subTest(headers):
                self.refused(403, "FOREIGN_PAGE", "POST", "/v1/boards", body=board, headers=headers)
        self.refused(403, "FOREIGN_PAGE", headers={"Sec-Fetch-Site": "cross-site", "Sec-Fetch-Mode": "no-cors", "Sec-Fetch-Dest": "image"})
        self.refused(403, "FOREIGN_PAGE", headers={"Sec-Fetch-Site": "cross-site", "Sec-Fetch-Mode": "navigate", "Sec-Fetch-Dest": "iframe"})
        _, content = ask("GET", "/v1/boards")
        self.assertNotIn("Von fremder Seite", content.decode())

    def test_a_link_from_elsewhere_leads_here(self):
        for site in ("none", "same-origin", "cross-site"):
            followed = {"Sec-Fetch-Site": site, "Sec-Fetch-Mode": "navigate", "Sec-Fetch-Dest": "document"}
            self.assertEqual(ask("GET", "/", headers=followed)[0].status, 302, site)
        self.assertEqual(ask("POST", "/v1/offers:search", {"query": "x"}, {"Origin": "http://bremerhaven.localhost"})[0].status, 200)

    def test_changes_come_as_json_or_grpc(self):
        for kind in ("text/plain", "application/x-www-form-urlencoded", "multipart/form-data; boundary=x", "", "application/jsonp",
                     "text/plain; application/json"):
            with self.subTest(kind):
                self.refused(415, "CONTENT_TYPE_NOT_TAKEN", "POST", "/v1/boards", body=b"{}", headers={"Content-Type": kind})
        self.assertEqual(ask("POST", "/v1/offers:search", {"query": "x"}, {"Content-Type": "application/json; charset=utf-8"})[0].status, 200)

    def test_what_envoy_itself_refuses_has_the_same_shape_and_no_echo(self):
        self.refused(400, "MALFORMED_REQUEST", "POST", "/v1/boards", body=b"{")
        self.assertNotIn("\1", str(self.refused(400, "MALFORMED_REQUEST", "POST", "/v1/boards", body=b"\1" * 900_000)))
        self.refused(400, "MALFORMED_REQUEST", path="/v1/boards?pge_size=1")
        self.refused(404, "NO_SUCH_PATH", path="/v1/nothing")
        self.refused(413, "REQUEST_TOO_LARGE", "POST", "/v1/boards", body=b"", headers={"Content-Length": "6000000"})  # said before it is sent
        self.refused(431, "REQUEST_TOO_LARGE", headers={"x-large": "x" * 40_000})

    def test_a_person_sees_a_page(self):
        for status, asked in ((404, {"path": "/v1/nothing"}), (421, {"path": "/", "host": "evil.example"}),
                              (404, {"path": "/v1/documents/01890a5d-ac96-774b-bcce-b302099a8057/content"})):
            answer, content = ask("GET", headers={"Accept": "text/html,application/xhtml+xml,*/*;q=0.8"}, **asked)
            self.assertEqual((answer.status, answer.getheader("content-type")), (status, "text/html; charset=utf-8"))
            self.assertIn('<html lang="de">', content.decode())
            self.assertIn('<a href="/">Zur Startseite</a>', content.decode())
            self.assertIn("default-src 'none'", answer.getheader("content-security-policy"))
            self.assertEqual(int(answer.getheader("content-length")), len(content))

    def test_a_page_says_why_in_the_language_that_is_asked_for(self):
        for accepted, language, words in (("en-GB,en;q=0.9,de;q=0.5", "en", "There is no such thing here"), ("fr, de-AT;q=0.7, en", "de", "Das gibt es hier nicht"),
                                          ("uk", "de", "Das gibt es hier nicht"), ("", "de", "Das gibt es hier nicht")):
            answer, content = ask("GET", "/v1/nothing", headers={"Accept": "text/html", "Accept-Language": accepted})
            with self.subTest(accepted):
                self.assertEqual(answer.status, 404)
                self.assertRegex(content.decode(), f'<html lang="{language}">.*<h1>{words}[.]</h1>.*<a href="/">.*404.*NO_SUCH_PATH')
        answer, content = ask("GET", "/v1/boards", headers={"Accept": "text/html"}, roles={"x-zwk-roles": "KING"})
        self.assertEqual((answer.status, "ROLE_MISSING" in content.decode()), (403, True), "also of what a service refuses")


class Fields(unittest.TestCase):
    """The JSON of every service: what a call does not know is refused and named."""

    def test_what_no_call_has_is_refused_with_its_place(self):
        for path, body, field in (("/v1/boards", {"requestId": "x", "bord": {}}, "bord"),
                                  ("/v1/boards", {"request_id": "x", "board": {"nmae": "x"}}, "board.nmae"),
                                  ("/v1/offers:search", {"query": "x", "filter": {"includeStale": True, "is stale": 1}}, "filter.is?stale"),
                                  ("/v1/offers:search", {"alsoNeeded": [{}, {"x": {}}]}, "alsoNeeded[1].x"),
                                  ("/v1/offers:search", {"x" * 5000: 1}, "x" * 61 + "...")):
            answer, content = ask("POST", path, body)
            refusal = json.loads(content)
            with self.subTest(path=path, refusal=refusal):
                self.assertEqual((answer.status, refusal["code"], refusal["details"][0]["reason"]), (400, 3, "UNKNOWN_FIELD"))
                self.assertEqual([violation["field"] for violation in refusal["details"][1]["fieldViolations"]], [field])

    def test_both_spellings_of_a_field_are_known_and_keys_of_maps_are_anybodys(self):
        answer, content = ask("POST", "/v1/offers:search", {"query": "Teilhabeberatung", "page_size": 1, "pageToken": "", "filter": {"include_stale": None}})
        self.assertEqual(answer.status, 200, content)
        answer, content = ask("PUT", "/v1/needTypes/x", {"needType": {"labels": {"any key": "x"}}})
        self.assertNotIn("UNKNOWN_FIELD", content.decode())


class Headers(unittest.TestCase):
    def test_every_kind_of_answer_says_how_it_may_be_used(self):
        for path, sandboxed in (("/v1/boards", True), ("/v1/pages/index", False), ("/v1/nothing", True)):
            answer, _ = ask("GET", path)
            with self.subTest(path):
                self.assertEqual(answer.getheader("x-content-type-options"), "nosniff")
                self.assertEqual(answer.getheader("referrer-policy"), "no-referrer")
                self.assertEqual(answer.getheader("cross-origin-resource-policy"), "same-origin")
                self.assertEqual(answer.getheader("cache-control"), "private, no-store")
                self.assertEqual("sandbox" in answer.getheader("content-security-policy"), sandboxed)
                self.assertIsNone(answer.getheader("x-envoy-upstream-service-time"))

    def test_a_document_that_somebody_has_is_not_sent_again(self):
        first, content = ask("GET", "/v1/pages/index?locale=de", roles={})
        etag = first.getheader("etag")
        self.assertEqual((first.status, first.getheader("content-language"), first.getheader("cache-control")), (200, "de", "private, no-cache"))
        self.assertEqual(ask("GET", "/v1/pages/index?locale=en", roles={})[0].getheader("content-language"), "en")
        for versions in (etag, f"W/{etag}", f'"x", {etag}', "*"):
            answer, none = ask("GET", "/v1/pages/index?locale=de", roles={}, headers={"If-None-Match": versions})
            self.assertEqual((answer.status, answer.getheader("etag"), none), (304, etag, b""), versions)
        for path, versions in (("/v1/pages/index?locale=de", '"x"'), ("/v1/pages/index?locale=en", etag)):
            answer, whole = ask("GET", path, roles={}, headers={"If-None-Match": versions})
            self.assertEqual((answer.status, len(whole) > 1000), (200, True), path)
        self.assertIsNone(ask("GET", "/v1/labs")[0].getheader("etag"))

    def test_what_somebody_gets_who_says_who_it_is_stays_on_no_device(self):
        answer, _ = ask("GET", "/v1/pages/index", headers={"Authorization": "Bearer x"})
        self.assertEqual(answer.getheader("cache-control"), "private, no-store")

    def test_the_head_of_an_answer_is_the_answer_without_its_body(self):
        for path in ("/v1/pages/index", "/v1/labs", "/v1/nothing", "/room/"):
            whole, content = ask("GET", path)
            head, none = ask("HEAD", path)
            self.assertEqual((head.status, head.getheader("content-type"), none), (whole.status, whole.getheader("content-type"), b""), path)
            if whole.getheader("etag"):
                self.assertEqual((head.getheader("etag"), head.getheader("content-length")), (whole.getheader("etag"), str(len(content))), path)

    def upload(self, programme, name, media_type, kind, content):
        """Media type, disposition and policy with which a file is served that came in as gRPC-Web."""
        header = f'header {{ request_id: "{uuid.uuid4()}" attachment {{ programme_id: "{programme}" kind: {kind} file_name: "{name}" media_type: "{media_type}" alt_text: "x" }} }}'
        chunk = 'chunk: "' + "".join(f"\\{byte:03o}" for byte in content) + '"'
        body = b""
        for part in (header, chunk):
            encoded = subprocess.run(["protoc", "-I", "proto", "-I", GOOGLE, "--encode=zwk.participation.v1.UploadAttachmentRequest",
                                      "zwk/participation/v1/attachment.proto"], input=part.encode(), capture_output=True, check=True).stdout
            body += b"\0" + struct.pack(">I", len(encoded)) + encoded
        answer, content = ask("POST", "/zwk.participation.v1.AttachmentService/UploadAttachment", body,
                              {"Content-Type": "application/grpc-web+proto", "X-Grpc-Web": "1"})
        found = re.search(rb"[0-9a-f]{8}-[0-9a-f-]{27}", content)
        self.assertTrue(found, (answer.getheaders(), content))
        answer, _ = ask("GET", f"/v1/attachments/{found[0].decode()}:download")
        self.assertEqual(answer.status, 200)
        return answer.getheader("content-type"), answer.getheader("content-disposition"), answer.getheader("content-security-policy")

    def test_a_file_is_saved_unless_it_is_a_picture(self):
        _, content = ask("GET", "/v1/programmes")
        programme = json.loads(content)["programmes"][0]["programmeId"]
        for name, kind in (("seite.html", "text/html"), ("plan.pdf", "application/pdf"), ("seite.xhtml", "application/xhtml+xml")):
            with self.subTest(kind):
                served, disposition, policy = self.upload(programme, name, kind, "ATTACHMENT_KIND_OTHER", b"<html><meta http-equiv=refresh></html>")
                self.assertEqual((served, disposition), (kind, "attachment"))
                self.assertIn("sandbox", policy)
        served, disposition, _ = self.upload(programme, "bild.png", "image/png", "ATTACHMENT_KIND_PHOTO", PICTURE)
        self.assertEqual((served, disposition), ("image/png", None))


class Limits(unittest.TestCase):
    def test_too_many_and_too_large_headers_are_refused(self):
        self.assertIn(ask("GET", "/v1/boards", headers={"x-large": "x" * 40000})[0].status, (400, 431))
        self.assertIn(ask("GET", "/v1/boards", headers={f"x-{i}": "1" for i in range(80)})[0].status, (400, 431))

    def test_tricks_with_paths_and_header_names_are_refused(self):
        self.assertEqual(ask("GET", "/v1/..%2fboards")[0].status, 400)
        self.assertEqual(ask("GET", "/v1/boards", headers={"x_zwk_municipality": "moorsum"})[0].status, 400)


if __name__ == "__main__":
    ADDRESS = sys.argv.pop(1)
    unittest.main()
