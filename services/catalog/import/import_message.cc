#include "catalog/import/import_message.h"

namespace zwk::catalog {
namespace {

ImportCounts FromProto(const v1::ImportCounts& m) {
  return {m.created(), m.changed(), m.unchanged()};
}

void AddFindings(const FindingList& findings, v1::ImportSeverity severity,
                 v1::ImportHsdsResponse& m) {
  for (const Finding& f : findings.listed) {
    v1::ImportFinding& out = *m.add_findings();
    out.set_level(static_cast<v1::ImportLevel>(f.level));
    out.set_severity(severity);
    out.set_code(f.code);
    out.set_path(f.path);
    out.set_value(f.value);
    out.set_row(f.row);
    out.set_message(f.message);
  }
  for (const auto& [code, count] : findings.counts) {
    v1::ImportFindingCount& out = *m.add_finding_counts();
    out.set_severity(severity);
    out.set_code(code);
    out.set_count(count);
  }
}

FindingList& ListOf(Findings& findings, v1::ImportSeverity severity) {
  return severity == v1::IMPORT_SEVERITY_ERROR ? findings.errors : findings.warnings;
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
  AddFindings(result.findings.errors, v1::IMPORT_SEVERITY_ERROR, m);
  AddFindings(result.findings.warnings, v1::IMPORT_SEVERITY_WARNING, m);
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
    ListOf(result.findings, f.severity())
        .listed.push_back({static_cast<FindingLevel>(f.level()), f.code(), f.path(), f.value(),
                           f.row(), f.message()});
  }
  for (const v1::ImportFindingCount& c : m.finding_counts()) {
    FindingList& list = ListOf(result.findings, c.severity());
    list.counts[c.code()] = c.count();
    list.total += c.count();
  }
  result.organizations = FromProto(m.organizations());
  result.places = FromProto(m.places());
  result.offers = FromProto(m.offers());
  return result;
}

}  // namespace zwk::catalog
