#include "tests/support/kafka_server.h"

#include <arpa/inet.h>
#include <fcntl.h>
#include <netinet/in.h>
#include <signal.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <thread>
#include <utility>

#include "absl/strings/ascii.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "tests/support/source_tree.h"

namespace zwk::test {
namespace {

[[noreturn]] void Die(const std::string& message) {
  std::fprintf(stderr, "KafkaServer: %s\n", message.c_str());
  std::abort();
}

std::string Script() { return SourceTree() + "/deploy/kafka/broker.sh"; }

sockaddr_in Loopback(int port) {
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  address.sin_port = htons(static_cast<uint16_t>(port));
  return address;
}

int FreePort() {
  const int descriptor = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
  sockaddr_in address = Loopback(0);
  socklen_t size = sizeof(address);
  if (bind(descriptor, reinterpret_cast<sockaddr*>(&address), size) != 0 ||
      getsockname(descriptor, reinterpret_cast<sockaddr*>(&address), &size) != 0) {
    Die("no free port");
  }
  close(descriptor);
  return ntohs(address.sin_port);
}

bool Listens(int port) {
  const int descriptor = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
  const sockaddr_in address = Loopback(port);
  const bool listens =
      connect(descriptor, reinterpret_cast<const sockaddr*>(&address), sizeof(address)) == 0;
  close(descriptor);
  return listens;
}

}  // namespace

std::string KafkaServer::Missing() {
#if defined(__SANITIZE_THREAD__)
  return "under TSan the cluster that librdkafka brings along stands for it";
#endif
  static const std::string missing = [] {
    std::string said;
    FILE* const fetch = popen(absl::StrCat("'", Script(), "' fetch 2>&1").c_str(), "r");
    if (fetch == nullptr) return std::string("deploy/kafka/broker.sh cannot be run");
    std::array<char, 256> piece{};
    while (std::fgets(piece.data(), piece.size(), fetch) != nullptr) said += piece.data();
    if (pclose(fetch) == 0) return std::string();
    return said.empty() ? std::string("the jars cannot be fetched")
                        : std::string(absl::StripAsciiWhitespace(said));
  }();
  return missing;
}

KafkaServer::KafkaServer(int brokers, std::vector<std::string> further)
    : further_(std::move(further)) {
  for (int i = 0; i < brokers; ++i) brokers_.push_back({FreePort(), FreePort(), -1});
  for (int i = 0; i < brokers; ++i) Start(i);
  for (int i = 0; i < brokers; ++i) AwaitListening(i);
}

KafkaServer::~KafkaServer() {
  for (size_t i = 0; i < brokers_.size(); ++i) Kill9(static_cast<int>(i));
}

std::string KafkaServer::brokers() const {
  return absl::StrJoin(brokers_, ",", [](std::string* out, const Broker& broker) {
    absl::StrAppend(out, "127.0.0.1:", broker.port);
  });
}

std::string KafkaServer::FolderOf(int broker) const {
  return folder_ / absl::StrCat("broker", broker + 1);
}

void KafkaServer::Start(int number) {
  Broker& broker = brokers_[static_cast<size_t>(number)];
  std::vector<std::string> voters;
  for (size_t i = 0; i < brokers_.size(); ++i) {
    voters.push_back(absl::StrCat(i + 1, "@127.0.0.1:", brokers_[i].controller));
  }
  std::vector<std::string> words = {Script(),
                                    "run",
                                    FolderOf(number),
                                    absl::StrCat(broker.port),
                                    absl::StrCat(broker.controller),
                                    absl::StrCat(number + 1),
                                    absl::StrJoin(voters, ",")};
  words.insert(words.end(), further_.begin(), further_.end());
  std::vector<char*> arguments;
  for (std::string& word : words) arguments.push_back(word.data());
  arguments.push_back(nullptr);
  const std::string log = FolderOf(number) + ".log";
  broker.pid = fork();
  if (broker.pid == 0) {
    prctl(PR_SET_PDEATHSIG, SIGKILL);  // stays with the java that the script becomes
    const int nothing = open("/dev/null", O_RDONLY);
    const int out = open(log.c_str(), O_WRONLY | O_CREAT | O_APPEND, 0600);
    dup2(nothing, 0);
    for (const int stream : {1, 2}) dup2(out, stream);
    execv(words[0].c_str(), arguments.data());
    _exit(127);
  }
}

void KafkaServer::AwaitListening(int number) {
  const Broker& broker = brokers_[static_cast<size_t>(number)];
  const auto give_up = std::chrono::steady_clock::now() + std::chrono::seconds(120);
  while (std::chrono::steady_clock::now() < give_up) {
    if (Listens(broker.port)) return;
    int status = 0;
    if (waitpid(broker.pid, &status, WNOHANG) == broker.pid) {
      (void)std::system(absl::StrCat("tail -n 20 '", FolderOf(number), ".log' >&2").c_str());
      Die("the broker ended at once");
    }
    std::this_thread::sleep_for(std::chrono::milliseconds(20));
  }
  Die("the broker does not listen");
}

void KafkaServer::Freeze(int broker) { kill(brokers_[static_cast<size_t>(broker)].pid, SIGSTOP); }
void KafkaServer::Thaw(int broker) { kill(brokers_[static_cast<size_t>(broker)].pid, SIGCONT); }

void KafkaServer::Kill9(int number) {
  Broker& broker = brokers_[static_cast<size_t>(number)];
  if (broker.pid < 0) return;
  kill(broker.pid, SIGKILL);
  waitpid(broker.pid, nullptr, 0);
  broker.pid = -1;
}

void KafkaServer::Restart(int broker) {
  Kill9(broker);
  Start(broker);
  AwaitListening(broker);
}

void KafkaServer::Lose(int broker) {
  Kill9(broker);
  std::filesystem::remove_all(FolderOf(broker));
}

}  // namespace zwk::test
