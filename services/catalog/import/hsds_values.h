#pragma once

#include <chrono>
#include <initializer_list>
#include <map>
#include <optional>
#include <set>
#include <string>

#include "absl/strings/ascii.h"
#include "absl/strings/str_cat.h"
#include "catalog/import/hsds_document.h"
#include "catalog/import/hsds_names.h"
#include "platform/base/errors.h"
#include "platform/base/values.h"

namespace zwk::catalog::hsds {

// L3: what fields say. Never guesses: what can be read in two ways is an error, what can be read in
// one is a warning.
class Values {
 public:
  explicit Values(Findings& findings) : findings_(findings) {}

  void Error(FindingLevel level, std::string code, std::string path, std::string value,
             std::string message);
  void Warn(FindingLevel level, std::string code, std::string path, std::string value,
            std::string message);
  int64_t errors() const { return findings_.errors.total; }
  // Whether the document has an object of this id.
  void There(const std::string& type, const std::string& id) { there_.insert(type + "/" + id); }
  bool IsThere(const std::string& type, const std::string& id) const {
    return there_.contains(type + "/" + id);
  }

  // A text without HTML; what was taken out is a warning.
  std::string Clean(const Entity& entity, const char* field) {
    return Clean(*entity.json, field, entity.path);
  }
  std::string Clean(const json& object, const char* field, const std::string& path);
  // An address that a page may link, an e-mail address, a telephone number: what is none is left out
  // with a warning.
  std::string Url(const json& object, const char* field, const std::string& path);
  std::string Email(const json& object, const char* field, const std::string& path);
  std::string Phone(const json& object, const char* field, const std::string& path);
  // In capitals, with a warning where it was not; words that mean one as well.
  std::string Currency(const json& object, const char* field, const std::string& path);
  std::optional<int> Whole(const json& object, const char* field, const std::string& path);
  std::optional<std::chrono::year_month_day> Date(const json& object, const char* field,
                                                  const std::string& path);
  // Of a text that has to be a day.
  std::optional<std::chrono::year_month_day> DateOf(const std::string& text,
                                                    const std::string& path);
  std::string DateText(const json& object, const char* field, const std::string& path);
  // "14:00", "14:00:00" as they are; "3pm", "3:30 pm", "9:00", "20:00+01:00" normalized with a warning.
  std::optional<int> TimeOfDay(const json& object, const char* field, const std::string& path);
  std::string Language(const std::string& code, const std::string& path, bool required);

  template <class E>
  std::optional<E> OneOf(const json& object, const char* field, const std::string& path,
                         const Names<E>& names, bool required) {
    const std::string text = absl::AsciiStrToLower(Text(object, field));
    if (text.empty() && !required) return std::nullopt;
    const auto found = names.find(text);
    if (found != names.end()) return found->second;
    std::string all;
    for (const auto& [name, value] : names) absl::StrAppend(&all, all.empty() ? "" : "|", name);
    Error(FindingLevel::kMeaning, "UNKNOWN_VALUE", Join(path, field), text,
          "must be one of " + all);
    return std::nullopt;
  }

  template <class E>
  std::set<E> SetOf(const json& object, const char* field, const std::string& path,
                    const Names<E>& names) {
    std::set<E> values;
    const json& list = ListAt(object, field);
    for (size_t i = 0; i < list.size(); ++i) {
      const std::string text = list[i].is_string() ? list[i].get<std::string>() : "";
      if (const auto found = names.find(text); found != names.end()) {
        values.insert(found->second);
      } else {
        Error(FindingLevel::kMeaning, "UNKNOWN_VALUE", absl::StrCat(Join(path, field), "[", i, "]"),
              text, "is not known here");
      }
    }
    return values;
  }

  // The domain's own rules, for what was not said in more particular words above: an error for each
  // that is broken. `prefix` is what its field paths begin with.
  template <class T, class... As>
  void Accept(T& thing, const std::string& path, const std::string& prefix, const As&... as) {
    FieldErrors errors;
    Take(errors, thing, as...);
    Report(errors.ToStatus(), path, prefix);
  }
  // An error for each violation of the domain's rules, at the field of the file that it is about.
  void Report(const absl::Status& status, const std::string& path, const std::string& prefix);
  // Where in the file a part of the thing in hand stands that is not called so there: "offer.costs[1]".
  void Origin(std::string field, std::string path) { origins_[std::move(field)] = std::move(path); }
  void ForgetOrigins() { origins_.clear(); }
  // A warning for each property but `read`: it reaches nothing.
  void Others(const Entity& entity, std::initializer_list<const char*> read);

 private:
  std::string Known(const json& object, const char* field, const std::string& path,
                    bool (*is_valid)(absl::string_view), const char* code, const char* message);

  Findings& findings_;
  std::map<std::string, std::string> origins_;
  std::set<std::string> there_;
};

// An error if the entity is one that nobody may change any more.
void CheckArchived(const std::string& id, const std::set<std::string>& archived,
                   const Entity& entity, Values& values);

// What has no field of its own, as it came: properties but `mapped`, and from lists of their own what
// belongs to the object (a type of child and the name of its list).
std::string Rest(const Entity& entity, std::initializer_list<const char*> mapped, const char* type,
                 Children& children,
                 std::initializer_list<std::pair<const char*, const char*>> kept);

}  // namespace zwk::catalog::hsds
