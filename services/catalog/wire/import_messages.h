#pragma once

#include "catalog/app/import_hsds.h"
#include "zwk/catalog/v1/hsds_import.pb.h"

namespace zwk::catalog {

::zwk::catalog::v1::ImportHsdsResponse ToProto(const ImportResult& result);
ImportResult FromProto(const ::zwk::catalog::v1::ImportHsdsResponse& message);
::zwk::catalog::v1::ImportCounts ToProto(const ImportCounts& counts);

}  // namespace zwk::catalog
