#include "zwkctl/views.h"

#include <algorithm>
#include <utility>

#include "absl/strings/str_cat.h"
#include "zwk/common/v1/view_admin.pb.h"
#include "zwkctl/directory.h"
#include "zwkctl/forecast.h"
#include "zwkctl/print.h"

namespace zwk::ctl {

using nlohmann::json;

const absl::string_view kViewsHelp =
    R"(zwkctl [FLAGS] views list [AREA]          how far each view and consumer is, of one service or of all
zwkctl [FLAGS] views parked AREA VIEW     aggregates of which it could not apply an event, and why
zwkctl [FLAGS] views redrive AREA VIEW    tries them again, each in the order of its events
zwkctl [FLAGS] views rebuild AREA VIEW    makes it anew beside the one that is read, and puts it in its place
zwkctl [FLAGS] views digest AREA VIEW     compares it with what the streams say that it has to be
AREA is the service whose view it is. Of the municipality of the caller.
)";

namespace {

// One call of the service that all of them serve; the last message of a stream is the answer.
absl::StatusOr<json> AskViews(Platform& platform, const Caller& caller, const std::string& area,
                              const std::string& rpc, json request,
                              const OnAnswer& on_answer = nullptr) {
  const auto* service =
      common::v1::ListViewsRequest::descriptor()->file()->FindServiceByName("ViewAdminService");
  Call call;
  call.rpc = service->FindMethodByName(rpc);
  call.area = area;
  call.request = std::move(request);
  json answer;
  const absl::Status status = platform.Do(call, caller, [&](const Message& message) {
    answer = ToJson(message);
    return on_answer ? on_answer(message) : absl::OkStatus();
  });
  if (!status.ok()) return status;
  return answer;
}

std::string Text(const json& object, const char* name) {
  return object.contains(name) ? AsText(object[name]) : "";
}

std::string Figure(const json& object, const char* name) {
  const std::string text = Text(object, name);
  return text.empty() ? "0" : text;
}

absl::Status List(Platform& platform, const std::vector<std::string>& words, const Caller& caller,
                  bool as_json, std::ostream& out) {
  std::vector<std::string> areas;
  if (words.size() > 1) areas.push_back(words[1]);
  for (const Area& area : Areas()) {
    if (words.size() < 2) areas.push_back(area.name);
  }
  json all = json::object();
  std::vector<std::vector<std::string>> table = {
      {"service", "view", "hears", "waits for", "behind", "seconds", "parked", "applied"}};
  for (const std::string& area : areas) {
    auto answer = AskViews(platform, caller, area, "ListViews", json::object());
    if (!answer.ok()) return answer.status();
    all[area] = *answer;
    for (const json& view : answer->value("views", json::array())) {
      table.push_back({area, Text(view, "view"), Text(view, "area"), Text(view, "waits_for"),
                       Figure(view, "behind_events"), Figure(view, "behind_seconds"),
                       Figure(view, "parked"), Figure(view, "applied")});
    }
  }
  out << (as_json ? all.dump(2) + "\n" : AlignedTable(table, 4));
  return absl::OkStatus();
}

absl::Status Parked(Platform& platform, const std::vector<std::string>& words, const Caller& caller,
                    bool as_json, std::ostream& out) {
  auto answer = AskViews(platform, caller, words[1], "ListParkedAggregates", {{"view", words[2]}});
  if (!answer.ok()) return answer.status();
  if (as_json) {
    out << answer->dump(2) << '\n';
    return absl::OkStatus();
  }
  std::vector<std::vector<std::string>> table = {
      {"hears", "aggregate", "cause", "version", "events"}};
  for (const json& each : answer->value("parked_aggregates", json::array())) {
    table.push_back({Text(each, "area"), Text(each, "aggregate"), Text(each, "cause"),
                     Figure(each, "version"), Figure(each, "events")});
  }
  out << AlignedTable(table, 3) << Figure(*answer, "total") << " parked\n";
  return absl::OkStatus();
}

absl::Status Redrive(Platform& platform, const std::vector<std::string>& words,
                     const Caller& caller, bool as_json, std::ostream& out) {
  auto answer = AskViews(platform, caller, words[1], "RedriveView", {{"view", words[2]}});
  if (!answer.ok()) return answer.status();
  const std::string left = Figure(*answer, "still_parked");
  if (as_json) {
    out << answer->dump(2) << '\n';
  } else {
    out << Figure(*answer, "parked_before") << " were parked, " << left << " still are\n";
  }
  if (left == "0") return absl::OkStatus();
  return absl::FailedPreconditionError(
      absl::StrCat("refused again; zwkctl views parked ", words[1], " ", words[2], " says why"));
}

absl::Status Rebuild(Platform& platform, const std::vector<std::string>& words,
                     const Caller& caller, bool as_json, std::ostream& out) {
  const auto say = [&](const Message& message) {
    const json far = ToJson(message);
    if (as_json) {
      out << far.dump() << '\n';
    } else {
      out << Figure(far, "events") << " events, up to " << Text(far, "reached")
          << (far.value("done", false) ? ": it is read from now on\n" : "\n");
    }
    out << std::flush;
    return absl::OkStatus();
  };
  return AskViews(platform, caller, words[1], "RebuildView", {{"view", words[2]}}, say).status();
}

absl::Status Digest(Platform& platform, const std::vector<std::string>& words, const Caller& caller,
                    bool as_json, std::ostream& out) {
  auto answer = AskViews(platform, caller, words[1], "CheckView", {{"view", words[2]}});
  if (!answer.ok()) return answer.status();
  const bool equal = answer->value("equal", false);
  if (as_json) {
    out << answer->dump(2) << '\n';
  } else {
    out << "it is         " << Text(*answer, "digest") << "\nit has to be  "
        << Text(*answer, "expected") << '\n';
  }
  if (equal) return absl::OkStatus();
  return absl::FailedPreconditionError(
      "the view is behind, or not what its streams say; views list tells which");
}

struct ViewsCommand {
  absl::string_view name;
  size_t least, most;  // words with it
  absl::Status (*run)(Platform&, const std::vector<std::string>&, const Caller&, bool,
                      std::ostream&);
};
constexpr ViewsCommand kCommands[] = {{"list", 1, 2, List},
                                      {"parked", 3, 3, Parked},
                                      {"redrive", 3, 3, Redrive},
                                      {"rebuild", 3, 3, Rebuild},
                                      {"digest", 3, 3, Digest}};

const ViewsCommand* FindCommand(const std::vector<std::string>& words) {
  const auto* found =
      std::find_if(std::begin(kCommands), std::end(kCommands), [&](const ViewsCommand& command) {
        return !words.empty() && command.name == words[0] && words.size() >= command.least &&
               words.size() <= command.most;
      });
  return found == std::end(kCommands) ? nullptr : found;
}

}  // namespace

absl::Status CheckViewsWords(const std::vector<std::string>& words) {
  if (FindCommand(words) == nullptr) {
    return absl::InvalidArgumentError(absl::StrCat("views what?\n", kViewsHelp));
  }
  if (words.size() < 2) return absl::OkStatus();
  const bool known = std::any_of(Areas().begin(), Areas().end(),
                                 [&](const Area& area) { return area.name == words[1]; });
  return known ? absl::OkStatus() : FindRpc(words[1], "").status();
}

absl::Status Views(Platform& platform, const std::vector<std::string>& words, const Caller& caller,
                   bool json, std::ostream& out) {
  return FindCommand(words)->run(platform, words, caller, json, out);
}

}  // namespace zwk::ctl
