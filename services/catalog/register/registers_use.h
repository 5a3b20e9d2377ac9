#pragma once

#include <functional>
#include <string>

#include "absl/status/statusor.h"
#include "catalog/base/changes_port.h"
#include "catalog/register/registers_port.h"

namespace zwk::catalog {

// The content that an entry gets, made of the one it has. Pure: may be asked more than once.
template <class T>
using Rewrite = std::function<T(const T& before)>;

// Organizations, places, target groups and need types: what offers refer to.
//
// What an entry names is looked up before the decision and told with it, so that a repeated request
// is answered, not judged anew.
class Registers {
 public:
  Registers(RegisterRepositories repositories, ChangeListener& changes)
      : repositories_(repositories), changes_(changes) {}

  // Create: the id is new (or known with the same content). Update and Archive: it is there.
  Task<Kept<Organization>> Create(Caller caller, Organization organization);
  Task<Kept<Organization>> Update(Caller caller, std::string id, uint64_t expected,
                                  Rewrite<Organization> rewrite);
  Task<Kept<Place>> Create(Caller caller, Place place);
  Task<Kept<Place>> Update(Caller caller, std::string id, uint64_t expected,
                           Rewrite<Place> rewrite);
  // Natural keys: defining again replaces.
  Task<Kept<TargetGroup>> Define(Caller caller, TargetGroup group, uint64_t expected);
  Task<Kept<NeedType>> Define(Caller caller, NeedType need, uint64_t expected);

  template <class T>
  Task<Kept<T>> Archive(RecordRepository<T>& repository, Caller caller, std::string id,
                        uint64_t expected) {
    auto decide = [](const Record<T>& record) { return record.Archive(); };
    const Kept<T> kept = co_await repository.Change(caller, id, expected, std::move(decide));
    Tell(caller, kept.status());
    co_return kept;
  }

  // Of an import, which has checked everything against the whole file: creates or replaces.
  Task<Kept<Organization>> Put(Caller caller, Organization organization);
  Task<Kept<Place>> Put(Caller caller, Place place);

  RecordRepository<Organization>& organizations() { return repositories_.organizations; }
  RecordRepository<Place>& places() { return repositories_.places; }
  RecordRepository<TargetGroup>& groups() { return repositories_.groups; }
  RecordRepository<NeedType>& needs() { return repositories_.needs; }

 private:
  Task<absl::Status> CheckParents(Caller caller, Organization organization);
  Task<absl::Status> CheckGroups(Caller caller, NeedType need);

  void Tell(const Caller& caller, const absl::Status& outcome) {
    if (outcome.ok()) changes_.Changed(caller.municipality);
  }

  RegisterRepositories repositories_;
  ChangeListener& changes_;
};

// OK if there is an entry of this id that can be named, or if the id is empty; NOT_FOUND or
// FAILED_PRECONDITION with the field otherwise.
template <class T>
Task<absl::Status> CheckNamed(RecordRepository<T>& repository, Caller caller, std::string id,
                              std::string field) {
  if (id.empty()) co_return absl::OkStatus();
  const Kept<T> named = co_await repository.Load(std::move(caller), id);
  if (absl::IsNotFound(named.status())) co_return WithField(named.status(), field);
  if (!named.ok()) co_return named.status();
  if (named->value.value.archived) co_return WithField(RefuseArchived(Quoted(id)), field);
  co_return absl::OkStatus();
}

}  // namespace zwk::catalog
