#pragma once

#include <chrono>
#include <memory>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"

struct redisContext;
struct redisReply;

namespace zwk::store {

// One reply of Redis; items of an array are borrowed from it.
class Reply {
 public:
  Reply() = default;
  explicit Reply(redisReply* reply);  // takes it over

  bool is_nil() const;
  bool is_error() const;
  bool is_array() const;
  int64_t integer() const;         // also of text; 0 where there is none
  absl::string_view text() const;  // of a string, a status or an error
  size_t size() const;             // of an array
  Reply operator[](size_t i) const;

 private:
  std::shared_ptr<redisReply> owner_;
  redisReply* reply_ = nullptr;
};

using Arguments = std::vector<std::string>;

// A blocking connection, for one thread at a time. Any error ends it; Connect starts anew.
class Connection {
 public:
  // "unix:/path" or "host:port".
  explicit Connection(std::string address) : address_(std::move(address)) {}
  ~Connection();
  Connection(const Connection&) = delete;
  Connection& operator=(const Connection&) = delete;

  // `io_timeout` bounds each wait for a reply.
  absl::Status Connect(std::chrono::milliseconds connect_timeout,
                       std::chrono::milliseconds io_timeout);
  bool connected() const { return context_ != nullptr; }
  // Between calls: whether the other side is still there. Finding out before something is sent
  // keeps its fate from being unknown.
  bool StillThere();
  void Close();

  // Pipelining: append as many as wanted, read the replies in the same order. UNAVAILABLE when the
  // connection is lost. An error reply is a reply.
  void Append(const Arguments& arguments);
  absl::StatusOr<Reply> Read();

  absl::StatusOr<Reply> Call(const Arguments& arguments);  // one, by itself

 private:
  absl::Status Lost();

  std::string address_;
  redisContext* context_ = nullptr;
};

}  // namespace zwk::store
