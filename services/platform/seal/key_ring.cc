#include "platform/seal/key_ring.h"

#include <fcntl.h>
#include <unistd.h>

#include <fstream>
#include <map>
#include <set>
#include <sstream>
#include <utility>

#include "absl/strings/ascii.h"
#include "absl/strings/escaping.h"
#include "absl/strings/str_cat.h"
#include "platform/base/errors.h"
#include "platform/base/hash.h"
#include "platform/base/hex.h"
#include "platform/base/mac.h"
#include "platform/base/status_macros.h"
#include "platform/seal/aead.h"
#include "platform/seal/subject_keys.h"

namespace zwk::seal {
namespace {

using common::v1::Sealed;

constexpr uint32_t kFirstKeyVersion = 1;

std::string WrapContext(const std::string& municipality, const std::string& subject_ref) {
  return Context({"zwk subject key", municipality, subject_ref});
}

std::string FieldContext(const std::string& municipality, const std::string& aggregate_key,
                         uint64_t aggregate_version, const std::string& subject_ref) {
  return Context(
      {"zwk field", municipality, aggregate_key, absl::StrCat(aggregate_version), subject_ref});
}

absl::StatusOr<std::string> Unwrap(const WrappingKey& wrapping, const std::string& municipality,
                                   const std::string& subject_ref, const std::string& wrapped) {
  std::optional<std::string> key =
      Decrypt(wrapping.bytes(), wrapped, WrapContext(municipality, subject_ref));
  if (key && key->size() == kKeyBytes) return *std::move(key);
  return absl::DataLossError("a subject's key is not readable with this wrapping key");
}

}  // namespace

absl::StatusOr<WrappingKey> WrappingKey::FromFile(const std::string& path, bool create) {
  if (create) {
    // O_EXCL: of two processes that start together one makes the key and both read it.
    const std::string text = absl::BytesToHexString(RandomBytes(kKeyBytes)) + "\n";
    const std::string temporary = absl::StrCat(path, ".", getpid(), ".new");
    const int file = open(temporary.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
    if (file >= 0) {
      const bool written =
          write(file, text.data(), text.size()) == static_cast<ssize_t>(text.size()) &&
          fsync(file) == 0;
      close(file);
      if (written) (void)link(temporary.c_str(), path.c_str());  // fails if there is one: good
      unlink(temporary.c_str());
    }
  }
  std::ifstream file(path);
  std::stringstream text;
  text << file.rdbuf();
  if (!file) return absl::NotFoundError(absl::StrCat("no wrapping key in '", path, "'"));
  std::optional<std::string> key = BytesOfHex(absl::StripAsciiWhitespace(text.str()));
  if (!key || key->size() != kKeyBytes) {
    return absl::InvalidArgumentError(
        absl::StrCat("'", path, "' does not hold 64 hexadecimal digits"));
  }
  return WrappingKey(*std::move(key));
}

KeyRing::KeyRing(store::Store& keys, WrappingKey wrapping)
    : keys_(keys), wrapping_(std::move(wrapping)) {
  InitCrypto();
}

KeyRing::~KeyRing() = default;

Task<absl::StatusOr<std::string>> KeyRing::KeyFor(std::string municipality, std::string subject_ref,
                                                  Time deadline) {
  const std::string guard = GuardOf(subject_ref);
  store::ReadSet reads;
  reads.guards.push_back(guard);
  ZWK_CO_ASSIGN_OR_RETURN(store::ReadResult read,
                          co_await keys_.Get(municipality, std::move(reads), deadline));
  std::string wrapped = std::move(read.guards[0]);
  if (wrapped.empty()) {
    std::string key = RandomBytes(kKeyBytes);
    store::Commit commit(municipality);
    commit.Guard(guard, "");
    commit.SetGuard(guard, Encrypt(wrapping_.bytes(), key, WrapContext(municipality, subject_ref)));
    ZWK_CO_ASSIGN_OR_RETURN(store::Outcome outcome,
                            co_await keys_.Apply(std::move(commit), deadline));
    if (outcome.kind == store::Outcome::kDone) co_return key;
    wrapped = std::move(outcome.actual);  // somebody was faster: theirs
  }
  if (wrapped == kErased) {
    co_return WithReason(absl::FailedPreconditionError("the person was erased"), "SUBJECT_ERASED");
  }
  co_return Unwrap(wrapping_, municipality, subject_ref, wrapped);
}

Task<absl::StatusOr<Sealed>> KeyRing::Seal(std::string municipality, std::string aggregate_key,
                                           uint64_t aggregate_version, std::string subject_ref,
                                           std::string plaintext, Time deadline) {
  if (subject_ref.empty()) co_return absl::InvalidArgumentError("sealing needs a subject");
  ZWK_CO_ASSIGN_OR_RETURN(const std::string key,
                          co_await KeyFor(municipality, subject_ref, deadline));
  Sealed sealed;
  sealed.set_subject_ref(subject_ref);
  sealed.set_key_version(kFirstKeyVersion);
  sealed.set_aggregate_version(aggregate_version);
  sealed.set_aggregate(aggregate_key);
  sealed.set_ciphertext(Encrypt(
      key, plaintext, FieldContext(municipality, aggregate_key, aggregate_version, subject_ref)));
  co_return sealed;
}

Task<absl::StatusOr<std::vector<std::optional<std::string>>>> KeyRing::Open(
    std::string municipality, std::vector<Sealed> sealed, Time deadline) {
  std::vector<std::optional<std::string>> opened;
  if (sealed.empty()) co_return opened;
  std::set<std::string> subjects;
  for (const Sealed& field : sealed) subjects.insert(field.subject_ref());
  store::ReadSet reads;
  for (const std::string& subject : subjects) reads.guards.push_back(GuardOf(subject));
  ZWK_CO_ASSIGN_OR_RETURN(store::ReadResult read,
                          co_await keys_.Get(municipality, std::move(reads), deadline));

  std::map<std::string, std::string> keys;  // those that exist
  size_t i = 0;
  for (const std::string& subject : subjects) {
    const std::string& wrapped = read.guards[i++];
    if (wrapped.empty() || wrapped == kErased) continue;
    ZWK_CO_ASSIGN_OR_RETURN(keys[subject], Unwrap(wrapping_, municipality, subject, wrapped));
  }
  for (const Sealed& field : sealed) {
    const auto key = keys.find(field.subject_ref());
    if (key == keys.end()) {
      opened.push_back(std::nullopt);
      continue;
    }
    std::optional<std::string> text =
        Decrypt(key->second, field.ciphertext(),
                FieldContext(municipality, field.aggregate(), field.aggregate_version(),
                             field.subject_ref()));
    if (!text) {
      co_return absl::DataLossError(
          absl::StrCat("a sealed text of '", field.aggregate(), "' was changed"));
    }
    opened.push_back(std::move(text));
  }
  co_return opened;
}

std::string KeyRing::SecretFor(absl::string_view purpose) const {
  return HmacSha256(wrapping_.bytes(), absl::StrCat("zwk secret for ", purpose));
}

Task<absl::Status> KeyRing::EraseSubject(std::string municipality, std::string subject_ref,
                                         Time deadline) {
  if (subject_ref.empty()) co_return absl::InvalidArgumentError("erasing needs a subject");
  store::Commit commit(municipality);
  commit.SetGuard(GuardOf(subject_ref), kErased);
  ZWK_CO_ASSIGN_OR_RETURN(const store::Outcome outcome,
                          co_await keys_.Apply(std::move(commit), deadline));
  (void)outcome;  // no condition, so it is done
  co_return absl::OkStatus();
}

}  // namespace zwk::seal
