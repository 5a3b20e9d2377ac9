#include "platform/store/connection.h"

#include <hiredis/hiredis.h>
#include <poll.h>
#include <sys/eventfd.h>
#include <unistd.h>

#include <charconv>
#include <cstdlib>
#include <fstream>
#include <iterator>

#include "absl/strings/cord.h"
#include "absl/strings/match.h"
#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "platform/base/loopback.h"

namespace zwk::store {
namespace {

constexpr size_t kKeptBytes = 1 << 20;  // of the memory of a buffer that was sent
constexpr size_t kReadBytes = 16 << 10;
constexpr char kTrouble[] = "zwk/trouble";

}  // namespace

Reply::Reply(redisReply* reply) : owner_(reply), reply_(reply) {}

void Reply::Free::operator()(redisReply* reply) const { freeReplyObject(reply); }

bool Reply::is_nil() const { return reply_ == nullptr || reply_->type == REDIS_REPLY_NIL; }
bool Reply::is_error() const { return reply_ != nullptr && reply_->type == REDIS_REPLY_ERROR; }
bool Reply::is_array() const { return reply_ != nullptr && reply_->type == REDIS_REPLY_ARRAY; }

int64_t Reply::integer() const {
  if (reply_ == nullptr) return 0;
  if (reply_->type == REDIS_REPLY_INTEGER) return reply_->integer;
  int64_t value = 0;
  return absl::SimpleAtoi(text(), &value) ? value : 0;
}

absl::string_view Reply::text() const {
  if (reply_ == nullptr) return "";
  switch (reply_->type) {
    case REDIS_REPLY_STRING:
    case REDIS_REPLY_STATUS:
    case REDIS_REPLY_ERROR:
      return absl::string_view(reply_->str, static_cast<size_t>(reply_->len));
    default:
      return "";
  }
}

size_t Reply::size() const { return is_array() ? reply_->elements : 0; }

Reply Reply::operator[](size_t i) const {
  Reply item;
  if (i < size()) item.reply_ = reply_->element[i];
  return item;
}

Command::Command(const Arguments& arguments) {
  for (const std::string& argument : arguments) Add(argument);
}

Command::Command(std::initializer_list<absl::string_view> arguments) {
  for (const absl::string_view argument : arguments) Add(argument);
}

void Command::AddJoined(std::initializer_list<absl::string_view> parts) {
  size_t size = 0;
  for (const absl::string_view part : parts) size += part.size();
  char head[24] = {'$'};
  char* end = std::to_chars(head + 1, std::end(head), size).ptr;
  *end++ = '\r';
  *end++ = '\n';
  body_.append(head, end);
  for (const absl::string_view part : parts) body_.append(part.data(), part.size());
  body_.append("\r\n", 2);
  ++count_;
}

Signal::Signal() : event_(eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK)) {
  if (event_ < 0) std::abort();
}
Signal::~Signal() { close(event_); }

void Signal::Set() const { eventfd_write(event_, 1); }

void Signal::Wait(int descriptor, std::chrono::milliseconds limit) const {
  pollfd events[] = {{event_, POLLIN, 0}, {descriptor, POLLIN, 0}};
  poll(events, 2, static_cast<int>(limit.count()));
  eventfd_t count = 0;
  if (events[0].revents != 0) eventfd_read(event_, &count);
}

absl::Status CheckTransport(const Endpoint& endpoint) {
  if (!endpoint.tls_ca.empty() || IsLoopback(endpoint.address)) return absl::OkStatus();
  return absl::FailedPreconditionError(
      absl::StrCat("Redis at ", endpoint.address,
                   " is not on this machine: the CA of its certificate is wanted, for TLS"));
}

absl::Status WithTrouble(absl::Status status, absl::string_view trouble) {
  status.SetPayload(kTrouble, absl::Cord(trouble));
  return status;
}

std::string TroubleOf(const absl::Status& status) {
  const auto trouble = status.GetPayload(kTrouble);
  return trouble ? std::string(*trouble) : "";
}

void Connection::FreeReader::operator()(redisReader* reader) const { redisReaderFree(reader); }

Connection::~Connection() { Close(); }

void Connection::Close() {
  socket_.Close();
  reader_.reset();
  out_.clear();
}

absl::Status Connection::Lost(absl::string_view why) {
  Close();
  return WithTrouble(absl::UnavailableError("the store is not reachable"),
                     absl::StrCat("redis at ", endpoint_.address, ": ", why));
}

absl::Status Connection::Connect(std::chrono::milliseconds connect_timeout,
                                 std::chrono::milliseconds io_timeout) {
  Close();
  if (const absl::Status allowed = CheckTransport(endpoint_); !allowed.ok()) {
    return Lost(allowed.message());
  }
  if (const absl::Status opened = socket_.Connect(endpoint_, connect_timeout, io_timeout);
      !opened.ok()) {
    return Lost(opened.message());
  }
  reader_.reset(redisReaderCreate());
  return LogIn();
}

absl::Status Connection::LogIn() {
  Command command({"PING"});
  if (!endpoint_.password_file.empty()) {
    std::ifstream file(endpoint_.password_file);
    std::string password;
    if (!std::getline(file, password) || password.empty())
      return Lost(absl::StrCat("there is no password in ", endpoint_.password_file));
    command = Command({"AUTH", endpoint_.user.empty() ? "default" : endpoint_.user, password});
  } else if (endpoint_.tls_ca.empty()) {
    return absl::OkStatus();
  }
  // By TLS also where nobody asks who we are: the server's tickets come before the reply, and what
  // can be read without being awaited would look like the end (StillThere).
  const absl::StatusOr<Reply> reply = Call(command);
  if (!reply.ok()) return reply.status();
  if (!reply->is_error() || absl::StartsWith(reply->text(), "LOADING")) return absl::OkStatus();
  return Lost(absl::StrCat("user '", endpoint_.user.empty() ? "default" : endpoint_.user,
                           "': ", reply->text()));
}

bool Connection::StillThere() const {
  if (!connected()) return false;
  pollfd events{descriptor(), POLLIN, 0};
  // Nothing is awaited, so anything to read is the end.
  return poll(&events, 1, 0) == 0;
}

void Connection::Append(const Command& command) {
  if (connected()) absl::StrAppend(&out_, "*", command.count(), "\r\n", command.body());
}

void Connection::Flush() {
  if (connected() && !socket_.Send(out_).ok()) socket_.Break();  // the next Read sees the end
  out_.clear();
  if (out_.capacity() > kKeptBytes) out_.shrink_to_fit();
}

absl::StatusOr<Reply> Connection::Read() {
  if (!out_.empty()) Flush();
  if (!connected()) return Lost("no connection");
  while (true) {
    void* reply = nullptr;
    if (redisReaderGetReply(reader_.get(), &reply) != REDIS_OK) return Lost(reader_->errstr);
    if (reply != nullptr) return Reply(static_cast<redisReply*>(reply));
    char bytes[kReadBytes];
    const absl::StatusOr<size_t> count = socket_.Receive(bytes, sizeof(bytes));
    if (!count.ok()) return Lost(count.status().message());
    redisReaderFeed(reader_.get(), bytes, *count);
  }
}

absl::StatusOr<Reply> Connection::Call(const Command& command) {
  Append(command);
  return Read();
}

}  // namespace zwk::store
