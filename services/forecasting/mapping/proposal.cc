#include "forecasting/mapping/proposal.h"

#include <algorithm>
#include <array>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "absl/strings/ascii.h"
#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "absl/strings/str_split.h"
#include "absl/strings/strip.h"
#include "forecasting/base/csv.h"
#include "forecasting/mapping/mapped_file.h"
#include "forecasting/mapping/office_text.h"
#include "platform/base/errors.h"

namespace zwk::forecasting {
namespace {

constexpr size_t kMostLines = 200, kMostFields = 2000;
constexpr int kPreviewLines = 12;

std::string Folded(absl::string_view text) {
  return absl::AsciiStrToLower(absl::StripAsciiWhitespace(text));
}

using Lines = std::vector<std::vector<std::string>>;

// The words that offices head their columns with, the likeliest first.
struct Names {
  const char* column;
  std::vector<absl::string_view> names;
};
const std::vector<Names>& KnownNames() {
  static const auto& names = *new std::vector<Names>{
      {"year",
       {"year", "jahr", "stichtag", "stichtagsdatum", "datum", "date", "ref_date", "ref_year",
        "berichtsjahr", "stand", "zeit", "time"}},
      {"neighborhood",
       {"neighborhood",
        "stadtteil",
        "ortsteil",
        "quartier",
        "viertel",
        "wohnviertel",
        "stadtbezirk",
        "planungsraum",
        "raumid",
        "planning_area_id",
        "sub_district_code",
        "district_code",
        "bezirk",
        "sa2_code",
        "gemeinde",
        "gemeindenummer",
        "gebiet",
        "gebiet_nr",
        "raum",
        "spatial_unit",
        "gss.code",
        "id"}},
      {"sex", {"sex", "geschlecht", "gender"}},
      {"age",
       {"age", "alter", "altersjahr", "altersgruppe", "altersklasse", "altersgruppen", "age_group",
        "age5"}},
      {"group",
       {"group", "gruppe", "staatsangeh\xC3\xB6rigkeit", "nationalit\xC3\xA4t", "nationality",
        "nat", "herkunft", "migrationshintergrund", "deutsch/nichtdeutsch"}},
      {"flow", {"flow", "bewegung", "bewegungsart", "art"}},
      {"other", {"other", "ziel", "zielgebiet", "zielstadtteil"}},
      {"value",
       {"value", "wert", "anzahl", "einwohner", "bev\xC3\xB6lkerung", "personen", "insgesamt",
        "inhabitants", "population", "popn", "pop_total", "count", "n"}},
  };
  return names;
}

bool IsSum(absl::string_view word) {
  for (const absl::string_view sum :
       {"insgesamt", "gesamt", "zusammen", "summe", "total", "alle"}) {
    if (absl::StartsWith(Folded(word), sum)) return true;
  }
  return false;
}

std::optional<int> YearIn(absl::string_view text) {
  for (size_t i = 0; i + 4 <= text.size(); ++i) {
    const bool begins = i == 0 || !absl::ascii_isdigit(text[i - 1]);
    const bool ends = i + 4 == text.size() || !absl::ascii_isdigit(text[i + 4]);
    const std::optional<int> year = ToInt(text.substr(i, 4));
    if (begins && ends && year && *year >= 1800 && *year <= 2200) return year;
  }
  return std::nullopt;
}

class Proposal {
 public:
  absl::StatusOr<v1::ProposeImportMappingResponse> Make(absl::string_view head) {
    mapping_.set_encoding(GuessEncoding(head));
    Decoder decoder(mapping_.encoding());
    text_ = decoder.Add(head) + decoder.Finish();
    for (const absl::string_view line : absl::StrSplit(text_, '\n')) {
      if (raw_.size() == kMostLines) break;
      raw_.emplace_back(absl::StripSuffix(line, "\r"));
    }
    if (!FindHead()) {
      return absl::InvalidArgumentError("no line looks like the head of a table");
    }
    FindColumns();
    FindWideYears();
    if (mapping_.wide_columns().empty()) FindWideAges();
    if (mapping_.columns().empty() && mapping_.wide_columns().empty()) {
      return absl::InvalidArgumentError("no column of the head is known");
    }
    FindYear();
    for (const char* column : {"neighborhood", "age", "sex", "group"}) FindWords(column);
    FindNumbers();
    SayWhatIsMissing();
    Preview(head);
    *answer_.mutable_mapping() = std::move(mapping_);
    return std::move(answer_);
  }

 private:
  void Remark(std::string text) { answer_.add_remarks(std::move(text)); }

  static std::vector<std::string> Fields(absl::string_view line, char separator) {
    std::vector<std::string> fields = SplitFields(line, separator);
    while (!fields.empty() && fields.back().empty()) fields.pop_back();
    return fields;
  }

  // The first line that most lines behind it agree with in the number of fields.
  bool FindHead() {
    size_t best = 0, at = 0;
    char separator = ';';
    for (const char candidate : {'\t', ';', ',', '|'}) {
      std::map<size_t, size_t> lines_of_width;
      for (const std::string& line : raw_) {
        const size_t width = Fields(line, candidate).size();
        if (width >= 2 && width <= kMostFields) ++lines_of_width[width];
      }
      for (const auto& [width, lines] : lines_of_width) {
        const size_t score = lines < 2 ? 0 : lines * width;
        if (score <= best) continue;
        best = score;
        separator = candidate;
        for (at = 0; Fields(raw_[at], candidate).size() != width;) ++at;
      }
    }
    if (best == 0) return false;
    head_ = Fields(raw_[at], separator);
    head_[0] = std::string(absl::StripPrefix(head_[0], "\xEF\xBB\xBF"));
    used_.assign(head_.size(), false);
    head_line_ = at;
    bool others = false;
    for (size_t i = at + 1; i < raw_.size(); ++i) {
      const std::vector<std::string> fields = SplitFields(raw_[i], separator);
      if (fields.size() >= head_.size()) rows_.push_back(fields);
      const bool short_line = !fields.empty() && fields.size() < head_.size();
      others = others || (short_line && !absl::StripAsciiWhitespace(raw_[i]).empty());
    }
    mapping_.set_header_line(static_cast<int>(at) + 1);
    mapping_.set_separator(std::string(1, separator));
    mapping_.set_skip_other_lines(others);
    if (at > 0) Remark(absl::StrCat("line ", at + 1, " has the names of the columns"));
    if (others) Remark("lines with fewer fields are taken for footnotes and passed over");
    return true;
  }

  void FindColumns() {
    for (const Names& known : KnownNames()) {
      std::vector<size_t> places;
      for (const absl::string_view name : known.names) {
        for (size_t i = 0; i < head_.size(); ++i) {
          if (!used_[i] && Folded(head_[i]) == name) places.push_back(i);
        }
      }
      if (places.empty()) continue;
      // Of keys the one that tells most apart: "01" is a planning area of each district.
      size_t best = places[0];
      for (const size_t place : places) {
        const bool key = known.column == std::string("neighborhood");
        if (key && WordsAt(place).size() > WordsAt(best).size()) best = place;
      }
      Take(known.column, best);
    }
  }

  std::set<std::string> WordsAt(size_t place) const {
    std::set<std::string> words;
    for (const auto& row : rows_) words.insert(row[place]);
    return words;
  }

  void Take(const std::string& column, size_t place) {
    used_[place] = true;
    place_[column] = place;
    v1::ColumnMapping& mapped = *mapping_.add_columns();
    mapped.set_column(column);
    mapped.set_source(head_[place]);
  }

  void AddWide(size_t place, const std::string& column, const std::string& value) {
    used_[place] = true;
    wide_.push_back(place);
    v1::WideColumn& wide = *mapping_.add_wide_columns();
    wide.set_source(head_[place]);
    v1::ColumnValue& said = *wide.add_values();
    said.set_column(column);
    said.set_value(value);
  }

  // "1991_SA2", "1992_SA2": the same but for a year, and numbers below.
  void FindWideYears() {
    std::vector<std::pair<size_t, int>> years;
    for (size_t i = 0; i < head_.size(); ++i) {
      const std::optional<int> year = YearIn(head_[i]);
      if (!used_[i] && year) years.emplace_back(i, *year);
    }
    if (years.size() < 2 || years.size() > MappedFile::kMaxWideColumns) return;
    for (const auto& [place, year] : years) AddWide(place, "year", absl::StrCat(year));
  }

  // "unter 6", "6-15", "65+"; or "..._age_below_6", "..._age_6_15", "..._age_above_65", each up to where the next one begins.
  void FindWideAges() {
    if (place_.contains("age")) return;
    std::vector<std::pair<size_t, AgeRange>> ages;
    for (size_t i = 0; i < head_.size(); ++i) {
      if (used_[i]) continue;
      std::string name = Folded(head_[i]);
      const size_t age = name.rfind("age_");
      const bool names = age != std::string::npos && (age == 0 || name[age - 1] == '_');
      if (names) name = name.substr(age + 4);
      const std::vector<std::string> parts = absl::StrSplit(name, '_');
      std::optional<AgeRange> range = ReadAge(name);
      if (names && parts.size() == 2 && parts[0] == "above") {
        if (const auto from = ToInt(parts[1])) range = {*from, AgeRange::kOpen};
      } else if (names && parts.size() == 2) {
        const std::optional<int> from = ToInt(parts[0]), to = ToInt(parts[1]);
        if (from && to && *from < *to) range = {*from, *to - 1};
      }
      if (range) ages.emplace_back(i, *range);
    }
    if (ages.size() < 2 || ages.size() > MappedFile::kMaxWideColumns) return;
    for (size_t k = 0; k < ages.size(); ++k) {
      const auto& [place, range] = ages[k];
      const bool open = range.last == AgeRange::kOpen;
      AddWide(place, "age",
              open ? absl::StrCat(range.first, "+") : absl::StrCat(range.first, "-", range.last));
      if (k > 0 && ages[k - 1].second.last != AgeRange::kOpen &&
          range.first != ages[k - 1].second.last + 1) {
        Remark(absl::StrCat("ages: between ", ages[k - 1].second.last, " and ", range.first,
                            " something is missing or stands twice"));
      }
    }
    // A total beside its ages would be counted twice.
    if (const auto value = place_.find("value"); value != place_.end()) {
      mapping_.mutable_columns()->erase(
          std::remove_if(mapping_.mutable_columns()->begin(), mapping_.mutable_columns()->end(),
                         [](const v1::ColumnMapping& one) { return one.column() == "value"; }),
          mapping_.mutable_columns()->end());
      place_.erase(value);
    }
  }

  void FindYear() {
    const bool wide =
        !mapping_.wide_columns().empty() && mapping_.wide_columns(0).values(0).column() == "year";
    if (wide || place_.contains("year")) return;
    for (size_t i = 0; i < head_line_; ++i) {
      const std::optional<int> year = YearIn(raw_[i]);
      if (!year) continue;
      v1::ColumnValue& constant = *mapping_.add_constants();
      constant.set_column("year");
      constant.set_value(absl::StrCat(*year));
      Remark(absl::StrCat("the year ", *year, " is that of line ", i + 1));
      return;
    }
  }

  void FindWords(const std::string& column) {
    const auto found = place_.find(column);
    if (found == place_.end()) return;
    const std::set<std::string> words = WordsAt(found->second);
    std::set<std::string> unknown;
    for (const std::string& word : words) {
      if (IsSum(word)) {
        v1::SkippedRow& skipped = *mapping_.add_skipped_rows();
        skipped.set_source(head_[found->second]);
        skipped.set_begins(word);
        Remark(absl::StrCat(head_[found->second], " '", word, "': sums, passed over"));
      } else if (column == "sex") {
        if (!Sex(word)) unknown.insert(word);
      } else if (column == "age" && !ReadAge(word)) {
        unknown.insert(word);
      }
    }
    if (!unknown.empty()) {
      Remark(absl::StrCat(head_[found->second], ": not understood: '",
                          Excerpt(absl::StrJoin(unknown, "', '"), 200), "'"));
    }
    if (column == "group" && words.size() <= 20) {
      Remark(absl::StrCat("groups of the file: ", Excerpt(absl::StrJoin(words, ", "), 200),
                          "; say in values which of yours they are"));
    }
  }

  bool Sex(const std::string& word) {
    static const auto& kWords = *new std::map<std::string, const char*>{
        {"m", "m"},      {"male", "m"}, {"m\xC3\xA4nnlich", "m"}, {"mann", "m"}, {"f", "f"},
        {"female", "f"}, {"w", "f"},    {"weiblich", "f"},        {"frau", "f"}, {"1", "m"},
        {"2", "f"},      {"d", "d"},    {"divers", "d"},          {"x", "d"},    {"diverse", "d"}};
    const auto known = kWords.find(Folded(word));
    if (known == kWords.end()) return false;
    if (known->second == std::string("d")) {
      mapping_.add_diverse_words(word);
      mapping_.set_diverse_rule(v1::DIVERSE_RULE_HALF);
      Remark(
          absl::StrCat("'", word, "': half of them with men, half with women; see diverse_rule"));
      return true;
    }
    if (word == known->second) return true;
    v1::ValueMapping& value = *mapping_.add_values();
    value.set_column("sex");
    value.set_from(word);
    value.set_to(known->second);
    if (word == "1" || word == "2") Remark("sex: 1 is taken for male, 2 for female");
    return true;
  }

  // What stands in the columns of numbers.
  void FindNumbers() {
    std::vector<size_t> places = wide_;
    if (const auto value = place_.find("value"); value != place_.end()) {
      places.push_back(value->second);
    }
    size_t comma = 0, point = 0, by_point = 0, by_comma = 0, spaces = 0;
    std::set<std::string> marks;
    for (const auto& row : rows_) {
      for (const size_t place : places) {
        const std::string& word = row[place];
        const bool plain = ReadNumber(word, '.', '\0') && !absl::StrContains(word, '.');
        if (plain) continue;  // the same in every notation
        if (ReadNumber(word, ',', '.')) {
          const bool grouped = absl::StrContains(word, '.');
          ++(grouped ? by_point : comma);
          if (!grouped && ReadNumber(word, '.', ',')) ++by_comma, --comma;
        } else if (ReadNumber(word, '.', ',')) {
          ++(absl::StrContains(word, ',') ? by_comma : point);
        } else if (ReadNumber(word, ',', ' ')) {
          ++spaces;
        } else if (word.size() <= 5) {
          marks.insert(word);
        }
      }
    }
    if (by_point > 0 && by_comma == 0 && point == 0) {
      mapping_.set_decimal_sign(",");
      mapping_.set_thousands_sign(".");
      Remark("numbers like 1.018 are read as thousands");
    } else if (comma > 0 && point == 0) {
      mapping_.set_decimal_sign(",");
      if (by_comma > 0) Remark("numbers like 1,018 are read as decimals, because others are");
    } else if (by_comma > 0) {
      mapping_.set_thousands_sign(",");
      Remark("numbers like 1,018 are read as thousands");
    }
    if (spaces > 0 && mapping_.thousands_sign().empty()) {
      mapping_.set_decimal_sign(",");
      mapping_.set_thousands_sign(" ");
    }
    for (const std::string& word : marks) {
      v1::ValueMark& mark = *mapping_.add_marks();
      mark.set_mark(word);
      const bool nobody = word == "-" || word == "\xE2\x80\x93";
      mark.set_meaning(nobody         ? v1::MARK_MEANING_NOBODY
                       : word.empty() ? v1::MARK_MEANING_MISSING
                                      : v1::MARK_MEANING_SUPPRESSED);
      if (!nobody) {
        Remark(absl::StrCat("'", word, "' is no number; it is taken as 0, say in marks what for"));
      }
    }
  }

  void SayWhatIsMissing() {
    std::set<std::string> known;
    for (const v1::ColumnMapping& column : mapping_.columns()) known.insert(column.column());
    for (const v1::ColumnValue& constant : mapping_.constants()) known.insert(constant.column());
    for (const v1::WideColumn& wide : mapping_.wide_columns()) {
      known.insert(wide.values(0).column());
      known.insert("value");
    }
    for (const char* column : {"year", "neighborhood", "value", "sex", "age", "group"}) {
      if (!known.contains(column)) {
        Remark(absl::StrCat("no column of the file is taken for ", column));
      }
    }
    std::vector<std::string> left;
    for (size_t i = 0; i < head_.size(); ++i) {
      if (!used_[i]) left.push_back(head_[i]);
    }
    if (!left.empty()) {
      Remark(
          absl::StrCat("columns that are passed over: ", Excerpt(absl::StrJoin(left, ", "), 300)));
    }
  }

  void Preview(absl::string_view head) {
    MappedFile file(mapping_, {.series = true});
    const MappedFile::Sink sink = [this](absl::string_view made) {
      for (const absl::string_view line : absl::StrSplit(made, '\n', absl::SkipEmpty())) {
        if (answer_.preview_size() < kPreviewLines) answer_.add_preview(std::string(line));
      }
      return absl::OkStatus();
    };
    file.Add(head, sink).IgnoreError();
    file.Finish(sink).IgnoreError();
  }

  v1::ImportMapping mapping_;
  v1::ProposeImportMappingResponse answer_;
  std::string text_;
  std::vector<std::string> raw_;
  size_t head_line_ = 0;
  std::vector<std::string> head_;
  Lines rows_;
  std::vector<bool> used_;
  std::map<std::string, size_t> place_;
  std::vector<size_t> wide_;
};

}  // namespace

absl::StatusOr<v1::ProposeImportMappingResponse> ProposeMapping(absl::string_view head) {
  return Proposal().Make(head);
}

}  // namespace zwk::forecasting
