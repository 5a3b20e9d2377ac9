// One call of any kind: unary, with a stream of answers, or with a file or many messages sent.
#pragma once

#include <functional>
#include <map>
#include <memory>
#include <string>
#include <vector>

#include "platform/base/caller.h"
#include "platform/rpc/channel.h"
#include "zwkctl/directory.h"
#include "zwkctl/request.h"

namespace zwk::ctl {

// What went wrong here and not at a service is marked: a file that cannot be read, for example (exit code 1), and what was
// typed wrong (2).
absl::Status OfThisMachine(absl::Status status);
absl::Status OfTheArguments(absl::Status status);
bool IsOfThisMachine(const absl::Status& status);
bool IsOfTheArguments(const absl::Status& status);

struct Call {
  const MethodDescriptor* rpc = nullptr;
  std::string area;  // whose service is asked, where the RPC does not say it
  nlohmann::json request;
  // Client streams: either the file that follows the request in chunks, or further messages.
  std::string file;
  std::vector<nlohmann::json> messages;
};

// Told how much of a file is sent; `total` is its size.
using OnSent = std::function<void(int64_t sent, int64_t total)>;
// Told each answer: one for all but server streams.
using OnAnswer = std::function<absl::Status(const Message&)>;

// The services, by area. Connects when an area is first called.
class Platform {
 public:
  // `addresses`: area -> host:port. An area without an address is refused with a sentence that says
  // where it would be given.
  explicit Platform(std::map<std::string, std::string> addresses,
                    std::chrono::milliseconds deadline, rpc::TlsFiles tls = {});

  // Whether it is said where the area listens.
  bool Knows(const std::string& area) const { return addresses_.contains(area); }
  // The next call connects anew.
  void Disconnect() { channels_.clear(); }

  // INVALID_ARGUMENT (before anything is sent) where the request does not fit the RPC.
  absl::Status Do(const Call& call, const Caller& caller, const OnAnswer& on_answer,
                  const OnSent& on_sent = nullptr);

 private:
  absl::StatusOr<rpc::Channel*> ChannelTo(const std::string& area);

  std::map<std::string, std::string> addresses_;
  std::chrono::milliseconds deadline_;
  rpc::TlsFiles tls_;
  std::map<std::string, std::unique_ptr<rpc::Channel>> channels_;
};

// Where `./zwk up` wrote that the services listen: RUN/<area>.json.
std::map<std::string, std::string> AddressesFromRunFolder(const std::string& folder);

}  // namespace zwk::ctl
