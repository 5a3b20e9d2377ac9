// How the two ends of a connection know each other: the files for it, and what gRPC makes of them (tls.cc, with
// credentials.h for the server and the channels alone).
#pragma once

#include <string>

#include "absl/status/status.h"

namespace zwk::rpc {

// PEM files. They may be replaced while they are in use: connections that stand go on, new ones see the new files within
// seconds. Key and certificate may be one file, which is then replaced in one step.
struct TlsFiles {
  std::string certificate;  // who this end is, with intermediate certificates behind it
  std::string key;
  std::string ca;           // who has to have signed the other end's
  std::string server_name;  // what the other end's certificate calls it, if not as its address

  // All three or none; none: plain text.
  bool given() const { return !certificate.empty(); }
};

// INVALID_ARGUMENT, with a sentence, where the files cannot be used: one is missing, is no PEM, has the key of another
// certificate, or has expired.
absl::Status CheckTlsFiles(const TlsFiles& files);

}  // namespace zwk::rpc
