#include "participation/lean_coffee/ballot_codec.h"

#include "absl/status/status.h"
#include "participation/lean_coffee/lean_coffee_documents.pb.h"
#include "participation/lean_coffee/stored_codec.h"
#include "platform/base/status_macros.h"

namespace zwk::participation {
namespace {

template <class M>
absl::StatusOr<M> Opened(const VoteSecret& secret, const std::string& key,
                         const store::Document& document, size_t room) {
  ZWK_ASSIGN_OR_RETURN(const std::string bytes, secret.Open(key, document.bytes, room));
  M message;
  ZWK_RETURN_IF_ERROR(ParseStored(bytes, message));
  return message;
}

}  // namespace

std::string SealParticipant(const VoteSecret& secret, const std::string& key,
                            const KnownParticipant& participant) {
  stored::Participant kept;
  kept.set_participant_id(participant.participant_id.value());
  kept.set_person_ref(participant.person_ref);
  kept.set_locale(participant.locale);
  kept.set_paper(participant.paper);
  return secret.Seal(key, kept.SerializeAsString(), kRoomOfParticipant);
}

absl::StatusOr<KnownParticipant> OpenParticipant(const VoteSecret& secret, const std::string& key,
                                                 const store::Document& document) {
  if (!document.exists()) return absl::NotFoundError("no such participant");
  ZWK_ASSIGN_OR_RETURN(const auto kept,
                       Opened<stored::Participant>(secret, key, document, kRoomOfParticipant));
  return KnownParticipant{ParticipantId(kept.participant_id()), kept.person_ref(), kept.locale(),
                          kept.paper()};
}

absl::StatusOr<std::string> SealBallot(const VoteSecret& secret, const std::string& key,
                                       const store::Document& present, const CastBallot& ballot) {
  stored::Ballot kept;
  if (present.exists()) {
    ZWK_ASSIGN_OR_RETURN(kept, Opened<stored::Ballot>(secret, key, present, kRoomOfBallot));
  }
  kept.clear_allocations();
  for (const auto& [topic_id, dots] : ballot.ballot.allocations) {
    stored::Ballot::Allocation* one = kept.add_allocations();
    one->set_topic_id(topic_id.value());
    one->set_dots(dots);
  }
  kept.clear_said();
  for (const auto& [topic_id, sequence] : ballot.ballot.said) {
    stored::Ballot::Said* one = kept.add_said();
    one->set_topic_id(topic_id.value());
    one->set_sequence(sequence);
  }
  kept.set_forgotten(ballot.ballot.forgotten);
  kept.set_paper(ballot.paper);
  kept.set_sheet_ref(ballot.sheet_ref);
  kept.set_participant_id(ballot.participant_id.value());
  kept.set_typist(ballot.typist);
  return secret.Seal(key, kept.SerializeAsString(), kRoomOfBallot);
}

absl::StatusOr<CastBallot> OpenBallot(const VoteSecret& secret, const std::string& key,
                                      const store::Document& document) {
  CastBallot ballot;
  if (!document.exists()) return ballot;
  ZWK_ASSIGN_OR_RETURN(const auto kept,
                       Opened<stored::Ballot>(secret, key, document, kRoomOfBallot));
  for (const auto& one : kept.allocations()) {
    ballot.ballot.allocations[TopicId(one.topic_id())] = one.dots();
  }
  for (const auto& one : kept.said()) ballot.ballot.said[TopicId(one.topic_id())] = one.sequence();
  ballot.ballot.forgotten = kept.forgotten();
  ballot.paper = kept.paper();
  ballot.sheet_ref = kept.sheet_ref();
  ballot.participant_id = ParticipantId(kept.participant_id());
  ballot.typist = kept.typist();
  return ballot;
}

absl::StatusOr<std::string> SealTotals(const VoteSecret& secret, const std::string& key,
                                       const store::Document& present,
                                       const CountedTotals& counted) {
  stored::Counted kept;
  if (present.exists()) {
    ZWK_ASSIGN_OR_RETURN(kept, Opened<stored::Counted>(secret, key, present, kRoomOfTotals));
  }
  kept.clear_totals();
  for (const auto& [topic_id, dots] : counted.dots) {
    stored::Counted::Total* one = kept.add_totals();
    one->set_topic_id(topic_id.value());
    one->set_dots(dots);
  }
  kept.set_sheets(counted.sheets);
  return secret.Seal(key, kept.SerializeAsString(), kRoomOfTotals);
}

absl::StatusOr<EnteredTotals> OpenTotals(const VoteSecret& secret, const std::string& key,
                                         const store::Document& document) {
  EnteredTotals entered;
  if (!document.exists()) return entered;
  ZWK_ASSIGN_OR_RETURN(const auto kept,
                       Opened<stored::Counted>(secret, key, document, kRoomOfTotals));
  for (const auto& one : kept.totals()) {
    entered.counted.dots[TopicId(one.topic_id())] = one.dots();
  }
  entered.counted.sheets = kept.sheets();
  entered.version = document.version;
  return entered;
}

}  // namespace zwk::participation
