// The audit log of one service for one municipality as files: batches of records, each record chained to the one before it
// by a hash, and `head.json`, which says where the chain begins and ends. Whoever has the folder can verify it; nothing
// else is needed.
//
//   batch-000000000001.jsonl
//     <hash> {"zwk_audit":1,"municipality":..,"service":..,"first":1,"records":2,"previous":<hash>,"through":..}
//     <hash> {"n":1,"at":..}
//     <hash> {"n":2,"at":..}
//
// A batch is signed in its first line, and so is head.json (signature.h), where the chain was given a signer.
//
// A line's hash is SHA-256 over the hash of the line before it, a line feed and its JSON; the first line follows the last
// one of the batch before.
#pragma once

#include <cstdint>
#include <filesystem>
#include <functional>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "platform/audit/signature.h"
#include "platform/base/clock.h"

namespace zwk::audit {

struct Head {
  std::string municipality;
  std::string service;
  uint64_t first = 1;        // the first record that is still kept
  uint64_t last = 0;         // the last one sealed; 0: none yet
  std::string hash;          // of its line
  std::string through;       // where the service had it from: what is not after this is sealed
  uint64_t signed_from = 0;  // the first record whose batch is signed; 0: none is
  bool ours = false;         // Read: its signature is ours, so what it says is
};

// What a record says, one line each; without "n", which comes with sealing.
struct Unsealed {
  std::string position;
  std::string json;
};

// What was found in a folder.
struct Verified {
  std::string public_key;  // of whom the head says that it has signed; "": nobody has
  Head head;               // as far as it was read
  uint64_t records = 0;
  uint64_t batches = 0;
  std::vector<std::string> findings;  // at most kMostFindings
  static constexpr size_t kMostFindings = 100;
};

// A head as somebody saw it earlier: the record of this number had this hash.
struct Witness {
  uint64_t number = 0;
  std::string hash;
  bool stays = false;  // too young to have expired
};

class Chain {
 public:
  // FOLDER/<municipality>/<service>. Without a signer it is for reading, or nothing is signed.
  Chain(std::filesystem::path folder, std::string municipality, std::string service,
        const Signer* signer = nullptr);

  // Where to go on. Takes in a batch that was written just before its writer ended. `through` is that of the last batch;
  // empty where it is not there or not as it was sealed. A head that we have not signed is not believed where batches are
  // signed. DATA_LOSS: head and batches disagree, or a batch that follows is not ours.
  absl::StatusOr<Head> Read() const;

  // One more batch, then the head; durable when answered. ABORTED: somebody else was faster.
  absl::StatusOr<Head> Append(Head head, const std::vector<Unsealed>& records) const;

  // Batches whose last record is older than this go, the oldest first; what is left is whole. A batch that is not as it was
  // sealed stays, and with it what follows. How many went. `announce` hears the first record that will be left, before anything
  // goes; not OK: nothing goes.
  using Announce = std::function<absl::Status(uint64_t first)>;
  absl::StatusOr<int> Expire(Time before, const Announce& announce = nullptr) const;

  // Reads all, whoever writes meanwhile. With `each`, every record that is as it was sealed. With `public_key`, which somebody
  // keeps elsewhere: whether it is whose signature head and batches have. Then what begins late has expired, and was not cut.
  Verified Verify(const std::vector<Witness>& witnesses = {},
                  const std::function<void(const std::string& json)>& each = nullptr,
                  const std::string& public_key = "") const;

  const std::filesystem::path& folder() const { return folder_; }
  const std::string& municipality() const { return municipality_; }
  const std::string& service() const { return service_; }

 private:
  Verified VerifyOnce(const std::vector<Witness>& witnesses,
                      const std::function<void(const std::string& json)>& each,
                      const std::string& public_key) const;
  absl::Status WriteHead(const Head& head) const;

  std::filesystem::path folder_;
  std::string municipality_;
  std::string service_;
  const Signer* signer_;
};

// All chains at or below a folder, in the order of their paths.
std::vector<Chain> ChainsBelow(const std::filesystem::path& folder);

// The folder of chains in the folder of a service's files. No municipality is called like it.
inline constexpr char kFolder[] = "_audit";

}  // namespace zwk::audit
