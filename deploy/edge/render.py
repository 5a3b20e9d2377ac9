"""Envoy's configuration from envoy.yaml.in, gate.lua.in, calls.lua.in and answers.lua.in, into a folder.

    render.py FOLDER --services A,B --descriptors FILE --cluster NAME=HOST:PORT ... [--listen HOST:PORT] [...]

Certificates are read again whenever something is moved into the folder where they are; FILE.crt stands for itself and FILE.key beside it, any
other file holds both. A service with a name instead of an address is looked up again and again, and load goes to all its addresses. What repeats itself (a cluster per service, a sentence per status) is written as JSON, which is YAML.
"""

import argparse
import base64
import datetime
import ipaddress
import json
import pathlib
import re

import login

HERE = pathlib.Path(__file__).resolve().parent

# HTTP status: code of gRPC, reason (proto/zwk/common/v1/reason.proto), message. None: the edge's own words, which are the
# gate's; what Envoy says about a request quotes it, without a bound, and about services it tells where they are.
LOCAL_REPLIES = {
    400: (3, "MALFORMED_REQUEST", "the request cannot be read: path, query or body are not what this call takes"),
    401: (16, "PROXIED_REQUEST", None),
    403: (7, "FOREIGN_PAGE", None),
    404: (5, "NO_SUCH_PATH", "there is nothing at this path"),
    408: (4, "MALFORMED_REQUEST", "the request did not come to its end in time"),
    413: (3, "REQUEST_TOO_LARGE", "the body is larger than what is taken: 4 MiB, 1 MiB where its length is not said before, 200,000 values"),
    415: (3, "CONTENT_TYPE_NOT_TAKEN", None),
    421: (5, "HOST_UNKNOWN", None),
    429: (8, "EDGE_BUSY", "too many requests; try again in a second"),
    431: (3, "REQUEST_TOO_LARGE", "the header fields are larger than 32 KiB"),
    503: (14, "SERVICE_AWAY", "the service is not reachable; try again"),
    504: (4, "SERVICE_AWAY", "the service did not answer in time"),
}
ANY_OTHER = (13, "EDGE_FAULT", "the edge could not carry this request")


def local_reply(code, reason, message, *details):
    return {"json_format": {"code": code, "message": message or "%LOCAL_REPLY_BODY%", "details": [
        {"@type": "type.googleapis.com/google.rpc.ErrorInfo", "reason": reason, "domain": "zwk", "metadata": {}}, *details]}}


def unknown_field(status):
    """What calls.lua.in has found, as services say it of a field."""
    found = "%DYNAMIC_METADATA(zwk.calls:unknown_field)%"
    told = {"metadata_filter": {"matcher": {"filter": "zwk.calls", "path": [{"key": "unknown_field"}], "value": {"present_match": True}}, "match_if_key_not_found": False}}
    violation = {"@type": "type.googleapis.com/google.rpc.BadRequest", "fieldViolations": [{"field": found, "description": "%LOCAL_REPLY_BODY%"}]}
    return {"filter": {"and_filter": {"filters": [status, told]}}, "body_format_override": local_reply(3, "UNKNOWN_FIELD", f"{found}: %LOCAL_REPLY_BODY%", violation)}


def local_replies():
    def where(op, status, said):
        value = {"default_value": status, "runtime_key": "none"}
        return {"filter": {"status_code_filter": {"comparison": {"op": op, "value": value}}}, "body_format_override": local_reply(*said)}
    signing_in = where("EQ", 401, (16, "LOGIN_FAILED", "the login did not come to its end; begin again at /login/"))
    unknown_caller = where("EQ", 401, (16, "NO_CREDENTIALS", "this is for partners, by their certificates"))
    unknown_caller["filter"] = {"and_filter": {"filters": [unknown_caller["filter"], {"header_filter": {"header": login.header(":path", prefix=DESCRIPTORS)}}]}}
    signing_in["filter"] = {"and_filter": {"filters": [signing_in["filter"], {"header_filter": {"header": login.header(":path", prefix=login.PATH)}}]}}
    unknown = unknown_field(where("EQ", 400, LOCAL_REPLIES[400])["filter"])
    return {"mappers": [signing_in, unknown_caller, unknown] + [where("EQ", status, said) for status, said in LOCAL_REPLIES.items()] + [where("GE", 400, ANY_OTHER)]}


def address(text):
    host, _, port = text.rpartition(":")
    return {"socket_address": {"address": host.strip("[]"), "port_value": int(port)}}


def is_name(host):
    try:
        ipaddress.ip_address(host)
    except ValueError:
        return True
    return False


TLS = "type.googleapis.com/envoy.extensions.transport_sockets.tls.v3."


class Secrets:
    """Certificates that Envoy reads from files again when they were replaced."""

    def __init__(self, folder, at):
        self.folder = folder
        self.at = at

    def named(self, name, kind, content, watched):
        file = f"{name}.secret.json"
        content["watched_directory"] = {"path": str(pathlib.Path(watched).resolve().parent)}
        (self.folder / file).write_text(json.dumps({"resources": [{"@type": TLS + "Secret", "name": name, kind: content}]}))
        return {"name": name, "sds_config": {"resource_api_version": "V3", "path_config_source": {"path": str(self.at / file)}}}

    def certificate(self, name, pem):
        key = pem[:-len(".crt")] + ".key" if pem.endswith(".crt") else pem
        return self.named(name, "tls_certificate", {"certificate_chain": {"filename": pem}, "private_key": {"filename": key}}, pem)

    def authority(self, name, pem, dns_name=None):
        content = {"trusted_ca": {"filename": pem}}
        if dns_name:
            content["match_typed_subject_alt_names"] = [{"san_type": "DNS", "matcher": {"exact": dns_name}}]
        return self.named(name, "validation_context", content, pem)


def transport_socket(context, **settings):
    return {"name": "envoy.transport_sockets.tls", "typed_config": {"@type": TLS + context, **settings}}


def outside(secrets, pem, client_ca):
    """Whoever has a certificate may show it; one that is not of this authority ends the connection."""
    common = {"tls_params": {"tls_minimum_protocol_version": "TLSv1_3", "tls_maximum_protocol_version": "TLSv1_3"},
              "alpn_protocols": ["h2", "http/1.1"],
              "tls_certificate_sds_secret_configs": [secrets.certificate("outside", pem)]}
    if client_ca:
        common["validation_context_sds_secret_config"] = secrets.authority("partners", client_ca)
    return transport_socket("DownstreamTlsContext", common_tls_context=common)


def inside(secrets, name, pem, ca):
    return transport_socket("UpstreamTlsContext", sni=name, common_tls_context={
        "tls_params": {"tls_minimum_protocol_version": "TLSv1_2"}, "alpn_protocols": ["h2"],
        "tls_certificate_sds_secret_configs": [secrets.certificate("inside", pem)],
        "validation_context_sds_secret_config": secrets.authority(f"ca-of-{name}", ca, name)})


def cluster(name, endpoint, tls):
    by_name = is_name(address(endpoint)["socket_address"]["address"])
    return {
        **({"transport_socket": tls} if tls else {}),
        **({"type": "STRICT_DNS", "dns_lookup_family": "V4_PREFERRED", "dns_refresh_rate": "2s"} if by_name else {"type": "STATIC"}),
        "name": name, "connect_timeout": "1s",
        # Quiet streams count as requests, and there may be many of them; what waits or tries again is bounded closer.
        "circuit_breakers": {"thresholds": [{"max_connections": 64, "max_requests": 20000, "max_pending_requests": 4096,
                                             "max_retries": 200}]},
        "typed_extension_protocol_options": {"envoy.extensions.upstreams.http.v3.HttpProtocolOptions": {
            "@type": "type.googleapis.com/envoy.extensions.upstreams.http.v3.HttpProtocolOptions",
            # All calls of a worker share a connection: what is not read waits in the window of its own stream, and stops nobody else's.
            "explicit_http_config": {"http2_protocol_options": {
                "initial_stream_window_size": 65536, "initial_connection_window_size": 2147483647,
                "connection_keepalive": {"interval": "30s", "timeout": "10s"}}}}},
        "load_assignment": {"cluster_name": name, "endpoints": [
            {"lb_endpoints": [{"endpoint": {"address": address(endpoint)}}]}]},
    }


# What may be said of a call: which one it is, never its query or headers, what stands in its path, nor from where it came.
ACCESS_LOG_FIELDS = {"time": "%START_TIME(%Y-%m-%dT%H:%M:%E3SZ)%", "method": "%REQ(:METHOD)%", "host": "%REQ(:AUTHORITY)%", "path": "%DYNAMIC_METADATA(zwk.calls:path)%",
                     "protocol": "%PROTOCOL%", "status": "%RESPONSE_CODE%", "flags": "%RESPONSE_FLAGS%", "bytes": "%BYTES_SENT%",
                     "milliseconds": "%DURATION%", "service": "%UPSTREAM_CLUSTER%", "traceparent": "%REQ(TRACEPARENT)%"}


def access_log(path):
    """"-" is standard output, which need not be a file: under systemd it is a socket."""
    kind = "type.googleapis.com/envoy.extensions.access_loggers."
    lines = {"log_format": {"json_format": ACCESS_LOG_FIELDS}}
    if path == "-":
        return [{"name": "envoy.access_loggers.stdout", "typed_config": {"@type": kind + "stream.v3.StdoutAccessLog", **lines}}]
    return [{"name": "envoy.access_loggers.file", "typed_config": {"@type": kind + "file.v3.FileAccessLog", "path": path, **lines}}]


# Before it ends a pod asks for this and waits for the answer: connections are led elsewhere meanwhile, calls come to their end.
DRAIN = """
function envoy_on_request(handle)
  if handle:headers():get(":path") == "/drain" then
    handle:httpCall("admin", { [":method"] = "POST", [":path"] = "/healthcheck/fail", [":authority"] = "admin" }, "", 1000)
    handle:httpCall("admin", { [":method"] = "POST", [":path"] = "/drain_listeners?graceful&skip_exit", [":authority"] = "admin" }, "", 1000)
  end
end
"""


def watched(listen, socket, drain_seconds):
    """A listener in plain text for those who watch the edge: ready or not, figures, and the wait before the end. Nothing else of Envoy's
    administration, which is on a socket in a folder."""
    kind = "type.googleapis.com/envoy.extensions.filters.http."
    wait = {"fault": {"@type": kind + "fault.v3.HTTPFault", "delay": {"fixed_delay": f"{drain_seconds}s", "percentage": {"numerator": 100}}}}
    routes = [{"match": {"path": path}, "route": {"cluster": "admin", "timeout": "10s"}} for path in ("/ready", "/stats/prometheus")]
    routes.append({"match": {"path": "/drain"}, "direct_response": {"status": 200}, "typed_per_filter_config": {"envoy.filters.http.fault": wait["fault"]}})
    manager = {
        "@type": "type.googleapis.com/envoy.extensions.filters.network.http_connection_manager.v3.HttpConnectionManager",
        "stat_prefix": "watched", "route_config": {"virtual_hosts": [{"name": "all", "domains": ["*"], "routes": routes}]},
        "http_filters": [
            {"name": "drain", "typed_config": {"@type": kind + "lua.v3.Lua", "default_source_code": {"inline_string": DRAIN}}},
            {"name": "envoy.filters.http.fault", "typed_config": {"@type": kind + "fault.v3.HTTPFault"}},
            {"name": "envoy.filters.http.router", "typed_config": {"@type": kind + "router.v3.Router"}}]}
    listener = {"name": "watched", "address": address(listen), "filter_chains": [{"filters": [
        {"name": "envoy.filters.network.http_connection_manager", "typed_config": manager}]}],
        # It says that the others leave, and stays.
        "drain_type": "MODIFY_ONLY"}
    admin = {"name": "admin", "type": "STATIC", "load_assignment": {"cluster_name": "admin", "endpoints": [
        {"lb_endpoints": [{"endpoint": {"address": {"pipe": {"path": socket}}}}]}]}}
    return listener, admin


def security_txt(contacts, days):
    """Whom to tell of a weakness (RFC 9116), in the words of this installation; a route, or none."""
    if not contacts:
        return ""
    expires = datetime.datetime.now(datetime.timezone.utc) + datetime.timedelta(days=days)
    text = "".join(f"Contact: {contact}\n" for contact in contacts) + f"Expires: {expires:%Y-%m-%dT00:00:00Z}\nPreferred-Languages: de, en\n"
    return "- " + json.dumps({"match": {"path": "/.well-known/security.txt"}, "direct_response": {"status": 200, "body": {"inline_string": text}}})


# Asked for by programs that want to know what there is to ask.
DESCRIPTORS = "/descriptors.binpb"


def interface(openapi, descriptors):
    """What can be called here, as files: OpenAPI for everybody, the descriptor set for whom the gate lets through. Envoy reads them when it starts."""
    def route(path, file, kind):
        return {"match": {"path": path}, "direct_response": {"status": 200, "body": {"filename": str(file)}},
                "response_headers_to_add": [{"header": {"key": "content-type", "value": kind}, "append_action": "OVERWRITE_IF_EXISTS_OR_ADD"}]}
    return [route("/openapi.json", openapi, "application/json")] * bool(openapi) + [route(DESCRIPTORS, descriptors, "application/x-protobuf")]


ROOM_TYPES = {".html": "text/html; charset=utf-8", ".js": "text/javascript; charset=utf-8", ".css": "text/css; charset=utf-8", ".svg": "image/svg+xml"}
# Whom a page is for stands in its path; all of them are the one page that the build has written.
ROOM_PAGES = ("/room/", "/room/wall", "/room/moderator", "/room/scribe")


def room(folder, dev_identity, signs_in):
    """The files of clients/room as routes: each comes from the edge's memory. What has a hash in its name never changes."""
    def route(path, content, kind, cache):
        return {"match": {"path": path}, "direct_response": {"status": 200, "body": {"inline_bytes": base64.b64encode(content).decode()}},
                "response_headers_to_add": [{"header": {"key": key, "value": value}, "append_action": "OVERWRITE_IF_EXISTS_OR_ADD"}
                                            for key, value in (("content-type", kind), ("cache-control", cache))]}
    if folder is None:
        return []
    files = [file for file in sorted((folder / "files").iterdir()) if file.suffix in ROOM_TYPES]
    return ([{"match": {"path": "/room"}, "redirect": {"path_redirect": "/room/", "response_code": "FOUND"}},
             route("/room/edge.json", json.dumps({"devIdentity": dev_identity, "login": signs_in}).encode(), "application/json", "no-cache")]
            + [route(path, (folder / "index.html").read_bytes(), ROOM_TYPES[".html"], "no-cache") for path in ROOM_PAGES]
            + [route(f"/room/files/{file.name}", file.read_bytes(), ROOM_TYPES[file.suffix], "public, max-age=31536000, immutable") for file in files])


def contact(text):
    if not re.fullmatch(r"(https://|mailto:|tel:)[!-~]+", text):
        raise argparse.ArgumentTypeError(f"'{text}' is no https:, mailto: or tel: address")
    return text


def host(text):
    """NAME or NAME=MUNICIPALITY."""
    name, _, municipality = text.partition("=")
    if municipality and not re.fullmatch(r"[a-z][a-z0-9-]+", municipality) or municipality and name.startswith("*"):
        raise argparse.ArgumentTypeError(f"'{text}' is no host name with the municipality that it is of")
    return name, municipality


def fill(template, values):
    """Every @name@ of the template; one without a value is an error."""
    return re.sub(r"@([a-z_]+)@", lambda match: values[match[1]], template)


def quoted(words):
    return ", ".join(json.dumps(word) for word in words)


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", type=pathlib.Path)
    parser.add_argument("--listen", default="127.0.0.1:0")
    parser.add_argument("--descriptors", required=True)
    parser.add_argument("--services", required=True, help="full names of gRPC services, with commas")
    parser.add_argument("--cluster", action="append", required=True, help="NAME=HOST:PORT")
    parser.add_argument("--host", action="append", required=True, type=host,
                        help="a host name the edge answers for, or NAME=MUNICIPALITY: what is public there is that municipality's; *.NAME: one label before it")
    parser.add_argument("--index-path", default="/v1/pages/index")
    parser.add_argument("--room", type=pathlib.Path, help="folder with the built clients/room: /room/")
    parser.add_argument("--openapi", type=pathlib.Path, help="file that `./zwk package --openapi` has written: /openapi.json, if it is there")
    parser.add_argument("--first-municipality", default="")
    parser.add_argument("--dev-identity", action="store_true", help="callers on loopback say who they are")
    parser.add_argument("--tls", help="file with the edge's key and certificate for everybody outside; none: plain text, for loopback")
    parser.add_argument("--client-ca", help="file: whose certificates partners have")
    parser.add_argument("--inside", help="file with the edge's key and certificate for the services")
    parser.add_argument("--inside-ca", help="file: whose certificates services have; each is known by its name")
    parser.add_argument("--at", type=pathlib.Path, help="where the folder's files will be read from, if not there")
    parser.add_argument("--stats", help="HOST:PORT in plain text: /ready, /stats/prometheus, /drain")
    parser.add_argument("--admin-socket", help="Envoy's administration, with --stats (FOLDER/admin.sock)")
    parser.add_argument("--drain-seconds", type=int, default=15, help="how long /drain takes")
    parser.add_argument("--access-log", help="a line in JSON for each call: file, or - for standard output")
    parser.add_argument("--security-contact", action="append", type=contact, help="whom to tell of a weakness: /.well-known/security.txt")
    parser.add_argument("--security-days", type=int, default=180, help="how long that is good, from now")
    parser.add_argument("--login", type=login.Provider, help="file in JSON: the provider where people sign in (docs/operations/login.md)")
    parser.add_argument("--login-secret", help="file: what the provider knows the edge by")
    parser.add_argument("--login-key", help="file: what the cookies of sessions are sealed with, 32 bytes or more of text")
    parser.add_argument("--source-rate", type=int, default=1000, help="requests a second of one address")
    options = parser.parse_args()
    if not options.tls and not (options.dev_identity and options.listen.rpartition(":")[0] in ("127.0.0.1", "[::1]", "localhost")):
        parser.error("plain text is for callers on loopback that say who they are: --tls, or --dev-identity and --listen 127.0.0.1:PORT")
    if options.tls and options.dev_identity:
        parser.error("--dev-identity is for plain text on loopback")
    if bool(options.inside) != bool(options.inside_ca):
        parser.error("--inside and --inside-ca: both or none")

    if options.login and not (options.tls and options.login_secret and options.login_key):
        parser.error("--login wants --tls, --login-secret and --login-key")

    at = options.at or options.folder
    secrets = Secrets(options.folder, at)
    hosts = [name for name, _ in options.host]
    try:
        sign_in = options.login and login.login_filter(options.login, *(
            login.secret(options.folder, at, name, file) for name, file in (("login", options.login_secret), ("cookies", options.login_key))))
    except ValueError as error:
        parser.error(str(error))
    edge = address(options.listen)["socket_address"]
    gate, calls, answers, config = (options.folder / name for name in ("gate.lua", "calls.lua", "answers.lua", "edge.yaml"))
    socket = options.admin_socket or str(at / "admin.sock")
    listener, admin = watched(options.stats, socket, options.drain_seconds) if options.stats else (None, None)
    gate.write_text(fill((HERE / "gate.lua.in").read_text(), {
        "dev_identity": str(options.dev_identity).lower(), "hosts": quoted(hosts),
        "municipalities": ", ".join(f"[{json.dumps(name)}] = {json.dumps(municipality)}" for name, municipality in options.host if municipality),
        "first_municipality": options.first_municipality}))
    calls.write_text(fill((HERE / "calls.lua.in").read_text(), {"descriptors": options.descriptors, "rpc_services": options.services}))
    answers.write_text(fill((HERE / "answers.lua.in").read_text(), {"secure": str(bool(options.tls)).lower(), "login": str(bool(sign_in)).lower()}))
    config.write_text(fill((HERE / "envoy.yaml.in").read_text(), {
        "edge_host": edge["address"], "edge_port": str(edge["port_value"]), "answers_lua": str(at / answers.name), "gate_lua": str(at / gate.name), "calls_lua": str(at / calls.name),
        "admin": json.dumps({"pipe": {"path": socket, "mode": 0o600}} if options.stats else address("127.0.0.1:0")),
        "access_log": json.dumps(access_log(options.access_log) if options.access_log else []), "room": "".join(f"- {json.dumps(each)}\n                        " for each in room(options.room, options.dev_identity, bool(sign_in))),
        "interface": "".join(f"- {json.dumps(each)}\n                        " for each in interface(
            options.openapi and options.openapi.exists() and options.openapi.resolve(), options.descriptors)),
        "security_txt": security_txt(options.security_contact, options.security_days),
        "watched": listener and "- " + json.dumps(listener) or "",
        "descriptors": options.descriptors, "rpc_services": options.services, "index_path": options.index_path,
        "domains": quoted(hosts), "login_filter": sign_in and "- " + json.dumps(sign_in) or "", "login_route": sign_in and "- " + json.dumps(login.login_route()) or "", "local_replies": json.dumps(local_replies()),
        "source_rate": str(options.source_rate), "source_burst": str(2 * options.source_rate),
        "transport_socket": json.dumps(outside(secrets, options.tls, options.client_ca)) if options.tls else "null",
        "clusters": ", ".join([json.dumps(cluster(name, endpoint, options.inside and inside(secrets, name, options.inside, options.inside_ca)))
                               for name, _, endpoint in (each.partition("=") for each in options.cluster)] + [json.dumps(admin)] * bool(admin) + ([json.dumps(login.login_cluster(options.login, transport_socket))] if sign_in else []))}))


if __name__ == "__main__":
    main()
