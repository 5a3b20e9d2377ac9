#pragma once

#include <sys/types.h>

#include <string>
#include <vector>

#include <nlohmann/json.hpp>

#include "tests/support/temporary_folder.h"

namespace zwk::test {

// GET http://127.0.0.1:<port><path>; the body, or "" if there is no answer with status 200.
std::string HttpGet(int port, const std::string& path);

// A connection to 127.0.0.1:<port>, to be closed; -1 if nobody takes it.
int ConnectTo(int port);

// A port that was free a moment ago: for programs that cannot take one themselves.
int FreePort();

// A real Prometheus of this test's own that scrapes /metrics of the given 127.0.0.1 ports five
// times a second. Ends the test program if prometheus is not installed.
class PrometheusServer {
 public:
  explicit PrometheusServer(const std::vector<int>& target_ports);
  ~PrometheusServer();  // stops it and removes its folder
  PrometheusServer(const PrometheusServer&) = delete;
  PrometheusServer& operator=(const PrometheusServer&) = delete;

  // data.result of an instant query; null if Prometheus refuses the query.
  nlohmann::json Query(const std::string& promql);

  // Value of the first sample once the query has one that is at least `least`; -1 after ten seconds
  // without.
  double WaitForValue(const std::string& promql, double least);

 private:
  TemporaryFolder folder_;
  int port_ = 0;
  pid_t pid_ = -1;
};

}  // namespace zwk::test
