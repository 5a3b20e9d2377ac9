#pragma once

#include "catalog/import/import_result.h"
#include "zwk/catalog/v1/hsds_import.pb.h"

namespace zwk::catalog {

v1::ImportCounts ToProto(const ImportCounts& counts);

v1::ImportHsdsResponse ToProto(const ImportResult& result);
ImportResult FromProto(const v1::ImportHsdsResponse& message);

}  // namespace zwk::catalog
