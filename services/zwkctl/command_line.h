// What was typed, as what is to be done. Everything the user can get wrong here is said in one
// sentence (exit code 2).
#pragma once

#include <chrono>
#include <map>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "platform/base/caller.h"
#include "zwkctl/call.h"
#include "zwkctl/forecast.h"

namespace zwk::ctl {

struct CommandLine {
  enum class What {
    kHelp,
    kVersion,
    kCall,
    kApply,
    kForecast,
    kViews,
    kStore,
    kConformance,
    kCompletion,
    kCompleteWord
  };
  What what = What::kHelp;

  Caller caller;
  std::string address;  // of all services, such as the edge's
  std::map<std::string, std::string> area_addresses;
  std::string run_folder;
  rpc::TlsFiles tls;  // none: plain text
  std::chrono::milliseconds timeout{60'000};
  bool json = false;
  std::string output;     // where an HttpBody goes; empty: stdout
  std::string documents;  // of apply
  bool dry_run = false;   // of apply

  Call call;
  ForecastCommand forecast;
  std::vector<std::string> words;  // files of apply and conformance, of views, words to complete
  std::string help;                // what --help shows here
};

// `arguments` without the program's name. Reads ZWK_RUN, ZWK_MUNICIPALITY and ZWK_ROLES where no flag
// says otherwise.
absl::StatusOr<CommandLine> Parse(const std::vector<std::string>& arguments);

// Area -> host:port from the flags and the run folder.
std::map<std::string, std::string> AddressesOf(const CommandLine& line);

// 0; 1 and 2 for what went wrong here (call.h); else 10 + the code of gRPC.
int ExitCodeOf(const absl::Status& status);

// What may stand where the last of `words` is.
std::vector<std::string> Completions(const std::vector<std::string>& words);
std::string BashCompletion();

}  // namespace zwk::ctl
