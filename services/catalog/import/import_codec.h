#pragma once

#include "catalog/import/import_result.h"
#include "platform/store/documents.h"

namespace zwk::catalog {

// What tells that a file is true now.
store::EncodedEvent EventOf(const ImportResult& result);

}  // namespace zwk::catalog
