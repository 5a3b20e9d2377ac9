// One generation of a view as a whole: which is live, what is in it, how it goes away.
#pragma once

#include <cstddef>
#include <functional>
#include <string>
#include <utility>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "platform/store/store.h"
#include "platform/stream/digest.h"
#include "platform/stream/view_keys.h"

namespace zwk::stream {

absl::StatusOr<std::string> LiveGeneration(store::Store& store, const std::string& view,
                                           const std::string& municipality);

absl::StatusOr<Content> ReadContent(store::Store& store, const std::string& view,
                                    const std::string& generation, const std::string& municipality);

// Removes all that a generation has left behind, in small commits, as long as the generation `live` is.
// ABORTED: another one is meanwhile, perhaps this one.
absl::Status ClearGeneration(store::Store& store, std::string municipality, const std::string& view,
                             const std::string& generation, const std::string& live,
                             const std::vector<std::string>& areas);

}  // namespace zwk::stream
