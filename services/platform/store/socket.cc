#include "platform/store/socket.h"

#include <fcntl.h>
#include <netdb.h>
#include <netinet/tcp.h>
#include <openssl/err.h>
#include <openssl/ssl.h>
#include <openssl/x509v3.h>
#include <poll.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstring>

#include "absl/strings/str_cat.h"
#include "absl/strings/strip.h"
#include "platform/base/status_macros.h"

namespace zwk::store {
namespace {

using std::chrono::milliseconds;

absl::Status Failed(absl::string_view why) { return absl::UnavailableError(why); }
absl::Status FailedBy(int error) { return Failed(std::strerror(error)); }

// The first word OpenSSL has to say, which is the cause.
absl::Status FailedTls(absl::string_view doing) {
  const unsigned long error = ERR_get_error();
  ERR_clear_error();
  const char* reason = error != 0 ? ERR_reason_error_string(error) : nullptr;
  return Failed(absl::StrCat(doing, ": ", reason != nullptr ? reason : "the other side went away"));
}

// Connects a descriptor that does not block, and makes it block.
absl::Status ConnectWithin(int descriptor, const sockaddr* to, socklen_t size,
                           milliseconds timeout) {
  if (connect(descriptor, to, size) != 0) {
    if (errno != EINPROGRESS && errno != EAGAIN) return FailedBy(errno);
    pollfd events{descriptor, POLLOUT, 0};
    if (poll(&events, 1, static_cast<int>(timeout.count())) != 1)
      return Failed("no connection in time");
    int error = 0;
    socklen_t length = sizeof(error);
    getsockopt(descriptor, SOL_SOCKET, SO_ERROR, &error, &length);
    if (error != 0) return FailedBy(error);
  }
  return absl::OkStatus();
}

void SetTimeouts(int descriptor, milliseconds timeout) {
  timeval value{};
  value.tv_sec = timeout.count() / 1000;
  value.tv_usec = (timeout.count() % 1000) * 1000;
  setsockopt(descriptor, SOL_SOCKET, SO_RCVTIMEO, &value, sizeof(value));
  setsockopt(descriptor, SOL_SOCKET, SO_SNDTIMEO, &value, sizeof(value));
}

}  // namespace

void Socket::Free::operator()(ssl_ctx_st* context) const { SSL_CTX_free(context); }
void Socket::Free::operator()(ssl_st* stream) const { SSL_free(stream); }

Socket::~Socket() { Close(); }

void Socket::Close() {
  stream_.reset();
  if (descriptor_ >= 0) close(descriptor_);
  descriptor_ = -1;
}

void Socket::Break() const { shutdown(descriptor_, SHUT_RDWR); }

absl::Status Socket::Connect(const Endpoint& to, milliseconds connect_timeout,
                             milliseconds io_timeout) {
  Close();
  absl::string_view rest = to.address;
  absl::Status status;
  std::string host;
  if (absl::ConsumePrefix(&rest, "unix:")) {
    status = ConnectUnix(std::string(rest), connect_timeout);
  } else {
    const size_t colon = std::min(rest.rfind(':'), rest.size());
    host = std::string(rest.substr(0, colon));
    if (host.size() > 2 && host.front() == '[') host = host.substr(1, host.size() - 2);
    const std::string port(rest.substr(std::min(colon + 1, rest.size())));
    status = ConnectTcp(host, port.empty() ? "6379" : port, connect_timeout);
  }
  if (status.ok()) {
    SetTimeouts(descriptor_, io_timeout);
    if (!to.tls_ca.empty()) status = Handshake(to, host);
  }
  if (!status.ok()) Close();
  return status;
}

absl::Status Socket::ConnectUnix(const std::string& path, milliseconds timeout) {
  sockaddr_un where{};
  where.sun_family = AF_UNIX;
  if (path.size() >= sizeof(where.sun_path)) return Failed("the path of the socket is too long");
  path.copy(where.sun_path, path.size());
  descriptor_ = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
  if (descriptor_ < 0) return FailedBy(errno);
  SetTimeouts(descriptor_, timeout);
  return connect(descriptor_, reinterpret_cast<sockaddr*>(&where), sizeof(where)) == 0
             ? absl::OkStatus()
             : FailedBy(errno);
}

absl::Status Socket::ConnectTcp(const std::string& host, const std::string& port,
                                milliseconds timeout) {
  addrinfo wanted{};
  wanted.ai_socktype = SOCK_STREAM;
  wanted.ai_flags = AI_NUMERICSERV;
  addrinfo* found = nullptr;
  if (const int error = getaddrinfo(host.c_str(), port.c_str(), &wanted, &found); error != 0)
    return Failed(gai_strerror(error));
  absl::Status status = Failed("no address");
  for (const addrinfo* each = found; each != nullptr; each = each->ai_next) {
    Close();
    descriptor_ = socket(each->ai_family, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
    if (descriptor_ < 0) continue;
    status = ConnectWithin(descriptor_, each->ai_addr, each->ai_addrlen, timeout);
    if (status.ok()) break;
  }
  freeaddrinfo(found);
  ZWK_RETURN_IF_ERROR(status);
  const int flags = fcntl(descriptor_, F_GETFL);
  fcntl(descriptor_, F_SETFL, flags & ~O_NONBLOCK);
  const int on = 1;
  setsockopt(descriptor_, IPPROTO_TCP, TCP_NODELAY, &on, sizeof(on));
  return absl::OkStatus();
}

absl::Status Socket::Handshake(const Endpoint& to, const std::string& host) {
  if (host.empty()) return Failed("TLS needs host:port");
  ERR_clear_error();
  const std::unique_ptr<SSL_CTX, Free> context(SSL_CTX_new(TLS_client_method()));
  SSL_CTX_set_min_proto_version(context.get(), TLS1_2_VERSION);
  SSL_CTX_set_verify(context.get(), SSL_VERIFY_PEER, nullptr);
  if (SSL_CTX_load_verify_locations(context.get(), to.tls_ca.c_str(), nullptr) != 1)
    return FailedTls(absl::StrCat("CA ", to.tls_ca));
  if (!to.tls_certificate.empty()) {
    if (SSL_CTX_use_certificate_chain_file(context.get(), to.tls_certificate.c_str()) != 1)
      return FailedTls(absl::StrCat("certificate ", to.tls_certificate));
    if (SSL_CTX_use_PrivateKey_file(context.get(), to.tls_key.c_str(), SSL_FILETYPE_PEM) != 1 ||
        SSL_CTX_check_private_key(context.get()) != 1)
      return FailedTls(absl::StrCat("key ", to.tls_key));
  }
  stream_.reset(SSL_new(context.get()));
  if (X509_VERIFY_PARAM_set1_ip_asc(SSL_get0_param(stream_.get()), host.c_str()) != 1) {
    ERR_clear_error();
    SSL_set1_host(stream_.get(), host.c_str());
    SSL_set_tlsext_host_name(stream_.get(), host.c_str());
  }
  SSL_set_fd(stream_.get(), descriptor_);
  if (SSL_connect(stream_.get()) == 1) return absl::OkStatus();
  if (const long verified = SSL_get_verify_result(stream_.get()); verified != X509_V_OK) {
    ERR_clear_error();
    return Failed(absl::StrCat("its certificate: ", X509_verify_cert_error_string(verified)));
  }
  return FailedTls("TLS");
}

absl::Status Socket::Send(absl::string_view bytes) {
  while (!bytes.empty()) {
    ssize_t count = 0;
    if (stream_ != nullptr) {
      ERR_clear_error();
      size_t written = 0;
      if (SSL_write_ex(stream_.get(), bytes.data(), bytes.size(), &written) != 1)
        return FailedTls("TLS");
      count = static_cast<ssize_t>(written);
    } else {
      count = send(descriptor_, bytes.data(), bytes.size(), MSG_NOSIGNAL);
      if (count < 0 && errno == EINTR) continue;
      if (count <= 0) return FailedBy(errno);
    }
    bytes.remove_prefix(static_cast<size_t>(count));
  }
  return absl::OkStatus();
}

absl::StatusOr<size_t> Socket::Receive(char* into, size_t most) {
  if (stream_ != nullptr) {
    ERR_clear_error();
    size_t read = 0;
    if (SSL_read_ex(stream_.get(), into, most, &read) == 1) return read;
    if (SSL_get_error(stream_.get(), 0) == SSL_ERROR_WANT_READ) return Failed("no reply in time");
    return FailedTls("TLS");
  }
  while (true) {
    const ssize_t count = recv(descriptor_, into, most, 0);
    if (count > 0) return static_cast<size_t>(count);
    if (count == 0) return Failed("it closed the connection");
    if (errno == EINTR) continue;
    return errno == EAGAIN ? Failed("no reply in time") : FailedBy(errno);
  }
}

}  // namespace zwk::store
