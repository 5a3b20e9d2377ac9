// A small issuer: keys, key set, and tokens as good or as bent as a test wants them.
#pragma once

#include <cstdlib>
#include <map>
#include <memory>
#include <string>
#include <utility>

#include <cjose/cjose.h>
#include <nlohmann/json.hpp>

#include "absl/strings/escaping.h"
#include "absl/strings/str_cat.h"

namespace zwk::auth {

inline std::string Base64Url(absl::string_view text) {
  std::string encoded = absl::WebSafeBase64Escape(text);
  while (!encoded.empty() && encoded.back() == '=') encoded.pop_back();
  return encoded;
}

class TokenIssuer {
 public:
  using json = nlohmann::json;

  TokenIssuer() {
    cjose_err error{};
    const uint8_t exponent[] = {1, 0, 1};
    Add("rsa", cjose_jwk_create_RSA_random(2048, exponent, sizeof(exponent), &error));
    Add("ec", cjose_jwk_create_EC_random(CJOSE_JWK_EC_P_256, &error));
  }

  // With the key of this id, whatever the header says of ids.
  std::string Sign(const std::string& with, const json& header, const json& claims) const {
    cjose_err error{};
    cjose_header_t* head = cjose_header_new(&error);
    for (const auto& [name, value] : header.items()) {
      if (value.is_string()) {
        cjose_header_set(head, name.c_str(), value.get<std::string>().c_str(), &error);
      } else {
        cjose_header_set_raw(head, name.c_str(), value.dump().c_str(), &error);
      }
    }
    const std::string text = claims.dump();
    cjose_jws_t* jws =
        cjose_jws_sign(keys_.at(with).get(), head, reinterpret_cast<const uint8_t*>(text.data()),
                       text.size(), &error);
    if (jws == nullptr) std::abort();
    const char* compact = nullptr;
    cjose_jws_export(jws, &compact, &error);
    std::string token = compact;
    cjose_jws_release(jws);
    cjose_header_release(head);
    return token;
  }
  // Of any header, with any third part.
  static std::string Bent(const json& header, const json& claims, absl::string_view signature) {
    return absl::StrCat(Base64Url(header.dump()), ".", Base64Url(claims.dump()), ".",
                        Base64Url(signature));
  }

  // The public keys, as an issuer shows them.
  std::string KeySet() const {
    json set = {{"keys", json::array()}};
    for (const auto& [id, key] : keys_) set["keys"].push_back(PublicKey(id));
    return set.dump();
  }
  json PublicKey(const std::string& id) const {
    cjose_err error{};
    char* text = cjose_jwk_to_json(keys_.at(id).get(), /*priv=*/false, &error);
    json key = json::parse(text);
    std::free(text);
    return key;
  }

  void Add(const std::string& id, cjose_jwk_t* key) {
    cjose_err error{};
    if (key == nullptr || !cjose_jwk_set_kid(key, id.data(), id.size(), &error)) std::abort();
    keys_[id] = std::shared_ptr<cjose_jwk_t>(key, [](cjose_jwk_t* one) { cjose_jwk_release(one); });
  }
  void Forget(const std::string& id) { keys_.erase(id); }

 private:
  std::map<std::string, std::shared_ptr<cjose_jwk_t>> keys_;
};

}  // namespace zwk::auth
