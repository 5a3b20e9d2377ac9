#include "zwkctl/privacy_command.h"

#include <algorithm>
#include <map>
#include <set>
#include <utility>

#include <google/protobuf/descriptor.h>
#include <CLI/CLI.hpp>
#include <nlohmann/json.hpp>

#include "absl/status/statusor.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "absl/strings/str_replace.h"
#include "absl/strings/str_split.h"
#include "platform/base/files.h"
#include "platform/base/periods.h"
#include "platform/base/status_macros.h"
#include "platform/rpc/allowed_roles.h"
#include "zwkctl/directory.h"
#include "zwkctl/privacy_words.h"

namespace zwk::ctl {
namespace {

using google::protobuf::Descriptor;
using google::protobuf::FieldDescriptor;
using google::protobuf::FileDescriptor;
using nlohmann::ordered_json;

constexpr char kPersonal[] = "zwk.common.v1.Personal";

struct Asked {
  std::string city;                  // a file
  std::vector<std::string> configs;  // files
  std::string locale = "de";
};

// What an installation and its city have set; the platform's own defaults where nothing is said.
struct Settings {
  std::string municipality;
  int members = 0;
  int guests = 0;
  int texts = 0;
  int votes = 90;
  int audit_days = kAuditDays;
  int event_days = kEventDays;
  std::string archive;  // a folder; "": there is none
};

const ordered_json& Words() {
  static const auto& words = *new ordered_json(ordered_json::parse(kPrivacyWords));
  return words;
}

// zwk.participation.v1.Topic -> participation.Topic
std::string Short(const std::string& full_name) {
  return absl::StrReplaceAll(full_name, {{"zwk.", ""}, {".v1.", "."}});
}

void Visit(const Descriptor& message, std::map<std::string, const FieldDescriptor*>& sealed) {
  for (int i = 0; i < message.field_count(); ++i) {
    const FieldDescriptor& field = *message.field(i);
    if (field.message_type() != nullptr && field.message_type()->full_name() == kPersonal)
      sealed[absl::StrCat(Short(message.full_name()), ".", field.name())] = &field;
  }
  for (int i = 0; i < message.nested_type_count(); ++i) Visit(*message.nested_type(i), sealed);
}

void Visit(const FileDescriptor& file, std::set<const FileDescriptor*>& seen,
           std::map<std::string, const FieldDescriptor*>& sealed) {
  if (!seen.insert(&file).second) return;
  for (int i = 0; i < file.message_type_count(); ++i) Visit(*file.message_type(i), sealed);
  for (int i = 0; i < file.dependency_count(); ++i) Visit(*file.dependency(i), seen, sealed);
}

std::map<std::string, const FieldDescriptor*> Sealed() {
  std::map<std::string, const FieldDescriptor*> sealed;
  std::set<const FileDescriptor*> seen;
  for (const Area& area : Areas()) {
    for (const ServiceDescriptor* service : area.services) Visit(*service->file(), seen, sealed);
  }
  return sealed;
}

// Whether an answer has such messages in it, at any depth.
bool Reaches(const Descriptor& from, const Descriptor& to, std::set<const Descriptor*>& seen) {
  if (&from == &to) return true;
  if (!seen.insert(&from).second) return false;
  for (int i = 0; i < from.field_count(); ++i) {
    const Descriptor* within = from.field(i)->message_type();
    if (within != nullptr && Reaches(*within, to, seen)) return true;
  }
  return false;
}

// Roles of the methods that answer with the field's message, by the option `allow`.
std::set<std::string> Readers(const FieldDescriptor& field) {
  std::set<std::string> roles;
  for (const Area& area : Areas()) {
    for (const ServiceDescriptor* service : area.services) {
      for (int i = 0; i < service->method_count(); ++i) {
        std::set<const Descriptor*> seen;
        const MethodDescriptor& method = *service->method(i);
        if (!Reaches(*method.output_type(), *field.containing_type(), seen)) continue;
        const auto allowed = rpc::AllowedRoles::Of(method);
        if (allowed.ok()) roles.insert(allowed->names().begin(), allowed->names().end());
      }
    }
  }
  return roles;
}

absl::Status TakeCity(const std::string& file, Settings& settings) {
  if (file.empty()) return absl::OkStatus();
  ZWK_ASSIGN_OR_RETURN(const std::string text, ReadFile(file));
  const auto answer = ordered_json::parse(text, nullptr, false);
  const auto wrong = absl::InvalidArgumentError(
      absl::StrCat("'", file, "' is no answer of zwkctl --json participation get-municipality"));
  if (!answer.is_object() || !answer.contains("municipality")) return wrong;
  const ordered_json& city = answer["municipality"];
  if (!city.is_object()) return wrong;
  const auto text_of = [&](const char* name) {
    return city.contains(name) && city[name].is_string() ? city[name].get<std::string>() : "";
  };
  settings.municipality = text_of("name");
  const ordered_json days = city.value("retention_days", ordered_json::object());
  const auto number = [&](const char* name) {
    const auto found = days.is_object() ? days.find(name) : days.end();
    return found != days.end() && found->is_number_integer() ? found->get<int>() : 0;
  };
  std::vector<int> votes;
  settings.members = number("pii");
  settings.guests = number("attendance") > 0 ? number("attendance") : settings.members;
  settings.texts = number("texts");
  // The shorter one of those that are set.
  for (const int days : {number("access_codes"), number("ballots")}) {
    if (days > 0) votes.push_back(days);
  }
  if (!votes.empty()) settings.votes = *std::min_element(votes.begin(), votes.end());
  return absl::OkStatus();
}

// A service's --config, as it reads it itself; what else stands in it is not asked here.
absl::Status TakeConfig(const std::string& file, Settings& settings) {
  CLI::App service;
  service.set_config("--config");
  service.allow_config_extras(CLI::config_extras_mode::ignore);
  service.add_option("--audit-days", settings.audit_days);
  service.add_option("--retention-days", settings.event_days);
  service.add_option("--archive-dir", settings.archive);
  try {
    service.parse({file, "--config"});  // reversed, as CLI11 wants it
  } catch (const CLI::ParseError& error) {
    return absl::InvalidArgumentError(absl::StrCat("'", file, "': ", error.what()));
  }
  return absl::OkStatus();
}

class Report {
 public:
  Report(const Settings& settings, std::string locale, std::ostream& out)
      : settings_(settings),
        locale_(std::move(locale)),
        words_(Words()["words"][locale_]),
        out_(out) {}

  void Write() {
    out_ << "# " << Word("title") << "\n\n" << Word("about") << "\n\n";
    if (!settings_.municipality.empty())
      out_ << Word("city") << ": " << Cell(settings_.municipality) << "\n\n";
    Head("sealed");
    for (const auto& [name, field] : Sealed()) {
      const ordered_json& said = Words()["sealed"].value(name, ordered_json::object());
      if (!said.is_object() || said.empty()) continue;  // a test holds that there is none such
      Row({absl::StrCat("`", name, "`"), said[locale_][0], said[locale_][1], Period(said["goes"]),
           Roles(*field)});
    }
    Head("clear");
    for (const auto& [name, said] : Words()["clear"].items())
      Row({absl::StrCat("`", name, "`"), said[locale_][0], said[locale_][1]});
    Head("places");
    for (const ordered_json& place : Words()["places"]) {
      const ordered_json& cells = place[locale_];
      Row({cells[0], cells[1], Filled(cells[2]), cells[3]});
    }
  }

 private:
  std::string Word(const std::string& name) const { return words_[name]; }
  static std::string Cell(const std::string& text) {
    return absl::StrReplaceAll(text, {{"|", "\\|"}, {"\n", " "}});
  }
  void Head(const std::string& table) {
    const std::vector<std::string> columns = absl::StrSplit(Word(table + "_head"), '|');
    out_ << (table == "sealed" ? "" : "\n") << "## " << Word(table) << "\n\n";
    out_ << "| " << absl::StrJoin(columns, " | ") << " |\n|";
    for (size_t i = 0; i < columns.size(); ++i) out_ << "---|";
    out_ << "\n";
  }
  void Row(const std::vector<std::string>& cells) {
    out_ << "| " << absl::StrJoin(cells, " | ") << " |\n";
  }
  std::string Days(const std::string& word, int days) const {
    return absl::StrReplaceAll(Word(word), {{"{days}", absl::StrCat(days)}});
  }
  std::string Period(const std::string& kind) const {
    if (kind == "asked") return Word("asked");
    const int days = kind == "members"  ? settings_.members
                     : kind == "guests" ? settings_.guests
                                        : settings_.texts;
    return days == 0 ? Word("stays") : Days(kind, days);
  }
  std::string Filled(const std::string& text) const {
    const std::string events = settings_.archive.empty()
                                   ? Word("events_kept")
                                   : Days("events_archived", settings_.event_days);
    return absl::StrReplaceAll(text, {{"{votes}", Days("votes", settings_.votes)},
                                      {"{events}", events},
                                      {"{audit_days}", absl::StrCat(settings_.audit_days)}});
  }
  // In the order of privacy.json.
  std::string Roles(const FieldDescriptor& field) const {
    const std::set<std::string> readers = Readers(field);
    std::vector<std::string> names;
    for (const auto& [role, name] : words_["roles"].items()) {
      if (readers.contains(role)) names.push_back(name);
    }
    return names.empty() ? Word("nobody") : absl::StrJoin(names, ", ");
  }

  const Settings& settings_;
  const std::string locale_;
  const ordered_json& words_;
  std::ostream& out_;
};

absl::Status WriteReport(const Asked& asked, std::ostream& out) {
  Settings settings;
  ZWK_RETURN_IF_ERROR(TakeCity(asked.city, settings));
  for (const std::string& file : asked.configs) ZWK_RETURN_IF_ERROR(TakeConfig(file, settings));
  Report(settings, asked.locale, out).Write();
  return absl::OkStatus();
}

}  // namespace

std::vector<std::string> SealedFields() {
  std::vector<std::string> names;
  for (const auto& [name, field] : Sealed()) names.push_back(name);
  return names;
}

int PrivacyCommand(const std::vector<std::string>& arguments, std::ostream& out,
                   std::ostream& errors) {
  CLI::App app("What is kept about people", "zwkctl privacy");
  app.require_subcommand(1);
  Asked asked;
  CLI::App* report = app.add_subcommand(
      "report",
      "What is kept where, for how long, and who sees it, as Markdown: a draft for the record of "
      "processing activities");
  report->add_option("--city", asked.city,
                     "File with what `zwkctl --json participation get-municipality` says: the "
                     "periods of the city");
  report->add_option("--config", asked.configs,
                     "File of settings of a service (--config of participation); several times");
  report->add_option("--locale", asked.locale, "de or en")->check(CLI::IsMember({"de", "en"}));
  std::vector<std::string> reversed(arguments.rbegin(), arguments.rend());  // as CLI11 wants it
  try {
    app.parse(reversed);
  } catch (const CLI::ParseError& error) {
    return app.exit(error, out, errors) == 0 ? 0 : 2;
  }
  const absl::Status written = WriteReport(asked, out);
  if (written.ok()) return 0;
  errors << "zwkctl: " << written.message() << '\n';
  return 1;
}

}  // namespace zwk::ctl
