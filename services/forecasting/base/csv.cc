#include "forecasting/base/csv.h"

#include <algorithm>
#include <charconv>

#include "absl/strings/ascii.h"
#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "absl/strings/strip.h"
#include "platform/base/errors.h"
#include "platform/base/utf8.h"

namespace zwk::forecasting {
namespace {

constexpr absl::string_view kByteOrderMark = "\xEF\xBB\xBF";

struct Parsed {
  double value = 0;
  std::optional<FileErrorCode> error;
};

Parsed ToNumber(absl::string_view text) {
  Parsed number;
  const std::string lower = absl::AsciiStrToLower(text);
  const absl::string_view word = absl::StripPrefix(lower, "-");
  if (word == "nan" || word == "inf" || word == "infinity") {
    number.error = FileErrorCode::kNotFinite;
    return number;
  }
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number.value);
  if (text.empty() || end != text.data() + text.size()) {
    number.error = FileErrorCode::kNotANumber;
  } else if (error == std::errc::result_out_of_range) {
    // Too small is zero for all purposes here; too large is not finite.
    number.value = 0;
    if (!absl::StrContains(lower, "e-")) number.error = FileErrorCode::kNotFinite;
  } else if (error != std::errc()) {
    number.error = FileErrorCode::kNotANumber;
  }
  return number;
}

}  // namespace

std::vector<std::string> SplitFields(absl::string_view line, char separator) {
  std::vector<std::string> fields(1);
  bool quoted = false;
  for (size_t i = 0; i < line.size(); ++i) {
    const char c = line[i];
    if (quoted) {
      if (c != '"') {
        fields.back() += c;
      } else if (i + 1 < line.size() && line[i + 1] == '"') {
        fields.back() += line[++i];
      } else {
        quoted = false;
      }
    } else if (c == '"' && fields.back().empty()) {
      quoted = true;
    } else if (c == separator) {
      fields.emplace_back();
    } else {
      fields.back() += c;
    }
  }
  for (std::string& field : fields) absl::StripAsciiWhitespace(&field);
  return fields;
}

std::optional<int> ToInt(absl::string_view text) {
  int value = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (error != std::errc() || end != text.data() + text.size() || text.empty()) return std::nullopt;
  return value;
}

bool StandsBefore(int64_t row, int64_t other) { return row != 0 && (other == 0 || row < other); }

void FileFaults::Add(int64_t row, absl::string_view column, FileErrorCode code,
                     absl::string_view value, std::string message) {
  ++count;
  if (kept.size() >= kMax) return;
  kept.push_back({row, std::string(column), code, Excerpt(value), std::move(message)});
}

CsvReader::CsvReader(std::vector<std::string> required, std::set<std::string> optional,
                     FileFaults& faults)
    : required_(std::move(required)), optional_(std::move(optional)), faults_(faults) {}

absl::Status CsvReader::Add(absl::string_view chunk, const OnRow& on_row) {
  while (!chunk.empty()) {
    const size_t end = chunk.find('\n');
    const absl::string_view part = chunk.substr(0, end);
    if (!skipping_) {
      if (pending_.size() + part.size() > kMaxLine) {
        lines_lost_ = true;
        faults_.Add(line_ + 1, "", FileErrorCode::kLineTooLong, "",
                    absl::StrCat("a line has at most ", kMaxLine, " bytes"));
        skipping_ = true;
        pending_.clear();
      } else {
        pending_.append(part.data(), part.size());
      }
    }
    if (end == absl::string_view::npos) break;
    chunk.remove_prefix(end + 1);
    if (const absl::Status status = EndLine(on_row); !status.ok()) return status;
  }
  return absl::OkStatus();
}

absl::Status CsvReader::Finish(const OnRow& on_row) {
  return pending_.empty() && !skipping_ ? absl::OkStatus() : EndLine(on_row);
}

absl::Status CsvReader::EndLine(const OnRow& on_row) {
  ++line_;
  const absl::Status status = skipping_ ? absl::OkStatus() : Line(on_row);
  skipping_ = false;
  pending_.clear();
  return status;
}

absl::Status CsvReader::Line(const OnRow& on_row) {
  absl::string_view text = pending_;
  if (line_ == 1) absl::ConsumePrefix(&text, kByteOrderMark);
  absl::ConsumeSuffix(&text, "\r");
  if (absl::StripAsciiWhitespace(text).empty()) return absl::OkStatus();
  if (!IsUtf8(text)) {
    lines_lost_ = true;
    faults_.Add(line_, "", FileErrorCode::kBadEncoding, "", "the line is not UTF-8");
    if (header_.empty()) unreadable_ = true;
    return absl::OkStatus();
  }
  if (unreadable_) return absl::OkStatus();
  if (header_.empty()) {
    Header(text);
    return absl::OkStatus();
  }
  ++rows_;
  fields_ = SplitFields(text, separator_);
  if (fields_.size() != header_.size()) {
    lines_lost_ = true;
    faults_.Add(
        line_, "", FileErrorCode::kColumnCount, absl::StrCat(fields_.size()),
        absl::StrCat("the row has ", fields_.size(), " columns, the header ", header_.size()));
    return absl::OkStatus();
  }
  return on_row();
}

void CsvReader::Header(absl::string_view text) {
  separator_ = absl::StrContains(text, ";") ? ';' : ',';
  header_ = SplitFields(text, separator_);
  for (std::string& name : header_) absl::AsciiStrToLower(&name);
  const int64_t before = faults_.count;
  for (size_t i = 0; i < header_.size(); ++i) {
    if (!Knows(header_[i])) {
      faults_.Add(
          line_, header_[i], FileErrorCode::kBadHeader, header_[i],
          absl::StrCat("no such column in this format; it has ", absl::StrJoin(required_, ", "),
                       optional_.empty() ? "" : " and may have ", absl::StrJoin(optional_, ", ")));
    }
    if (!column_.emplace(header_[i], i).second) {
      faults_.Add(line_, header_[i], FileErrorCode::kBadHeader, header_[i],
                  "the column stands twice");
    }
  }
  for (const std::string& name : required_) {
    if (!has(name)) {
      faults_.Add(line_, name, FileErrorCode::kBadHeader, "", "the column is missing");
    }
  }
  if (faults_.count != before) unreadable_ = true;
}

bool CsvReader::Knows(absl::string_view column) const {
  if (std::find(required_.begin(), required_.end(), column) != required_.end()) return true;
  return std::any_of(optional_.begin(), optional_.end(), [column](absl::string_view name) {
    if (!absl::ConsumeSuffix(&name, "*")) return column == name;
    return column.size() > name.size() && absl::StartsWith(column, name);
  });
}

const std::string& CsvReader::field(absl::string_view column) const {
  return fields_[column_.find(column)->second];
}

std::optional<double> CsvReader::Number(absl::string_view column) {
  const std::string& text = field(column);
  const Parsed number = ToNumber(text);
  if (!number.error) return number.value;
  faults_.Add(line_, column, *number.error, text,
              *number.error == FileErrorCode::kNotFinite ? "must be a finite number"
                                                         : "must be a number, such as 12.5");
  return std::nullopt;
}

std::optional<double> CsvReader::NotNegative(absl::string_view column) {
  const std::optional<double> value = Number(column);
  if (value && *value < 0) {
    faults_.Add(line_, column, FileErrorCode::kNegative, field(column), "must not be negative");
    return std::nullopt;
  }
  return value;
}

}  // namespace zwk::forecasting
