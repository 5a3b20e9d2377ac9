#include "catalog/synonym/synonyms_use.h"

#include <optional>

#include "catalog/base/checks.h"
#include "catalog/synonym/shipped_synonyms.h"

namespace zwk::catalog {
namespace {

std::optional<Synonyms> ShippedAs(const std::string& key) {
  for (const Synonyms& shipped : ShippedSynonyms()) {
    if (shipped.key == key) return shipped;
  }
  return std::nullopt;
}

}  // namespace

Task<Kept<Synonyms>> SynonymRegister::Define(Caller caller, Synonyms synonyms, uint64_t expected) {
  ZWK_CO_RETURN_IF_ERROR(Validate(synonyms));
  const std::string key = synonyms.key;
  SynonymRepository::Decide decide =
      [synonyms](const Record<Synonyms>& before) -> absl::StatusOr<Decision<Recorded<Synonyms>>> {
    return before.Replace(synonyms);
  };
  co_return co_await Keep(std::move(caller), key, expected, expected == 0, std::move(decide));
}

// What came with the product becomes an archived entry of the city: it does without it.
Task<Kept<Synonyms>> SynonymRegister::Archive(Caller caller, std::string key, uint64_t expected) {
  const std::optional<Synonyms> shipped = expected == 0 ? ShippedAs(key) : std::nullopt;
  SynonymRepository::Decide decide =
      [shipped](const Record<Synonyms>& before) -> absl::StatusOr<Decision<Recorded<Synonyms>>> {
    if (before.exists || !shipped) return before.Archive();
    Record<Synonyms> record;
    record.value = *shipped;
    return record.Archive();
  };
  co_return co_await Keep(std::move(caller), key, expected, shipped.has_value(), std::move(decide));
}

Task<Kept<Synonyms>> SynonymRegister::Keep(Caller caller, std::string key, uint64_t expected,
                                           bool may_be_new, SynonymRepository::Decide decide) {
  Task<Kept<Synonyms>> change = may_be_new
                                    ? repository_.Put(caller, key, std::move(decide))
                                    : repository_.Change(caller, key, expected, std::move(decide));
  const Kept<Synonyms> kept = co_await std::move(change);
  if (kept.ok()) changes_.Changed(caller.municipality);
  co_return kept;
}

}  // namespace zwk::catalog
