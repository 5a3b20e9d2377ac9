#include "platform/rpc/identity.h"

#include <algorithm>

#include <arpa/inet.h>

#include "absl/strings/ascii.h"
#include "absl/strings/escaping.h"
#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_replace.h"
#include "absl/strings/str_split.h"
#include "absl/strings/strip.h"
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

absl::string_view ParticipantTokenIn(const Metadata& metadata) {
  absl::string_view token = metadata(kAuthorizationKey);
  if (!absl::ConsumePrefix(&token, "Bearer ") && !absl::ConsumePrefix(&token, "bearer ")) return "";
  return absl::StartsWith(token, kParticipantToken) ? token : "";
}

std::string ParticipantToken(absl::string_view municipality, absl::string_view proof) {
  return absl::StrCat(kParticipantToken, municipality, ".", proof);
}

absl::string_view ProofIn(absl::string_view token) {
  const size_t behind = token.find('.', sizeof(kParticipantToken) - 1);
  return behind == absl::string_view::npos ? "" : token.substr(behind + 1);
}

absl::Status ParticipantTokenRefused() {
  return WithReason(
      absl::UnauthenticatedError("the token of this participant is not good (any more)"),
      "TOKEN_REFUSED");
}

absl::StatusOr<Caller> CallerFromParticipantToken(absl::string_view token) {
  const std::vector<std::string> parts = absl::StrSplit(token, absl::MaxSplits('.', 2));
  if (parts.size() != 3 || !IsMunicipalityId(parts[1])) return ParticipantTokenRefused();
  Caller caller;
  caller.municipality = parts[1];
  caller.roles = {"PARTICIPANT"};
  caller.participant_token = std::string(token);
  return caller;
}

std::string AddressOf(absl::string_view host) {
  if (!absl::StrContains(host, ':')) return std::string(host);
  // Of IPv6 a household has a /64 and more: "2001:db8:1:2:" are its first four groups.
  in6_addr bytes{};
  const std::string text(host.substr(0, host.find('%')));
  if (inet_pton(AF_INET6, text.c_str(), &bytes) != 1) return std::string(host);
  return absl::BytesToHexString(absl::string_view(reinterpret_cast<const char*>(&bytes), 8));
}

std::string AddressOfPeer(absl::string_view peer) {
  // gRPC writes the brackets as they stand in a URI.
  const std::string plain = absl::StrReplaceAll(peer, {{"%5B", "["}, {"%5D", "]"}});
  absl::string_view host = plain;
  if (!absl::ConsumePrefix(&host, "ipv4:") && !absl::ConsumePrefix(&host, "ipv6:")) return "";
  host = host.substr(0, host.rfind(':'));
  if (absl::ConsumePrefix(&host, "[")) absl::ConsumeSuffix(&host, "]");
  return AddressOf(host);
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
  if (const absl::string_view token = ParticipantTokenIn(metadata); !token.empty()) {
    absl::StatusOr<Caller> participant = CallerFromParticipantToken(token);
    if (!participant.ok()) return participant;
    TakeManners(metadata, *participant);
    participant->address = AddressOf(metadata(kAddressKey));
    return participant;
  }
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
  caller.address = AddressOf(metadata(kAddressKey));
  return caller;
}

}  // namespace zwk::rpc
