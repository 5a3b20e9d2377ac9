#include "forecasting/mapping/mapped_file.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <cmath>
#include <optional>
#include <set>
#include <tuple>
#include <utility>

#include "absl/strings/ascii.h"
#include "absl/strings/match.h"
#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "absl/strings/str_replace.h"
#include "absl/strings/strip.h"
#include "forecasting/mapping/office_text.h"
#include "platform/base/status_macros.h"
#include "platform/base/utf8.h"

namespace zwk::forecasting {
namespace {

// Longer than any key: what is cut is wrong before and after.
constexpr size_t kLongestWord = 200;
constexpr char kYear[] = "year", kSex[] = "sex", kAge[] = "age";
// The columns of all formats that are words; all others are numbers.
bool IsWord(absl::string_view column) {
  static const auto& kWords = *new std::set<std::string, std::less<>>{
      kYear,   "neighborhood", kSex,      kAge,    "group",  "flow",
      "other", "item",         "project", "ready", "status", "origin_cluster"};
  return kWords.find(column) != kWords.end();
}

std::string Folded(absl::string_view text) {
  return absl::AsciiStrToLower(absl::StripAsciiWhitespace(text));
}

// With all its digits: as short as it can be read again.
std::string Digits(double number) {
  std::array<char, 32> digits;
  const auto written = std::to_chars(digits.data(), digits.data() + digits.size(), number);
  return std::string(digits.data(), written.ptr);
}

// As CSV wants it.
std::string Field(const std::string& text) {
  if (text.find_first_of(";\"") == std::string::npos) return text;
  return absl::StrCat("\"", absl::StrReplaceAll(text, {{"\"", "\"\""}}), "\"");
}

char SignOf(const std::string& sign, char usual) { return sign.empty() ? usual : sign[0]; }

// Month and day of "01-01"; nothing where it is none.
std::optional<std::pair<int, int>> ReadReferenceDay(const std::string& text) {
  if (text.empty()) return std::pair(12, 31);
  const std::optional<OfficeDay> day = ReadDay(absl::StrCat("2000-", text));
  if (text.size() != 5 || !day || day->month == 0) return std::nullopt;
  return std::pair(day->month, day->day);
}

// A word that a mapping says: part of one field of one line that is made.
void CheckWord(const std::string& word, const std::string& at, FieldErrors& errors) {
  if (word.size() > kLongestWord) {
    errors.Add(at, absl::StrCat("must be at most ", kLongestWord, " bytes"));
  }
  if (std::any_of(word.begin(), word.end(), absl::ascii_iscntrl)) {
    errors.Add(at, "must not have control characters");
  }
}

// A source twice would make rows without end of short lines.
void CheckWideColumns(const v1::ImportMapping& mapping, const std::string& path,
                      const std::set<std::string>& named, FieldErrors& errors) {
  if (mapping.wide_columns_size() > static_cast<int>(MappedFile::kMaxWideColumns)) {
    errors.Add(path + ".wide_columns", absl::StrCat("at most ", MappedFile::kMaxWideColumns));
  }
  std::set<std::string> sources;
  for (int i = 0; i < mapping.wide_columns_size(); ++i) {
    const v1::WideColumn& wide = mapping.wide_columns(i);
    const std::string at = absl::StrCat(path, ".wide_columns[", i, "]");
    if (wide.source().empty()) errors.Add(at + ".source", "must not be empty");
    if (!sources.insert(Folded(wide.source())).second) errors.Add(at + ".source", "stands twice");
    std::set<std::string> own;
    for (int k = 0; k < wide.values_size(); ++k) {
      const std::string& column = wide.values(k).column();
      const std::string of_value = absl::StrCat(at, ".values[", k, "]");
      if (!IsWord(column) || named.contains(column) || !own.insert(column).second) {
        errors.Add(of_value + ".column", "must be a column of words of its own");
      }
      CheckWord(wide.values(k).value(), of_value + ".value", errors);
    }
  }
}

void CheckColumns(const v1::ImportMapping& mapping, const std::string& path, FieldErrors& errors) {
  if (mapping.columns_size() + mapping.constants_size() > MappedFile::kMaxColumns) {
    errors.Add(path + ".columns",
               absl::StrCat("at most ", MappedFile::kMaxColumns, " with the constants"));
    return;
  }
  std::set<std::string> named;
  const auto take = [&](const std::string& column, const std::string& at) {
    if (column.empty() || column.size() > 100) errors.Add(at, "must be 1 to 100 bytes");
    if (std::any_of(column.begin(), column.end(), absl::ascii_iscntrl) ||
        column.find_first_of(";,\"") != std::string::npos) {
      errors.Add(at, "must not have ; , quotes or control characters");
    }
    if (column == kPartColumn || !named.insert(column).second)
      errors.Add(at, "stands twice, or is of no format");
  };
  for (int i = 0; i < mapping.columns_size(); ++i) {
    const std::string at = absl::StrCat(path, ".columns[", i, "]");
    take(mapping.columns(i).column(), at + ".column");
    if (mapping.columns(i).source().empty()) errors.Add(at + ".source", "must not be empty");
  }
  for (int i = 0; i < mapping.constants_size(); ++i) {
    const std::string at = absl::StrCat(path, ".constants[", i, "]");
    take(mapping.constants(i).column(), at + ".column");
    CheckWord(mapping.constants(i).value(), at + ".value", errors);
  }
  CheckWideColumns(mapping, path, named, errors);
  if (mapping.columns().empty() && mapping.wide_columns().empty()) {
    errors.Add(path + ".columns", "must not be empty");
  }
}

void CheckSigns(const v1::ImportMapping& mapping, const std::string& path, FieldErrors& errors) {
  const auto one_of = [](const std::string& sign, absl::string_view signs) {
    return sign.empty() || (sign.size() == 1 && absl::StrContains(signs, sign));
  };
  if (!one_of(mapping.separator(), ";,|\t")) {
    errors.Add(path + ".separator", "must be ; , | or a tab");
  }
  if (!one_of(mapping.decimal_sign(), ".,")) errors.Add(path + ".decimal_sign", "must be . or ,");
  if (!one_of(mapping.thousands_sign(), ".,' ")) {
    errors.Add(path + ".thousands_sign", "must be . , ' or a space");
  } else if (SignOf(mapping.thousands_sign(), '\0') == SignOf(mapping.decimal_sign(), '.')) {
    errors.Add(path + ".thousands_sign", "is the decimal sign");
  }
  for (int i = 0; i < mapping.marks_size(); ++i) {
    const v1::ValueMark& mark = mapping.marks(i);
    const std::string at = absl::StrCat(path, ".marks[", i, "]");
    if (mark.meaning() == v1::MARK_MEANING_UNSPECIFIED ||
        !v1::MarkMeaning_IsValid(mark.meaning())) {
      errors.Add(at + ".meaning", "must be said");
    }
    const bool nobody = mark.meaning() == v1::MARK_MEANING_NOBODY;
    if (!(mark.value() >= 0 && mark.value() <= 1e9) || (nobody && mark.value() != 0)) {
      errors.Add(at + ".value", nobody ? "must be 0" : "must be 0 to 1e9");
    }
  }
}

}  // namespace

void CheckMapping(const v1::ImportMapping& mapping, const std::string& path, FieldErrors& errors) {
  constexpr int kMost = 2000;
  for (const auto& [name, size] :
       {std::pair("values", mapping.values_size()), std::pair("marks", mapping.marks_size()),
        std::pair("skipped_rows", mapping.skipped_rows_size()),
        std::pair("diverse_words", mapping.diverse_words_size())}) {
    if (size > kMost) errors.Add(absl::StrCat(path, ".", name), absl::StrCat("at most ", kMost));
  }
  if (!v1::TextEncoding_IsValid(mapping.encoding())) {
    errors.Add(path + ".encoding", "must be UTF_8, WINDOWS_1252 or UTF_16");
  }
  if (mapping.header_line() < 0 || mapping.header_line() > 1000) {
    errors.Add(path + ".header_line", "must be 0 to 1,000");
  }
  CheckColumns(mapping, path, errors);
  CheckSigns(mapping, path, errors);
  for (int i = 0; i < std::min(mapping.values_size(), kMost); ++i) {
    CheckWord(mapping.values(i).to(), absl::StrCat(path, ".values[", i, "].to"), errors);
  }
  for (int i = 0; i < mapping.skipped_rows_size(); ++i) {
    if (!mapping.skipped_rows(i).begins().empty()) continue;
    errors.Add(absl::StrCat(path, ".skipped_rows[", i, "].begins"), "must not be empty");
  }
  if (!v1::DiverseRule_IsValid(mapping.diverse_rule()) ||
      (!mapping.diverse_words().empty() &&
       mapping.diverse_rule() == v1::DIVERSE_RULE_UNSPECIFIED)) {
    errors.Add(path + ".diverse_rule", "must be HALF, FEMALE or MALE");
  }
  if (!ReadReferenceDay(mapping.reference_day())) {
    errors.Add(path + ".reference_day", "must be MM-DD");
  }
}

bool IsWholeClass(absl::string_view part) {
  return part.empty() || (part.front() == 'd' && part.back() == '/');
}

MappedFile::MappedFile(v1::ImportMapping mapping, MappingTarget target)
    : mapping_(std::move(mapping)), target_(target), decoder_(mapping_.encoding()) {
  for (const v1::ValueMapping& value : mapping_.values()) {
    values_[{value.column(), Folded(value.from())}] = value.to();
  }
  for (int i = 0; i < mapping_.diverse_words_size(); ++i) {
    diverse_.emplace(Folded(mapping_.diverse_words(i)), i);
  }
}

absl::Status MappedFile::Add(absl::string_view bytes, const Sink& sink) {
  return TakeText(decoder_.Add(bytes), sink);
}

absl::Status MappedFile::Finish(const Sink& sink) {
  ZWK_RETURN_IF_ERROR(TakeText(decoder_.Finish(), sink));
  if (!pending_.empty() || skipping_) {
    ZWK_RETURN_IF_ERROR(TakeLine(sink));
  }
  if (!has_head_ && line_ > 0 && faults_.count == 0) {
    faults_.Add(0, "", FileErrorCode::kBadHeader, "", "the file ends before its head");
  }
  return absl::OkStatus();
}

absl::Status MappedFile::TakeText(absl::string_view text, const Sink& sink) {
  while (!text.empty() && !unreadable_) {
    const size_t end = text.find('\n');
    const absl::string_view part = text.substr(0, end);
    if (!skipping_ && pending_.size() + part.size() > CsvReader::kMaxLine) {
      faults_.Add(line_ + 1, "", FileErrorCode::kLineTooLong, "",
                  absl::StrCat("a line has at most ", CsvReader::kMaxLine, " bytes"));
      skipping_ = true;
      pending_.clear();
    }
    if (!skipping_) pending_.append(part.data(), part.size());
    if (end == absl::string_view::npos) break;
    text.remove_prefix(end + 1);
    ZWK_RETURN_IF_ERROR(TakeLine(sink));
  }
  return absl::OkStatus();
}

absl::Status MappedFile::TakeLine(const Sink& sink) {
  ++line_;
  const bool skipped = std::exchange(skipping_, false);
  const std::string line = std::exchange(pending_, {});
  absl::string_view text = line;
  if (line_ == 1) absl::ConsumePrefix(&text, "\xEF\xBB\xBF");
  absl::ConsumeSuffix(&text, "\r");
  if (skipped || unreadable_ || line_ < mapping_.header_line()) return absl::OkStatus();
  if (absl::StripAsciiWhitespace(text).empty()) return absl::OkStatus();
  if (!IsUtf8(text)) {
    faults_.Add(line_, "", FileErrorCode::kBadEncoding, "",
                "the line is not UTF-8; the mapping can say WINDOWS_1252 or UTF_16");
    unreadable_ = !has_head_;
    return absl::OkStatus();
  }
  if (!has_head_) return TakeHead(text, sink);
  std::vector<std::string> fields = SplitFields(text, separator_);
  while (fields.size() > width_ && fields.back().empty()) fields.pop_back();
  if (IsSkipped(fields)) return absl::OkStatus();
  if (fields.size() == width_) {
    ++rows_;
    return TakeRow(fields, sink);
  }
  if (mapping_.skip_other_lines()) return absl::OkStatus();
  faults_.Add(line_, "", FileErrorCode::kColumnCount, absl::StrCat(fields.size()),
              absl::StrCat("the row has ", fields.size(), " columns, the head ", width_));
  return absl::OkStatus();
}

absl::Status MappedFile::TakeHead(absl::string_view text, const Sink& sink) {
  has_head_ = true;
  const char told = absl::StrContains(text, '\t') ? '\t' : absl::StrContains(text, ';') ? ';' : ',';
  separator_ = SignOf(mapping_.separator(), told);
  std::vector<std::string> head = SplitFields(text, separator_);
  while (!head.empty() && head.back().empty()) head.pop_back();
  width_ = head.size();
  std::map<std::string, size_t> places;
  for (size_t i = 0; i < head.size(); ++i) places.emplace(Folded(head[i]), i);
  const auto place = [&](const std::string& source) {
    const auto found = places.find(Folded(source));
    if (found != places.end()) return found->second;
    faults_.Add(line_, source, FileErrorCode::kBadHeader, "",
                "the column of the mapping is not in the file");
    unreadable_ = true;
    return size_t{0};
  };
  std::set<std::string> columns;
  for (const v1::ColumnMapping& column : mapping_.columns()) {
    columns_.emplace_back(column.column(), place(column.source()));
    columns.insert(column.column());
  }
  for (const v1::ColumnValue& constant : mapping_.constants()) columns.insert(constant.column());
  for (const v1::WideColumn& wide : mapping_.wide_columns()) {
    wide_.push_back(place(wide.source()));
    for (const v1::ColumnValue& value : wide.values()) columns.insert(value.column());
    columns.insert("value");
  }
  for (const v1::SkippedRow& row : mapping_.skipped_rows()) {
    skip_.push_back(row.source().empty() ? 0 : place(row.source()));
  }
  if (unreadable_) return absl::OkStatus();
  if (target_.age_width > 0) columns.insert(kPartColumn);
  made_columns_ = {columns.begin(), columns.end()};
  lines_.push_back(static_cast<uint32_t>(line_));
  return sink(absl::StrJoin(made_columns_, ";") + "\n");
}

bool MappedFile::IsSkipped(const std::vector<std::string>& fields) const {
  for (int i = 0; i < mapping_.skipped_rows_size(); ++i) {
    if (skip_[i] >= fields.size()) continue;
    if (absl::StartsWith(Folded(fields[skip_[i]]), Folded(mapping_.skipped_rows(i).begins()))) {
      return true;
    }
  }
  return false;
}

absl::Status MappedFile::TakeRow(const std::vector<std::string>& fields, const Sink& sink) {
  Words words;
  for (const v1::ColumnValue& constant : mapping_.constants()) {
    words[constant.column()] = constant.value();
  }
  for (const auto& [column, place] : columns_)
    words[column] = fields[place].substr(0, kLongestWord);
  if (wide_.empty()) return Make(std::move(words), sink);
  for (size_t i = 0; i < wide_.size(); ++i) {
    Words of_column = words;
    for (const v1::ColumnValue& value : mapping_.wide_columns(static_cast<int>(i)).values()) {
      of_column[value.column()] = value.value();
    }
    of_column["value"] = fields[wide_[i]].substr(0, kLongestWord);
    // What a breakdown does not tell apart stays empty.
    ZWK_RETURN_IF_ERROR(Make(std::move(of_column), sink));
  }
  return absl::OkStatus();
}

absl::Status MappedFile::Make(Words words, const Sink& sink) {
  std::string part;
  bool both = false;
  for (auto& [column, word] : words) {
    if (!IsWord(column)) {
      word = NumberOf(word);
    } else if (const auto diverse = column == kSex ? diverse_.find(Folded(word)) : diverse_.end();
               diverse != diverse_.end()) {
      part = absl::StrCat("d", diverse->second, "/", part);
      both = mapping_.diverse_rule() == v1::DIVERSE_RULE_HALF;
      word = mapping_.diverse_rule() == v1::DIVERSE_RULE_FEMALE ? "f" : "m";
    } else {
      word = Translated(column, word);
      if (column == kYear) word = YearOf(word);
      if (column == kAge) word = AgeOf(word, part);
    }
  }
  if (target_.age_width > 0) words[kPartColumn] = part;
  if (!both) return Write(words, sink);
  double people = 0;
  if (absl::SimpleAtod(words["value"], &people)) words["value"] = Digits(people / 2);
  ZWK_RETURN_IF_ERROR(Write(words, sink));
  words[kSex] = "f";
  return Write(words, sink);
}

absl::Status MappedFile::Write(const Words& words, const Sink& sink) {
  if (lines_.size() > kMaxRows) {
    return FileTooLarge(
        absl::StrCat("a file makes at most ", kMaxRows, " rows; send it in parts by year"));
  }
  std::string made;
  for (size_t i = 0; i < made_columns_.size(); ++i) {
    const auto word = words.find(made_columns_[i]);
    absl::StrAppend(&made, i == 0 ? "" : ";",
                    word == words.end() ? "" : Field(word->second.substr(0, kLongestWord)));
  }
  made += '\n';
  lines_.push_back(static_cast<uint32_t>(line_));
  return sink(made);
}

std::string MappedFile::Translated(const std::string& column, const std::string& word) const {
  const auto found = values_.find({column, Folded(word)});
  return found == values_.end() ? word : found->second;
}

std::string MappedFile::NumberOf(const std::string& word) {
  for (const v1::ValueMark& mark : mapping_.marks()) {
    if (word != mark.mark()) continue;
    v1::MarkedValues& marked = marked_[mark.mark()];
    marked.set_mark(mark.mark());
    marked.set_meaning(mark.meaning());
    marked.set_count(marked.count() + 1);
    marked.set_value(marked.value() + mark.value());
    return Digits(mark.value());
  }
  const std::optional<std::string> number = ReadNumber(word, SignOf(mapping_.decimal_sign(), '.'),
                                                       SignOf(mapping_.thousands_sign(), '\0'));
  // "1.5" of a file with commas must not become a number after all.
  return number ? *number : absl::StrCat("? ", word);
}

std::string MappedFile::YearOf(const std::string& word) const {
  const std::optional<OfficeDay> read = ReadDay(word);
  if (!read) return word;
  OfficeDay day = *read;
  const bool named = day.month > 0;
  if (!named && mapping_.reference_day().empty()) return absl::StrCat(day.year);
  if (!named) std::tie(day.month, day.day) = *ReadReferenceDay(mapping_.reference_day());
  if (target_.series) {
    const auto two = [](int number) { return absl::StrCat(number < 10 ? "0" : "", number); };
    return absl::StrCat(day.year, "-", two(day.month), "-", two(day.day));
  }
  // The night before is the end of a year, too.
  if (day.month == 12 && day.day == 31) return absl::StrCat(day.year);
  if (day.month == 1 && day.day == 1) return absl::StrCat(day.year - 1);
  return named ? word : absl::StrCat(word, "-", mapping_.reference_day());  // no end of a year
}

std::string MappedFile::AgeOf(const std::string& word, std::string& part) const {
  const std::optional<AgeRange> read = ReadAge(word);
  if (!read) return word;
  const bool open = read->last == AgeRange::kOpen;
  if (target_.age_width == 0) {
    if (open) return absl::StrCat(read->first, "+");
    if (read->first == read->last) return absl::StrCat(read->first);
    return absl::StrCat(read->first, "-", read->last);
  }
  const auto class_of = [this](int age) {
    return std::min(age, target_.open_age) / target_.age_width * target_.age_width;
  };
  const int first = class_of(read->first);
  const int last = open ? target_.open_age : class_of(read->last);
  if (first != last) return word;  // it cannot be told apart
  // The class itself, or a piece of it that is added to others.
  const bool is_class = read->first == first &&
                        (open || read->first == read->last ||
                         (read->last == first + target_.age_width - 1 && first < target_.open_age));
  const bool single = target_.age_width > 1 && read->first == read->last;
  if (!is_class || single) absl::StrAppend(&part, read->first, "-", open ? -1 : read->last);
  return absl::StrCat(first);
}

int64_t MappedFile::LineOf(int64_t made) const {
  return made < 1 || made > static_cast<int64_t>(lines_.size()) ? 0 : lines_[made - 1];
}

std::string MappedFile::ColumnOf(const std::string& column) const {
  for (const v1::ColumnMapping& mapped : mapping_.columns()) {
    if (mapped.column() == column) return mapped.source();
  }
  return column;
}

std::vector<v1::MarkedValues> MappedFile::marked() const {
  std::vector<v1::MarkedValues> all;
  for (const auto& [mark, marked] : marked_) all.push_back(marked);
  return all;
}

}  // namespace zwk::forecasting
