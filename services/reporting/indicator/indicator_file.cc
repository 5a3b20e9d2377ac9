#include "reporting/indicator/indicator_file.h"

#include <map>
#include <set>
#include <utility>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"
#include "absl/strings/str_replace.h"
#include "nlohmann/json.hpp"
#include "platform/base/json.h"
#include "platform/base/status_macros.h"

namespace zwk::reporting {
namespace {

using Json = nlohmann::json;
using Unit = FigureValue::Unit;

std::string Number(Language language, const FileCell& cell) {
  std::string text = absl::StrFormat("%.*f", cell.decimals, *cell.number);
  return language == Language::kGerman ? absl::StrReplaceAll(text, {{".", ","}}) : text;
}

// Spreadsheets compute what begins like a formula, wherever it comes from.
std::string Neutralized(const std::string& text) {
  const bool formula =
      !text.empty() && absl::string_view("=+-@\t\r").find(text[0]) != absl::string_view::npos;
  return formula ? absl::StrCat("'", text) : text;
}

std::string Quoted(const std::string& text) {
  if (text.find_first_of(";\"\r\n") == std::string::npos) return text;
  return absl::StrCat("\"", absl::StrReplaceAll(text, {{"\"", "\"\""}}), "\"");
}

absl::string_view UnitPhrase(Language language, Unit unit) {
  switch (unit) {
    case Unit::kPersons:
      return Say(language, "Personen", "people");
    case Unit::kPercent:
      return "%";
    case Unit::kPerHundred:
      return Say(language, "je 100", "per 100");
    case Unit::kYears:
      return Say(language, "Jahre", "years");
    case Unit::kIndex:
      return Say(language, "Index", "index");
    case Unit::kPlaces:
      return Say(language, "Plätze", "places");
  }
  return "";
}

absl::string_view NameOf(Language language, const IndicatorDefinition& indicator) {
  return Say(language, indicator.name_de, indicator.name_en);
}

FileCell NumberCell(bool there, double number, int decimals) {
  if (!there) return {.text = ""};
  return {.text = "", .number = number, .decimals = decimals};
}

// The categories of a dimension of JSON-stat, each once, in the order in which they came.
class Dimension {
 public:
  size_t Place(const std::string& id, absl::string_view label) {
    const auto [found, added] = places_.emplace(id, places_.size());
    if (added) {
      index_.push_back(id);
      labels_[id] = std::string(label);
    }
    return found->second;
  }
  size_t size() const { return places_.size(); }
  Json ToJson(absl::string_view label) const {
    return {{"label", std::string(label)}, {"category", {{"index", index_}, {"label", labels_}}}};
  }

 private:
  std::map<std::string, size_t> places_;
  Json index_ = Json::array();
  Json labels_ = Json::object();
};

constexpr char kCity[] = "*";  // no key of a neighborhood has that character

}  // namespace

bool IsFileFormat(absl::string_view format) {
  return format == "csv" || format == "csvw" || format == "xlsx" || format == "jsonstat";
}

absl::StatusOr<Page> Write(const IndicatorFile& file, absl::string_view format) {
  if (format == "csv") return Page{"text/csv; charset=utf-8; header=present", Csv(file)};
  if (format == "csvw") return Page{"application/csvm+json", CsvMetadata(file)};
  if (format == "jsonstat") return Page{"application/json", JsonStat(file)};
  ZWK_ASSIGN_OR_RETURN(std::string sheet, Xlsx(file));
  return Page{"application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
              std::move(sheet)};
}

const std::vector<FileColumn>& FileColumns() {
  static const auto& columns = *new std::vector<FileColumn>{
      {"neighborhood_key", "Schlüssel", "Key"},
      {"neighborhood", "Gebiet", "Area"},
      {"indicator_id", "Kennung", "Id"},
      {"indicator", "Kennzahl", "Indicator"},
      {"date", "Stichtag", "Date"},
      {"value", "Wert", "Value", true},
      {"unit", "Einheit", "Unit"},
      {"status", "Zeichen", "Sign"},
      {"status_text", "Hinweis", "Remark"},
      {"protection", "Schutz", "Protection"},
      {"band_low", "80 % ab", "80% from", true},
      {"band_high", "80 % bis", "80% to", true},
      {"source", "Quelle", "Source"},
      {"synthetic", "Synthetisch", "Synthetic"},
      {"release_id", "Freigabe", "Release"},
  };
  return columns;
}

std::vector<FileCell> FileRow(Language language, const IndicatorFigure& one) {
  const FigureValue& figure = one.figure;
  const Value& value = figure.value;
  const v1::Value& message = value.message();
  const int decimals = value.decimals();
  return {
      {.text = one.neighborhood_key},
      {.text = figure.area},
      {.text = std::string(one.indicator->id)},
      {.text = std::string(NameOf(language, *one.indicator))},
      {.text = figure.date},
      NumberCell(value.told(), value.number(), decimals),
      {.text = std::string(UnitPhrase(language, figure.unit))},
      {.text = std::string(StatusSign(message.status()))},
      {.text = std::string(StatusPhrase(language, message.status()))},
      {.text = std::string(ProtectionPhrase(language, message.protection()))},
      NumberCell(message.has_band_low(), message.band_low(), decimals),
      NumberCell(message.has_band_high(), message.band_high(), decimals),
      {.text = figure.source},
      {.text = std::string(figure.synthetic ? Say(language, "ja", "yes")
                                            : Say(language, "nein", "no"))},
      {.text = message.release_id()},
  };
}

std::string Csv(const IndicatorFile& file) {
  std::string csv = "\xEF\xBB\xBF";
  absl::string_view between;
  for (const FileColumn& column : FileColumns()) {
    absl::StrAppend(&csv, between, column.name);
    between = ";";
  }
  csv += "\r\n";
  for (const IndicatorFigure& figure : file.figures) {
    between = "";
    for (const FileCell& cell : FileRow(file.language, figure)) {
      absl::StrAppend(&csv, between,
                      cell.number ? Number(file.language, cell) : Quoted(Neutralized(cell.text)));
      between = ";";
    }
    csv += "\r\n";
  }
  return csv;
}

std::string CsvMetadata(const IndicatorFile& file) {
  const std::string tag(Tag(file.language));
  Json columns = Json::array();
  for (const FileColumn& column : FileColumns()) {
    Json described = {
        {"name", std::string(column.name)},
        {"titles", std::string(column.name)},
        {"dc:description", std::string(Say(file.language, column.title_de, column.title_en))}};
    if (column.number) {
      const char* point = file.language == Language::kGerman ? "," : ".";
      described["datatype"] = {{"base", "decimal"}, {"format", {{"decimalChar", point}}}};
    } else {
      described["datatype"] = column.name == "date" ? "date" : "string";
    }
    columns.push_back(std::move(described));
  }
  const Json metadata = {
      {"@context", {"http://www.w3.org/ns/csvw", {{"@language", tag}}}},
      {"url", "kennzahlen.csv"},
      {"dc:title",
       absl::StrCat(Say(file.language, "Kennzahlen ", "Indicators of "), file.municipality_name)},
      {"dc:language", tag},
      {"dialect", {{"delimiter", ";"}, {"encoding", "utf-8"}, {"header", true}}},
      {"tableSchema",
       {{"columns", std::move(columns)},
        {"primaryKey", {"neighborhood_key", "indicator_id", "date"}}}}};
  return Dumped(metadata, /*indent=*/2);
}

std::string JsonStat(const IndicatorFile& file) {
  const Language language = file.language;
  Dimension areas, indicators, dates;
  Json units = Json::object(), notes = Json::object();
  std::set<std::string> days;
  for (const IndicatorFigure& one : file.figures) days.insert(one.figure.date);
  for (const std::string& day : days) dates.Place(day, day);
  for (const Area& area : file.areas) {
    areas.Place(area.key.empty() ? kCity : area.key, area.name);
  }
  for (const IndicatorFigure& one : file.figures) {
    const std::string id(one.indicator->id);
    indicators.Place(id, NameOf(language, *one.indicator));
    units[id] = {{"label", std::string(UnitPhrase(language, one.indicator->unit))},
                 {"decimals", one.indicator->decimals}};
    notes[id] = Json::array({absl::StrCat(one.indicator->formula, ". ",
                                          ProtectionRule(language, *one.indicator), ".")});
  }
  Json values = Json::object(), statuses = Json::object();
  bool synthetic = false;
  for (const IndicatorFigure& one : file.figures) {
    const FigureValue& figure = one.figure;
    const size_t area =
        areas.Place(one.neighborhood_key.empty() ? kCity : one.neighborhood_key, figure.area);
    const size_t indicator = indicators.Place(std::string(one.indicator->id), "");
    const std::string at = absl::StrCat((area * indicators.size() + indicator) * dates.size() +
                                        dates.Place(figure.date, figure.date));
    const absl::string_view sign = StatusSign(figure.value.message().status());
    if (figure.value.told()) values[at] = figure.value.number();
    if (!sign.empty()) statuses[at] = std::string(sign);
    synthetic = synthetic || figure.synthetic;
  }
  Json of_indicators = indicators.ToJson(Say(language, "Kennzahl", "Indicator"));
  of_indicators["category"]["unit"] = std::move(units);
  of_indicators["category"]["note"] = std::move(notes);
  Json note = Json::array(
      {std::string(Say(language, "\".\": zu wenige Personen für eine Angabe; \"s\": Prognose.",
                       "\".\": too few people to say; \"s\": forecast."))});
  if (synthetic) {
    note.push_back(std::string(Say(language, "Die Bevölkerungszahlen sind synthetisch.",
                                   "The population figures are synthetic.")));
  }
  const Json dataset = {
      {"version", "2.0"},
      {"class", "dataset"},
      {"label",
       absl::StrCat(Say(language, "Kennzahlen ", "Indicators of "), file.municipality_name)},
      {"note", std::move(note)},
      {"id", {"area", "indicator", "date"}},
      {"size", {areas.size(), indicators.size(), dates.size()}},
      {"role", {{"geo", {"area"}}, {"metric", {"indicator"}}, {"time", {"date"}}}},
      {"dimension",
       {{"area", areas.ToJson(Say(language, "Gebiet", "Area"))},
        {"indicator", std::move(of_indicators)},
        {"date", dates.ToJson(Say(language, "Stichtag", "Date"))}}},
      {"value", std::move(values)},
      {"status", std::move(statuses)},
      {"extension", {{"synthetic", synthetic}}}};
  return Dumped(dataset);
}

}  // namespace zwk::reporting
