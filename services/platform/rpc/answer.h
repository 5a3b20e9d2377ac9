#pragma once

#include <string>
#include <utility>

#include "platform/base/repository.h"
#include "platform/base/status_macros.h"
#include "platform/rpc/fields.h"

// The ways in which most RPCs answer. `part` is the field of the answer that shows the thing; State is
// an aggregate whose `state` is its message.
namespace zwk::rpc {

// The thing as it is answered: as it is kept, with its version as its etag.
template <class State>
auto Shown(const Stored<State>& stored) {
  auto message = stored.value.state;
  message.set_version(stored.version);
  return message;
}

// A change answers with the thing as it is then.
//
//   co_return co_await rpc::Answer(&v1::AddMemberResponse::mutable_board,
//                                  boards.Change(caller, id, version, std::move(decide)));
template <class Response, class M, class State>
Task<absl::StatusOr<Response>> Answer(M* (Response::*part)(),
                                      Task<absl::StatusOr<Stored<State>>> change) {
  ZWK_CO_ASSIGN_OR_RETURN(const Stored<State> stored, co_await std::move(change));
  Response answer;
  *(answer.*part)() = Shown(stored);
  co_return answer;
}

// `field` is the path of the id in the request.
template <class Response, class M, class State, class Event>
Task<absl::StatusOr<Response>> Get(M* (Response::*part)(), Repository<State, Event>& repository,
                                   Caller caller, std::string field, std::string id) {
  FieldErrors errors;
  CheckId(errors, field, id);
  ZWK_CO_RETURN_IF_ERROR(errors.ToStatus());
  co_return co_await Answer(part, repository.Load(std::move(caller), std::move(id)));
}

// A page of an index (IndexesOf), in its order; `request` has page_size and page_token.
template <class Response, class M, class State, class Event, class Request>
Task<absl::StatusOr<Response>> List(M* (Response::*add)(), Repository<State, Event>& repository,
                                    Caller caller, std::string index, Request request,
                                    std::string prefix = "") {
  ZWK_CO_ASSIGN_OR_RETURN(
      Page<State> page,
      co_await repository.List(std::move(caller), std::move(index), std::move(prefix),
                               request.page_size(), request.page_token()));
  Response answer;
  for (const Stored<State>& stored : page.items) *(answer.*add)() = Shown(stored);
  answer.set_next_page_token(std::move(page.next_page_token));
  co_return answer;
}

}  // namespace zwk::rpc
