// zwkctl forecast ...: what takes several calls, with tables for people.
#pragma once

#include <map>
#include <ostream>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/strings/string_view.h"
#include "platform/base/caller.h"
#include "zwkctl/call.h"

namespace zwk::ctl {

// What was typed after `forecast`.
struct ForecastCommand {
  std::vector<std::string> words;                         // the command's name, then files
  std::map<std::string, std::vector<std::string>> flags;  // without the two dashes
  Caller caller;
  bool json = false;

  bool Has(const std::string& flag) const { return flags.contains(flag); }
  // The last one wins; "" where it was not given.
  std::string Value(const std::string& flag) const;
  std::vector<std::string> Values(const std::string& flag) const;
};

// Answers go to `out`, progress and what is wrong with a file to `notes`.
using RunCommand = absl::Status (*)(Platform& platform, const ForecastCommand& command,
                                    std::ostream& out, std::ostream& notes);

struct ForecastCommandKind {
  absl::string_view name;
  absl::string_view help;
  std::vector<absl::string_view> flags;     // want a value
  std::vector<absl::string_view> switches;  // stand alone
  RunCommand run;
};
const std::vector<ForecastCommandKind>& ForecastCommandKinds();
const ForecastCommandKind* FindForecastCommand(absl::string_view name);

// --- the commands ---
absl::Status Backtest(Platform& platform, const ForecastCommand& command, std::ostream& out,
                      std::ostream& notes);
absl::Status Boundaries(Platform& platform, const ForecastCommand& command, std::ostream& out,
                        std::ostream& notes);
absl::Status Show(Platform& platform, const ForecastCommand& command, std::ostream& out,
                  std::ostream& notes);
absl::Status Mapping(Platform& platform, const ForecastCommand& command, std::ostream& out,
                     std::ostream& notes);
absl::Status Import(Platform& platform, const ForecastCommand& command, std::ostream& out,
                    std::ostream& notes);
absl::Status Rates(Platform& platform, const ForecastCommand& command, std::ostream& out,
                   std::ostream& notes);

// --- what they share ---

// One call; the last message of a stream is the answer.
absl::StatusOr<nlohmann::json> Ask(Platform& platform, const ForecastCommand& command,
                                   absl::string_view rpc, nlohmann::json request,
                                   const std::string& file = "",
                                   const OnAnswer& on_answer = nullptr);

// Says where a file is wrong, one line for each place.
void SayFileErrors(const std::string& file, const nlohmann::json& answer, std::ostream& notes);

// Columns as wide as their widest cell; the first `texts` columns to the left, figures to the
// right.
std::string AlignedTable(const std::vector<std::vector<std::string>>& lines, size_t texts);

}  // namespace zwk::ctl
