#include "catalog/import/import_codec.h"

#include "catalog/base/record_codec.h"
#include "catalog/import/import_message.h"

namespace zwk::catalog {

store::EncodedEvent EventOf(const ImportResult& result) {
  v1::OffersImported imported;
  imported.set_import_id(result.import_id);
  *imported.mutable_organizations() = ToProto(result.organizations);
  *imported.mutable_places() = ToProto(result.places);
  *imported.mutable_offers() = ToProto(result.offers);
  return Encoded(imported);
}

}  // namespace zwk::catalog
