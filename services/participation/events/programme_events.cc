#include "participation/events/programme_events.h"

#include "zwk/participation/v1/events.pb.h"

namespace zwk::participation {

EventMessage ToMessage(const std::string& programme_id, const ProgrammeEvent& event) {
  const auto& created = std::get<ProgrammeCreated>(event);
  v1::ProgrammeCreated message;
  message.set_programme_id(programme_id);
  message.set_name(created.name);
  message.set_starts_on(created.starts_on);
  message.set_ends_on(created.ends_on);
  message.set_annual_grant_minor_units(created.annual_grant_minor_units);
  message.set_currency(created.currency);
  message.set_funder(created.funder);
  message.set_project_lead(created.project_lead);
  message.set_coordination_office(created.coordination_office);
  return Publish(message);
}

EventMessage ToMessage(const std::string& field_id, const FieldOfActionEvent& event) {
  const auto& defined = std::get<FieldOfActionDefined>(event);
  v1::FieldOfActionDefined message;
  message.set_field_id(field_id);
  message.set_programme_id(defined.programme_id);
  message.set_title(defined.title);
  message.mutable_aspects()->Assign(defined.aspects.begin(), defined.aspects.end());
  message.set_open_ended(defined.open_ended);
  message.set_position(defined.position);
  return Publish(message);
}

}  // namespace zwk::participation
