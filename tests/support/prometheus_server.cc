#include "tests/support/prometheus_server.h"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <signal.h>
#include <spawn.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <fstream>
#include <thread>

#include "absl/strings/ascii.h"
#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"

extern char** environ;

namespace zwk::test {
namespace {

constexpr std::chrono::seconds kPatience{30};

[[noreturn]] void Die(const std::string& message) {
  std::fprintf(stderr, "PrometheusServer: %s\n", message.c_str());
  std::abort();
}

sockaddr_in Loopback(int port) {
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_port = htons(static_cast<uint16_t>(port));
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  return address;
}

std::string Escape(const std::string& text) {
  std::string escaped;
  for (const char c : text) {
    if (absl::ascii_isalnum(c)) {
      escaped.push_back(c);
    } else {
      absl::StrAppendFormat(&escaped, "%%%02X", static_cast<unsigned char>(c));
    }
  }
  return escaped;
}

}  // namespace

int ConnectTo(int port) {
  const int fd = socket(AF_INET, SOCK_STREAM, 0);
  const sockaddr_in address = Loopback(port);
  if (connect(fd, reinterpret_cast<const sockaddr*>(&address), sizeof(address)) == 0) return fd;
  close(fd);
  return -1;
}

std::string HttpGet(int port, const std::string& path) {
  const int fd = ConnectTo(port);
  std::string answer;
  if (fd >= 0) {
    const std::string request = absl::StrCat("GET ", path, " HTTP/1.0\r\nHost: 127.0.0.1\r\n\r\n");
    if (send(fd, request.data(), request.size(), MSG_NOSIGNAL) ==
        static_cast<ssize_t>(request.size())) {
      char buffer[4096];
      for (ssize_t got = 0; (got = recv(fd, buffer, sizeof(buffer), 0)) > 0;)
        answer.append(buffer, got);
    }
    close(fd);
  }
  const size_t body = answer.find("\r\n\r\n");
  if (body == std::string::npos || answer.find(" 200 ") > answer.find("\r\n")) return "";
  return answer.substr(body + 4);
}

int FreePort() {
  const int fd = socket(AF_INET, SOCK_STREAM, 0);
  sockaddr_in address = Loopback(0);
  socklen_t size = sizeof(address);
  if (bind(fd, reinterpret_cast<sockaddr*>(&address), size) != 0 ||
      getsockname(fd, reinterpret_cast<sockaddr*>(&address), &size) != 0) {
    Die("no free port");
  }
  close(fd);
  return ntohs(address.sin_port);
}

PrometheusServer::PrometheusServer(const std::vector<int>& target_ports) : port_(FreePort()) {
  std::string targets;
  for (const int port : target_ports)
    absl::StrAppend(&targets, targets.empty() ? "" : ", ", "'127.0.0.1:", port, "'");
  std::ofstream(folder_ / "prometheus.yml")
      << "global: {scrape_interval: 200ms, scrape_timeout: 200ms}\n"
      << "scrape_configs:\n"
      << "  - job_name: zwk\n"
      << "    static_configs: [{targets: [" << targets << "]}]\n";
  std::vector<std::string> words = {"prometheus", "--config.file=" + folder_ / "prometheus.yml",
                                    "--storage.tsdb.path=" + folder_ / "data",
                                    absl::StrCat("--web.listen-address=127.0.0.1:", port_),
                                    "--log.level=error"};
  std::vector<char*> arguments;
  for (std::string& word : words) arguments.push_back(word.data());
  arguments.push_back(nullptr);
  if (posix_spawnp(&pid_, "prometheus", nullptr, nullptr, arguments.data(), environ) != 0) {
    Die("prometheus is not installed");
  }
  const auto give_up = std::chrono::steady_clock::now() + kPatience;
  while (HttpGet(port_, "/-/ready").empty()) {
    if (std::chrono::steady_clock::now() > give_up) Die("prometheus does not get ready");
    if (waitpid(pid_, nullptr, WNOHANG) == pid_) Die("prometheus ended");
    std::this_thread::sleep_for(std::chrono::milliseconds(20));
  }
}

PrometheusServer::~PrometheusServer() {
  kill(pid_, SIGTERM);
  waitpid(pid_, nullptr, 0);
}

nlohmann::json PrometheusServer::Query(const std::string& promql) {
  const std::string body = HttpGet(port_, "/api/v1/query?query=" + Escape(promql));
  const nlohmann::json answer = nlohmann::json::parse(body, nullptr, /*allow_exceptions=*/false);
  if (answer.is_discarded() || answer.value("status", "") != "success") return nullptr;
  return answer["data"]["result"];
}

double PrometheusServer::WaitForValue(const std::string& promql, double least) {
  const auto give_up = std::chrono::steady_clock::now() + std::chrono::seconds(10);
  while (std::chrono::steady_clock::now() < give_up) {
    const nlohmann::json result = Query(promql);
    if (result.is_array() && !result.empty()) {
      const double value = std::atof(result[0]["value"][1].get<std::string>().c_str());
      if (value >= least) return value;
    }
    std::this_thread::sleep_for(std::chrono::milliseconds(50));
  }
  return -1;
}

}  // namespace zwk::test
