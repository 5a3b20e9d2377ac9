#pragma once

// A server of Redis' protocol that answers as a test wants: also what a real one says only on bad
// days, and connections that break off.

#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#include <cstdlib>
#include <functional>
#include <list>
#include <mutex>
#include <optional>
#include <string>
#include <thread>
#include <utility>
#include <vector>

#include "tests/support/temporary_folder.h"

namespace zwk::store {

class FakeRedis {
 public:
  using Words = std::vector<std::string>;
  // The reply as it goes over the wire ("+OK\r\n"); nullopt breaks the connection off. Called for
  // one command at a time; connections are numbered from 0.
  using Answer = std::function<std::optional<std::string>(int connection, const Words& command)>;

  explicit FakeRedis(Answer answer) : answer_(std::move(answer)) {
    listening_ = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
    sockaddr_un where{};
    where.sun_family = AF_UNIX;
    path().copy(where.sun_path, sizeof(where.sun_path) - 1);
    if (bind(listening_, reinterpret_cast<sockaddr*>(&where), sizeof(where)) != 0 ||
        listen(listening_, 16) != 0) {
      std::abort();
    }
    accepting_ = std::thread([this] { Accept(); });
  }
  ~FakeRedis() {
    shutdown(listening_, SHUT_RDWR);
    accepting_.join();
    BreakOff();
    for (std::thread& thread : serving_) thread.join();
    for (const int peer : peers_) close(peer);
    close(listening_);
  }
  FakeRedis(const FakeRedis&) = delete;
  FakeRedis& operator=(const FakeRedis&) = delete;

  std::string address() const { return "unix:" + path(); }

  // Every connection, whatever it is doing.
  void BreakOff() {
    const std::lock_guard lock(mutex_);
    for (const int peer : peers_) shutdown(peer, SHUT_RDWR);
  }

  // All commands so far, with the numbers of their connections.
  std::vector<std::pair<int, Words>> commands() {
    const std::lock_guard lock(mutex_);
    return commands_;
  }

 private:
  std::string path() const { return folder_ / "socket"; }

  void Accept() {
    for (int number = 0;; ++number) {
      const int peer = accept4(listening_, nullptr, nullptr, SOCK_CLOEXEC);
      if (peer < 0) return;
      const std::lock_guard lock(mutex_);
      peers_.push_back(peer);
      serving_.emplace_back([this, peer, number] { Serve(peer, number); });
    }
  }

  void Serve(int peer, int number) {
    std::string read;
    while (true) {
      Words words;
      if (Parse(read, words)) {
        const std::optional<std::string> reply = Answered(number, words);
        if (!reply) break;
        if (send(peer, reply->data(), reply->size(), MSG_NOSIGNAL) < 0) break;
        continue;
      }
      char bytes[65536];
      const ssize_t count = recv(peer, bytes, sizeof(bytes), 0);
      if (count <= 0) break;
      read.append(bytes, static_cast<size_t>(count));
    }
    shutdown(peer, SHUT_RDWR);
  }

  std::optional<std::string> Answered(int number, const Words& words) {
    const std::lock_guard lock(mutex_);
    commands_.emplace_back(number, words);
    return answer_(number, words);
  }

  // Takes one whole command off what was read: "*2\r\n$3\r\nGET\r\n$1\r\nx\r\n".
  static bool Parse(std::string& read, Words& words) {
    size_t at = 0;
    const auto number = [&](char kind) -> std::optional<size_t> {
      const size_t end = read.find("\r\n", at);
      if (end == std::string::npos) return std::nullopt;
      if (read[at] != kind) std::abort();
      const size_t value = std::strtoull(read.c_str() + at + 1, nullptr, 10);
      at = end + 2;
      return value;
    };
    const std::optional<size_t> count = number('*');
    if (!count) return false;
    for (size_t i = 0; i < *count; ++i) {
      const std::optional<size_t> size = number('$');
      if (!size || read.size() < at + *size + 2) return false;
      words.push_back(read.substr(at, *size));
      at += *size + 2;
    }
    read.erase(0, at);
    return true;
  }

  const test::TemporaryFolder folder_;
  const Answer answer_;
  int listening_ = -1;
  std::mutex mutex_;
  std::vector<int> peers_;                       // guarded by mutex_
  std::list<std::thread> serving_;               // guarded by mutex_ while accepting
  std::vector<std::pair<int, Words>> commands_;  // guarded by mutex_
  std::thread accepting_;
};

}  // namespace zwk::store
