#pragma once

#include <fcntl.h>
#include <signal.h>
#include <sys/wait.h>
#include <unistd.h>

#include <memory>
#include <string>

#include <gtest/gtest.h>

#include "platform/rpc/channel.h"

namespace zwk::test {

// The binary of a service on a Redis of the test, until it is killed or the test ends.
class ServiceProcess {
 public:
  ServiceProcess(const std::string& binary, const std::string& redis) {
    int out[2];
    if (pipe2(out, O_CLOEXEC) != 0) std::abort();
    pid_ = fork();
    if (pid_ == 0) {
      dup2(out[1], STDOUT_FILENO);
      execl(binary.c_str(), binary.c_str(), "--redis", redis.c_str(), "--dev-identity", nullptr);
      _exit(127);
    }
    close(out[1]);
    std::string line;
    for (char c; read(out[0], &c, 1) == 1 && c != '\n';) line.push_back(c);
    close(out[0]);
    const std::string mark = "\"grpc\":\"";
    const size_t at = line.find(mark);
    EXPECT_NE(at, std::string::npos) << line;
    if (at == std::string::npos) return;
    const size_t begin = at + mark.size();
    channel_ = std::make_unique<rpc::Channel>(line.substr(begin, line.find('"', begin) - begin));
  }
  ~ServiceProcess() {
    channel_.reset();
    End(SIGTERM);
  }

  // The channel stays, so that calls which are under way see the end.
  void Kill9() { End(SIGKILL); }
  rpc::Channel& channel() { return *channel_; }

 private:
  void End(int signal) {
    if (pid_ <= 0) return;
    kill(pid_, signal);
    int status = 0;
    waitpid(pid_, &status, 0);
    pid_ = -1;
    EXPECT_TRUE(signal != SIGTERM || (WIFEXITED(status) && WEXITSTATUS(status) == 0)) << status;
  }

  pid_t pid_ = -1;
  std::unique_ptr<rpc::Channel> channel_;
};

}  // namespace zwk::test
