#include "platform/rpc/tls.h"

#include <openssl/err.h>
#include <openssl/ssl.h>

#include <ctime>
#include <fstream>
#include <memory>

#include <grpcpp/security/tls_credentials_options.h>

#include "absl/strings/str_cat.h"
#include "platform/rpc/credentials.h"

namespace zwk::rpc {
namespace {

namespace tls = grpc::experimental;

constexpr unsigned kSecondsBetweenLooks = 1;

std::shared_ptr<tls::FileWatcherCertificateProvider> Watch(const TlsFiles& files) {
  return std::make_shared<tls::FileWatcherCertificateProvider>(files.key, files.certificate,
                                                               files.ca, kSecondsBetweenLooks);
}

absl::Status Wrong(const std::string& file, absl::string_view what) {
  ERR_clear_error();
  return absl::InvalidArgumentError(absl::StrCat(file, " ", what));
}

}  // namespace

absl::Status CheckTlsFiles(const TlsFiles& files) {
  if (files.certificate.empty() && files.key.empty() && files.ca.empty()) return absl::OkStatus();
  if (files.certificate.empty() || files.key.empty() || files.ca.empty())
    return absl::InvalidArgumentError("TLS wants a certificate, its key and a CA");
  for (const std::string* file : {&files.certificate, &files.key, &files.ca}) {
    if (!std::ifstream(*file)) return Wrong(*file, "cannot be read");
  }
  const std::unique_ptr<SSL_CTX, decltype(&SSL_CTX_free)> context(SSL_CTX_new(TLS_method()),
                                                                  SSL_CTX_free);
  if (SSL_CTX_load_verify_locations(context.get(), files.ca.c_str(), nullptr) != 1)
    return Wrong(files.ca, "holds no certificate of a CA");
  if (SSL_CTX_use_certificate_chain_file(context.get(), files.certificate.c_str()) != 1)
    return Wrong(files.certificate, "holds no certificate");
  if (X509_cmp_current_time(X509_get0_notAfter(SSL_CTX_get0_certificate(context.get()))) < 0)
    return Wrong(files.certificate, "has expired");
  if (SSL_CTX_use_PrivateKey_file(context.get(), files.key.c_str(), SSL_FILETYPE_PEM) != 1 ||
      SSL_CTX_check_private_key(context.get()) != 1)
    return Wrong(files.key, absl::StrCat("does not hold the key of ", files.certificate));
  return absl::OkStatus();
}

std::shared_ptr<grpc::ServerCredentials> ServerCredentialsOf(const TlsFiles& files) {
  if (!files.given()) return grpc::InsecureServerCredentials();
  tls::TlsServerCredentialsOptions options(Watch(files));
  options.watch_root_certs();
  options.watch_identity_key_cert_pairs();
  options.set_cert_request_type(GRPC_SSL_REQUEST_AND_REQUIRE_CLIENT_CERTIFICATE_AND_VERIFY);
  return tls::TlsServerCredentials(options);
}

std::shared_ptr<grpc::ChannelCredentials> ChannelCredentialsOf(const TlsFiles& files) {
  if (!files.given()) return grpc::InsecureChannelCredentials();
  tls::TlsChannelCredentialsOptions options;
  options.set_certificate_provider(Watch(files));
  options.watch_root_certs();
  options.watch_identity_key_cert_pairs();
  return tls::TlsCredentials(options);
}

}  // namespace zwk::rpc
