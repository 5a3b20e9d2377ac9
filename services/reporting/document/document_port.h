#pragma once

#include "platform/base/blobs.h"
#include "platform/base/repository.h"
#include "reporting/document/document.h"

namespace zwk::reporting {

using Documents = Repository<DocumentHistory, DocumentEvent>;

}  // namespace zwk::reporting
