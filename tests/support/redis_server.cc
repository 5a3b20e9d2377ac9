#include "tests/support/redis_server.h"

#include <fcntl.h>
#include <signal.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <thread>
#include <utility>

#include "absl/strings/str_cat.h"
#include "platform/store/connection.h"

namespace zwk::test {
namespace {

[[noreturn]] void Die(const std::string& message) {
  std::fprintf(stderr, "RedisServer: %s\n", message.c_str());
  std::abort();
}

std::string AsText(const store::Reply& reply) {
  if (reply.is_nil()) return "";
  if (!reply.is_array()) {
    return reply.text().empty() ? absl::StrCat(reply.integer()) : std::string(reply.text());
  }
  std::string lines;
  for (size_t i = 0; i < reply.size(); ++i)
    absl::StrAppend(&lines, i == 0 ? "" : "\n", AsText(reply[i]));
  return lines;
}

}  // namespace

RedisServer::RedisServer(std::vector<std::string> further) : further_(std::move(further)) {
  Start();
}

RedisServer::~RedisServer() { Stop(); }

void RedisServer::Start() {
  const std::string socket_path = socket();
  const std::string log = folder_ / "redis.log";
  std::vector<std::string> words = {"redis-server",
                                    "--port",
                                    "0",
                                    "--unixsocket",
                                    socket_path,
                                    "--dir",
                                    folder_.path(),
                                    "--logfile",
                                    log,
                                    "--appendonly",
                                    "yes",
                                    "--appendfsync",
                                    "always",
                                    "--no-appendfsync-on-rewrite",
                                    "no",
                                    "--maxmemory-policy",
                                    "noeviction",
                                    "--save",
                                    "",
                                    "--daemonize",
                                    "no"};
  words.insert(words.end(), further_.begin(), further_.end());
  std::vector<char*> arguments;
  for (std::string& word : words) arguments.push_back(word.data());
  arguments.push_back(nullptr);
  pid_ = fork();
  if (pid_ == 0) {
    // Ends with the test, however that ends, and keeps none of its pipes open.
    prctl(PR_SET_PDEATHSIG, SIGKILL);
    const int nothing = open("/dev/null", O_RDWR);
    for (const int stream : {0, 1, 2}) dup2(nothing, stream);
    execvp("redis-server", arguments.data());
    _exit(127);
  }
  // Redis says PONG only when its file is read again.
  const auto give_up = std::chrono::steady_clock::now() + std::chrono::seconds(30);
  while (std::chrono::steady_clock::now() < give_up) {
    store::Connection connection(address());
    if (connection.Connect(std::chrono::seconds(1), std::chrono::seconds(1)).ok()) {
      const auto pong = connection.Call({"PING"});
      if (pong.ok() && pong->text() == "PONG") return;
    }
    int status = 0;
    if (waitpid(pid_, &status, WNOHANG) == pid_)
      Die(absl::StrCat("redis-server is not installed or ended at once, see ", log));
    std::this_thread::sleep_for(std::chrono::milliseconds(2));
  }
  Die("redis-server does not answer");
}

void RedisServer::Freeze() { kill(pid_, SIGSTOP); }
void RedisServer::Thaw() { kill(pid_, SIGCONT); }

void RedisServer::Kill9() {
  if (pid_ < 0) return;
  kill(pid_, SIGKILL);
  waitpid(pid_, nullptr, 0);
  pid_ = -1;
}

void RedisServer::Stop() {
  if (pid_ < 0) return;
  kill(pid_, SIGTERM);
  waitpid(pid_, nullptr, 0);
  pid_ = -1;
}

void RedisServer::Restart() {
  Stop();
  Start();
}

store::Reply RedisServer::Ask(const std::vector<std::string>& args) {
  store::Connection connection(address());
  if (const absl::Status status =
          connection.Connect(std::chrono::seconds(1), std::chrono::seconds(10));
      !status.ok()) {
    Die(std::string(status.message()));
  }
  auto reply = connection.Call(args);
  if (!reply.ok()) Die(std::string(reply.status().message()));
  return *std::move(reply);
}

std::string RedisServer::Command(const std::vector<std::string>& args) { return AsText(Ask(args)); }

std::string RedisServer::Contents(const std::string& pattern) {
  return Command(
      {"EVAL",
       // A large hash is dumped in the order of its table, which reading alone can change.
       "local function held(key) "
       "  if redis.call('TYPE', key).ok ~= 'hash' then return redis.call('DUMP', key) end "
       "  local all, pairs = redis.call('HGETALL', key), {} "
       "  for i = 1, #all, 2 do pairs[#pairs + 1] = all[i] .. '\\0' .. all[i + 1] end "
       "  table.sort(pairs) "
       "  return table.concat(pairs, '\\0') "
       "end "
       "local keys = redis.call('KEYS', ARGV[1]) "
       "table.sort(keys) "
       "for i, key in ipairs(keys) do "
       "  keys[i] = key .. ' ' .. redis.sha1hex(held(key)) "
       "end "
       "return table.concat(keys, '\\n')",
       "0", pattern});
}

std::map<std::string, std::string> RedisServer::Everything() {
  const store::Reply reply =
      Ask({"EVAL",
           "local read = {"
           "  string = function(key) return {redis.call('GET', key)} end,"
           "  hash = function(key) return redis.call('HGETALL', key) end,"
           "  set = function(key) return redis.call('SMEMBERS', key) end,"
           "  zset = function(key) return redis.call('ZRANGE', key, 0, -1) end,"
           "  stream = function(key) return redis.call('XRANGE', key, '-', '+') end} "
           "local all = {} "
           "for _, key in ipairs(redis.call('KEYS', '*')) do "
           "  all[#all + 1] = key "
           "  all[#all + 1] = read[redis.call('TYPE', key).ok](key) "
           "end "
           "return all",
           "0"});
  if (!reply.is_array()) Die(AsText(reply));
  std::map<std::string, std::string> everything;
  for (size_t i = 0; i + 1 < reply.size(); i += 2) {
    everything[std::string(reply[i].text())] = AsText(reply[i + 1]);
  }
  return everything;
}

}  // namespace zwk::test
