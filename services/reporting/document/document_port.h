#pragma once

#include "platform/base/repository.h"
#include "platform/blob/blobs.h"
#include "reporting/document/document.h"

namespace zwk::reporting {

using Documents = Repository<DocumentHistory, DocumentEvent>;

}  // namespace zwk::reporting
