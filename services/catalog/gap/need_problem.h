#pragma once

#include <string>

#include "catalog/forecast/population.h"
#include "catalog/gap/gap.h"
#include "catalog/search/snapshot.h"

namespace zwk::catalog {

// Who is forecast, set against what is offered, for one need. Published offers that answer the need
// and open supply points of its kinds count; where a place is confidential its reach is the whole
// municipality, so that no figure tells where it is. Hours that nobody stated count as those the
// need asks for. The zones are those of the snapshot, which must outlive the problem.
NeedProblem ProblemOf(const Snapshot& snapshot, const NeedType& need,
                      const PeopleByNeighborhood& people, const std::string& today);

}  // namespace zwk::catalog
