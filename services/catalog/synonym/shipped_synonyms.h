#pragma once

#include <vector>

#include "catalog/synonym/synonyms.h"

namespace zwk::catalog {

// General German words that come with the product. A city replaces a group by defining its key, and
// does without it by archiving that.
const std::vector<Synonyms>& ShippedSynonyms();

}  // namespace zwk::catalog
