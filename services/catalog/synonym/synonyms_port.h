#pragma once

#include "catalog/base/record.h"
#include "catalog/synonym/synonyms.h"

namespace zwk::catalog {

using SynonymRepository = RecordRepository<Synonyms>;

}  // namespace zwk::catalog
