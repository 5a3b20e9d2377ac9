#include "platform/config/options.h"

#include <algorithm>
#include <deque>
#include <filesystem>
#include <sstream>
#include <utility>

#include <CLI/CLI.hpp>

#include "absl/strings/ascii.h"
#include "absl/strings/match.h"
#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "absl/strings/str_replace.h"
#include "absl/time/time.h"

namespace zwk::config {

struct Options::Impl {
  CLI::App app;
  std::vector<std::string> names;
  // Deques: references into them stay valid.
  std::deque<std::string> texts;
  std::deque<int64_t> numbers;
  std::deque<bool> flags;

  CLI::Option* Named(CLI::Option* option, const std::string& name) {
    names.push_back(name);
    return option->envname(EnvironmentName(name));  // for --help; Parse reads it
  }
};

std::string EnvironmentName(std::string_view option) {
  return absl::StrCat("ZWK_", absl::AsciiStrToUpper(absl::StrReplaceAll(
                                  {option.data(), option.size()}, {{"-", "_"}})));
}

Options::Options(std::string program, std::string purpose, std::string version)
    : impl_(std::make_unique<Impl>()) {
  CLI::App& app = impl_->app;
  app.name(std::move(program));
  app.description(std::move(purpose));
  app.set_version_flag("--version", std::move(version));
  app.set_config("--config", "", "File with options, one `name = value` a line")->check(CheckFile);
  app.allow_config_extras(CLI::config_extras_mode::error);
  app.get_formatter()->column_width(44);
}

Options::~Options() = default;

const std::string& Options::Text(const std::string& name, const std::string& help,
                                 const std::string& fallback, Check check) {
  std::string& value = impl_->texts.emplace_back(fallback);
  CLI::Option* option = impl_->Named(impl_->app.add_option("--" + name, value, help), name);
  if (!fallback.empty()) option->capture_default_str();
  if (check) option->check([check](const std::string& text) { return check(text); });
  return value;
}

const int64_t& Options::Number(const std::string& name, const std::string& help, int64_t fallback,
                               int64_t least, int64_t most) {
  int64_t& value = impl_->numbers.emplace_back(fallback);
  impl_->Named(impl_->app.add_option("--" + name, value, help), name)
      ->capture_default_str()
      ->check(CLI::Range(least, most));
  return value;
}

const bool& Options::Flag(const std::string& name, const std::string& help) {
  bool& value = impl_->flags.emplace_back(false);
  impl_->Named(impl_->app.add_flag("--" + name, value, help), name);
  return value;
}

std::optional<Options::End> Options::Parse(const std::vector<std::string>& arguments,
                                           const Environment& environment) {
  // CLI11 lets the file win over the environment; handing variables in as if they were flags turns
  // that round.
  std::vector<std::string> all = arguments;
  for (const std::string& name : impl_->names) {
    const std::string flag = "--" + name;
    const bool given =
        std::any_of(arguments.begin(), arguments.end(), [&](const std::string& argument) {
          return argument == flag || absl::StartsWith(argument, flag + "=");
        });
    const char* value = given ? nullptr : environment(EnvironmentName(name).c_str());
    if (value != nullptr && *value != '\0') all.push_back(absl::StrCat(flag, "=", value));
  }
  std::reverse(all.begin(), all.end());  // as CLI11 wants it
  try {
    impl_->app.parse(all);
  } catch (const CLI::ParseError& error) {
    std::ostringstream text;
    const int code = impl_->app.exit(error, text, text);
    return End{code == 0 ? 0 : 2, text.str()};
  }
  return std::nullopt;
}

std::string CheckHostAndPort(const std::string& value) {
  const size_t colon = value.rfind(':');
  int port = -1;
  if (colon == std::string::npos || colon == 0 ||
      !absl::SimpleAtoi(value.substr(colon + 1), &port) || port < 0 || port > 65535) {
    return absl::StrCat("'", value, "' is not host:port");
  }
  return "";
}

std::string CheckRedisAddress(const std::string& value) {
  if (absl::StartsWith(value, "unix:/")) return "";
  return CheckHostAndPort(value).empty()
             ? ""
             : absl::StrCat("'", value, "' is neither unix:/path nor host:port");
}

std::string CheckFile(const std::string& value) {
  std::error_code unknown;
  return std::filesystem::is_directory(value, unknown)
             ? absl::StrCat("'", value, "' is a folder, not a file")
             : "";
}

std::string CheckFolder(const std::string& value) {
  std::error_code unknown;
  return std::filesystem::exists(value, unknown) && !std::filesystem::is_directory(value, unknown)
             ? absl::StrCat("'", value, "' is a file, not a folder")
             : "";
}

std::string CheckTimeZone(const std::string& value) {
  absl::TimeZone zone;
  return absl::LoadTimeZone(value, &zone)
             ? ""
             : absl::StrCat("'", value, "' is no time zone that this machine knows");
}

Options::Check CheckOneOf(std::vector<std::string> allowed) {
  return [allowed = std::move(allowed)](const std::string& value) -> std::string {
    if (std::find(allowed.begin(), allowed.end(), value) != allowed.end()) return "";
    return absl::StrCat("'", value, "' is not one of ", absl::StrJoin(allowed, ", "));
  };
}

}  // namespace zwk::config
