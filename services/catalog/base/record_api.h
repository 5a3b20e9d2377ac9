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

// What can be refused of an update before the thing is loaded: its id and its mask. Where these are
// wrong, also what is wrong with the content that would be written, so that one answer tells all.
template <class T>
absl::Status CheckUpdate(const std::string& id_field, const std::string& id,
                         const google::protobuf::FieldMask& mask,
                         const google::protobuf::Descriptor& type, T content) {
  FieldErrors errors;
  rpc::CheckId(errors, id_field, id);
  rpc::CheckUpdateMask(errors, mask, type);
  if (errors.empty()) return absl::OkStatus();
  const std::string part = id_field.substr(0, id_field.find('.') + 1);
  for (const FieldViolation& one : FieldViolationsOf(Validate(content))) {
    const auto names = [&](const std::string& path) {
      return absl::StartsWith(one.field, part + path);
    };
    const bool written =
        mask.paths().empty() || std::any_of(mask.paths().begin(), mask.paths().end(), names);
    if (written && one.field != id_field) errors.Add(one.field, one.code, one.description);
  }
  return errors.Refuse();
}

}  // namespace zwk::catalog
