#include "catalog/wire/import_messages.h"

namespace zwk::catalog {

namespace v1 = ::zwk::catalog::v1;

namespace {

ImportCounts CountsFromProto(const v1::ImportCounts& m) {
  return {m.created(), m.changed(), m.unchanged()};
}

}  // namespace

v1::ImportCounts ToProto(const ImportCounts& counts) {
  v1::ImportCounts m;
  m.set_created(counts.created);
  m.set_changed(counts.changed);
  m.set_unchanged(counts.unchanged);
  return m;
}

v1::ImportHsdsResponse ToProto(const ImportResult& result) {
  v1::ImportHsdsResponse m;
  m.set_import_id(result.import_id);
  m.set_applied(result.applied);
  for (const Finding& f : result.findings) {
    v1::ImportFinding& out = *m.add_findings();
    out.set_level(static_cast<v1::ImportLevel>(f.level));
    out.set_severity(static_cast<v1::ImportSeverity>(f.severity));
    out.set_code(f.code);
    out.set_path(f.path);
    out.set_value(f.value);
    out.set_row(f.row);
    out.set_message(f.message);
  }
  *m.mutable_organizations() = ToProto(result.organizations);
  *m.mutable_places() = ToProto(result.places);
  *m.mutable_offers() = ToProto(result.offers);
  return m;
}

ImportResult FromProto(const v1::ImportHsdsResponse& m) {
  ImportResult result;
  result.import_id = m.import_id();
  result.applied = m.applied();
  for (const v1::ImportFinding& f : m.findings()) {
    result.findings.push_back({static_cast<FindingLevel>(f.level()),
                               static_cast<Severity>(f.severity()), f.code(), f.path(), f.value(),
                               f.row(), f.message()});
  }
  result.organizations = CountsFromProto(m.organizations());
  result.places = CountsFromProto(m.places());
  result.offers = CountsFromProto(m.offers());
  return result;
}

}  // namespace zwk::catalog
