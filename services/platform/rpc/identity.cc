#include "platform/rpc/identity.h"

#include <algorithm>

#include "absl/strings/ascii.h"
#include "absl/strings/match.h"
#include "absl/strings/str_split.h"
#include "platform/base/errors.h"
#include "platform/base/ids.h"

namespace zwk::rpc {
namespace {

// 00-<32 hex>-<16 hex>-<2 hex>; anything else is not passed on.
bool IsTraceParent(absl::string_view text) {
  if (text.size() != 55 || text[2] != '-' || text[35] != '-' || text[52] != '-') return false;
  return std::all_of(text.begin(), text.end(), [](char c) {
    return c == '-' || absl::ascii_isdigit(c) || (c >= 'a' && c <= 'f');
  });
}

}  // namespace

std::string LocaleFromAcceptLanguage(absl::string_view header) {
  for (absl::string_view entry : absl::StrSplit(header, ',')) {
    entry = absl::StripAsciiWhitespace(entry);
    for (const absl::string_view language : {"de", "en"}) {
      if (!absl::StartsWithIgnoreCase(entry, language)) continue;
      const absl::string_view rest = entry.substr(language.size());
      if (rest.empty() || rest[0] == '-' || rest[0] == ';') return std::string(language);
    }
  }
  return "de";
}

void TakeManners(const Metadata& metadata, Caller& caller) {
  absl::string_view locale = metadata(kLocaleKey);
  if (locale.empty()) locale = metadata("accept-language");
  caller.locale = LocaleFromAcceptLanguage(locale);
  if (const absl::string_view trace = metadata(kTraceParentKey); IsTraceParent(trace)) {
    caller.trace_parent = std::string(trace);
  }
}

absl::StatusOr<Caller> CallerFromMetadata(const Metadata& metadata) {
  Caller caller;
  caller.municipality = std::string(metadata(kMunicipalityKey));
  if (!IsMunicipalityId(caller.municipality)) {
    return WithReason(
        absl::UnauthenticatedError(caller.municipality.empty()
                                       ? "the call does not say for which municipality"
                                       : "that is not a municipality"),
        "MUNICIPALITY_UNKNOWN");
  }
  caller.subject_ref = std::string(metadata(kSubjectKey));
  for (const absl::string_view role :
       absl::StrSplit(metadata(kRolesKey), ',', absl::SkipWhitespace())) {
    caller.roles.emplace_back(absl::StripAsciiWhitespace(role));
  }
  TakeManners(metadata, caller);
  return caller;
}

}  // namespace zwk::rpc
