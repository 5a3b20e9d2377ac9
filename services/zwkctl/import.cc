// zwkctl forecast mapping and import: files of offices understood, then taken over.
#include <fstream>
#include <sstream>

#include "absl/strings/ascii.h"
#include "absl/strings/escaping.h"
#include "absl/strings/str_cat.h"
#include "zwkctl/forecast.h"

namespace zwk::ctl {
namespace {

using nlohmann::json;

constexpr int kHeadLines = 100;
constexpr size_t kHeadBytes = 1 << 20;

// The first lines; of text in two bytes a character as many as there are bytes of line ends.
absl::StatusOr<std::string> HeadOf(const std::string& path) {
  std::ifstream file(path, std::ios::binary);
  if (!file.good()) return OfThisMachine(absl::NotFoundError(absl::StrCat("cannot read ", path)));
  std::string head;
  int lines = 0;
  for (char c = 0; lines < kHeadLines && head.size() < kHeadBytes && file.get(c);) {
    head += c;
    lines += c == '\n';
  }
  if (file.good() && file.peek() == '\0') head += '\0';  // the other half of the last line end
  return head;
}

absl::StatusOr<json> ReadJson(const std::string& path) {
  std::ifstream file(path);
  std::stringstream text;
  text << file.rdbuf();
  json object = json::parse(text.str(), nullptr, /*allow_exceptions=*/false);
  if (!file.good() || !object.is_object()) {
    return OfThisMachine(absl::InvalidArgumentError(absl::StrCat(path, " has no JSON object")));
  }
  return object;
}

}  // namespace

absl::Status Mapping(Platform& platform, const ForecastCommand& command, std::ostream& out,
                     std::ostream& notes) {
  if (command.words.size() != 2) {
    return OfTheArguments(absl::InvalidArgumentError("mapping wants one file"));
  }
  const auto head = HeadOf(command.words[1]);
  if (!head.ok()) return head.status();
  const auto proposed =
      Ask(platform, command, "propose-import-mapping", {{"head", absl::Base64Escape(*head)}});
  if (!proposed.ok()) return proposed.status();
  for (const json& line : proposed->value("preview", json::array())) {
    notes << line.get<std::string>() << '\n';
  }
  for (const json& remark : proposed->value("remarks", json::array())) {
    notes << "- " << remark.get<std::string>() << '\n';
  }
  out << json({{"header", {{"mapping", proposed->value("mapping", json::object())}}}}).dump(2)
      << '\n';
  return absl::OkStatus();
}

absl::Status Import(Platform& platform, const ForecastCommand& command, std::ostream& out,
                    std::ostream& notes) {
  if (command.words.size() != 2) {
    return OfTheArguments(absl::InvalidArgumentError("import wants one file"));
  }
  json request = json::object();
  if (command.Has("mapping")) {
    auto mapping = ReadJson(command.Value("mapping"));
    if (!mapping.ok()) return mapping.status();
    request = *std::move(mapping);
  }
  json& header = request["header"];
  header["kind"] = absl::StrCat("IMPORT_KIND_", absl::AsciiStrToUpper(command.Value("kind")));
  if (command.Has("source")) header["source"] = command.Value("source");
  for (const auto& [flag, field] :
       {std::pair("synthetic", "synthetic"), std::pair("try", "dry_run"),
        std::pair("partial", "partial"), std::pair("skip-balance-check", "skip_balance_check")}) {
    if (command.Has(flag)) header[field] = true;
  }
  const std::string& file = command.words[1];
  const auto answer = Ask(platform, command, "import-population", request, file);
  if (!answer.ok()) return answer.status();
  SayFileErrors(file, *answer, notes);
  const json& import = (*answer)["population_import"];
  for (const json& warning : import.value("warnings", json::array())) {
    notes << file << ": unlikely: " << warning.get<std::string>() << '\n';
  }
  if (command.json) out << answer->dump(2) << '\n';
  const bool wrong = answer->value("error_count", json("0")) != json("0");
  if (answer->value("taken_over", false)) {
    notes << "import " << import.value("import_id", "") << '\n';
    return absl::OkStatus();
  }
  if (command.Has("try") && !wrong) return absl::OkStatus();
  return absl::FailedPreconditionError(absl::StrCat(file, " was not taken over"));
}

}  // namespace zwk::ctl
