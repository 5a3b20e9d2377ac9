#include "participation/participation.h"

#include "participation/api/lean_coffee_api.h"
#include "participation/api/participation_api.h"
#include "participation/board/board_api.h"
#include "participation/board/board_store.h"
#include "participation/events/backlog_consumer.h"
#include "participation/events/publications.h"
#include "participation/events/sealer.h"
#include "participation/meeting/attachment_api.h"
#include "participation/meeting/attachment_store.h"
#include "participation/meeting/next_step_api.h"
#include "participation/meeting/next_step_store.h"
#include "participation/programme/field_of_action_api.h"
#include "participation/programme/field_of_action_store.h"
#include "participation/programme/municipality_api.h"
#include "participation/programme/municipality_store.h"
#include "participation/programme/programme_api.h"
#include "participation/programme/programme_store.h"
#include "participation/store/backlog_lookup.h"
#include "participation/store/backlog_store.h"
#include "participation/store/ballot_store.h"
#include "participation/store/meeting_surroundings.h"
#include "participation/store/repositories.h"
#include "participation/store/session_store.h"
#include "participation/store/text_store.h"

namespace zwk::participation {

// Members are built in the order of their dependence.
struct Participation::Rooms {
  explicit Rooms(const Parts& parts)
      : sealer(parts.keys),
        municipalities(KeepMunicipalities(parts.store, parts.keys, parts.clock)),
        programmes(KeepProgrammes(parts.store, parts.keys, parts.clock)),
        fields_of_action(KeepFieldsOfAction(parts.store, parts.keys, parts.clock)),
        boards(KeepBoards(parts.store, parts.keys, parts.clock)),
        kept(parts.store, sealer, parts.clock),
        backlog_lookup(parts.store),
        publications(parts.store),
        meetings(kept.meetings, *boards, kept.labs, *programmes, parts.clock),
        next_steps(KeepNextSteps(parts.store, parts.keys, parts.clock)),
        attachments(KeepAttachments(parts.store, parts.keys, parts.clock)),
        files(*attachments, kept.meetings, *programmes, parts.blobs, parts.pool),
        labs(kept.labs, kept.meetings, publications, backlog_lookup),
        minutes(kept.meetings, publications, parts.clock),
        api({meetings, labs, minutes}),
        session_codec(sealer),
        backlog_codec(sealer),
        kept_sessions(parts.store, session_codec, "session", parts.clock),
        kept_entries(parts.store, backlog_codec, "backlog_entry", parts.clock),
        around(kept.meetings, kept.labs, *municipalities),
        texts(parts.store, parts.keys),
        ballots(parts.store, parts.keys),
        sessions(kept_sessions, ballots, around, parts.clock),
        topics(kept_sessions, texts, around, parts.clock),
        voting(ballots, kept_sessions),
        rounds(kept_sessions, texts, parts.clock),
        backlog(kept_entries, kept_sessions, texts, around, parts.clock),
        lean_coffee_api({sessions, topics, voting, rounds, backlog}, parts.timers),
        backlog_consumer(backlog, kept_sessions, ballots) {}

  Sealer sealer;
  std::unique_ptr<MunicipalityRepository> municipalities;
  std::unique_ptr<ProgrammeRepository> programmes;
  std::unique_ptr<FieldOfActionRepository> fields_of_action;
  std::unique_ptr<BoardRepository> boards;
  Repositories kept;
  StoredBacklogLookup backlog_lookup;
  PublicationsView publications_view;
  Publications publications;
  Meetings meetings;
  std::unique_ptr<NextStepRepository> next_steps;
  std::unique_ptr<AttachmentRepository> attachments;
  Attachments files;
  Labs labs;
  MinutesOffice minutes;
  ParticipationApi api;

  SessionCodec session_codec;
  SealedCodec<BacklogEntry, BacklogEvent> backlog_codec;
  store::Documents<LeanCoffeeSession, SessionEvent> kept_sessions;
  store::Documents<BacklogEntry, BacklogEvent> kept_entries;
  MeetingSurroundings around;
  TextStore texts;
  BallotStore ballots;
  Sessions sessions;
  Topics topics;
  Voting voting;
  Rounds rounds;
  Backlog backlog;
  LeanCoffeeApi lean_coffee_api;
  BacklogConsumer backlog_consumer;
};

Participation::Participation(const Parts& parts) : rooms_(std::make_unique<Rooms>(parts)) {}
Participation::~Participation() = default;

void Participation::Serve(rpc::Server& server) {
  ServeMunicipalities(server.Service("zwk.participation.v1.MunicipalityService"),
                      *rooms_->municipalities);
  ServeProgrammes(server.Service("zwk.participation.v1.ProgrammeService"), *rooms_->programmes);
  ServeFieldsOfAction(server.Service("zwk.participation.v1.FieldOfActionService"),
                      *rooms_->fields_of_action, *rooms_->programmes);
  ServeBoards(server.Service("zwk.participation.v1.BoardService"), *rooms_->boards);
  ServeNextSteps(server.Service("zwk.participation.v1.NextStepService"), *rooms_->next_steps,
                 rooms_->kept.meetings);
  ServeAttachments(server.Service("zwk.participation.v1.AttachmentService"), *rooms_->attachments,
                   rooms_->files);
  rooms_->api.Register(server.Service("zwk.participation.v1.ParticipationService"));
  rooms_->lean_coffee_api.Register(server.Service("zwk.participation.v1.LeanCoffeeService"));
}

void Participation::AddViews(stream::ViewRunner& views) {
  views.Add(rooms_->publications_view);
  views.Add(rooms_->backlog_consumer);
}

stream::Consumer& Participation::backlog_consumer() { return rooms_->backlog_consumer; }

}  // namespace zwk::participation
