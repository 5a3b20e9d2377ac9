// How the `_api` files of a service register their methods. Nothing of gRPC is seen here: handlers are
// coroutines over messages, and the server (server.cc) carries them.
#pragma once

#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <utility>

#include <google/protobuf/message.h>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "platform/base/caller.h"
#include "platform/base/task.h"

namespace zwk::rpc {

using google::protobuf::Message;
using zwk::Caller;
class UploadSpace;

// The answering end of a server stream, as the server sees it; handlers use Writer<T>.
class MessageSink {
 public:
  virtual ~MessageSink() = default;
  virtual Task<bool> Write(const Message& message) = 0;
};

// The asking end of a client stream, as the server sees it; handlers use Reader<T>.
class MessageSource {
 public:
  virtual ~MessageSource() = default;
  // False at the end of the stream, and when the stream broke: then status() says why.
  virtual Task<bool> Read(Message& into) = 0;
  virtual absl::Status status() const = 0;
  virtual const Caller& caller() const = 0;
  // Where a file that is sent waits for its end; nullptr: in memory, without bounds.
  virtual UploadSpace* upload_space() { return nullptr; }
};

// Writes the items of a server stream. One Write at a time; it resumes when the item has passed
// flow control, so a slow client slows its own stream down and nothing else.
template <class Response>
class Writer {
 public:
  explicit Writer(MessageSink& sink) : sink_(sink) {}

  // False once nobody listens any more (gone, cancelled, past the deadline, the server drains):
  // stop then.
  Task<bool> Write(const Response& message) { return sink_.Write(message); }

 private:
  MessageSink& sink_;
};

// Reads the items of a client stream. One Read at a time.
template <class Request>
class Reader {
 public:
  explicit Reader(MessageSource& source) : source_(source) {}

  // nullopt at the end of the stream, also when the stream broke: look at status() before acting on
  // the end.
  Task<std::optional<Request>> Read() { return ReadFrom(source_); }

  // OK while the stream is whole; CANCELLED, INVALID_ARGUMENT (malformed item)... when it broke.
  absl::Status status() const { return source_.status(); }

  // As given to the handler; after the first Read also with the request key, taken from the first
  // message's request_id and its bytes. Pass this one on.
  const Caller& caller() const { return source_.caller(); }

  UploadSpace* upload_space() const { return source_.upload_space(); }

 private:
  static Task<std::optional<Request>> ReadFrom(MessageSource& source) {
    Request message;
    const bool more = co_await source.Read(message);
    if (!more) co_return std::nullopt;
    co_return std::move(message);
  }

  MessageSource& source_;
};

// One method without its types: the server calls exactly one of the three functions, by `kind`.
struct Method {
  enum class Kind { kUnary, kServerStream, kClientStream };
  std::string name;
  Kind kind = Kind::kUnary;
  const Message* request = nullptr;  // default instances, to make new ones from
  const Message* response = nullptr;
  std::function<Task<absl::Status>(Caller, const Message& request, Message& response)> unary;
  std::function<Task<absl::Status>(Caller, const Message& request, MessageSink& sink)>
      server_stream;
  std::function<Task<absl::Status>(Caller, MessageSource& source, Message& response)> client_stream;
};

// Whose token it is that a participant has brought (Caller::participant_token), for this request; UNAUTHENTICATED where
// it is none that is good, NOT_FOUND where the request is about something that it does not open.
using ProveParticipant =
    std::function<Task<absl::StatusOr<Caller>>(Caller, const Message& request)>;

// The method behind a proof of whoever brings such a token. Without a proof none is taken. `prove` outlives the method.
Method Proving(Method method, const ProveParticipant& prove);

// The methods of one service. Request and response stay alive until the handler's task has ended.
//
//   auto methods = server.Service("zwk.participation.v1.BoardService");
//   auto api = std::make_shared<BoardApi>(BoardApi{boards});
//   methods.Unary("CreateBoard", api, &BoardApi::Create);
class ServiceMethods {
 public:
  using Add = std::function<void(Method)>;
  explicit ServiceMethods(Add add) : add_(std::move(add)) {}

  // Task<absl::StatusOr<Response>> (Caller, const Request&)
  template <class Request, class Response>
  using UnaryHandler = std::function<Task<absl::StatusOr<Response>>(Caller, const Request&)>;
  // Task<absl::Status> (Caller, const Request&, Writer<Response>&)
  template <class Request, class Response>
  using ServerStreamHandler =
      std::function<Task<absl::Status>(Caller, const Request&, Writer<Response>&)>;
  // Task<absl::StatusOr<Response>> (Caller, Reader<Request>&)
  template <class Request, class Response>
  using ClientStreamHandler =
      std::function<Task<absl::StatusOr<Response>>(Caller, Reader<Request>&)>;

  template <class Request, class Response>
  void Unary(std::string name, UnaryHandler<Request, Response> handler) {
    Method method = Describe<Request, Response>(std::move(name), Method::Kind::kUnary);
    auto shared = std::make_shared<const UnaryHandler<Request, Response>>(std::move(handler));
    method.unary = [shared](Caller caller, const Message& request, Message& response) {
      return AnswerUnary<Request, Response>(*shared, std::move(caller), request, response);
    };
    add_(std::move(method));
  }
  // `api` is a pointer to the Api, or a std::shared_ptr that the handlers then share.
  template <class Pointer, class Api, class Request, class Response>
  void Unary(std::string name, Pointer api,
             Task<absl::StatusOr<Response>> (Api::*handler)(Caller, const Request&)) {
    Unary<Request, Response>(std::move(name),
                             [api, handler](Caller caller, const Request& request) {
                               return ((*api).*handler)(std::move(caller), request);
                             });
  }

  template <class Request, class Response>
  void ServerStream(std::string name, ServerStreamHandler<Request, Response> handler) {
    Method method = Describe<Request, Response>(std::move(name), Method::Kind::kServerStream);
    auto shared =
        std::make_shared<const ServerStreamHandler<Request, Response>>(std::move(handler));
    method.server_stream = [shared](Caller caller, const Message& request, MessageSink& sink) {
      return AnswerServerStream<Request, Response>(*shared, std::move(caller), request, sink);
    };
    add_(std::move(method));
  }
  template <class Pointer, class Api, class Request, class Response>
  void ServerStream(std::string name, Pointer api,
                    Task<absl::Status> (Api::*handler)(Caller, const Request&, Writer<Response>&)) {
    ServerStream<Request, Response>(
        std::move(name),
        [api, handler](Caller caller, const Request& request, Writer<Response>& writer) {
          return ((*api).*handler)(std::move(caller), request, writer);
        });
  }

  template <class Request, class Response>
  void ClientStream(std::string name, ClientStreamHandler<Request, Response> handler) {
    Method method = Describe<Request, Response>(std::move(name), Method::Kind::kClientStream);
    auto shared =
        std::make_shared<const ClientStreamHandler<Request, Response>>(std::move(handler));
    method.client_stream = [shared](Caller caller, MessageSource& source, Message& response) {
      return AnswerClientStream<Request, Response>(*shared, std::move(caller), source, response);
    };
    add_(std::move(method));
  }
  template <class Pointer, class Api, class Request, class Response>
  void ClientStream(std::string name, Pointer api,
                    Task<absl::StatusOr<Response>> (Api::*handler)(Caller, Reader<Request>&)) {
    ClientStream<Request, Response>(std::move(name),
                                    [api, handler](Caller caller, Reader<Request>& reader) {
                                      return ((*api).*handler)(std::move(caller), reader);
                                    });
  }

 private:
  template <class Request, class Response>
  static Method Describe(std::string name, Method::Kind kind) {
    Method method;
    method.name = std::move(name);
    method.kind = kind;
    method.request = &Request::default_instance();
    method.response = &Response::default_instance();
    return method;
  }

  template <class Request, class Response>
  static Task<absl::Status> AnswerUnary(const UnaryHandler<Request, Response>& handler,
                                        Caller caller, const Message& request, Message& response) {
    absl::StatusOr<Response> answer =
        co_await handler(std::move(caller), static_cast<const Request&>(request));
    if (!answer.ok()) co_return answer.status();
    static_cast<Response&>(response) = *std::move(answer);
    co_return absl::OkStatus();
  }

  template <class Request, class Response>
  static Task<absl::Status> AnswerServerStream(
      const ServerStreamHandler<Request, Response>& handler, Caller caller, const Message& request,
      MessageSink& sink) {
    Writer<Response> writer(sink);
    co_return co_await handler(std::move(caller), static_cast<const Request&>(request), writer);
  }

  template <class Request, class Response>
  static Task<absl::Status> AnswerClientStream(
      const ClientStreamHandler<Request, Response>& handler, Caller caller, MessageSource& source,
      Message& response) {
    Reader<Request> reader(source);
    absl::StatusOr<Response> answer = co_await handler(std::move(caller), reader);
    if (!answer.ok()) co_return answer.status();
    static_cast<Response&>(response) = *std::move(answer);
    co_return absl::OkStatus();
  }

  Add add_;
};

}  // namespace zwk::rpc
