#pragma once

#include <string>
#include <utility>

#include "absl/status/status.h"
#include "absl/strings/string_view.h"

namespace zwk::store {

// Where Redis is and how a service gets in. What files hold is read anew for each connection: a new
// password or certificate needs no restart.
struct Endpoint {
  Endpoint() = default;
  Endpoint(std::string where) : address(std::move(where)) {}  // NOLINT: implicit on purpose
  Endpoint(const char* where) : address(where) {}             // NOLINT: implicit on purpose

  std::string address;  // "unix:/path" or "host:port"
  std::string user;     // of Redis' ACL; empty: the default one
  std::string password_file;
  std::string tls_ca;  // file; set: TLS 1.2 or later, with a server that this CA vouches for
  std::string tls_certificate;  // files: what is shown to Redis, where it asks for it
  std::string tls_key;
};

// What callers hear of a store in trouble says nothing about where it is. What operators have to
// know travels beside it, for the log: it is no part of what goes over the wire.
absl::Status WithTrouble(absl::Status status, absl::string_view trouble);
std::string TroubleOf(const absl::Status& status);

}  // namespace zwk::store
