#pragma once

#include <signal.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <string>
#include <utility>
#include <vector>

#include <gtest/gtest.h>

#include "platform/store/connection.h"
#include "tests/support/eventually.h"

namespace zwk::test {

// More tries where ./zwk test --faults asks for them.
inline int Times(int few, int many) {
  return std::getenv("ZWK_LONG_FAULTS") != nullptr ? many : few;
}

// A Redis on a folder of the test, which may not start, or end by itself, or be started under
// conditions; durable unless `options` say otherwise.
class OwnRedis {
 public:
  struct Conditions {
    std::vector<std::string> options;
    std::vector<std::string> environment;  // "NAME=value"
    rlim_t most_file_bytes = RLIM_INFINITY;
  };
  explicit OwnRedis(const std::string& folder) : OwnRedis(folder, Conditions()) {}
  OwnRedis(const std::string& folder, const Conditions& conditions) : socket_(folder + "/s") {
    std::vector<std::string> words = {"redis-server",
                                      "--port",
                                      "0",
                                      "--unixsocket",
                                      socket_,
                                      "--dir",
                                      folder,
                                      "--appendonly",
                                      "yes",
                                      "--appendfsync",
                                      "always",
                                      "--no-appendfsync-on-rewrite",
                                      "no",
                                      "--save",
                                      "",
                                      "--maxmemory-policy",
                                      "noeviction",
                                      "--aof-load-truncated",
                                      "yes",
                                      "--loglevel",
                                      "warning"};
    words.insert(words.end(), conditions.options.begin(), conditions.options.end());
    std::vector<char*> arguments;
    for (std::string& word : words) arguments.push_back(word.data());
    arguments.push_back(nullptr);
    unlink(socket_.c_str());
    pid_ = fork();
    if (pid_ == 0) {
      if (std::freopen("/dev/null", "w", stdout) == nullptr) _exit(127);
      const rlimit most{conditions.most_file_bytes, conditions.most_file_bytes};
      setrlimit(RLIMIT_FSIZE, &most);
      signal(SIGXFSZ, SIG_IGN);  // a full disk is an error, no signal
      for (const std::string& variable : conditions.environment) {
        putenv(const_cast<char*>(variable.c_str()));
      }
      execvp(arguments[0], arguments.data());
      _exit(127);
    }
    EXPECT_TRUE(Eventually([this] { return ended() || Answers(); }));
  }
  ~OwnRedis() { Kill9(); }
  OwnRedis(const OwnRedis&) = delete;
  OwnRedis& operator=(const OwnRedis&) = delete;

  // Also when it refused to start.
  bool ended() {
    if (pid_ > 0 && waitpid(pid_, nullptr, WNOHANG) == pid_) pid_ = -1;
    return pid_ < 0;
  }
  void Kill9() {
    if (pid_ > 0) {
      kill(pid_, SIGKILL);
      waitpid(pid_, nullptr, 0);
    }
    pid_ = -1;
  }
  std::string address() const { return "unix:" + socket_; }

 private:
  bool Answers() const {
    store::Connection redis(address());
    if (!redis.Connect(std::chrono::milliseconds(100), std::chrono::milliseconds(1000)).ok()) {
      return false;
    }
    const auto pong = redis.Call({"PING"});
    return pong.ok() && pong->text() == "PONG";
  }

  const std::string socket_;
  pid_t pid_ = -1;
};

}  // namespace zwk::test
