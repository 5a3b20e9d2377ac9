#pragma once

#include <algorithm>
#include <string>
#include <utility>

#include <google/protobuf/field_mask.pb.h>

#include "absl/strings/match.h"
#include "catalog/base/record.h"
#include "platform/base/errors.h"
#include "platform/base/status_macros.h"
#include "platform/rpc/fields.h"
#include "platform/rpc/service.h"
#include "platform/rpc/update_mask.h"

// The ways in which the RPCs of registers answer.
namespace zwk::catalog {

// As it is kept, with its version as its etag.
template <class T>
auto Shown(const Stored<Record<T>>& stored) {
  auto message = ToProto(stored.value.value);
  message.set_version(stored.version);
  return message;
}

// A change answers with the entry as it is then; `part` is the field of the answer that shows it.
template <class Response, class M, class T>
Task<absl::StatusOr<Response>> AnswerRecord(M* (Response::*part)(), Task<Kept<T>> change) {
  ZWK_CO_ASSIGN_OR_RETURN(const Stored<Record<T>> stored, co_await std::move(change));
  Response response;
  *(response.*part)() = Shown(stored);
  co_return std::move(response);
}

// An RPC that changes or reads one entry: `ask` is called with caller and request.
//
//   ServeEntry<v1::DefineNeedTypeRequest>(methods, "DefineNeedType",
//                                         &v1::DefineNeedTypeResponse::mutable_need_type, ask);
template <class Request, class Response, class M, class Ask>
void ServeEntry(rpc::ServiceMethods& methods, std::string name, M* (Response::*part)(), Ask ask) {
  methods.Unary<Request, Response>(
      std::move(name), [part, ask = std::move(ask)](Caller caller, const Request& request) {
        return AnswerRecord(part, ask(std::move(caller), request));
      });
}

// What names an entry in requests: the field, what it says, and what may stand there (CheckKey,
// rpc::CheckId).
template <class Request>
struct EntryName {
  using Check = absl::Status (*)(absl::string_view, const std::string&);
  absl::string_view field;
  const std::string& (Request::*of)() const;
  Check check;
};

template <class T, class Request, class Ask>
Task<Kept<T>> AskNamed(EntryName<Request> name, Ask ask, Caller caller, const Request& request) {
  std::string id = (request.*name.of)();
  ZWK_CO_RETURN_IF_ERROR(name.check(name.field, id));
  Task<Kept<T>> asked = ask(std::move(caller), std::move(id));
  co_return co_await std::move(asked);
}

template <class Request, class Response, class M, class T>
void ServeGet(rpc::ServiceMethods& methods, std::string method, EntryName<Request> name,
              M* (Response::*part)(), RecordRepository<T>& repository) {
  ServeEntry<Request>(methods, std::move(method), part,
                      [name, &repository](Caller caller, const Request& request) {
                        const auto load = [&repository](Caller who, std::string id) {
                          return repository.Load(std::move(who), std::move(id));
                        };
                        return AskNamed<T>(name, load, std::move(caller), request);
                      });
}

// `archive` is called with caller, id and expected version.
template <class T, class Request, class Response, class M, class Archive>
void ServeArchive(rpc::ServiceMethods& methods, std::string method, EntryName<Request> name,
                  M* (Response::*part)(), Archive archive) {
  ServeEntry<Request>(methods, std::move(method), part,
                      [name, archive](Caller caller, const Request& request) {
                        const auto ask = [archive, expected = request.expected_version()](
                                             Caller who, std::string id) {
                          return archive(std::move(who), std::move(id), expected);
                        };
                        return AskNamed<T>(name, ask, std::move(caller), request);
                      });
}

// A page of a register, by id.
template <class Response, class M, class T, class Request>
Task<absl::StatusOr<Response>> ListRecords(M* (Response::*add)(), RecordRepository<T>& repository,
                                           Caller caller, std::string index, Request request) {
  FieldErrors errors;
  const int size = rpc::PageSize(errors, request.page_size());
  ZWK_CO_RETURN_IF_ERROR(errors.ToStatus());
  ZWK_CO_ASSIGN_OR_RETURN(const Page<Record<T>> page,
                          co_await repository.List(std::move(caller), std::move(index), "", size,
                                                   request.page_token()));
  Response response;
  for (const Stored<Record<T>>& item : page.items) *(response.*add)() = Shown(item);
  response.set_next_page_token(page.next_page_token);
  co_return std::move(response);
}

template <class Request, class Response, class M, class T>
void ServeList(rpc::ServiceMethods& methods, std::string method, M* (Response::*add)(),
               RecordRepository<T>& repository, std::string index) {
  methods.Unary<Request, Response>(std::move(method), [add, &repository, index = std::move(index)](
                                                          Caller caller, const Request& request) {
    return ListRecords(add, repository, std::move(caller), index, request);
  });
}

// What can be refused of an update before the thing is loaded, all in one answer: its id, its mask, and
// what is wrong with what it writes. `take` says of a message what is wrong with it.
template <class M, class Take>
absl::Status CheckUpdate(const std::string& id_field, const std::string& id,
                         const google::protobuf::FieldMask& mask, const M& update, Take take) {
  FieldErrors errors, content;
  rpc::CheckId(errors, id_field, id);
  rpc::CheckUpdateMask(errors, mask, *M::descriptor());
  const bool good_mask = errors.empty() || mask.paths().empty();
  take(content, good_mask ? rpc::Updated(M(), update, mask) : update);
  const std::string part = id_field.substr(0, id_field.find('.') + 1);
  const absl::Status faults = content.ToStatus();
  for (const FieldViolation& one : FieldViolationsOf(faults)) {
    const auto names = [&](const std::string& path) {
      return absl::StartsWith(one.field, part + path);
    };
    const bool written =
        mask.paths().empty() || std::any_of(mask.paths().begin(), mask.paths().end(), names);
    if (written && one.field != id_field) errors.Add(one.field, one.code, one.description);
  }
  errors.AddFurther(FurtherViolationsOf(faults));
  return errors.ToStatus();
}

// The same of an entry of a register.
template <class M, class T>
absl::Status CheckUpdate(const std::string& id_field, const std::string& id,
                         const google::protobuf::FieldMask& mask, const M& update,
                         T (*from_proto)(const M&)) {
  const auto take = [from_proto](FieldErrors& errors, const M& message) {
    T value = from_proto(message);
    Take(errors, value);
  };
  return CheckUpdate(id_field, id, mask, update, take);
}

}  // namespace zwk::catalog
