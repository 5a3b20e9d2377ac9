#pragma once

#include <chrono>
#include <cstddef>
#include <memory>
#include <string>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "platform/store/endpoint.h"

struct ssl_ctx_st;
struct ssl_st;

namespace zwk::store {

// A blocking stream to where an endpoint says, plain or by TLS; for one thread at a time. Not OK is
// the end of it, and the message is for operators. A process that uses TLS ignores SIGPIPE.
class Socket {
 public:
  Socket() = default;
  ~Socket();
  Socket(const Socket&) = delete;
  Socket& operator=(const Socket&) = delete;

  // `io_timeout` bounds each wait to send and to receive.
  absl::Status Connect(const Endpoint& to, std::chrono::milliseconds connect_timeout,
                       std::chrono::milliseconds io_timeout);
  void Close();
  void Break() const;  // the next Receive sees the end
  bool open() const { return descriptor_ >= 0; }
  int descriptor() const { return descriptor_; }

  absl::Status Send(absl::string_view bytes);  // all of them
  absl::StatusOr<size_t> Receive(char* into, size_t most);

 private:
  struct Free {
    void operator()(ssl_ctx_st* context) const;
    void operator()(ssl_st* stream) const;
  };

  absl::Status ConnectUnix(const std::string& path, std::chrono::milliseconds timeout);
  absl::Status ConnectTcp(const std::string& host, const std::string& port,
                          std::chrono::milliseconds timeout);
  absl::Status Handshake(const Endpoint& to, const std::string& host);

  int descriptor_ = -1;
  std::unique_ptr<ssl_st, Free> stream_;  // none: plain
};

}  // namespace zwk::store
