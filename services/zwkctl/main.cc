// zwkctl: the command line of operators and partner cities. Every RPC that the protos declare, and
// files of steps.
#include <unistd.h>

#include <fstream>
#include <iostream>

#include <google/api/httpbody.pb.h>

#include "absl/strings/str_cat.h"
#include "absl/time/clock.h"
#include "platform/base/errors.h"
#include "zwkctl/apply.h"
#include "zwkctl/audit_command.h"
#include "zwkctl/certificates_command.h"
#include "zwkctl/command_line.h"
#include "zwkctl/conformance.h"
#include "zwkctl/print.h"
#include "zwkctl/privacy_command.h"
#include "zwkctl/store_command.h"
#include "zwkctl/streams_command.h"
#include "zwkctl/views.h"

namespace zwk::ctl {
namespace {

// A line that is drawn again and again on a terminal; on a pipe only what matters in the end.
void DrawProgress(int64_t sent, int64_t total) {
  if (!isatty(STDERR_FILENO)) return;
  constexpr int kWidth = 40;
  const int filled = total == 0 ? kWidth : static_cast<int>(sent * kWidth / total);
  std::cerr << '\r' << '[' << std::string(filled, '#') << std::string(kWidth - filled, '.') << "] "
            << sent / 1024 << " of " << total / 1024 << " KiB" << (sent == total ? "\n" : "")
            << std::flush;
}

absl::Status Show(const CommandLine& line, const Message& answer) {
  if (const auto* body = dynamic_cast<const google::api::HttpBody*>(&answer)) {
    if (line.output.empty()) {
      std::cout << body->data();
      return absl::OkStatus();
    }
    std::ofstream file(line.output, std::ios::binary);
    file << body->data();
    return file ? absl::OkStatus()
                : OfThisMachine(absl::UnavailableError(absl::StrCat("cannot write ", line.output)));
  }
  const nlohmann::json message = ToJson(answer);
  if (!line.json) {
    std::cout << ForPeople(message);
  } else if (line.call.rpc->server_streaming()) {
    std::cout << message.dump() << '\n';
  } else {
    std::cout << message.dump(2) << '\n';
  }
  std::cout << std::flush;
  return absl::OkStatus();
}

// A city that nobody has set up is one that was mistyped: its lists would be empty without a word. Where participation, which
// would know, is not asked or does not answer, the call itself tells.
absl::Status CheckCity(Platform& platform, const Call& call, const Caller& caller) {
  const absl::string_view service = call.rpc->service()->name();
  const auto settings = FindRpc("participation", "get-municipality");
  if (service == "MunicipalityService" || !platform.Knows("participation") || !settings.ok()) {
    return absl::OkStatus();
  }
  Call ask;
  ask.rpc = *settings;
  ask.request = nlohmann::json::object();
  const absl::Status known =
      platform.Do(ask, caller, [](const Message&) { return absl::OkStatus(); });
  if (!absl::IsNotFound(known)) return absl::OkStatus();
  return absl::NotFoundError(absl::StrCat(
      "no city '", caller.municipality,
      "' is set up here (participation configure-municipality does that); nothing was done"));
}

void SayRefusal(const absl::Status& status) {
  std::cerr << "zwkctl: " << absl::StatusCodeToString(status.code()) << ": " << status.message()
            << '\n';
  for (const FieldViolation& violation : FieldViolationsOf(status)) {
    std::cerr << "  " << violation.field << ": " << violation.description << '\n';
  }
  if (const size_t further = FurtherViolationsOf(status); further > 0) {
    std::cerr << "  and " << further << " more\n";
  }
  if (const std::string reason = ReasonOf(status); !reason.empty()) {
    std::cerr << "  reason: " << reason << '\n';
    if (reason == "ROLE_MISSING")
      std::cerr
          << "  (on this machine: --roles, or ZWK_ROLES; elsewhere certificate or token say it)\n";
  }
}

int Main(const std::vector<std::string>& arguments) {
  if (!arguments.empty() && arguments[0] == "certificates")
    return CertificatesCommand({arguments.begin() + 1, arguments.end()}, absl::Now(), std::cout,
                               std::cerr);
  if (!arguments.empty() && arguments[0] == "streams")
    return StreamsCommand({arguments.begin() + 1, arguments.end()}, std::cout, std::cerr);
  if (!arguments.empty() && arguments[0] == "audit")
    return AuditCommand({arguments.begin() + 1, arguments.end()}, std::cout, std::cerr);
  if (!arguments.empty() && arguments[0] == "privacy")
    return PrivacyCommand({arguments.begin() + 1, arguments.end()}, std::cout, std::cerr);
  auto line = Parse(arguments);
  if (!line.ok()) {
    std::cerr << "zwkctl: " << line.status().message() << '\n';
    return 2;
  }
  switch (line->what) {
    case CommandLine::What::kHelp:
      std::cout << line->help;
      return 0;
    case CommandLine::What::kCompletion:
      std::cout << BashCompletion();
      return 0;
    case CommandLine::What::kCompleteWord:
      for (const std::string& word : Completions(line->words)) std::cout << word << '\n';
      return 0;
    case CommandLine::What::kVersion:
      std::cout << "zwkctl " << ZWK_VERSION << '\n';
      return 0;
    case CommandLine::What::kCall:
    case CommandLine::What::kConformance:
    case CommandLine::What::kForecast:
    case CommandLine::What::kViews:
    case CommandLine::What::kStore:
    case CommandLine::What::kApply:
      break;
  }
  Platform platform(AddressesOf(*line), line->timeout, line->tls);
  absl::Status status;
  if (line->what == CommandLine::What::kApply) {
    ApplyOptions options;
    options.files.assign(line->words.begin(), line->words.end());
    options.caller = line->caller;
    if (!line->documents.empty()) options.documents = line->documents;
    options.dry_run = line->dry_run;
    status = Apply(platform, options, std::cout);
  } else if (line->what == CommandLine::What::kForecast) {
    const ForecastCommandKind& kind = *FindForecastCommand(line->forecast.words[0]);
    status = kind.run(platform, line->forecast, std::cout, std::cerr);
  } else if (line->what == CommandLine::What::kViews) {
    status = Views(platform, line->words, line->caller, line->json, std::cout);
  } else if (line->what == CommandLine::What::kStore) {
    status = StoreCommand(platform, line->words, line->caller, line->json, std::cout);
  } else if (line->what == CommandLine::What::kConformance) {
    status =
        Conformance(platform, line->words.empty() ? "" : line->words[0], line->caller, std::cout);
  } else if (status = CheckCity(platform, line->call, line->caller); status.ok()) {
    status = platform.Do(
        line->call, line->caller, [&line](const Message& answer) { return Show(*line, answer); },
        DrawProgress);
  }
  if (!status.ok()) SayRefusal(status);
  return ExitCodeOf(status);
}

}  // namespace
}  // namespace zwk::ctl

int main(int argc, char** argv) { return zwk::ctl::Main({argv + 1, argv + argc}); }
