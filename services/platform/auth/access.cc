#include "platform/auth/access.h"

#include <algorithm>
#include <utility>

#include <nlohmann/json.hpp>

#include "absl/status/status.h"
#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "platform/base/ids.h"
#include "platform/base/status_macros.h"
#include "platform/rpc/allowed_roles.h"

namespace zwk::auth {
namespace {

using nlohmann::json;

// An object whose every member has to be asked for.
class Object {
 public:
  Object(const json& from, std::string path) : from_(from), path_(std::move(path)) {
    if (!from.is_object()) Wrong("", "is no object");
  }

  void Text(const char* name, std::string& into) {
    Take(name, [&](const json& value) {
      if (!value.is_string() || value.get<std::string>().empty()) return Wrong(name, "is no text");
      into = value.get<std::string>();
    });
  }
  void Texts(const char* name, std::vector<std::string>& into) {
    Take(name, [&](const json& value) {
      if (!value.is_array()) return Wrong(name, "is no list");
      into.clear();
      for (const json& each : value) {
        if (!each.is_string()) return Wrong(name, "is no list of texts");
        into.push_back(each.get<std::string>());
      }
    });
  }
  void Texts(const char* name, std::map<std::string, std::string>& into) {
    Take(name, [&](const json& value) {
      if (!value.is_object()) return Wrong(name, "is no object");
      for (const auto& [key, each] : value.items()) {
        if (!each.is_string()) return Wrong(name, "is no object of texts");
        into[key] = each.get<std::string>();
      }
    });
  }
  template <class Then>
  void Take(const char* name, Then then) {
    if (!from_.is_object() || !from_.contains(name)) return;
    known_.push_back(name);
    then(from_[name]);
  }
  void Wrong(const char* name, absl::string_view what) {
    if (status_.ok())
      status_ = absl::InvalidArgumentError(
          absl::StrCat(path_, *name == '\0' ? "" : ".", name, " ", what));
  }
  const std::string& path() const { return path_; }

  absl::Status End() {
    if (!from_.is_object()) return status_;
    for (const auto& member : from_.items()) {
      if (std::find(known_.begin(), known_.end(), member.key()) == known_.end())
        Wrong(member.key().c_str(), "is nothing that can be said here");
    }
    return status_;
  }

 private:
  const json& from_;
  const std::string path_;
  std::vector<std::string> known_;
  absl::Status status_;
};

// Whoever has the role SERVICE may ask for any city: it goes with a service's certificate alone.
bool IsRoleOfPeople(const std::string& role) { return rpc::IsRole(role) && role != "SERVICE"; }

absl::Status ReadPartner(const json& from, const std::string& path, Access& access) {
  Object object(from, path);
  std::string certificate;
  Partner partner;
  object.Text("certificate", certificate);
  object.Text("client", partner.client);
  object.Texts("municipalities", partner.municipalities);
  object.Texts("roles", partner.roles);
  if (!absl::StartsWith(certificate, "uri:") && !absl::StartsWith(certificate, "dns:"))
    object.Wrong("certificate", "is no name: uri:URI or dns:HOST");
  if (partner.client.empty()) object.Wrong("client", "is missing");
  if (partner.municipalities.empty()) object.Wrong("municipalities", "names none");
  for (const std::string& municipality : partner.municipalities) {
    if (!IsMunicipalityId(municipality))
      object.Wrong("municipalities", "names what is no municipality");
  }
  for (const std::string& role : partner.roles) {
    if (!IsRoleOfPeople(role)) object.Wrong("roles", "names what is no role");
  }
  if (access.partners.contains(certificate)) object.Wrong("certificate", "stands there twice");
  ZWK_RETURN_IF_ERROR(object.End());
  access.partners[certificate] = std::move(partner);
  return absl::OkStatus();
}

absl::Status ReadTokens(const json& from, const std::string& path, TokenRules& tokens) {
  Object object(from, path);
  object.Text("issuer", tokens.issuer);
  object.Text("audience", tokens.audience);
  object.Text("keys", tokens.keys);
  object.Text("keys_ca", tokens.keys_ca);
  object.Text("municipality_claim", tokens.municipality_claim);
  object.Text("roles_claim", tokens.roles_claim);
  object.Texts("municipalities", tokens.municipalities);
  object.Texts("roles", tokens.roles);
  for (const auto& [said, role] : tokens.roles) {
    if (!IsRoleOfPeople(role)) object.Wrong("roles", "names what is no role");
  }
  if (tokens.issuer.empty()) object.Wrong("issuer", "is missing");
  if (tokens.audience.empty()) object.Wrong("audience", "is missing");
  if (absl::StartsWith(tokens.keys, "https://") || absl::StartsWith(tokens.keys, "/"))
    return object.End();
  object.Wrong("keys", "is neither https://... nor a file with its whole path");
  return object.End();
}

}  // namespace

absl::StatusOr<Access> ReadAccess(absl::string_view text) {
  const json from = json::parse(text.begin(), text.end(), nullptr, /*allow_exceptions=*/false);
  if (from.is_discarded()) return absl::InvalidArgumentError("the access file is no JSON");
  Access access;
  Object object(from, "access");
  absl::Status inner;
  object.Texts("services", access.services);
  object.Text("edge", access.edge);
  object.Texts("public_municipalities", access.public_municipalities);
  for (const std::string& municipality : access.public_municipalities) {
    if (!IsMunicipalityId(municipality))
      object.Wrong("public_municipalities", "names what is no municipality");
  }
  object.Take("partners", [&](const json& list) {
    if (!list.is_array()) return object.Wrong("partners", "is no list");
    for (size_t i = 0; i < list.size() && inner.ok(); ++i)
      inner = ReadPartner(list[i], absl::StrCat("partners[", i, "]"), access);
  });
  object.Take("tokens", [&](const json& tokens) {
    if (inner.ok()) inner = ReadTokens(tokens, "tokens", access.tokens);
  });
  ZWK_RETURN_IF_ERROR(inner);
  ZWK_RETURN_IF_ERROR(object.End());
  return access;
}

}  // namespace zwk::auth
