#include "reporting/usage/usage_use.h"

#include <utility>

#include "platform/base/status_macros.h"
#include "reporting/base/protection.h"

namespace zwk::reporting {

Task<absl::StatusOr<UsageFacts>> TellUsage(UsageSource& source, Caller caller, size_t documents) {
  ZWK_CO_ASSIGN_OR_RETURN(UsageFacts facts, co_await source.Now(std::move(caller)));
  facts.figures.set_ballots(RoundVoters(facts.figures.ballots()));
  facts.figures.set_ballots_rounded_to(kVotersBase);
  facts.figures.set_documents(static_cast<int64_t>(documents));
  co_return facts;
}

}  // namespace zwk::reporting
