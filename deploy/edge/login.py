"""Signing in at the edge: OpenID Connect's authorization code with PKCE, by Envoy's oauth2 filter (docs/operations/login.md).

Whoever opens /login/PATH is sent to the provider, comes back signed in and goes on at PATH; the cookies hold the tokens, encrypted, and no script
reads them. The service gets the access token as any other and checks it itself. Without a session a call goes on as nobody's: what is public
needs no login.
"""

import json
import pathlib
import urllib.parse

PATH = "/login/"
CALLBACK = "/login/callback"
SIGN_OUT = "/logout"

KIND = "type.googleapis.com/envoy.extensions.filters.http.oauth2.v3.OAuth2"
SYSTEM_CA = "/etc/ssl/certs/ca-certificates.crt"
NEEDED = {"authorization_endpoint", "token_endpoint", "client_id"}
KNOWN = NEEDED | {"end_session_endpoint", "scopes", "ca"}
# Of this host alone, by TLS alone; browsers hold names that begin so to that.
COOKIES = {kind: f"__Host-zwk-{kind.replace('_', '-')}" for kind in ("bearer_token", "oauth_hmac", "oauth_expires", "id_token", "refresh_token", "oauth_nonce", "code_verifier")}


class Provider:
    """What the file of --login says of it; ValueError where that cannot be."""

    def __init__(self, file):
        said = json.loads(pathlib.Path(file).read_text())
        if not isinstance(said, dict) or not NEEDED <= said.keys() <= KNOWN:
            raise ValueError(f"{file}: {', '.join(sorted(NEEDED))} are wanted, {', '.join(sorted(KNOWN - NEEDED))} are taken, nothing else")
        for name, value in said.items():
            if name.endswith("_endpoint") and not str(value).startswith("https://"):
                raise ValueError(f"{file}: {name} begins with https://")
        self.said = said
        at = urllib.parse.urlsplit(said["token_endpoint"])
        self.host, self.port = at.hostname, at.port or 443


def secret(folder, at, name, file):
    """Envoy takes the bytes of the file as they are."""
    path = pathlib.Path(file)
    if path.exists() and (not path.read_bytes() or path.read_bytes().endswith(b"\n")):
        raise ValueError(f"{file}: the secret alone, without a line's end (printf %s)")
    content = {"resources": [{"@type": "type.googleapis.com/envoy.extensions.transport_sockets.tls.v3.Secret", "name": name,
                              "generic_secret": {"secret": {"filename": file}}}]}
    (folder / f"{name}.secret.json").write_text(json.dumps(content))
    return {"name": name, "sds_config": {"resource_api_version": "V3", "path_config_source": {"path": str(at / f"{name}.secret.json")}}}


def header(name, **matches):
    return {"name": name, "string_match": matches}


def login_filter(provider, token_secret, cookie_secret):
    said = provider.said
    lax = {"same_site": "LAX", "path": "/"}
    config = {
        "token_endpoint": {"cluster": "login", "uri": said["token_endpoint"], "timeout": "10s"},
        "authorization_endpoint": said["authorization_endpoint"],
        "redirect_uri": "https://%REQ(:authority)%" + CALLBACK,
        "redirect_path_matcher": {"path": {"exact": CALLBACK}},
        "signout_path": {"path": {"exact": SIGN_OUT}},
        "credentials": {"client_id": said["client_id"], "token_secret": token_secret, "hmac_secret": cookie_secret, "cookie_names": COOKIES},
        "auth_scopes": said.get("scopes", ["openid"]),
        "auth_type": "BASIC_AUTH",
        "forward_bearer_token": True,
        "use_refresh_token": True,
        # Who brings a token needs no session.
        "pass_through_matcher": [{"name": "authorization", "present_match": True}],
        # Who has no session, or one that is over, is nobody, except where it is asked for one.
        "allow_failed_matcher": [{**header(":path", prefix=PATH), "invert_match": True}],
        # A program is not sent to a page.
        "deny_redirect_matcher": [{**header("accept", contains="text/html"), "invert_match": True, "treat_missing_header_as_empty": True}],
        "cookie_configs": {f"{kind}_cookie_config": lax for kind in COOKIES},
        "disable_id_token_set_cookie": "end_session_endpoint" not in said,
    }
    if "end_session_endpoint" in said:
        config["end_session_endpoint"] = said["end_session_endpoint"]
    return {"name": "login", "typed_config": {"@type": KIND, "config": config}}


def login_cluster(provider, transport_socket):
    tls = transport_socket("UpstreamTlsContext", sni=provider.host, common_tls_context={
        "tls_params": {"tls_minimum_protocol_version": "TLSv1_2"},
        "validation_context": {"trusted_ca": {"filename": provider.said.get("ca", SYSTEM_CA)},
                               "match_typed_subject_alt_names": [{"san_type": "IP_ADDRESS" if provider.host.replace(".", "").isdigit() else "DNS", "matcher": {"exact": provider.host}}]}})
    return {"name": "login", "type": "STRICT_DNS", "dns_lookup_family": "V4_PREFERRED", "connect_timeout": "5s", "transport_socket": tls,
            "load_assignment": {"cluster_name": "login", "endpoints": [{"lb_endpoints": [{"endpoint": {"address": {
                "socket_address": {"address": provider.host, "port_value": provider.port}}}}]}]}}


def login_route():
    """Signed in: on to what was wanted."""
    return {"match": {"prefix": PATH}, "redirect": {"regex_rewrite": {"pattern": {"regex": "^/login(/.*)$"}, "substitution": "\\1"}, "response_code": "FOUND"}}
