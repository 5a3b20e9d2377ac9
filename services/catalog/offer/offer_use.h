#pragma once

#include <functional>
#include <set>
#include <string>

#include "catalog/offer/offer_port.h"
#include "catalog/offer/wanted_offer.h"
#include "catalog/register/registers_use.h"
#include "platform/base/pool.h"

namespace zwk::catalog {

// What takes more than a little work goes on in the pool, so that nobody else waits for it.
// RESOURCE_EXHAUSTED: too much waits there.
Task<absl::Status> EnterFor(int64_t steps, Pool& pool);

// What can be done with an offer.
class Offers {
 public:
  using Result = absl::StatusOr<Stored<Offer>>;
  // The content that an offer gets, made of the offer as it is. Pure: may be asked more than once.
  using Rewrite = std::function<OfferContent(const Offer& before)>;

  Offers(OfferRepository& offers, Registers& registers, ChangeListener& changes, Pool& pool,
         const Clock& clock)
      : offers_(offers), registers_(registers), changes_(changes), pool_(pool), clock_(clock) {}

  Task<Result> Get(Caller caller, std::string id);
  // Those places of the content that are confidential, by id.
  Task<absl::StatusOr<std::set<std::string>>> ConfidentialPlaces(Caller caller,
                                                                 OfferContent content);
  Task<Result> Create(Caller caller, std::string id, OfferContent content);
  Task<Result> Update(Caller caller, std::string id, uint64_t expected, Rewrite rewrite);
  Task<Result> Publish(Caller caller, std::string id, uint64_t expected);
  Task<Result> Close(Caller caller, std::string id, uint64_t expected);
  Task<Result> Archive(Caller caller, std::string id, uint64_t expected);
  Task<Result> Assure(Caller caller, std::string id, std::string date, uint64_t expected);

  // Of an import, which has checked everything against the whole file.
  Task<Result> Put(Caller caller, WantedOffer wanted);

 private:
  // OK if all that the content names can be named; all that cannot otherwise, with their fields, under
  // the code and reason of the first.
  Task<absl::Status> CheckNames(Caller caller, OfferContent content);
  Task<Result> Change(Caller caller, std::string id, uint64_t expected,
                      OfferRepository::Decide decide);

  OfferRepository& offers_;
  Registers& registers_;
  ChangeListener& changes_;
  Pool& pool_;
  const Clock& clock_;
};

}  // namespace zwk::catalog
