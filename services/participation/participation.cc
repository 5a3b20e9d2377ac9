#include "participation/participation.h"

#include <algorithm>

#include "participation/access_code/access_code_api.h"
#include "participation/access_code/access_code_store.h"
#include "participation/backlog/backlog_api.h"
#include "participation/backlog/backlog_consumer.h"
#include "participation/backlog/backlog_store.h"
#include "participation/base/caller_reference.h"
#include "participation/base/lookup_store.h"
#include "participation/board/board_api.h"
#include "participation/board/board_store.h"
#include "participation/city_process/city_process_api.h"
#include "participation/city_process/city_process_store.h"
#include "participation/initiative/initiative_api.h"
#include "participation/initiative/initiative_store.h"
#include "participation/initiative/initiative_view.h"
#include "participation/initiative/transfer_api.h"
#include "participation/initiative/transfer_store.h"
#include "participation/lab/lab_api.h"
#include "participation/lab/lab_store.h"
#include "participation/lab/lab_view.h"
#include "participation/lean_coffee/ballot_store.h"
#include "participation/lean_coffee/continue_vote_api.h"
#include "participation/lean_coffee/continue_vote_store.h"
#include "participation/lean_coffee/lean_coffee_api.h"
#include "participation/lean_coffee/meeting_surroundings_use.h"
#include "participation/lean_coffee/paper_api.h"
#include "participation/lean_coffee/paper_store.h"
#include "participation/lean_coffee/session_store.h"
#include "participation/lean_coffee/text_store.h"
#include "participation/lean_coffee/topic_store.h"
#include "participation/meeting/attachment_api.h"
#include "participation/meeting/attachment_store.h"
#include "participation/meeting/meeting_api.h"
#include "participation/meeting/meeting_store.h"
#include "participation/meeting/minutes_api.h"
#include "participation/meeting/next_step_api.h"
#include "participation/meeting/next_step_store.h"
#include "participation/meeting/publications_view.h"
#include "participation/person/person_api.h"
#include "participation/person/person_store.h"
#include "participation/programme/field_of_action_api.h"
#include "participation/programme/field_of_action_store.h"
#include "participation/programme/municipality_api.h"
#include "participation/programme/municipality_store.h"
#include "participation/programme/programme_api.h"
#include "participation/programme/programme_store.h"
#include "participation/retention/retention_store.h"
#include "participation/retention/retention_use.h"
#include "platform/base/status_macros.h"

namespace zwk::participation {

namespace {

constexpr std::chrono::seconds kPatienceOfHousekeeping{60};

// Telling and erasing what is kept about somebody.
struct People {
  People(const Participation::Parts& parts, BoardRepository& boards, MeetingRepository& meetings,
         MunicipalityRepository& municipalities)
      : erasures(KeepErasures(parts.store, parts.keys, parts.clock)),
        list(*parts.erasures),
        keys(parts.store, list),
        texts(parts.store),
        persons({boards, meetings, municipalities, *erasures, keys, texts, parts.clock}) {}

  std::unique_ptr<ErasureRepository> erasures;
  seal::Erasures& list;
  StoredPersonKeys keys;
  StoredTexts texts;
  Persons persons;
};

}  // namespace

// Members are built in the order of their dependence.
struct Participation::Rooms {
  explicit Rooms(const Parts& parts)
      : store(parts.store),
        clock(parts.clock),
        lookup(parts.store),
        reference(parts.keys.SecretFor("who did what in office")),
        municipalities(KeepMunicipalities(parts.store, parts.keys, parts.clock)),
        programmes(KeepProgrammes(parts.store, parts.keys, parts.clock)),
        fields_of_action(KeepFieldsOfAction(parts.store, parts.keys, parts.clock)),
        city_processes(KeepCityProcesses(parts.store, parts.keys, parts.clock)),
        boards(KeepBoards(parts.store, parts.keys, parts.clock)),
        labs(KeepLabs(parts.store, parts.keys, parts.clock)),
        publications(parts.store),
        meetings(KeepMeetings(parts.store, parts.keys, parts.clock)),
        meetings_use(*meetings, *boards, lookup),
        next_steps(KeepNextSteps(parts.store, parts.keys, parts.clock)),
        attachments(KeepAttachments(parts.store, parts.keys, parts.clock)),
        files(*attachments, *meetings, *programmes, parts.blobs, parts.pool),
        published_versions(parts.store),
        labs_use(*labs, *meetings, published_versions, lookup),
        minutes(*meetings, publications, parts.clock),
        initiatives(KeepInitiatives(parts.store, parts.keys, parts.clock)),
        initiatives_use(*initiatives, *fields_of_action, *labs, *meetings, lookup),
        cities(parts.store),
        published_initiatives(parts.store, cities, parts.pool),
        transfers(KeepTransfers(parts.store, parts.keys, parts.clock)),
        transfer_answers(KeepTransferAnswers(parts.store, parts.keys, parts.clock)),
        transfers_use(*transfers, *transfer_answers, published_initiatives, cities),
        kept_sessions(parts.store, session_codec, "session", parts.clock),
        around(*meetings, *boards, *municipalities),
        texts(parts.store, parts.keys),
        vote_keys(parts.store, parts.keys, parts.erasures),
        kept_topics(parts.store, parts.keys, vote_keys, parts.clock),
        ballots(parts.store, vote_keys),
        paper_box(parts.store, vote_keys),
        sessions(kept_sessions, kept_topics, ballots, around, reference, parts.clock),
        topics(kept_sessions, kept_topics, parts.clock),
        voting(ballots, kept_sessions, around),
        paper(paper_box, ballots, kept_topics, kept_sessions),
        rounds(kept_sessions, texts, parts.clock),
        thumbs(parts.store, vote_keys),
        continue_votes(thumbs, kept_sessions),
        code_box(parts.store, vote_keys, parts.keys),
        access_codes(code_box),
        backlog(KeepBacklog(parts.store, parts.keys, parts.clock)),
        people(parts.erasures == nullptr
                   ? nullptr
                   : std::make_unique<People>(parts, *boards, *meetings, *municipalities)),
        rounds_of_retention(parts.store),
        retention(people == nullptr ? nullptr
                                    : std::make_unique<Retention>(Retention::Parts{
                                          *boards, *meetings, *municipalities, kept_sessions,
                                          kept_topics, ballots, *backlog, people->persons,
                                          people->keys, rounds_of_retention, parts.clock})),
        lean_coffee_api({sessions, topics, voting, rounds}, parts.timers, parts.clock),
        backlog_consumer(*backlog, kept_sessions, kept_topics, ballots) {}

  store::Store& store;
  const Clock& clock;
  StoredLookup lookup;
  CallerReference reference;
  std::unique_ptr<MunicipalityRepository> municipalities;
  std::unique_ptr<ProgrammeRepository> programmes;
  std::unique_ptr<FieldOfActionRepository> fields_of_action;
  std::unique_ptr<CityProcessRepository> city_processes;
  std::unique_ptr<BoardRepository> boards;
  std::unique_ptr<LabRepository> labs;
  PublicationsView publications_view;
  Publications publications;
  std::unique_ptr<MeetingRepository> meetings;
  Meetings meetings_use;
  std::unique_ptr<NextStepRepository> next_steps;
  std::unique_ptr<AttachmentRepository> attachments;
  Attachments files;
  PublishedVersionsView published_versions_view;
  ViewedVersions published_versions;
  Labs labs_use;
  MinutesOfMeetings minutes;
  std::unique_ptr<InitiativeRepository> initiatives;
  Initiatives initiatives_use;
  StoredCities cities;
  PublishedInitiativesView published_initiatives_view;
  ViewedInitiatives published_initiatives;
  std::unique_ptr<TransferRepository> transfers;
  std::unique_ptr<TransferAnswerRepository> transfer_answers;
  Transfers transfers_use;
  SessionCodec session_codec;
  store::Documents<LeanCoffeeSession, SessionEvent> kept_sessions;
  MeetingSurroundings around;
  TextStore texts;
  VoteKeys vote_keys;
  TopicStore kept_topics;
  BallotStore ballots;
  PaperStore paper_box;
  Sessions sessions;
  Topics topics;
  Voting voting;
  Paper paper;
  Rounds rounds;
  ThumbStore thumbs;
  ContinueVotes continue_votes;
  AccessCodeStore code_box;
  AccessCodes access_codes;
  std::unique_ptr<BacklogRepository> backlog;
  std::unique_ptr<People> people;  // nullptr: nobody is erased
  StoredRounds rounds_of_retention;
  std::unique_ptr<Retention> retention;  // likewise
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
  ServeCityProcesses(server.Service("zwk.participation.v1.CityProcessService"),
                     *rooms_->city_processes, rooms_->lookup);
  ServeBoards(server.Service("zwk.participation.v1.BoardService"), *rooms_->boards);
  ServeNextSteps(server.Service("zwk.participation.v1.NextStepService"), *rooms_->next_steps,
                 *rooms_->meetings);
  ServeAttachments(server.Service("zwk.participation.v1.AttachmentService"), *rooms_->attachments,
                   rooms_->files);
  ServeMeetings(server.Service("zwk.participation.v1.MeetingService"), rooms_->meetings_use,
                *rooms_->meetings, rooms_->clock);
  ServeMinutes(server.Service("zwk.participation.v1.MinutesService"), rooms_->minutes);
  ServeLabs(server.Service("zwk.participation.v1.LabService"), rooms_->labs_use, *rooms_->labs);
  ServeBacklog(server.Service("zwk.participation.v1.BacklogService"), *rooms_->backlog,
               rooms_->lookup, rooms_->reference, rooms_->clock);
  ServeInitiatives(server.Service("zwk.participation.v1.InitiativeService"),
                   rooms_->initiatives_use, *rooms_->initiatives, rooms_->published_initiatives);
  ServeTransfers(server.Service("zwk.participation.v1.TransferService"), rooms_->transfers_use,
                 *rooms_->transfers);
  if (rooms_->people != nullptr) {
    ServePersons(server.Service("zwk.participation.v1.PersonService"), rooms_->people->persons,
                 *rooms_->people->erasures);
  }
  rooms_->lean_coffee_api.Register(server.Service("zwk.participation.v1.LeanCoffeeService"));
  ServePaperVotes(server.Service("zwk.participation.v1.PaperVoteService"), rooms_->paper);
  ServeNamedBallots(server.Service("zwk.participation.v1.NamedBallotService"), rooms_->voting);
  ServeContinueVotes(server.Service("zwk.participation.v1.ContinueVoteService"),
                     rooms_->continue_votes);
  ServeAccessCodes(server.Service("zwk.participation.v1.AccessCodeService"), rooms_->access_codes);
  server.ProveParticipants(ParticipantsBy(rooms_->code_box));
}

void Participation::AddViews(stream::ViewRunner& views) {
  views.Add(rooms_->publications_view);
  views.Add(rooms_->published_versions_view);
  views.Add(rooms_->published_initiatives_view);
  views.Add(rooms_->backlog_consumer);
}

Task<absl::Status> Participation::ReplayErasures() {
  if (rooms_->people == nullptr) co_return absl::OkStatus();
  co_return co_await rooms_->people->persons.Replay();
}

Task<absl::StatusOr<std::optional<Time>>> Participation::KeepHouse(Report report) {
  std::optional<Time> oldest;
  if (rooms_->people == nullptr) co_return oldest;
  const Time deadline = SystemClock().Now() + kPatienceOfHousekeeping;
  ZWK_CO_ASSIGN_OR_RETURN(const std::vector<std::string> cities,
                          co_await rooms_->store.Municipalities(deadline));
  absl::Status failed;  // of one city; the others are looked after all the same
  bool everywhere = true;
  for (const std::string& city : cities) {
    const absl::StatusOr<Retention::Gone> gone = co_await rooms_->retention->Run(city);
    failed.Update(gone.status());
    if (!gone.ok()) continue;
    report(city, "people", gone->people);
    report(city, "texts", gone->texts);
    report(city, "votes", gone->votes);
    everywhere &= gone->done.has_value();
    if (gone->done) oldest = std::min(oldest.value_or(*gone->done), *gone->done);
  }
  const absl::StatusOr<bool> written =
      co_await rooms_->people->list.RewriteWhatIsDue(SystemClock().Now() + kPatienceOfHousekeeping);
  failed.Update(written.status());
  if (!failed.ok()) co_return failed;
  co_return everywhere ? oldest : std::nullopt;
}

stream::Consumer& Participation::backlog_consumer() { return rooms_->backlog_consumer; }

}  // namespace zwk::participation
