#include "platform/auth/issuer_keys.h"

#include <cjose/cjose.h>
#include <curl/curl.h>

#include <optional>
#include <utility>

#include <nlohmann/json.hpp>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "platform/base/errors.h"
#include "platform/base/files.h"
#include "platform/base/status_macros.h"

namespace zwk::auth {
namespace {

using nlohmann::json;
using std::chrono::milliseconds;
using Steady = std::chrono::steady_clock;

constexpr size_t kMaxBytes = 1 << 20;
constexpr size_t kMaxKeys = 100;
constexpr size_t kLeastRsaBits = 2048;

std::string Member(const json& object, const char* name) {
  const auto found = object.find(name);
  return found != object.end() && found->is_string() ? found->get<std::string>() : "";
}

// The algorithm for which this key is good; "" for none of ours.
std::string AlgorithmOf(const json& entry, const cjose_jwk_t* key) {
  if (const std::string use = Member(entry, "use"); !use.empty() && use != "sig") return "";
  cjose_err error{};
  std::string algorithm;
  if (cjose_jwk_get_kty(key, &error) == CJOSE_JWK_KTY_RSA &&
      cjose_jwk_get_keysize(key, &error) >= kLeastRsaBits)
    algorithm = "RS256";
  if (cjose_jwk_get_kty(key, &error) == CJOSE_JWK_KTY_EC && Member(entry, "crv") == "P-256")
    algorithm = "ES256";
  const std::string said = Member(entry, "alg");
  return said.empty() || said == algorithm ? algorithm : "";
}

size_t Append(char* bytes, size_t, size_t count, void* into) {
  auto& text = *static_cast<std::string*>(into);
  if (text.size() + count > kMaxBytes) return 0;  // ends it
  text.append(bytes, count);
  return count;
}

}  // namespace

absl::StatusOr<std::map<std::string, IssuerKey>> ReadKeySet(absl::string_view text) {
  const json set = json::parse(text.begin(), text.end(), nullptr, /*allow_exceptions=*/false);
  if (!set.is_object() || !set.contains("keys") || !set["keys"].is_array() ||
      set["keys"].size() > kMaxKeys)
    return absl::InvalidArgumentError("the issuer's keys are no key set");
  std::map<std::string, IssuerKey> keys;
  for (const json& entry : set["keys"]) {
    const std::string id = entry.is_object() ? Member(entry, "kid") : "";
    if (id.empty()) continue;
    const std::string each = entry.dump(-1, ' ', false, json::error_handler_t::replace);
    cjose_err error{};
    cjose_jwk_t* imported = cjose_jwk_import(each.data(), each.size(), &error);
    if (imported == nullptr) continue;
    std::shared_ptr<const cjose_jwk_t> key(
        imported, [](const cjose_jwk_t* one) { cjose_jwk_release(const_cast<cjose_jwk_t*>(one)); });
    if (std::string algorithm = AlgorithmOf(entry, imported); !algorithm.empty())
      keys[id] = {std::move(key), std::move(algorithm)};
  }
  if (keys.empty()) return absl::InvalidArgumentError("the issuer has no key for RS256 or ES256");
  return keys;
}

IssuerKeys::IssuerKeys(Read read, Options options, Tell tell)
    : read_(std::move(read)),
      options_(options),
      tell_(std::move(tell)),
      thread_([this] { Loop(); }) {}

IssuerKeys::~IssuerKeys() {
  {
    const std::lock_guard lock(mutex_);
    stopping_ = true;
  }
  news_.notify_all();
  thread_.join();
}

absl::StatusOr<IssuerKey> IssuerKeys::Find(absl::string_view id) {
  const std::lock_guard lock(mutex_);
  if (const auto found = keys_.find(std::string(id)); found != keys_.end()) return found->second;
  if (known_ && Steady::now() - read_at_ < options_.least)
    return absl::NotFoundError("the issuer has no such key");
  wanted_ = true;
  news_.notify_all();
  return WithReason(absl::UnavailableError("the keys of the issuer are being read"), "ISSUER_AWAY");
}

void IssuerKeys::Loop() {
  std::optional<absl::Status> told;
  std::unique_lock lock(mutex_);
  while (!stopping_) {
    lock.unlock();
    absl::Status status;
    absl::StatusOr<std::map<std::string, IssuerKey>> keys = absl::UnknownError("");
    if (absl::StatusOr<std::string> text = read_(); text.ok()) {
      keys = ReadKeySet(*text);
      status = keys.status();
    } else {
      status = text.status();
    }
    if (told != status) tell_(status);
    told = status;
    lock.lock();
    read_at_ = Steady::now();
    wanted_ = false;
    if (keys.ok()) {
      keys_ = *std::move(keys);
      known_ = true;
    }
    const auto asked = [this] { return stopping_ || wanted_; };
    news_.wait_for(lock, status.ok() ? options_.refresh : options_.retry, asked);
    // Whoever makes up ids does not make us ask more often.
    const auto least = status.ok() ? options_.least : options_.retry;
    news_.wait_until(lock, read_at_ + least, [this] { return stopping_; });
  }
}

absl::StatusOr<std::string> ReadFrom(const std::string& where, const std::string& ca) {
  std::string text;
  if (!absl::StartsWith(where, "https://")) {
    absl::StatusOr<std::string> read = ReadFile(where);
    if (!read.ok()) return absl::UnavailableError(read.status().message());
    return read;
  }
  const std::unique_ptr<CURL, decltype(&curl_easy_cleanup)> request(curl_easy_init(),
                                                                    curl_easy_cleanup);
  curl_easy_setopt(request.get(), CURLOPT_URL, where.c_str());
  curl_easy_setopt(request.get(), CURLOPT_PROTOCOLS_STR, "https");
  curl_easy_setopt(request.get(), CURLOPT_SSLVERSION, static_cast<long>(CURL_SSLVERSION_TLSv1_2));
  if (!ca.empty()) curl_easy_setopt(request.get(), CURLOPT_CAINFO, ca.c_str());
  curl_easy_setopt(request.get(), CURLOPT_NOSIGNAL, 1L);
  curl_easy_setopt(request.get(), CURLOPT_TIMEOUT_MS, 10'000L);
  curl_easy_setopt(request.get(), CURLOPT_WRITEFUNCTION, Append);
  curl_easy_setopt(request.get(), CURLOPT_WRITEDATA, &text);
  long code = 0;
  if (const CURLcode done = curl_easy_perform(request.get()); done != CURLE_OK)
    return absl::UnavailableError(absl::StrCat(where, ": ", curl_easy_strerror(done)));
  curl_easy_getinfo(request.get(), CURLINFO_RESPONSE_CODE, &code);
  if (code != 200) return absl::UnavailableError(absl::StrCat(where, ": HTTP ", code));
  return text;
}

}  // namespace zwk::auth
