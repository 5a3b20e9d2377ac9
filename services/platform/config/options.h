// Options of a program: flags (--redis), else the environment (ZWK_REDIS), else a file (--config,
// `redis = "..."`), else the fallback. Everything is checked before anything starts; an unknown
// name in the file is an error, too.
#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace zwk::config {

class Options {
 public:
  // "" if the value is fine, else what is wrong with it.
  using Check = std::function<std::string(const std::string& value)>;
  // As std::getenv.
  using Environment = std::function<const char*(const char* name)>;

  Options(std::string program, std::string purpose, std::string version);
  ~Options();
  Options(const Options&) = delete;
  Options& operator=(const Options&) = delete;

  // The references hold the value after Parse and live as long as the options.
  const std::string& Text(const std::string& name, const std::string& help,
                          const std::string& fallback, Check check = nullptr);
  const int64_t& Number(const std::string& name, const std::string& help, int64_t fallback,
                        int64_t least, int64_t most);
  const bool& Flag(const std::string& name, const std::string& help);

  // The program shall end now: --help and --version (exit code 0), or wrong options (2).
  struct End {
    int exit_code = 0;
    std::string text;
  };
  std::optional<End> Parse(const std::vector<std::string>& arguments,
                           const Environment& environment);

 private:
  struct Impl;
  std::unique_ptr<Impl> impl_;
};

// ZWK_METRICS_LISTEN for metrics-listen.
std::string EnvironmentName(std::string_view option);

// Checks for Text.
std::string CheckHostAndPort(const std::string& value);   // 127.0.0.1:0
std::string CheckRedisAddress(const std::string& value);  // unix:/path or host:port
std::string CheckFile(const std::string& value);          // a file, or nothing yet
std::string CheckFolder(const std::string& value);        // a folder, or nothing yet
std::string CheckTimeZone(const std::string& value);      // "Europe/Berlin"
Options::Check CheckOneOf(std::vector<std::string> allowed);

}  // namespace zwk::config
