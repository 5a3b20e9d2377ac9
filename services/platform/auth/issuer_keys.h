// The public keys of an issuer, by their ids, kept and read again.
#pragma once

#include <chrono>
#include <condition_variable>
#include <functional>
#include <map>
#include <memory>
#include <mutex>
#include <string>
#include <thread>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"

struct _cjose_jwk_int;

namespace zwk::auth {

struct IssuerKey {
  std::shared_ptr<const _cjose_jwk_int> key;
  std::string algorithm;  // the one it is good for: RS256 or ES256
};

// A key set of RFC 7517: signing keys that are RSA of 2,048 bits at least, or of the curve P-256. Others are left out.
absl::StatusOr<std::map<std::string, IssuerKey>> ReadKeySet(absl::string_view json);

// Reads in a thread of its own: no call waits for the issuer.
class IssuerKeys {
 public:
  struct Options {
    std::chrono::milliseconds refresh{300'000};  // read again after
    std::chrono::milliseconds least{5'000};      // for a key that is not known: not more often than
    std::chrono::milliseconds retry{1'000};      // after a failure
  };
  // The bytes of the key set.
  using Read = std::function<absl::StatusOr<std::string>()>;
  // Told what goes wrong, once per change.
  using Tell = std::function<void(const absl::Status&)>;

  IssuerKeys(Read read, Options options, Tell tell);
  ~IssuerKeys();
  IssuerKeys(const IssuerKeys&) = delete;
  IssuerKeys& operator=(const IssuerKeys&) = delete;

  // NOT_FOUND: the issuer has no such key. UNAVAILABLE: nothing is known of it yet, ask again.
  absl::StatusOr<IssuerKey> Find(absl::string_view id);

 private:
  void Loop();

  const Read read_;
  const Options options_;
  const Tell tell_;
  std::mutex mutex_;
  std::condition_variable news_;
  std::map<std::string, IssuerKey> keys_;          // guarded by mutex_
  bool known_ = false;                             // guarded by mutex_
  bool wanted_ = false;                            // guarded by mutex_
  bool stopping_ = false;                          // guarded by mutex_
  std::chrono::steady_clock::time_point read_at_;  // guarded by mutex_
  std::thread thread_;                             // last
};

// Reads a file ("/...") or by HTTPS (`ca`: a file, or "" for those that everybody knows), at most 1 MiB, within 10 seconds.
absl::StatusOr<std::string> ReadFrom(const std::string& where, const std::string& ca);

}  // namespace zwk::auth
