#include "platform/auth/token.h"

#include <algorithm>
#include <cstdint>
#include <optional>
#include <utility>
#include <vector>

#include <cjose/cjose.h>
#include <nlohmann/json.hpp>

#include "absl/strings/escaping.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"
#include "platform/base/errors.h"
#include "platform/base/ids.h"
#include "platform/base/status_macros.h"

namespace zwk::auth {
namespace {

using nlohmann::json;

constexpr size_t kMaxToken = 8 << 10;
constexpr size_t kMaxSubject = 200;
constexpr size_t kMaxRoles = 64;
constexpr int64_t kLeewaySeconds = 30;  // clocks of two machines differ a little

absl::Status Refused(absl::string_view why) {
  return WithReason(absl::UnauthenticatedError(absl::StrCat("the token is refused: ", why)),
                    "TOKEN_REFUSED");
}

// Objects in objects as deep as a claim needs and no deeper: a parser that is asked for more says so.
json ParseObject(const std::string& text) {
  int deepest = 0;
  const json parsed = json::parse(
      text,
      [&deepest](int depth, json::parse_event_t, json&) {
        deepest = std::max(deepest, depth);
        return depth <= 16;
      },
      /*allow_exceptions=*/false);
  return parsed.is_object() && deepest <= 16 ? parsed : json();
}

// "realm_access.roles": a claim of that whole name, or the one inside.
const json* Claim(const json& claims, const std::string& path) {
  if (claims.contains(path)) return &claims[path];
  const json* at = &claims;
  for (const absl::string_view part : absl::StrSplit(path, '.')) {
    if (!at->is_object()) return nullptr;
    const auto found = at->find(std::string(part));
    if (found == at->end()) return nullptr;
    at = &*found;
  }
  return at;
}

std::optional<std::string> Text(const json& claims, const char* name) {
  const auto found = claims.find(name);
  if (found == claims.end() || !found->is_string()) return std::nullopt;
  return found->get<std::string>();
}

// A number of seconds; others, also ones that no clock reaches, are none.
std::optional<int64_t> Seconds(const json& claims, const char* name) {
  const auto found = claims.find(name);
  if (found == claims.end() || !found->is_number()) return std::nullopt;
  const double value = found->get<double>();
  if (!(value >= 0 && value < 1e12)) return std::nullopt;
  return static_cast<int64_t>(value);
}

// One text, or the texts of a list; nullopt: something else.
std::optional<std::vector<std::string>> Texts(const json* claim) {
  std::vector<std::string> texts;
  if (claim == nullptr) return texts;
  if (claim->is_string()) return std::vector{claim->get<std::string>()};
  if (!claim->is_array() || claim->size() > kMaxRoles) return std::nullopt;
  for (const json& each : *claim) {
    if (!each.is_string()) return std::nullopt;
    texts.push_back(each.get<std::string>());
  }
  return texts;
}

// What the words of a claim mean by the rules, without those that mean nothing.
std::vector<std::string> Meant(const std::vector<std::string>& words,
                               const std::map<std::string, std::string>& meanings) {
  if (meanings.empty()) return words;
  std::vector<std::string> meant;
  for (const std::string& word : words) {
    const auto found = meanings.find(word);
    if (found != meanings.end() &&
        std::find(meant.begin(), meant.end(), found->second) == meant.end())
      meant.push_back(found->second);
  }
  return meant;
}

// The claims, if the key has signed them.
absl::StatusOr<json> Signed(absl::string_view token, const IssuerKey& key) {
  struct Free {
    void operator()(cjose_jws_t* jws) const { cjose_jws_release(jws); }
  };
  cjose_err error{};
  const std::unique_ptr<cjose_jws_t, Free> jws(
      cjose_jws_import(token.data(), token.size(), &error));
  if (jws == nullptr || !cjose_jws_verify(jws.get(), key.key.get(), &error))
    return Refused("its signature is wrong");
  uint8_t* text = nullptr;
  size_t size = 0;
  if (!cjose_jws_get_plaintext(jws.get(), &text, &size, &error)) return Refused("it says nothing");
  json claims = ParseObject(std::string(reinterpret_cast<const char*>(text), size));
  if (!claims.is_object()) return Refused("what it says is no object");
  return claims;
}

absl::Status CheckTimes(const json& claims, int64_t now) {
  const std::optional<int64_t> expires = Seconds(claims, "exp");
  if (!expires) return Refused("it does not say when it expires");
  if (now >= *expires + kLeewaySeconds) return Refused("it has expired");
  if (claims.contains("nbf")) {
    const std::optional<int64_t> begins = Seconds(claims, "nbf");
    if (!begins || now < *begins - kLeewaySeconds) return Refused("it is not valid yet");
  }
  return absl::OkStatus();
}

}  // namespace

TokenVerifier::TokenVerifier(TokenRules rules, std::shared_ptr<IssuerKeys> keys,
                             std::function<int64_t()> now)
    : rules_(std::move(rules)), keys_(std::move(keys)), now_(std::move(now)) {}

absl::StatusOr<Caller> TokenVerifier::Verify(absl::string_view token) const {
  if (token.size() > kMaxToken) return Refused("it is too long");
  const std::vector<absl::string_view> parts = absl::StrSplit(token, '.');
  std::string header_text;
  if (parts.size() != 3 || parts[0].empty() || parts[2].empty() ||
      !absl::WebSafeBase64Unescape(parts[0], &header_text))
    return Refused("it is no signed token");
  const json header = ParseObject(header_text);
  if (!header.is_object()) return Refused("it is no signed token");
  // Looked at before the library sees any of it: what a token asks for is what an attacker asks for.
  const std::string algorithm = Text(header, "alg").value_or("");
  if (algorithm != "RS256" && algorithm != "ES256")
    return Refused("its algorithm is neither RS256 nor ES256");
  if (header.contains("crit")) return Refused("it wants what this server does not know");
  const std::optional<std::string> id = Text(header, "kid");
  if (!id || id->empty() || id->size() > kMaxSubject) return Refused("it does not name its key");
  const absl::StatusOr<IssuerKey> key = keys_->Find(*id);
  if (absl::IsNotFound(key.status())) return Refused("its key is none of the issuer's");
  ZWK_RETURN_IF_ERROR(key.status());
  if (key->algorithm != algorithm) return Refused("its key is for another algorithm");
  ZWK_ASSIGN_OR_RETURN(const json claims, Signed(token, *key));

  if (Text(claims, "iss") != rules_.issuer) return Refused("another issuer has made it");
  const auto found = claims.find("aud");
  const auto audience = Texts(found == claims.end() ? nullptr : &*found);
  if (!audience ||
      std::find(audience->begin(), audience->end(), rules_.audience) == audience->end())
    return Refused("it is meant for somebody else");
  ZWK_RETURN_IF_ERROR(CheckTimes(claims, now_()));
  Caller caller;
  caller.subject_ref = Text(claims, "sub").value_or("");
  // Who takes part by a code is called so (participation): nobody else is.
  if (caller.subject_ref.empty() || caller.subject_ref.size() > kMaxSubject ||
      caller.subject_ref.starts_with("code/"))
    return Refused("it does not say whose it is");
  const auto municipalities = Texts(Claim(claims, rules_.municipality_claim));
  const auto roles = Texts(Claim(claims, rules_.roles_claim));
  if (!municipalities || !roles) return Refused("its municipality or its roles are no texts");
  const std::vector<std::string> meant = Meant(*municipalities, rules_.municipalities);
  if (meant.size() != 1 || !IsMunicipalityId(meant[0]))
    return Refused("it is not of one municipality");
  caller.municipality = meant[0];
  caller.roles = Meant(*roles, rules_.roles);
  std::erase(caller.roles, "SERVICE");  // that is what a service's certificate says
  return caller;
}

}  // namespace zwk::auth
