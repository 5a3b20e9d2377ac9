#include "catalog/import/import_message.h"

namespace zwk::catalog {
namespace {

ImportCounts CountsFrom(const v1::ImportCounts& m) {
  return {m.created(), m.changed(), m.unchanged(), m.conflicts(), m.skipped(), m.left(), m.ended()};
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

v1::ImportChange ToProto(const ObjectChange& change) {
  v1::ImportChange m;
  m.set_kind(static_cast<v1::ImportedKind>(change.kind));
  m.set_id(change.id);
  m.set_name(change.name);
  m.set_action(static_cast<v1::ImportAction>(change.action));
  for (const FieldChange& field : change.fields) {
    v1::ImportFieldChange& out = *m.add_fields();
    out.set_field(field.field);
    out.set_before(field.before);
    out.set_after(field.after);
  }
  return m;
}

ObjectChange ChangeFrom(const v1::ImportChange& m) {
  ObjectChange change = {static_cast<ImportedKind>(m.kind()),
                         m.id(),
                         m.name(),
                         static_cast<ImportAction>(m.action()),
                         {}};
  for (const v1::ImportFieldChange& field : m.fields()) {
    change.fields.push_back({field.field(), field.before(), field.after()});
  }
  return change;
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
  m.set_conflicts(counts.conflicts);
  m.set_skipped(counts.skipped);
  m.set_left(counts.left);
  m.set_ended(counts.ended);
  return m;
}

v1::ImportHsdsResponse ToProto(const ImportResult& result) {
  v1::ImportHsdsResponse m;
  m.set_import_id(result.import_id);
  m.set_applied(result.applied);
  AddFindings(result.findings.errors, v1::IMPORT_SEVERITY_ERROR, m);
  AddFindings(result.findings.warnings, v1::IMPORT_SEVERITY_WARNING, m);
  *m.mutable_organizations() = catalog::ToProto(result.organizations);
  *m.mutable_places() = catalog::ToProto(result.places);
  *m.mutable_offers() = catalog::ToProto(result.offers);
  for (const ObjectChange& change : result.changes) *m.add_changes() = ToProto(change);
  m.set_total_changes(result.total_changes);
  m.set_preview_token(result.preview_token);
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
  result.organizations = CountsFrom(m.organizations());
  result.places = CountsFrom(m.places());
  result.offers = CountsFrom(m.offers());
  for (const v1::ImportChange& change : m.changes()) result.changes.push_back(ChangeFrom(change));
  result.total_changes = m.total_changes();
  result.preview_token = m.preview_token();
  return result;
}

}  // namespace zwk::catalog
