#include "catalog/import/hsds_json.h"

#include <algorithm>
#include <unordered_map>

#include "absl/strings/ascii.h"
#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "platform/base/utf8.h"

namespace zwk::catalog::hsds {

const json* At(const json& object, const char* key) {
  if (!object.is_object()) return nullptr;
  const auto found = object.find(key);
  return found == object.end() || found->is_null() ? nullptr : &*found;
}

std::string Text(const json& object, const char* key) {
  const json* value = At(object, key);
  return value != nullptr && value->is_string() ? value->get<std::string>() : "";
}

std::string Id(const json& object, const char* key) {
  return absl::AsciiStrToLower(Text(object, key));
}

std::optional<double> Number(const json& object, const char* key) {
  const json* value = At(object, key);
  if (value == nullptr || !value->is_number()) return std::nullopt;
  return value->get<double>();
}

std::optional<bool> Flag(const json& object, const char* key) {
  const json* value = At(object, key);
  if (value == nullptr) return std::nullopt;
  if (value->is_boolean()) return value->get<bool>();
  if (*value == "true") return true;  // of a table
  if (*value == "false") return false;
  return std::nullopt;
}

const json& ListAt(const json& object, const char* key) {
  static const json kEmpty = json::array();
  const json* value = At(object, key);
  return value != nullptr && value->is_array() ? *value : kEmpty;
}

std::string Join(const std::string& path, const std::string& name) {
  return path.empty() ? name : path + "." + name;
}

std::vector<std::string> TextsAt(const json& object, const char* key) {
  std::vector<std::string> texts;
  for (const json& item : ListAt(object, key)) {
    if (item.is_string()) texts.push_back(item.get<std::string>());
  }
  return texts;
}

namespace {

// Walks the text of a well-formed document and notes on which lines the wanted paths stand.
class LineScanner {
 public:
  LineScanner(std::string_view text, std::unordered_map<std::string, int>& wanted)
      : text_(text), wanted_(wanted) {}

  void Value(const std::string& path) {
    Space();
    if (const auto found = wanted_.find(path); found != wanted_.end() && found->second == 0) {
      found->second = line_;
    }
    if (at_ >= text_.size()) return;
    if (text_[at_] == '{') {
      Members(path);
    } else if (text_[at_] == '[') {
      Elements(path);
    } else if (text_[at_] == '"') {
      String();
    } else {
      while (at_ < text_.size() && !absl::StrContains(",]} \t\r\n", text_[at_])) ++at_;
    }
  }

 private:
  void Members(const std::string& path) {
    for (++at_; Space(), at_ < text_.size() && text_[at_] != '}';) {
      const std::string name = String();
      Space();
      ++at_;  // the colon
      Value(path.empty() ? name : path + "." + name);
      Space();
      if (at_ < text_.size() && text_[at_] == ',') ++at_;
    }
    ++at_;
  }
  void Elements(const std::string& path) {
    int i = 0;
    for (++at_; Space(), at_ < text_.size() && text_[at_] != ']';) {
      Value(absl::StrCat(path, "[", i++, "]"));
      Space();
      if (at_ < text_.size() && text_[at_] == ',') ++at_;
    }
    ++at_;
  }
  std::string String() {
    const size_t start = ++at_;
    while (at_ < text_.size() && text_[at_] != '"') at_ += text_[at_] == '\\' ? 2 : 1;
    std::string text(text_.substr(start, std::min(at_, text_.size()) - start));
    ++at_;
    return text;
  }
  void Space() {
    for (; at_ < text_.size() && absl::StrContains(" \t\r\n", text_[at_]); ++at_) {
      if (text_[at_] == '\n') ++line_;
    }
  }

  std::string_view text_;
  std::unordered_map<std::string, int>& wanted_;
  size_t at_ = 0;
  int line_ = 1;
};

std::string ParentPath(const std::string& path) {
  const size_t cut = path.find_last_of(".[");
  return cut == std::string::npos ? "" : path.substr(0, cut);
}

}  // namespace

void Locate(std::string_view text, Findings& findings) {
  std::unordered_map<std::string, int> lines;
  for (const FindingList* list : {&findings.errors, &findings.warnings}) {
    for (const Finding& finding : list->listed) {
      for (std::string path = finding.path;; path = ParentPath(path)) {
        lines.emplace(path, 0);
        if (path.empty()) break;
      }
    }
  }
  LineScanner(text, lines).Value("");
  for (FindingList* list : {&findings.errors, &findings.warnings}) {
    for (Finding& finding : list->listed) {
      // What is missing stands where its object does.
      for (std::string path = finding.path; finding.row == 0; path = ParentPath(path)) {
        finding.row = lines[path];
        if (path.empty()) break;
      }
    }
  }
}

int RowOf(std::string_view text, size_t offset) {
  const auto end = text.begin() + static_cast<std::ptrdiff_t>(std::min(offset, text.size()));
  return 1 + static_cast<int>(std::count(text.begin(), end, '\n'));
}

size_t FirstInvalidUtf8(std::string_view text) {
  absl::string_view rest(text.data(), text.size());
  while (!rest.empty()) {
    if (NextCodePoint(rest) < 0) return text.size() - rest.size();
  }
  return std::string_view::npos;
}

}  // namespace zwk::catalog::hsds
