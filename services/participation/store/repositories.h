#pragma once

#include <string>
#include <vector>

#include "participation/meeting/minutes_guard_store.h"
#include "participation/store/attachment_store.h"
#include "participation/store/municipality_store.h"
#include "participation/store/programme_store.h"

namespace zwk::participation {

// What belongs to the record of a meeting comes to be only while the record is open.
template <class State, class Event>
class RecordCodec : public SealedCodec<State, Event> {
 public:
  using SealedCodec<State, Event>::SealedCodec;
  void Complete(store::Commit& commit, const std::string&, const State& before, const State& after,
                const std::vector<Event>&) override {
    const bool is_new = before.about.meeting_id.empty();
    if (is_new && !after.about.meeting_id.empty()) {
      RequireOpenMinutes(commit, after.about.meeting_id, "WRONG_STATE");
    }
  }
};

// The aggregates around the meeting, each with its codec, on one store.
class Repositories {
 public:
  Repositories(store::Store& store, Sealer& sealer, const Clock& clock)
      : municipality_codec_(sealer),
        programme_codec_(sealer),
        field_codec_(sealer),
        attachment_codec_(sealer),
        municipalities(store, municipality_codec_, "municipality", clock),
        programmes(store, programme_codec_, "programme", clock),
        fields(store, field_codec_, "field_of_action", clock),
        attachments(store, attachment_codec_, "attachment", clock) {}

 private:
  SealedCodec<Municipality, MunicipalityEvent> municipality_codec_;
  SealedCodec<Programme, ProgrammeEvent> programme_codec_;
  SealedCodec<FieldOfAction, FieldOfActionEvent> field_codec_;
  RecordCodec<Attachment, AttachmentEvent> attachment_codec_;

 public:
  store::Documents<Municipality, MunicipalityEvent> municipalities;
  store::Documents<Programme, ProgrammeEvent> programmes;
  store::Documents<FieldOfAction, FieldOfActionEvent> fields;
  store::Documents<Attachment, AttachmentEvent> attachments;
};

}  // namespace zwk::participation
