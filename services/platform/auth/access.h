// Who is let in, as an administrator has written it down: --access-file.
#pragma once

#include <map>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"

namespace zwk::auth {

// What a partner's certificate lets it ask for.
struct Partner {
  std::string client;  // who it is, in what the platform writes down
  std::vector<std::string> municipalities;
  std::vector<std::string> roles;
};

// Whose tokens are believed, and what their claims say. No issuer: no tokens.
struct TokenRules {
  std::string issuer;
  std::string audience;
  std::string keys;     // https://... or a file: the issuer's JSON Web Key Set
  std::string keys_ca;  // file: the CA of that address, where it is none that everybody knows
  // Claims; inner ones with dots ("realm_access.roles").
  std::string municipality_claim = "zwk_municipality";
  std::string roles_claim = "zwk_roles";
  // What a claim says -> the municipality or role that it means. Empty: it means itself; otherwise
  // what does not stand here means nothing.
  std::map<std::string, std::string> municipalities;
  std::map<std::string, std::string> roles;
};

struct Access {
  // Names in certificates: of services, which say for whom they ask, and of the edge, which says
  // whose certificate it has seen.
  std::vector<std::string> services = {"dns:participation", "dns:forecasting", "dns:catalog",
                                       "dns:reporting"};
  std::string edge = "dns:edge";
  std::map<std::string, Partner> partners;  // by a name in the certificate
  // Whose public methods are for whoever comes, without a credential, and whose sessions take
  // participants by code. None: nobody comes in without being known.
  std::vector<std::string> public_municipalities;
  TokenRules tokens;
};

// INVALID_ARGUMENT, with where it stands, for what is not understood: a misspelt right is no right
// that is missing, it is one that nobody has noticed.
//
//   {"partners": [{"certificate": "uri:zwk:partner:moorsum", "client": "moorsum",
//                  "municipalities": ["moorsum"], "roles": ["PARTNER"]}],
//    "public_municipalities": ["bremerhaven"],
//    "tokens": {"issuer": "https://id.example/realms/zwk", "audience": "zwk",
//               "keys": "https://id.example/realms/zwk/protocol/openid-connect/certs",
//               "roles_claim": "groups", "roles": {"/zwk/beirat-vorsitz": "CHAIR"}}}
absl::StatusOr<Access> ReadAccess(absl::string_view json);

}  // namespace zwk::auth
