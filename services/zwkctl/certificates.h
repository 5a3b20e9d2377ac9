// A small authority: certificates for the edge, the services, Redis and partners of one city, and for tests. A
// cluster has cert-manager instead; what it writes has the same form.
//
// A folder holds ca.pem (whom to trust) and ca.key (which signs, and is wanted nowhere else), and for each NAME one file
// NAME.pem with key and certificate. One file, because it is replaced in one step: whoever looks meanwhile sees the old
// pair or the new one, never halves of both.
#pragma once

#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/time/time.h"

namespace zwk::ctl {

struct CertificateWish {
  std::string name;  // [a-z][a-z0-9-]*: the name of its file, and a DNS name of its own
  // Further names, as "dns:participation.zwk", "ip:10.0.0.7", "uri:zwk:partner:moorsum".
  std::vector<std::string> names;
  // Of a partner: opens connections, accepts none, and has no DNS name.
  bool client_only = false;
  int days = 90;
};

struct CertificateState {
  std::string name;
  std::vector<std::string> names;
  absl::Time not_after;
  std::string trouble;  // "": good
};

// The authority. ALREADY_EXISTS where the folder has one: its certificates would be worth nothing.
absl::Status InitAuthority(const std::string& folder, const std::string& city, int days,
                           absl::Time now);

// A new key and its certificate, in place of what may be there.
absl::Status IssueCertificate(const std::string& folder, const CertificateWish& wish,
                              absl::Time now);

// The same names and the same time again with a new key; all of the folder where no name is given. Tells which.
absl::StatusOr<std::vector<std::string>> RotateCertificates(const std::string& folder,
                                                            const std::vector<std::string>& names,
                                                            absl::Time now);

// The authority first, then all by name: what is expired or ends within `days`, is not of this authority, has another
// key, or may be read by others is in trouble.
absl::StatusOr<std::vector<CertificateState>> CheckCertificates(const std::string& folder, int days,
                                                                absl::Time now);

}  // namespace zwk::ctl
