#pragma once

#include <chrono>
#include <initializer_list>
#include <memory>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "platform/store/endpoint.h"
#include "platform/store/socket.h"

struct redisReader;
struct redisReply;

namespace zwk::store {

// FAILED_PRECONDITION: the way there leads off this machine, in plain text.
absl::Status CheckTransport(const Endpoint& endpoint);

// One reply of Redis; items of an array are borrowed from it, and so is text.
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
  struct Free {
    void operator()(redisReply* reply) const;
  };
  std::unique_ptr<redisReply, Free> owner_;
  redisReply* reply_ = nullptr;
};

using Arguments = std::vector<std::string>;

// One command, written as Redis reads it while its arguments come in: no copy per argument.
class Command {
 public:
  Command() = default;
  Command(const Arguments& arguments);  // NOLINT: implicit on purpose
  Command(std::initializer_list<absl::string_view> arguments);

  void Reserve(size_t bytes) { body_.reserve(bytes); }
  void Add(absl::string_view argument) { AddJoined({argument}); }
  void AddJoined(std::initializer_list<absl::string_view> parts);  // one argument of several parts

  size_t count() const { return count_; }  // of arguments
  const std::string& body() const { return body_; }

 private:
  size_t count_ = 0;
  std::string body_;
};

// Wakes a thread that waits for a descriptor.
class Signal {
 public:
  Signal();
  ~Signal();
  Signal(const Signal&) = delete;
  Signal& operator=(const Signal&) = delete;

  void Set() const;
  // Until it is set, there is something to read from `descriptor` (-1: none), or the time is over.
  void Wait(int descriptor, std::chrono::milliseconds limit) const;

 private:
  const int event_;
};

// A blocking connection, for one thread at a time. Any error ends it; Connect starts anew.
class Connection {
 public:
  explicit Connection(Endpoint endpoint) : endpoint_(std::move(endpoint)) {}
  ~Connection();
  Connection(const Connection&) = delete;
  Connection& operator=(const Connection&) = delete;

  // `io_timeout` bounds each wait for a reply. UNAVAILABLE, also where Redis does not let us in:
  // TroubleOf says why.
  absl::Status Connect(std::chrono::milliseconds connect_timeout,
                       std::chrono::milliseconds io_timeout);
  bool connected() const { return socket_.open(); }
  // As it is, or anew where it has ended.
  absl::Status Connected(std::chrono::milliseconds connect_timeout,
                         std::chrono::milliseconds io_timeout) {
    return connected() ? absl::OkStatus() : Connect(connect_timeout, io_timeout);
  }
  // Between calls: whether the other side is still there. Finding out before something is sent
  // keeps its fate from being unknown.
  bool StillThere() const;
  int descriptor() const { return socket_.descriptor(); }  // -1 without a connection
  void Close();

  // Pipelining: append as many as wanted, read the replies in the same order. UNAVAILABLE when the
  // connection is lost. An error reply is a reply.
  void Append(const Command& command);
  void Flush();  // sends what was appended; Read does so too, and says whether it was lost
  absl::StatusOr<Reply> Read();

  absl::StatusOr<Reply> Call(const Command& command);  // one, by itself

 private:
  struct FreeReader {
    void operator()(redisReader* reader) const;
  };

  absl::Status LogIn();
  absl::Status Lost(absl::string_view why);

  Endpoint endpoint_;
  Socket socket_;
  std::unique_ptr<redisReader, FreeReader> reader_;
  std::string out_;  // what is to be sent; keeps its memory
};

}  // namespace zwk::store
