#include "zwkctl/command_line.h"

#include <algorithm>
#include <cstdlib>
#include <set>
#include <utility>

#include "absl/strings/match.h"
#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"
#include "absl/strings/str_join.h"
#include "absl/strings/str_split.h"
#include "absl/strings/strip.h"
#include "platform/base/files.h"
#include "platform/base/uuid.h"
#include "platform/rpc/allowed_roles.h"
#include "zwkctl/conformance.h"
#include "zwkctl/store_command.h"
#include "zwkctl/views.h"

namespace zwk::ctl {
namespace {

using google::protobuf::Descriptor;
using nlohmann::json;

constexpr absl::string_view kHelp = R"(zwkctl [FLAGS] AREA RPC [--FIELD VALUE]...   one call
zwkctl [FLAGS] apply FILE... [--documents DIR] [--dry-run]   carries out files of steps, each step once
zwkctl [FLAGS] forecast COMMAND ...          backtests and forecasts with tables; forecast --help says which
zwkctl [FLAGS] views list|parked|redrive|rebuild|digest   how the views of the services stand; views --help
zwkctl [FLAGS] store verify [AREA]           whether what the stores have is what was written
zwkctl [FLAGS] conformance [FILE]            whether a platform answers partners as it must; in a city for trying out, which it fills
zwkctl audit verify|export|key ...           who did what in office, from the files of the services; audit --help
zwkctl privacy report                        what is kept about people, for how long, who sees it; privacy --help
zwkctl certificates init|issue|rotate|check  an authority of one's own and what it signs; certificates --help
zwkctl streams create|lag|reconcile          the streams of events, for operators; streams --help
zwkctl completion bash                       completion for a shell: source <(zwkctl completion bash)
zwkctl AREA --help, zwkctl AREA RPC --help   what there is, which fields
zwkctl --version                             which one this is

Request:  --FIELD VALUE            also nested (--settings.round-seconds 300), maps (--names.de Nord), repeated fields by
                                   repeating the flag; a request_id is made where none is given
          --request JSON           the whole request; fields given as flags win
          --request-file FILE      the same from a file
          --file FILE              the file of an upload, sent in pieces
          --messages-file FILE     further messages of a client stream, a JSON object per line
Answer:   --json                   as JSON, streams one object per line; otherwise for people
          --output FILE            where a page or document goes; otherwise stdout
Caller:   --municipality SLUG      (or ZWK_MUNICIPALITY) --subject REF --locale TAG
          --roles A,B              (or ZWK_ROLES) in which roles: on this machine one says it oneself, elsewhere certificate or
                                   token say it. docs/operations/roles.md has what is for whom; RPC --help, too
Where:    --address HOST:PORT      of all services (the edge), or --participation-address HOST:PORT and so on for each;
                                   otherwise what ./zwk up has written to --run-folder (or ZWK_RUN, or .zwk/run)
          --tls-certificate FILE --tls-key FILE --tls-ca FILE   who this is, and whose certificates are believed; without them
                                   plain text, which is for this machine alone
          --tls-name NAME          what the certificate at that address calls it, where it is another name
          --timeout SECONDS        for one call; 60
Exit:     0 done · 1 this machine (a file, for example) · 2 wrong arguments · 10 + code of gRPC: 11 CANCELLED,
          13 INVALID_ARGUMENT, 14 DEADLINE_EXCEEDED, 15 NOT_FOUND, 16 ALREADY_EXISTS, 17 PERMISSION_DENIED,
          18 RESOURCE_EXHAUSTED, 19 FAILED_PRECONDITION, 20 ABORTED, 23 INTERNAL, 24 UNAVAILABLE, 25 DATA_LOSS,
          26 UNAUTHENTICATED
)";

// Flags that stand alone.
const std::set<absl::string_view>& Switches() {
  static const auto& names = *new std::set<absl::string_view>{"json", "help", "dry-run", "version"};
  return names;
}
const std::set<absl::string_view>& Settings() {
  static const auto& names = *new std::set<absl::string_view>{
      "request",   "request-file",    "file",    "messages-file", "output",     "municipality",
      "subject",   "roles",           "locale",  "address",       "run-folder", "timeout",
      "documents", "tls-certificate", "tls-key", "tls-ca",        "tls-name"};
  return names;
}

absl::Status Wrong(absl::string_view message) { return absl::InvalidArgumentError(message); }

absl::StatusOr<json> ParseObject(const std::string& text, absl::string_view what) {
  json object = json::parse(text, nullptr, /*allow_exceptions=*/false);
  if (!object.is_object()) return Wrong(absl::StrCat(what, " is no JSON object"));
  return object;
}

std::string AreaHelp() {
  std::string help = std::string(kHelp);
  absl::StrAppend(
      &help, "Areas:    ",
      absl::StrJoin(Areas(), ", ",
                    [](std::string* out, const Area& area) { absl::StrAppend(out, area.name); }),
      "\n");
  return help;
}

std::string ForecastHelp() {
  std::string help;
  for (const ForecastCommandKind& kind : ForecastCommandKinds()) {
    absl::StrAppend(&help, "zwkctl [FLAGS] forecast ", kind.name, " ", kind.help, "\n");
  }
  return help;
}

bool Contains(const std::vector<absl::string_view>& names, absl::string_view name) {
  return std::find(names.begin(), names.end(), name) != names.end();
}

std::string RpcsHelp(const Area& area) {
  std::string help = absl::StrCat("zwkctl ", area.name, " RPC [--FIELD VALUE]...\n");
  for (const ServiceDescriptor* service : area.services) {
    absl::StrAppend(&help, "\n", service->name(), ":\n");
    for (int i = 0; i < service->method_count(); ++i) {
      const MethodDescriptor& rpc = *service->method(i);
      absl::StrAppend(&help, "  ", KebabCase(rpc.name()),
                      rpc.client_streaming()   ? "  (sends a stream)"
                      : rpc.server_streaming() ? "  (answers with a stream)"
                                               : "",
                      "\n");
    }
  }
  return help;
}

std::string RpcHelp(const MethodDescriptor& rpc) {
  const auto allowed = rpc::AllowedRoles::Of(rpc);
  std::string help =
      absl::StrCat("zwkctl ", AreaOf(rpc), " ", KebabCase(rpc.name()), "  (for ",
                   allowed.ok() ? absl::StrJoin(allowed->names(), ", ") : "nobody", ")\n");
  for (const auto& [name, field] : FlagsOf(*rpc.input_type())) {
    std::string kind = field->type_name();
    if (field->is_map()) {
      kind = "text by key";
    } else if (field->enum_type() != nullptr) {
      std::vector<std::string> values;
      for (int i = 1; i < field->enum_type()->value_count(); ++i) {
        values.push_back(field->enum_type()->value(i)->name());
      }
      kind = absl::StrJoin(values, " | ");
    } else if (field->message_type() != nullptr) {
      kind = field->message_type()->name() == "Timestamp" ? "2022-03-28T13:30:00Z"
                                                          : field->message_type()->name();
    }
    absl::StrAppendFormat(&help, "  --%-32s %s%s\n", name, kind,
                          field->is_repeated() && !field->is_map() ? ", several times" : "");
  }
  if (ChunkField(*rpc.input_type()) != nullptr) help += "  --file FILE\n";
  return help;
}

const Area* FindArea(absl::string_view name) {
  for (const Area& area : Areas()) {
    if (area.name == name) return &area;
  }
  return nullptr;
}

// The settings that stand beside the fields of a request.
struct Given {
  std::string request, request_file, messages_file;
  struct Field {
    FlagTarget target;
    std::string flag, value;
  };
  std::vector<Field> fields;
};

absl::Status TakeRoles(const std::string& value, Caller& caller) {
  caller.roles = absl::StrSplit(value, ',', absl::SkipEmpty());
  for (const std::string& role : caller.roles) {
    if (!rpc::IsRole(role)) {
      return Wrong(absl::StrCat("'", role, "' is no role; there are ",
                                absl::StrJoin(rpc::EveryRole(), ", ")));
    }
  }
  return absl::OkStatus();
}

absl::Status TakeSetting(const std::string& name, const std::string& value, CommandLine& line,
                         Given& given) {
  if (name == "request") {
    given.request = value;
  } else if (name == "request-file") {
    given.request_file = value;
  } else if (name == "messages-file") {
    given.messages_file = value;
  } else if (name == "file") {
    line.call.file = value;
  } else if (name == "output") {
    line.output = value;
  } else if (name == "documents") {
    line.documents = value;
  } else if (name == "municipality") {
    line.caller.municipality = value;
  } else if (name == "subject") {
    line.caller.subject_ref = value;
  } else if (name == "roles") {
    return TakeRoles(value, line.caller);
  } else if (name == "locale") {
    line.caller.locale = value;
  } else if (name == "address") {
    line.address = value;
  } else if (name == "run-folder") {
    line.run_folder = value;
  } else if (name == "tls-certificate") {
    line.tls.certificate = value;
  } else if (name == "tls-key") {
    line.tls.key = value;
  } else if (name == "tls-ca") {
    line.tls.ca = value;
  } else if (name == "tls-name") {
    line.tls.server_name = value;
  } else if (double seconds = 0;
             !absl::SimpleAtod(value, &seconds) || !(seconds > 0 && seconds < 86400)) {
    return Wrong(absl::StrCat("--timeout wants seconds, not '", value, "'"));
  } else {
    line.timeout = std::chrono::milliseconds(static_cast<int64_t>(seconds * 1000));
  }
  return absl::OkStatus();
}

absl::Status BuildCall(CommandLine& line, const Given& given) {
  const Descriptor& type = *line.call.rpc->input_type();
  std::string text = given.request;
  if (!given.request_file.empty()) {
    if (!text.empty()) return Wrong("--request and --request-file: one of them");
    auto read = ReadFile(given.request_file);
    if (!read.ok()) return Wrong(read.status().message());
    text = *std::move(read);
  }
  line.call.request = json::object();
  if (!text.empty()) {
    auto object = ParseObject(text, "the request");
    if (!object.ok()) return object.status();
    line.call.request = *std::move(object);
  }
  for (const auto& [target, flag, value] : given.fields) {
    if (auto status = PutFlag(target, flag, value, line.call.request); !status.ok()) return status;
  }
  if (!given.messages_file.empty()) {
    auto read = ReadFile(given.messages_file);
    if (!read.ok()) return Wrong(read.status().message());
    for (const absl::string_view each : absl::StrSplit(*read, '\n', absl::SkipWhitespace())) {
      auto object = ParseObject(std::string(each), "a line of --messages-file");
      if (!object.ok()) return object.status();
      line.call.messages.push_back(*std::move(object));
    }
  }
  if (RequestIdField(type) != nullptr && !HasRequestId(type, line.call.request)) {
    SetRequestId(type, NewUuidV7(SystemClock()), line.call.request);
  }
  if (line.caller.municipality.empty()) {
    return Wrong("for which municipality? --municipality SLUG or ZWK_MUNICIPALITY");
  }
  return ToMessage(type, line.call.request).status();
}

// As the platform takes it.
bool IsSlug(absl::string_view text) {
  const auto fits = [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '-';
  };
  return text.size() >= 2 && text.size() <= 31 && text[0] >= 'a' && text[0] <= 'z' &&
         std::all_of(text.begin(), text.end(), fits);
}

std::string FromEnvironment(const char* name, const std::string& fallback) {
  const char* value = std::getenv(name);
  return value == nullptr ? fallback : value;
}

// Reads the arguments one by one; what a word or flag means depends on those before it.
class Parser {
 public:
  explicit Parser(const std::vector<std::string>& arguments)
      : arguments_(arguments), help_(arguments.empty()) {
    line_.help = AreaHelp();
    line_.run_folder = FromEnvironment("ZWK_RUN", ".zwk/run");
    line_.caller.municipality = FromEnvironment("ZWK_MUNICIPALITY", "");
  }

  absl::StatusOr<CommandLine> Parse() {
    for (; at_ < arguments_.size(); ++at_) {
      const std::string& word = arguments_[at_];
      absl::Status taken;
      if (word == "-h") {
        help_ = true;
      } else if (absl::StartsWith(word, "--")) {
        taken = TakeFlag(word);
      } else {
        taken = TakeWord(word);
      }
      if (!taken.ok()) return taken;
    }
    if (version_ || help_) {
      line_.what = version_ ? What::kVersion : What::kHelp;
      return std::move(line_);
    }
    if (line_.caller.roles.empty()) {
      const auto taken = TakeRoles(FromEnvironment("ZWK_ROLES", ""), line_.caller);
      if (!taken.ok()) return Wrong(absl::StrCat("ZWK_ROLES: ", taken.message()));
    }
    if (auto complete = Complete(); !complete.ok()) return complete;
    if (const std::string& city = line_.caller.municipality; !city.empty() && !IsSlug(city)) {
      return Wrong(absl::StrCat("'", city, "' names no municipality: a-z, 0-9 and -, at most 31"));
    }
    return std::move(line_);
  }

 private:
  using What = CommandLine::What;

  absl::Status TakeWord(const std::string& word) {
    if (line_.call.rpc != nullptr) return Wrong(absl::StrCat("what is '", word, "' for?"));
    if (line_.what == What::kForecast) {
      if (line_.forecast.words.empty() && FindForecastCommand(word) == nullptr) {
        return Wrong(absl::StrCat("forecast has no '", word, "'; it has\n", ForecastHelp()));
      }
      line_.forecast.words.push_back(word);
    } else if (line_.what == What::kApply || line_.what == What::kViews ||
               line_.what == What::kStore || line_.what == What::kConformance ||
               line_.what == What::kCompletion) {
      line_.words.push_back(word);
    } else if (area_ != nullptr) {
      auto rpc = FindRpc(area_->name, word);
      if (!rpc.ok()) return Wrong(rpc.status().message());
      line_.call.rpc = *rpc;
      line_.what = What::kCall;
      line_.help = RpcHelp(**rpc);
    } else if (word == "apply") {
      line_.what = What::kApply;
    } else if (word == "forecast") {
      line_.what = What::kForecast;
      line_.help = ForecastHelp();
    } else if (word == "views") {
      line_.what = What::kViews;
      line_.help = std::string(kViewsHelp);
    } else if (word == "store") {
      line_.what = What::kStore;
      line_.help = std::string(kStoreHelp);
    } else if (word == "conformance") {
      line_.what = What::kConformance;
      line_.help = std::string(kConformanceHelp);
    } else if (word == "completion") {
      line_.what = What::kCompletion;
    } else if (word == "help") {
      help_ = true;
    } else {
      area_ = FindArea(word);
      if (area_ == nullptr) return Wrong(FindRpc(word, "").status().message());
      line_.help = RpcsHelp(*area_);
    }
    return absl::OkStatus();
  }

  absl::Status TakeFlag(const std::string& word) {
    const std::pair<std::string, std::string> parts =
        absl::StrSplit(word.substr(2), absl::MaxSplits('=', 1));
    const std::string& name = parts.first;
    std::optional<std::string> value;
    if (absl::StrContains(word, '=')) value = parts.second;
    const ForecastCommandKind* command =
        line_.forecast.words.empty() ? nullptr : FindForecastCommand(line_.forecast.words[0]);
    if (command != nullptr && Contains(command->switches, name) && !value) {
      line_.forecast.flags[name].emplace_back();
      return absl::OkStatus();
    }
    // A field of the request goes before a setting of the same name.
    absl::StatusOr<FlagTarget> field = absl::NotFoundError("fields come after the RPC");
    if (line_.call.rpc != nullptr) field = FindField(*line_.call.rpc->input_type(), name);
    if (!field.ok() && Switches().contains(name) && !value) {
      (name == "json"      ? line_.json
       : name == "dry-run" ? line_.dry_run
       : name == "version" ? version_
                           : help_) = true;
      return absl::OkStatus();
    }
    if (!value) value = ValueBehind(field.ok() && field->stands_alone());
    const absl::string_view area = absl::StripSuffix(name, "-address");
    const bool address = area.size() < name.size() && FindArea(area) != nullptr;
    const bool of_command = command != nullptr && Contains(command->flags, name);
    if (!field.ok() && !Settings().contains(name) && !address && !of_command) {
      return UnknownFlag(name, field.status());
    }
    if (!value) return Wrong(absl::StrCat("--", name, " wants a value"));
    if (of_command) {
      line_.forecast.flags[name].push_back(*value);
    } else if (field.ok()) {
      given_.fields.push_back({*std::move(field), name, *value});
    } else if (address) {
      line_.area_addresses[std::string(area)] = *value;
    } else {
      return TakeSetting(name, *value, line_, given_);
    }
    return absl::OkStatus();
  }

  // The value of a flag that stands in the next argument; a flag that `stands_alone` is true by itself.
  std::optional<std::string> ValueBehind(bool stands_alone) {
    if (at_ + 1 < arguments_.size()) {
      const std::string& next = arguments_[at_ + 1];
      const bool truth = next == "true" || next == "false";
      if (stands_alone ? truth : !absl::StartsWith(next, "--")) return arguments_[++at_];
    }
    if (stands_alone) return "true";
    return std::nullopt;
  }

  absl::Status UnknownFlag(const std::string& name, const absl::Status& no_field) const {
    if (line_.call.rpc != nullptr) return Wrong(no_field.message());
    if (line_.what == What::kForecast) {
      return Wrong(absl::StrCat("unknown flag --", name, "; forecast has\n", ForecastHelp()));
    }
    return Wrong(absl::StrCat("unknown flag --", name, " (fields come after the RPC)"));
  }

  // Whether all is there that the command needs.
  absl::Status Complete() {
    switch (line_.what) {
      case What::kVersion:
        break;
      case What::kHelp:
        return Wrong(area_ == nullptr ? "what is to be done? --help says what there is"
                                      : absl::StrCat("which RPC of ", area_->name, "? zwkctl ",
                                                     area_->name, " --help lists them"));
      case What::kCall:
        return BuildCall(line_, given_);
      case What::kApply:
        if (line_.words.empty()) return Wrong("apply wants a file of steps");
        if (line_.caller.municipality.empty()) return Wrong("apply wants --municipality SLUG");
        break;
      case What::kForecast:
        if (line_.forecast.words.empty())
          return Wrong(absl::StrCat("forecast what?\n", line_.help));
        if (line_.caller.municipality.empty()) return Wrong("forecast wants --municipality SLUG");
        line_.forecast.caller = line_.caller;
        line_.forecast.json = line_.json;
        break;
      case What::kViews:
        if (auto known = CheckViewsWords(line_.words); !known.ok()) return Wrong(known.message());
        if (line_.caller.municipality.empty()) return Wrong("views wants --municipality SLUG");
        break;
      case What::kStore:
        if (auto known = CheckStoreWords(line_.words); !known.ok()) return Wrong(known.message());
        if (line_.caller.municipality.empty()) return Wrong("store wants --municipality SLUG");
        break;
      case What::kConformance:
        if (line_.words.size() > 1) return Wrong("conformance wants one file of cases, or none");
        if (line_.caller.municipality.empty()) {
          return Wrong("conformance wants --municipality SLUG");
        }
        break;
      case What::kCompletion:
        if (line_.words != std::vector<std::string>{"bash"})
          return Wrong("completion is there for bash");
        break;
      case What::kCompleteWord:
        break;
    }
    return absl::OkStatus();
  }

  const std::vector<std::string>& arguments_;
  size_t at_ = 0;
  CommandLine line_;
  Given given_;
  const Area* area_ = nullptr;
  bool help_;
  bool version_ = false;
};

}  // namespace

absl::StatusOr<CommandLine> Parse(const std::vector<std::string>& arguments) {
  if (!arguments.empty() && arguments[0] == "__complete") {
    CommandLine line;
    line.help = AreaHelp();
    line.what = CommandLine::What::kCompleteWord;
    line.words.assign(arguments.begin() + 1, arguments.end());
    return line;
  }
  return Parser(arguments).Parse();
}

std::map<std::string, std::string> AddressesOf(const CommandLine& line) {
  std::map<std::string, std::string> addresses = AddressesFromRunFolder(line.run_folder);
  if (!line.address.empty()) {
    for (const Area& area : Areas()) addresses[area.name] = line.address;
  }
  for (const auto& [area, address] : line.area_addresses) addresses[area] = address;
  return addresses;
}

int ExitCodeOf(const absl::Status& status) {
  if (status.ok()) return 0;
  if (IsOfThisMachine(status)) return 1;
  return IsOfTheArguments(status) ? 2 : 10 + static_cast<int>(status.code());
}

std::vector<std::string> Completions(const std::vector<std::string>& words) {
  const std::string last = words.empty() ? "" : words.back();
  std::vector<std::string> candidates;
  std::vector<std::string> plain;  // area and RPC typed so far
  for (size_t i = 0; i + 1 < words.size(); ++i) {
    if (absl::StartsWith(words[i], "--")) {
      if (plain.empty() && Settings().contains(words[i].substr(2))) ++i;
      continue;
    }
    plain.push_back(words[i]);
  }
  const Area* area = plain.empty() ? nullptr : FindArea(plain[0]);
  if (plain.empty()) {
    for (const Area& each : Areas()) candidates.push_back(each.name);
    candidates.insert(candidates.end(),
                      {"apply", "audit", "certificates", "completion", "conformance", "forecast",
                       "privacy", "store", "streams", "views"});
    for (const auto name : Settings()) candidates.push_back(absl::StrCat("--", name));
  } else if (area != nullptr && plain.size() == 1) {
    for (const ServiceDescriptor* service : area->services) {
      for (int i = 0; i < service->method_count(); ++i) {
        candidates.push_back(KebabCase(service->method(i)->name()));
      }
    }
  } else if (area != nullptr) {
    if (auto rpc = FindRpc(area->name, plain[1]); rpc.ok()) {
      for (const auto& [name, field] : FlagsOf(*(*rpc)->input_type())) {
        candidates.push_back(absl::StrCat("--", name));
      }
    }
  }
  std::vector<std::string> fitting;
  for (const std::string& candidate : candidates) {
    if (absl::StartsWith(candidate, last)) fitting.push_back(candidate);
  }
  return fitting;
}

std::string BashCompletion() {
  return R"(_zwkctl() {
  mapfile -t COMPREPLY < <(zwkctl __complete "${COMP_WORDS[@]:1:COMP_CWORD}")
}
complete -o default -F _zwkctl zwkctl
)";
}

}  // namespace zwk::ctl
