#include "zwkctl/call.h"

#include <cerrno>
#include <cstring>
#include <fstream>
#include <utility>

#include "absl/strings/str_cat.h"

namespace zwk::ctl {
namespace {

using google::protobuf::Descriptor;
using google::protobuf::FieldDescriptor;
using nlohmann::json;

// Well below the 4 MB of a message, large enough for few round trips.
constexpr size_t kChunkBytes = 256 * 1024;

std::unique_ptr<Message> New(const Descriptor& type) {
  return std::unique_ptr<Message>(
      google::protobuf::MessageFactory::generated_factory()->GetPrototype(&type)->New());
}

constexpr char kWhere[] = "zwk/where";

absl::Status Marked(absl::Status status, const char* where) {
  status.SetPayload(kWhere, absl::Cord(where));
  return status;
}

}  // namespace

absl::Status OfThisMachine(absl::Status status) { return Marked(std::move(status), "machine"); }
absl::Status OfTheArguments(absl::Status status) { return Marked(std::move(status), "arguments"); }
bool IsOfThisMachine(const absl::Status& status) { return status.GetPayload(kWhere) == "machine"; }
bool IsOfTheArguments(const absl::Status& status) {
  return status.GetPayload(kWhere) == "arguments";
}

Platform::Platform(std::map<std::string, std::string> addresses, std::chrono::milliseconds deadline,
                   rpc::TlsFiles tls)
    : addresses_(std::move(addresses)), deadline_(deadline), tls_(std::move(tls)) {}

absl::StatusOr<rpc::Channel*> Platform::ChannelTo(const std::string& area) {
  std::unique_ptr<rpc::Channel>& channel = channels_[area];
  if (channel == nullptr) {
    const auto address = addresses_.find(area);
    if (address == addresses_.end()) {
      return OfThisMachine(absl::FailedPreconditionError(
          absl::StrCat("where does ", area, " listen? './zwk up' starts it; or give --address")));
    }
    rpc::ChannelOptions options;
    if (auto usable = rpc::CheckTlsFiles(tls_); !usable.ok()) return OfThisMachine(usable);
    options.default_deadline = deadline_;
    options.tls = tls_;
    channel = std::make_unique<rpc::Channel>(address->second, options);
  }
  return channel.get();
}

absl::Status Platform::Do(const Call& call, const Caller& caller, const OnAnswer& on_answer,
                          const OnSent& on_sent) {
  const MethodDescriptor& rpc = *call.rpc;
  auto first = ToMessage(*rpc.input_type(), call.request);
  if (!first.ok()) return first.status();
  auto channel = ChannelTo(call.area.empty() ? AreaOf(rpc) : call.area);
  if (!channel.ok()) return channel.status();
  const std::unique_ptr<Message> answer = New(*rpc.output_type());
  if (!rpc.client_streaming() && !(call.file.empty() && call.messages.empty())) {
    return absl::InvalidArgumentError(absl::StrCat(rpc.name(), " takes no stream"));
  }
  if (rpc.server_streaming()) {
    return (*channel)->StreamNow(PathOf(rpc), caller, **first, *answer, on_answer);
  }
  if (!rpc.client_streaming()) {
    if (auto status = (*channel)->CallNow(PathOf(rpc), caller, **first, *answer); !status.ok()) {
      return status;
    }
    return on_answer(*answer);
  }

  // Everything that can be wrong on this side is found before the first message leaves.
  std::vector<std::unique_ptr<Message>> messages;
  messages.push_back(*std::move(first));
  for (const json& each : call.messages) {
    auto message = ToMessage(*rpc.input_type(), each);
    if (!message.ok()) return message.status();
    messages.push_back(*std::move(message));
  }
  const FieldDescriptor* chunk = ChunkField(*rpc.input_type());
  std::ifstream file;
  int64_t total = 0;
  if (!call.file.empty()) {
    if (chunk == nullptr) {
      return absl::InvalidArgumentError(absl::StrCat(rpc.name(), " takes no file"));
    }
    file.open(call.file, std::ios::binary | std::ios::ate);
    if (!file) {
      return OfThisMachine(
          absl::NotFoundError(absl::StrCat(call.file, ": ", std::strerror(errno))));
    }
    total = file.tellg();
    file.seekg(0);
  }
  size_t next = 0;
  int64_t sent = 0;
  const std::unique_ptr<Message> item = New(*rpc.input_type());
  auto fill = [&](Message& message) {
    message.Clear();
    if (next < messages.size()) {
      message.CopyFrom(*messages[next++]);
      return true;
    }
    if (!file.is_open() || sent >= total) return false;
    std::string bytes(kChunkBytes, '\0');
    file.read(bytes.data(), static_cast<std::streamsize>(bytes.size()));
    bytes.resize(file.gcount());
    if (bytes.empty()) return false;
    sent += static_cast<int64_t>(bytes.size());
    message.GetReflection()->SetString(&message, chunk, std::move(bytes));
    if (on_sent) on_sent(sent, total);
    return true;
  };
  if (auto status = (*channel)->UploadNow(PathOf(rpc), caller, *item, fill, *answer);
      !status.ok()) {
    return status;
  }
  if (sent < total)
    return OfThisMachine(absl::DataLossError(absl::StrCat(call.file, " became shorter meanwhile")));
  return on_answer(*answer);
}

std::map<std::string, std::string> AddressesFromRunFolder(const std::string& folder) {
  std::map<std::string, std::string> addresses;
  for (const Area& area : Areas()) {
    std::ifstream file(absl::StrCat(folder, "/", area.name, ".json"));
    const json listening = json::parse(file, nullptr, /*allow_exceptions=*/false);
    if (listening.is_object() && listening.contains("grpc")) {
      addresses[area.name] = listening["grpc"].get<std::string>();
    }
  }
  return addresses;
}

}  // namespace zwk::ctl
