#include "participation/store/programme_store.h"

#include "absl/strings/str_format.h"
#include "participation/store/documents.pb.h"

namespace zwk::participation {

std::string ToStored(const Programme& programme) {
  const ProgrammeCreated& about = programme.about;
  stored::Programme kept;
  kept.set_programme_id(about.programme_id);
  kept.set_name(about.name);
  kept.set_starts_on(about.starts_on);
  kept.set_ends_on(about.ends_on);
  kept.set_annual_grant_minor_units(about.annual_grant_minor_units);
  kept.set_currency(about.currency);
  kept.set_funder(about.funder);
  kept.set_project_lead(about.project_lead);
  kept.set_coordination_office(about.coordination_office);
  return kept.SerializeAsString();
}

absl::Status FromStored(const std::string& bytes, Programme& programme) {
  stored::Programme kept;
  ZWK_RETURN_IF_ERROR(ParseStored(bytes, kept));
  programme.about = {.programme_id = kept.programme_id(),
                     .name = kept.name(),
                     .starts_on = kept.starts_on(),
                     .ends_on = kept.ends_on(),
                     .annual_grant_minor_units = kept.annual_grant_minor_units(),
                     .currency = kept.currency(),
                     .funder = kept.funder(),
                     .project_lead = kept.project_lead(),
                     .coordination_office = kept.coordination_office()};
  return absl::OkStatus();
}

std::vector<store::IndexEntry> IndexesOf(const Programme& programme) {
  return {{"programmes", programme.about.starts_on}};
}

std::string ToStored(const FieldOfAction& field) {
  const FieldOfActionDefined& definition = field.definition;
  stored::FieldOfAction kept;
  kept.set_field_id(definition.field_id);
  kept.set_programme_id(definition.programme_id);
  kept.set_title(definition.title);
  kept.mutable_aspects()->Assign(definition.aspects.begin(), definition.aspects.end());
  kept.set_open_ended(definition.open_ended);
  kept.set_position(definition.position);
  return kept.SerializeAsString();
}

absl::Status FromStored(const std::string& bytes, FieldOfAction& field) {
  stored::FieldOfAction kept;
  ZWK_RETURN_IF_ERROR(ParseStored(bytes, kept));
  field.definition = {.field_id = kept.field_id(),
                      .programme_id = kept.programme_id(),
                      .title = kept.title(),
                      .aspects = {kept.aspects().begin(), kept.aspects().end()},
                      .open_ended = kept.open_ended(),
                      .position = kept.position()};
  return absl::OkStatus();
}

std::vector<store::IndexEntry> IndexesOf(const FieldOfAction& field) {
  return {{"fields_of_action",
           absl::StrFormat("%s/%03d", field.definition.programme_id, field.definition.position)}};
}

}  // namespace zwk::participation
