#pragma once

#include <sys/types.h>

#include <map>
#include <string>
#include <vector>

#include "tests/support/temporary_folder.h"

namespace zwk::store {
class Reply;
}

namespace zwk::test {

// A real Redis of this test's own: durable settings, a unix socket in a temporary folder, no port.
// Aborts the test program if redis-server is not installed. It dies with the thread that started
// it, so that a crashed test leaves none behind: start it on the main thread.
class RedisServer {
 public:
  RedisServer() : RedisServer(std::vector<std::string>{}) {}
  // With further options, such as {"--aclfile", ...}; the user "default" stays as it is without them.
  explicit RedisServer(std::vector<std::string> further);
  ~RedisServer();  // stops it and removes the folder
  RedisServer(const RedisServer&) = delete;
  RedisServer& operator=(const RedisServer&) = delete;

  // Of all that it writes.
  const std::string& folder() const { return folder_.path(); }
  std::string socket() const { return folder_ / "redis.sock"; }
  std::string address() const {
    return "unix:" + socket();
  }  // for RedisStore, EmbeddedBus, --redis

  void Freeze();   // as if the machine hung: connections stay, nothing is answered
  void Thaw();     // goes on where it was frozen
  void Kill9();    // as if the process died; data stay
  void Restart();  // after Kill9: from its append-only file; returns when it answers
  void Stop();     // SIGTERM, waits

  // One command for looking behind the scenes; the answer as text, arrays one item per line.
  std::string Command(const std::vector<std::string>& args);

  // What is kept under the keys that match: a line per key, with the hash of its value. Two are
  // equal if nothing has changed.
  std::string Contents(const std::string& pattern);

  // All keys with all they hold, in the clear: what a stolen copy tells. Parts of a value stand on
  // lines of their own.
  std::map<std::string, std::string> Everything();

 private:
  void Start();
  store::Reply Ask(const std::vector<std::string>& args);

  const std::vector<std::string> further_;
  TemporaryFolder folder_;
  pid_t pid_ = -1;
};

}  // namespace zwk::test
