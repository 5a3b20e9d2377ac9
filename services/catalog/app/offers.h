#pragma once

#include <string>

#include "catalog/app/registers.h"

namespace zwk::catalog {

// What can be done with an offer.
class Offers {
 public:
  using Result = absl::StatusOr<Stored<Offer>>;

  Offers(OfferRepository& offers, Registers& registers, const Clock& clock)
      : offers_(offers), registers_(registers), clock_(clock) {}

  Task<Result> Get(Caller caller, std::string id);
  Task<Result> Create(Caller caller, std::string id, OfferContent content);
  Task<Result> Update(Caller caller, std::string id, OfferContent content, uint64_t expected);
  Task<Result> Publish(Caller caller, std::string id, uint64_t expected);
  Task<Result> Close(Caller caller, std::string id, uint64_t expected);
  Task<Result> Archive(Caller caller, std::string id, uint64_t expected);
  Task<Result> Assure(Caller caller, std::string id, std::string date, uint64_t expected);

  // Of an import: creates or replaces the content and, if asked, publishes what is not.
  Task<Result> Put(Caller caller, std::string id, OfferContent content, bool publish);

 private:
  OfferRepository& offers_;
  Registers& registers_;
  const Clock& clock_;
};

}  // namespace zwk::catalog
