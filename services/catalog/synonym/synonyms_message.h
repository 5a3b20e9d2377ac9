#pragma once

#include "catalog/synonym/synonyms.h"
#include "zwk/catalog/v1/synonyms.pb.h"

namespace zwk::catalog {

v1::Synonyms ToProto(const Synonyms& value);
Synonyms FromProto(const v1::Synonyms& message);

}  // namespace zwk::catalog
