#include "zwkctl/certificates.h"

#include <fcntl.h>
#include <openssl/bio.h>
#include <openssl/err.h>
#include <openssl/evp.h>
#include <openssl/pem.h>
#include <openssl/rand.h>
#include <openssl/x509.h>
#include <openssl/x509v3.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <filesystem>
#include <memory>
#include <utility>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "absl/strings/strip.h"
#include "platform/base/files.h"
#include "platform/base/status_macros.h"

namespace zwk::ctl {
namespace {

namespace fs = std::filesystem;

constexpr char kAuthority[] = "ca";
// Clocks of two machines differ a little: what is new is good a moment ago.
constexpr absl::Duration kBackdated = absl::Minutes(5);

struct Free {
  void operator()(BIO* bio) const { BIO_free_all(bio); }
  void operator()(EVP_PKEY* key) const { EVP_PKEY_free(key); }
  void operator()(X509* certificate) const { X509_free(certificate); }
  void operator()(X509_EXTENSION* extension) const { X509_EXTENSION_free(extension); }
  void operator()(GENERAL_NAMES* names) const { GENERAL_NAMES_free(names); }
};
template <class T>
using Owned = std::unique_ptr<T, Free>;
using Key = Owned<EVP_PKEY>;
using Certificate = Owned<X509>;

struct Pair {
  Key key;
  Certificate certificate;
};

absl::Status Failed(absl::string_view doing) {
  const char* reason = ERR_reason_error_string(ERR_get_error());
  ERR_clear_error();
  return absl::InternalError(absl::StrCat("cannot ", doing, ": ",
                                          reason != nullptr ? reason : "OpenSSL does not say why"));
}

std::string FileOf(const std::string& folder, const std::string& name) {
  return absl::StrCat(folder, "/", name, ".pem");
}
std::string AuthorityKeyOf(const std::string& folder) { return absl::StrCat(folder, "/ca.key"); }

// In one step, readable by its owner alone unless everybody may know it.
absl::Status WriteFile(const std::string& path, absl::string_view content, mode_t mode) {
  const std::string part = path + ".part";
  unlink(part.c_str());
  const int file = open(part.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, mode);
  bool written = file >= 0;
  for (size_t at = 0; written && at < content.size();) {
    const ssize_t count = write(file, content.data() + at, content.size() - at);
    written = count > 0;
    at += written ? static_cast<size_t>(count) : 0;
  }
  written = written && fsync(file) == 0;
  if (file >= 0) close(file);
  if (written && rename(part.c_str(), path.c_str()) == 0) return absl::OkStatus();
  const int error = errno;
  unlink(part.c_str());
  return absl::UnavailableError(absl::StrCat("cannot write ", path, ": ", std::strerror(error)));
}

Owned<BIO> Memory(const std::string& text) {
  return Owned<BIO>(BIO_new_mem_buf(text.data(), static_cast<int>(text.size())));
}

absl::StatusOr<std::string> ToPem(const EVP_PKEY* key, const X509* certificate) {
  const Owned<BIO> out(BIO_new(BIO_s_mem()));
  if ((key != nullptr &&
       PEM_write_bio_PKCS8PrivateKey(out.get(), key, nullptr, nullptr, 0, nullptr, nullptr) != 1) ||
      (certificate != nullptr && PEM_write_bio_X509(out.get(), certificate) != 1)) {
    return Failed("write what was made");
  }
  char* data = nullptr;
  const long size = BIO_get_mem_data(out.get(), &data);
  return std::string(data, static_cast<size_t>(size));
}

absl::StatusOr<Certificate> ReadCertificate(const std::string& path) {
  ZWK_ASSIGN_OR_RETURN(const std::string text, ReadFile(path));
  Certificate certificate(PEM_read_bio_X509(Memory(text).get(), nullptr, nullptr, nullptr));
  ERR_clear_error();
  if (certificate == nullptr)
    return absl::InvalidArgumentError(absl::StrCat("there is no certificate in ", path));
  return certificate;
}

absl::StatusOr<Key> ReadKey(const std::string& path) {
  ZWK_ASSIGN_OR_RETURN(const std::string text, ReadFile(path));
  Key key(PEM_read_bio_PrivateKey(Memory(text).get(), nullptr, nullptr, nullptr));
  ERR_clear_error();
  if (key == nullptr) return absl::InvalidArgumentError(absl::StrCat("there is no key in ", path));
  return key;
}

absl::StatusOr<Pair> ReadAuthority(const std::string& folder) {
  auto certificate = ReadCertificate(FileOf(folder, kAuthority));
  if (absl::IsNotFound(certificate.status())) {
    return absl::NotFoundError(absl::StrCat("there is no authority in ", folder,
                                            ": 'zwkctl certificates init' makes one"));
  }
  ZWK_RETURN_IF_ERROR(certificate.status());
  ZWK_ASSIGN_OR_RETURN(Key key, ReadKey(AuthorityKeyOf(folder)));
  if (X509_check_private_key(certificate->get(), key.get()) != 1) {
    ERR_clear_error();
    return absl::FailedPreconditionError(
        absl::StrCat("ca.key is not the key of ca.pem in ", folder));
  }
  return Pair{std::move(key), *std::move(certificate)};
}

absl::Status Add(X509* certificate, X509* issuer, int what, const std::string& value) {
  X509V3_CTX context;
  X509V3_set_ctx_nodb(&context);
  X509V3_set_ctx(&context, issuer, certificate, nullptr, nullptr, 0);
  const Owned<X509_EXTENSION> extension(
      X509V3_EXT_conf_nid(nullptr, &context, what, value.c_str()));
  if (extension == nullptr || X509_add_ext(certificate, extension.get(), -1) != 1) {
    ERR_clear_error();
    return absl::InvalidArgumentError(absl::StrCat("'", value, "' cannot stand in a certificate"));
  }
  return absl::OkStatus();
}

// A key and what says whose it is, not yet signed.
absl::StatusOr<Pair> Begin(const std::string& common_name, int days, absl::Time now) {
  Pair made{Key(EVP_EC_gen("P-256")), Certificate(X509_new())};
  X509* certificate = made.certificate.get();
  unsigned char serial[16];
  if (made.key == nullptr || RAND_bytes(serial, sizeof(serial)) != 1) return Failed("make a key");
  serial[0] =
      static_cast<unsigned char>((serial[0] & 0x7f) | 0x40);  // positive, and of full length
  BIGNUM* number = BN_bin2bn(serial, sizeof(serial), nullptr);
  BN_to_ASN1_INTEGER(number, X509_get_serialNumber(certificate));
  BN_free(number);
  X509_set_version(certificate, X509_VERSION_3);
  X509_set_pubkey(certificate, made.key.get());
  const absl::Time last = now + absl::Hours(24) * days;
  ASN1_TIME_set(X509_getm_notBefore(certificate), absl::ToTimeT(now - kBackdated));
  ASN1_TIME_set(X509_getm_notAfter(certificate), absl::ToTimeT(last));
  X509_NAME_add_entry_by_txt(X509_get_subject_name(certificate), "CN", MBSTRING_UTF8,
                             reinterpret_cast<const unsigned char*>(common_name.c_str()), -1, -1,
                             0);
  return made;
}

absl::Status CheckName(const std::string& name) {
  const bool right = !name.empty() && name.size() <= 63 && name != kAuthority && name[0] >= 'a' &&
                     name[0] <= 'z' && std::all_of(name.begin(), name.end(), [](char c) {
                       return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '-';
                     });
  if (right) return absl::OkStatus();
  return absl::InvalidArgumentError(absl::StrCat(
      "'", name, "' is no name of a certificate: small letters, digits and '-', not 'ca'"));
}

absl::StatusOr<std::string> ToSubjectAltName(const std::string& name) {
  for (const auto& [ours, theirs] : {std::pair{"dns:", "DNS:"}, {"ip:", "IP:"}, {"uri:", "URI:"}}) {
    absl::string_view rest = name;
    if (absl::ConsumePrefix(&rest, ours) && !rest.empty() && !absl::StrContains(rest, ','))
      return absl::StrCat(theirs, rest);
  }
  return absl::InvalidArgumentError(
      absl::StrCat("'", name, "' is no name: dns:HOST, ip:ADDRESS or uri:URI"));
}

// "dns:a", "ip:127.0.0.1", "uri:b" of a certificate.
std::vector<std::string> NamesOf(X509* certificate) {
  std::vector<std::string> names;
  const Owned<GENERAL_NAMES> all(static_cast<GENERAL_NAMES*>(
      X509_get_ext_d2i(certificate, NID_subject_alt_name, nullptr, nullptr)));
  for (int i = 0; all != nullptr && i < sk_GENERAL_NAME_num(all.get()); ++i) {
    int kind = 0;
    const auto* value = static_cast<const ASN1_STRING*>(
        GENERAL_NAME_get0_value(sk_GENERAL_NAME_value(all.get(), i), &kind));
    const unsigned char* data = ASN1_STRING_get0_data(value);
    const auto size = static_cast<size_t>(ASN1_STRING_length(value));
    const std::string text(reinterpret_cast<const char*>(data), size);
    if (kind == GEN_DNS) names.push_back("dns:" + text);
    if (kind == GEN_URI) names.push_back("uri:" + text);
    if (kind == GEN_IPADD) {
      char* address = nullptr;
      if (size == 4)
        names.push_back(absl::StrCat("ip:", data[0], ".", data[1], ".", data[2], ".", data[3]));
      if (size == 16 && (address = i2s_ASN1_OCTET_STRING(nullptr, value)) != nullptr) {
        std::string groups;  // "00:01:..." as pairs of bytes
        for (size_t at = 0; at < 16; at += 2)
          absl::StrAppend(&groups, at == 0 ? "" : ":", absl::Hex(data[at] * 256 + data[at + 1]));
        names.push_back("ip:" + groups);
        OPENSSL_free(address);
      }
    }
  }
  return names;
}

absl::Time ToTime(const ASN1_TIME* time) {
  tm parts{};
  ASN1_TIME_to_tm(time, &parts);
  return absl::FromTM(parts, absl::UTCTimeZone());
}

bool IsClientOnly(X509* certificate) {
  return (X509_get_extended_key_usage(certificate) & XKU_SSL_SERVER) == 0;
}

std::string TroubleOf(X509* certificate, X509* authority, int days, absl::Time now) {
  const absl::Time last = ToTime(X509_get0_notAfter(certificate));
  Key issuer_key(X509_get_pubkey(authority));
  if (X509_verify(certificate, issuer_key.get()) != 1) {
    ERR_clear_error();
    return "is not of this authority";
  }
  if (now >= last)
    return absl::StrCat("has expired on ", absl::FormatTime("%Y-%m-%d", last, absl::UTCTimeZone()));
  if (now < ToTime(X509_get0_notBefore(certificate))) return "is not valid yet";
  if (last - now <= absl::Hours(24) * days)
    return absl::StrCat("expires in ", absl::ToInt64Hours(last - now) / 24, " days");
  return "";
}

std::string TroubleOfFile(const std::string& path) {
  struct stat state{};
  if (stat(path.c_str(), &state) != 0) return absl::StrCat(path, " is not there");
  return (state.st_mode & 077) != 0 ? "can be read by others than its owner: chmod 600" : "";
}

absl::StatusOr<std::vector<std::string>> NamesIn(const std::string& folder) {
  std::vector<std::string> names;
  std::error_code error;
  for (const auto& entry : fs::directory_iterator(folder, error)) {
    const fs::path& path = entry.path();
    if (path.extension() == ".pem" && path.stem() != kAuthority) names.push_back(path.stem());
  }
  if (error) return absl::NotFoundError(absl::StrCat(folder, ": ", error.message()));
  std::sort(names.begin(), names.end());
  return names;
}

}  // namespace

absl::Status InitAuthority(const std::string& folder, const std::string& city, int days,
                           absl::Time now) {
  for (const std::string& path : {FileOf(folder, kAuthority), AuthorityKeyOf(folder)}) {
    if (fs::exists(path)) {
      return absl::AlreadyExistsError(absl::StrCat(
          path, " is there: with another authority everything it has signed is worth nothing"));
    }
  }
  std::error_code error;
  if (fs::create_directories(folder, error)) fs::permissions(folder, fs::perms::owner_all, error);
  if (error) return absl::UnavailableError(absl::StrCat(folder, ": ", error.message()));
  ZWK_ASSIGN_OR_RETURN(const Pair made, Begin(absl::StrCat("ZWK ", city), days, now));
  X509* certificate = made.certificate.get();
  X509_set_issuer_name(certificate, X509_get_subject_name(certificate));
  ZWK_RETURN_IF_ERROR(
      Add(certificate, certificate, NID_basic_constraints, "critical,CA:TRUE,pathlen:0"));
  ZWK_RETURN_IF_ERROR(Add(certificate, certificate, NID_key_usage, "critical,keyCertSign,cRLSign"));
  ZWK_RETURN_IF_ERROR(Add(certificate, certificate, NID_subject_key_identifier, "hash"));
  if (X509_sign(certificate, made.key.get(), EVP_sha256()) == 0) return Failed("sign");
  ZWK_ASSIGN_OR_RETURN(const std::string key, ToPem(made.key.get(), nullptr));
  ZWK_ASSIGN_OR_RETURN(const std::string pem, ToPem(nullptr, certificate));
  ZWK_RETURN_IF_ERROR(WriteFile(AuthorityKeyOf(folder), key, 0600));
  return WriteFile(FileOf(folder, kAuthority), pem, 0644);
}

absl::Status IssueCertificate(const std::string& folder, const CertificateWish& wish,
                              absl::Time now) {
  ZWK_RETURN_IF_ERROR(CheckName(wish.name));
  if (wish.days < 1) return absl::InvalidArgumentError("a certificate is good for a day at least");
  std::vector<std::string> names;
  if (!wish.client_only) names.push_back("DNS:" + wish.name);
  for (const std::string& each : wish.names) {
    ZWK_ASSIGN_OR_RETURN(std::string name, ToSubjectAltName(each));
    if (std::find(names.begin(), names.end(), name) == names.end())
      names.push_back(std::move(name));
  }
  if (names.empty())
    return absl::InvalidArgumentError(
        "a partner is known by a name, such as uri:zwk:partner:moorsum");
  ZWK_ASSIGN_OR_RETURN(const Pair authority, ReadAuthority(folder));
  X509* issuer = authority.certificate.get();
  if (ToTime(X509_get0_notAfter(issuer)) < now + absl::Hours(24) * wish.days)
    return absl::FailedPreconditionError("the authority expires before this certificate would");

  ZWK_ASSIGN_OR_RETURN(const Pair made, Begin(wish.name, wish.days, now));
  X509* certificate = made.certificate.get();
  X509_set_issuer_name(certificate, X509_get_subject_name(issuer));
  const std::pair<int, std::string> extensions[] = {
      {NID_basic_constraints, "critical,CA:FALSE"},
      {NID_key_usage, "critical,digitalSignature"},
      {NID_ext_key_usage, wish.client_only ? "clientAuth" : "serverAuth,clientAuth"},
      {NID_subject_alt_name, absl::StrJoin(names, ",")},
      {NID_subject_key_identifier, "hash"},
      {NID_authority_key_identifier, "keyid:always"}};
  for (const auto& [what, value] : extensions)
    ZWK_RETURN_IF_ERROR(Add(certificate, issuer, what, value));
  if (X509_sign(certificate, authority.key.get(), EVP_sha256()) == 0) return Failed("sign");
  ZWK_ASSIGN_OR_RETURN(const std::string pem, ToPem(made.key.get(), certificate));
  return WriteFile(FileOf(folder, wish.name), pem, 0600);
}

absl::StatusOr<std::vector<std::string>> RotateCertificates(const std::string& folder,
                                                            const std::vector<std::string>& names,
                                                            absl::Time now) {
  std::vector<std::string> all = names;
  if (all.empty()) {
    ZWK_ASSIGN_OR_RETURN(all, NamesIn(folder));
  }
  for (const std::string& name : all) {
    ZWK_RETURN_IF_ERROR(CheckName(name));
    ZWK_ASSIGN_OR_RETURN(const Certificate old, ReadCertificate(FileOf(folder, name)));
    const absl::Duration valid =
        ToTime(X509_get0_notAfter(old.get())) - ToTime(X509_get0_notBefore(old.get()));
    CertificateWish wish;
    wish.name = name;
    wish.names = NamesOf(old.get());
    wish.client_only = IsClientOnly(old.get());
    wish.days = static_cast<int>(absl::ToInt64Hours(valid) / 24);
    ZWK_RETURN_IF_ERROR(IssueCertificate(folder, wish, now));
  }
  return all;
}

absl::StatusOr<std::vector<CertificateState>> CheckCertificates(const std::string& folder, int days,
                                                                absl::Time now) {
  ZWK_ASSIGN_OR_RETURN(const Certificate authority, ReadCertificate(FileOf(folder, kAuthority)));
  std::vector<CertificateState> states;
  states.push_back({kAuthority,
                    {},
                    ToTime(X509_get0_notAfter(authority.get())),
                    TroubleOf(authority.get(), authority.get(), days, now)});
  if (states[0].trouble.empty() && fs::exists(AuthorityKeyOf(folder)))
    states[0].trouble = TroubleOfFile(AuthorityKeyOf(folder));
  ZWK_ASSIGN_OR_RETURN(const std::vector<std::string> names, NamesIn(folder));
  for (const std::string& name : names) {
    const std::string path = FileOf(folder, name);
    const auto certificate = ReadCertificate(path);
    if (!certificate.ok()) {
      states.push_back(
          {name, {}, absl::InfinitePast(), std::string(certificate.status().message())});
      continue;
    }
    CertificateState state{name, NamesOf(certificate->get()),
                           ToTime(X509_get0_notAfter(certificate->get())),
                           TroubleOf(certificate->get(), authority.get(), days, now)};
    const auto key = ReadKey(path);
    if (!key.ok()) {
      state.trouble = std::string(key.status().message());
    } else if (X509_check_private_key(certificate->get(), key->get()) != 1) {
      state.trouble = "its key is another one's";
    } else if (state.trouble.empty()) {
      state.trouble = TroubleOfFile(path);
    }
    ERR_clear_error();
    states.push_back(std::move(state));
  }
  return states;
}

}  // namespace zwk::ctl
