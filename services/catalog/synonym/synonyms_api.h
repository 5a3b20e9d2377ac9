#pragma once

#include "catalog/synonym/synonyms_use.h"
#include "platform/rpc/service.h"

namespace zwk::catalog {

// zwk.catalog.v1.SynonymService.
void ServeSynonyms(rpc::ServiceMethods methods, SynonymRegister& synonyms);

}  // namespace zwk::catalog
