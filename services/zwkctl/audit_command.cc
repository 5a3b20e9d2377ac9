#include "zwkctl/audit_command.h"

#include <chrono>
#include <map>
#include <optional>
#include <utility>

#include <CLI/CLI.hpp>
#include <nlohmann/json.hpp>

#include "absl/status/statusor.h"
#include "absl/strings/ascii.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"
#include "platform/audit/chain.h"
#include "platform/audit/record.h"
#include "platform/audit/signature.h"
#include "platform/base/clock.h"
#include "platform/base/files.h"
#include "platform/base/hex.h"
#include "platform/base/status_macros.h"

namespace zwk::ctl {
namespace {

using audit::Chain;
using audit::Verified;
using audit::Witness;
using nlohmann::ordered_json;

constexpr int kNotAsRecorded = 25;
constexpr size_t kKeyBytes = 32;
// No service may let records expire sooner (--audit-days).
constexpr std::chrono::hours kLeastKept{24 * 30};

struct Asked {
  std::string folder;
  std::string municipality;
  std::string service;
  std::vector<std::string> witnesses;  // files
  std::string from;
  std::string to;
  std::string subject;
  std::string key_file;
  std::string public_key;
};

// Of a municipality and a service.
using Witnesses = std::map<std::pair<std::string, std::string>, std::vector<Witness>>;

// "": there is none, or it is no text. What is read here may be written by anybody.
std::string TextOf(const ordered_json& object, const char* name) {
  const auto found = object.find(name);
  return found != object.end() && found->is_string() ? found->get<std::string>() : "";
}

// Heads of the chains as services have written them into their logs. What is no such line is passed over.
absl::StatusOr<Witnesses> ReadWitnesses(const std::vector<std::string>& files) {
  const Time youngest_expired = SystemClock().Now() - kLeastKept;
  Witnesses witnesses;
  for (const std::string& file : files) {
    ZWK_ASSIGN_OR_RETURN(const std::string text, ReadFile(file));
    for (const absl::string_view line : absl::StrSplit(text, '\n', absl::SkipEmpty())) {
      const auto said = ordered_json::parse(line.begin(), line.end(), nullptr, false);
      if (!said.is_object() || TextOf(said, "event") != "audit log sealed") continue;
      const std::string municipality = TextOf(said, "municipality");
      const std::string service = TextOf(said, "service");
      const std::string hash = TextOf(said, "hash");
      const auto record = said.find("record");
      if (municipality.empty() || service.empty() || hash.empty() || record == said.end() ||
          !record->is_number_unsigned()) {
        continue;
      }
      const absl::StatusOr<Time> at = ParseTime(TextOf(said, "time"));
      witnesses[{municipality, service}].push_back(
          {record->get<uint64_t>(), hash, at.ok() && *at > youngest_expired});
    }
  }
  return witnesses;
}

// The key that wraps people's keys.
absl::StatusOr<std::string> ReadKey(const std::string& file) {
  ZWK_ASSIGN_OR_RETURN(const std::string text, ReadFile(file));
  const std::optional<std::string> key = BytesOfHex(absl::StripAsciiWhitespace(text));
  if (!key || key->size() != kKeyBytes) {
    return absl::InvalidArgumentError(
        absl::StrCat("'", file, "' does not hold 64 hexadecimal digits"));
  }
  return *key;
}

std::vector<Chain> ChainsOf(const Asked& asked) {
  std::vector<Chain> chains;
  for (Chain& chain : audit::ChainsBelow(asked.folder)) {
    if (!asked.municipality.empty() && asked.municipality != chain.municipality()) continue;
    if (!asked.service.empty() && asked.service != chain.service()) continue;
    chains.push_back(std::move(chain));
  }
  return chains;
}

std::string NameOf(const Chain& chain) {
  return absl::StrCat(chain.municipality(), " ", chain.service());
}

// True: nothing was found.
bool TellFindings(const Chain& chain, const Verified& verified, std::ostream& out) {
  for (const std::string& finding : verified.findings)
    out << NameOf(chain) << ": " << finding << '\n';
  if (verified.findings.size() == Verified::kMostFindings)
    out << NameOf(chain) << ": what else there may be is not told\n";
  return verified.findings.empty();
}

// Whether what is not there any more has expired, or may have been cut.
void TellBegin(const Chain& chain, const Verified& verified, const Asked& asked,
               std::ostream& out) {
  if (verified.head.first > 1 && verified.findings.empty()) {
    out << NameOf(chain) << ": records 1 to " << verified.head.first - 1
        << (asked.public_key.empty() ? " are gone; that they have expired is sure with --public-key"
                                     : " have expired, by the word of the service")
        << '\n';
  }
  if (asked.public_key.empty() && !verified.public_key.empty())
    out << NameOf(chain) << ": signed with " << verified.public_key << '\n';
}

absl::StatusOr<int> Verify(const Asked& asked, std::ostream& out) {
  ZWK_ASSIGN_OR_RETURN(Witnesses witnesses, ReadWitnesses(asked.witnesses));
  bool whole = true;
  const std::vector<Chain> chains = ChainsOf(asked);
  for (const Chain& chain : chains) {
    const auto seen = witnesses.extract({chain.municipality(), chain.service()});
    const Verified verified = chain.Verify(seen.empty() ? std::vector<Witness>() : seen.mapped(),
                                           nullptr, asked.public_key);
    whole = TellFindings(chain, verified, out) && whole;
    TellBegin(chain, verified, asked, out);
    out << NameOf(chain) << ": " << verified.records << " records in " << verified.batches
        << " batches as they were sealed, from " << verified.head.first << " to "
        << verified.head.last << ", " << verified.head.hash << '\n';
  }
  for (const auto& [of, seen] : witnesses) {
    const bool asked_for = (asked.municipality.empty() || asked.municipality == of.first) &&
                           (asked.service.empty() || asked.service == of.second);
    if (!asked_for) continue;
    out << of.first << " " << of.second << ": there was a log, and there is none\n";
    whole = false;
  }
  if (chains.empty() && whole)
    return absl::NotFoundError(absl::StrCat("no audit log in '", asked.folder, "'"));
  return whole ? 0 : kNotAsRecorded;
}

absl::StatusOr<int> TellKey(const Asked& asked, std::ostream& out) {
  ZWK_ASSIGN_OR_RETURN(const std::string wrapping, ReadKey(asked.key_file));
  out << audit::Signer(wrapping).public_key() << '\n';
  return 0;
}

absl::StatusOr<int> Export(const Asked& asked, std::ostream& out, std::ostream& errors) {
  std::string key;
  if (!asked.subject.empty()) {
    ZWK_ASSIGN_OR_RETURN(const std::string wrapping, ReadKey(asked.key_file));
    key = audit::ReferenceKey(wrapping);
  }
  bool whole = true;
  const std::vector<Chain> chains = ChainsOf(asked);
  for (const Chain& chain : chains) {
    const std::string who =
        key.empty() ? "" : audit::Reference(key, chain.municipality(), asked.subject);
    const Verified verified = chain.Verify({}, [&](const std::string& json) {
      const ordered_json record = ordered_json::parse(json, nullptr, false);
      if (!record.is_object()) return;
      const std::string at = TextOf(record, "at");
      // Days compare as text; the last one belongs to what is asked for.
      if (at < asked.from || (!asked.to.empty() && at.substr(0, asked.to.size()) > asked.to))
        return;
      if (!who.empty() && TextOf(record, "who") != who) return;
      ordered_json line = {{"municipality", chain.municipality()}, {"service", chain.service()}};
      line.update(record);
      out << line.dump() << '\n';
    });
    whole = TellFindings(chain, verified, errors) && whole;
  }
  if (chains.empty())
    return absl::NotFoundError(absl::StrCat("no audit log in '", asked.folder, "'"));
  return whole ? 0 : kNotAsRecorded;
}

}  // namespace

int AuditCommand(const std::vector<std::string>& arguments, std::ostream& out,
                 std::ostream& errors) {
  CLI::App app("Who did what in office, from the files that the services write", "zwkctl audit");
  app.require_subcommand(1);
  Asked asked;
  const auto with_folder = [&](CLI::App* command) {
    command->add_option("FOLDER", asked.folder, "Files of a service, of several, or a copy")
        ->required();
    command->add_option("--municipality", asked.municipality, "Of this one alone");
    command->add_option("--service", asked.service, "Of this one alone");
    return command;
  };
  const auto day = [](const std::string& text) {
    return ParseDate(text).ok() ? std::string() : absl::StrCat("'", text, "' is no day");
  };
  CLI::App* verify = with_folder(app.add_subcommand(
      "verify",
      "Whether all records are there and as they were: finds what was cut, changed or left out"));
  verify->add_option("--witness", asked.witnesses,
                     "File: a log of the services from before, kept elsewhere; several times");
  const auto key_digits = [](const std::string& text) {
    const std::optional<std::string> key = BytesOfHex(text);
    return key && key->size() == kKeyBytes ? std::string()
                                           : absl::StrCat("'", text, "' is no public key");
  };
  verify
      ->add_option("--public-key", asked.public_key,
                   "Whose signatures are believed, as `zwkctl audit key` says it; kept elsewhere")
      ->check(key_digits);
  CLI::App* key_command = app.add_subcommand("key", "The public key with which logs are signed");
  key_command
      ->add_option("--key-file", asked.key_file, "File with the key that wraps people's keys")
      ->required();
  CLI::App* exported = with_folder(app.add_subcommand(
      "export",
      "The records as lines of JSON; says what is not as it was recorded, and leaves it out"));
  exported->add_option("--from", asked.from, "First day, 2026-01-31")->check(day);
  exported->add_option("--to", asked.to, "Last day")->check(day);
  CLI::Option* subject =
      exported->add_option("--subject", asked.subject, "Acts of this subject alone");
  CLI::Option* key = exported->add_option("--key-file", asked.key_file,
                                          "File with the key that wraps people's keys");
  subject->needs(key);
  std::vector<std::string> reversed(arguments.rbegin(), arguments.rend());  // as CLI11 wants it
  try {
    app.parse(reversed);
  } catch (const CLI::ParseError& error) {
    return app.exit(error, out, errors) == 0 ? 0 : 2;
  }
  const absl::StatusOr<int> done = key_command->parsed() ? TellKey(asked, out)
                                   : verify->parsed()    ? Verify(asked, out)
                                                         : Export(asked, out, errors);
  if (done.ok()) return *done;
  errors << "zwkctl: " << done.status().message() << '\n';
  return 1;
}

}  // namespace zwk::ctl
