#include "platform/store/connection.h"

#include <hiredis/hiredis.h>
#include <poll.h>
#include <sys/eventfd.h>
#include <sys/socket.h>
#include <unistd.h>

#include <cerrno>
#include <charconv>
#include <cstdlib>
#include <iterator>

#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/strip.h"

namespace zwk::store {
namespace {

constexpr size_t kKeptBytes = 1 << 20;  // of the memory of a buffer that was sent

timeval ToTimeval(std::chrono::milliseconds duration) {
  timeval value{};
  value.tv_sec = duration.count() / 1000;
  value.tv_usec = (duration.count() % 1000) * 1000;
  return value;
}

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

Connection::~Connection() { Close(); }

void Connection::Close() {
  if (context_ != nullptr) redisFree(context_);
  context_ = nullptr;
  out_.clear();
}

absl::Status Connection::Lost() {
  absl::Status status = absl::UnavailableError(absl::StrCat(
      "redis at ", address_, ": ", context_ != nullptr ? context_->errstr : "no connection"));
  Close();
  return status;
}

absl::Status Connection::Connect(std::chrono::milliseconds connect_timeout,
                                 std::chrono::milliseconds io_timeout) {
  Close();
  absl::string_view rest = address_;
  if (absl::ConsumePrefix(&rest, "unix:")) {
    context_ = redisConnectUnixWithTimeout(std::string(rest).c_str(), ToTimeval(connect_timeout));
  } else {
    const size_t colon = rest.rfind(':');
    int port = 6379;
    if (colon != absl::string_view::npos && !absl::SimpleAtoi(rest.substr(colon + 1), &port)) {
      return absl::InvalidArgumentError(absl::StrCat("no address of a redis: '", address_, "'"));
    }
    context_ = redisConnectWithTimeout(std::string(rest.substr(0, colon)).c_str(), port,
                                       ToTimeval(connect_timeout));
  }
  if (context_ == nullptr || context_->err != 0) return Lost();
  if (redisSetTimeout(context_, ToTimeval(io_timeout)) != REDIS_OK) return Lost();
  return absl::OkStatus();
}

int Connection::descriptor() const { return context_ != nullptr ? context_->fd : -1; }

bool Connection::StillThere() const {
  if (context_ == nullptr) return false;
  pollfd events{context_->fd, POLLIN, 0};
  // Nothing is awaited, so anything to read is the end.
  return poll(&events, 1, 0) == 0;
}

void Connection::Append(const Command& command) {
  if (context_ != nullptr) absl::StrAppend(&out_, "*", command.count(), "\r\n", command.body());
}

// Not by hiredis, which lets go of its buffer after each flush.
void Connection::Flush() {
  for (size_t sent = 0; context_ != nullptr && sent < out_.size();) {
    const ssize_t count = send(context_->fd, out_.data() + sent, out_.size() - sent, MSG_NOSIGNAL);
    if (count < 0 && errno == EINTR) continue;
    if (count <= 0) {
      shutdown(context_->fd, SHUT_RDWR);  // the next Read sees the end
      break;
    }
    sent += static_cast<size_t>(count);
  }
  out_.clear();
  if (out_.capacity() > kKeptBytes) out_.shrink_to_fit();
}

absl::StatusOr<Reply> Connection::Read() {
  if (!out_.empty()) Flush();
  if (context_ == nullptr) return Lost();
  void* reply = nullptr;
  if (redisGetReply(context_, &reply) != REDIS_OK || reply == nullptr) return Lost();
  return Reply(static_cast<redisReply*>(reply));
}

absl::StatusOr<Reply> Connection::Call(const Command& command) {
  Append(command);
  return Read();
}

}  // namespace zwk::store
