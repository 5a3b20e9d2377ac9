#include "participation/lean_coffee/topics_use.h"

#include <map>
#include <utility>

#include "absl/strings/str_cat.h"
#include "platform/base/errors.h"
#include "platform/base/status_macros.h"

namespace zwk::participation {

Task<absl::StatusOr<WrittenTopic>> Topics::Submit(Caller caller, SessionId session_id,
                                                  TopicSubmitted wanted, CardText words) {
  if (wanted.source == TopicSource::kDevice) {  // scribes and moderators write for others
    absl::StatusOr<std::string> author = co_await box_.AuthorOf(caller, session_id);
    // After the end there is no key: then it was carried out before, or is refused below.
    if (!author.ok() && ReasonOf(author.status()) != "WRONG_PHASE") co_return author.status();
    wanted.author = std::move(author).value_or("");
  }
  co_return co_await Put(std::move(caller), std::move(session_id), std::move(wanted),
                         std::move(words), &LeanCoffeeSession::SubmitTopic);
}

Task<absl::StatusOr<WrittenTopic>> Topics::AddLate(Caller caller, SessionId session_id,
                                                   TopicSubmitted wanted, CardText words) {
  ZWK_CO_ASSIGN_OR_RETURN(const StoredSession now,
                          co_await sessions_.Load(caller, session_id.value()));
  ZWK_CO_ASSIGN_OR_RETURN(const Surroundings::OfMeeting meeting,
                          co_await around_.Meeting(caller, now.value.about.meeting_id));
  if (meeting.minutes_approved && now.value.FindTopic(wanted.topic_id) == nullptr) {
    co_return WithReason(absl::FailedPreconditionError("the minutes of the meeting are approved"),
                         "MEETING_CLOSED");
  }
  co_return co_await Put(std::move(caller), std::move(session_id), std::move(wanted),
                         std::move(words), &LeanCoffeeSession::AddLateTopic);
}

Task<absl::StatusOr<WrittenTopic>> Topics::Put(Caller caller, SessionId session_id,
                                               TopicSubmitted wanted, CardText words, Check check) {
  FieldErrors errors;
  TakeCard(errors, "topic", words);
  ZWK_CO_RETURN_IF_ERROR(errors.ToStatus());
  wanted.locale = words.locale;
  const TopicId topic_id = wanted.topic_id;
  const Step step{clock_.Now(), std::nullopt};

  ZWK_CO_ASSIGN_OR_RETURN(const StoredSession now,
                          co_await sessions_.Load(caller, session_id.value()));
  // Sealing makes a key: only for a card that will be taken. What is refused here is refused again
  // below, unless it was carried out before.
  const auto expected = (now.value.*check)(wanted, step);
  if (expected.ok() && !expected->empty()) {
    ZWK_CO_ASSIGN_OR_RETURN(wanted.text, co_await texts_.Seal(caller, session_id, now.value.seq,
                                                              topic_id.value(), words));
  }
  SessionRepository::Decide decide =
      [wanted, check,
       step](const LeanCoffeeSession& session) -> absl::StatusOr<Decision<SessionEvent>> {
    ZWK_ASSIGN_OR_RETURN(LeanCoffeeSession::Events events, (session.*check)(wanted, step));
    if (!events.empty() && !wanted.text.title.has_sealed()) {
      return absl::AbortedError("the session changed meanwhile; try again");
    }
    return events;
  };
  StoredSession after;
  {
    const Turns::Turn turn =
        co_await turns_.Next(absl::StrCat(caller.municipality, "/", session_id.value()));
    ZWK_CO_ASSIGN_OR_RETURN(
        after, co_await sessions_.Change(caller, session_id.value(), 0, std::move(decide)));
  }
  co_return co_await Written(std::move(caller), std::move(session_id), std::move(after.value),
                             topic_id);
}

Task<absl::StatusOr<WrittenTopic>> Topics::Written(Caller caller, SessionId session_id,
                                                   LeanCoffeeSession session, TopicId topic_id) {
  const Topic* topic = session.FindTopic(topic_id);
  if (topic == nullptr) co_return absl::DataLossError("a topic is missing in its own answer");
  std::vector<std::string> ids{topic_id.value()};
  ZWK_CO_ASSIGN_OR_RETURN(std::vector<WrittenText> texts,
                          co_await texts_.Read(std::move(caller), session_id, std::move(ids)));
  co_return WrittenTopic{*topic, std::move(texts[0])};
}

Task<absl::StatusOr<WrittenTopic>> Topics::Change(Caller caller, SessionId session_id,
                                                  TopicId topic_id, Moderate moderate) {
  SessionRepository::Decide decide =
      [moderate, step = Step{clock_.Now(), std::nullopt}](const LeanCoffeeSession& session) {
        return moderate(session, step);
      };
  ZWK_CO_ASSIGN_OR_RETURN(StoredSession after, co_await sessions_.Change(caller, session_id.value(),
                                                                         0, std::move(decide)));
  co_return co_await Written(std::move(caller), std::move(session_id), std::move(after.value),
                             std::move(topic_id));
}

Task<absl::StatusOr<std::vector<ImportedCard>>> Topics::Import(Caller caller, SessionId session_id,
                                                               std::vector<Row> rows,
                                                               bool dry_run) {
  FieldErrors errors;
  std::vector<TopicSubmitted> topics;
  for (size_t i = 0; i < rows.size(); ++i) {
    const std::string row = absl::StrCat("cards[", i + 1, "]");
    TakeCard(errors, row, rows[i].words);
    FieldErrors told_below;
    TakePaperRef(told_below, row, rows[i].topic);
    rows[i].topic.locale = rows[i].words.locale;
    rows[i].topic.origin = caller.request.id;
    topics.push_back(rows[i].topic);
  }
  const Step step{clock_.Now(), std::nullopt};
  ZWK_CO_ASSIGN_OR_RETURN(const StoredSession now,
                          co_await sessions_.Load(caller, session_id.value()));
  const auto expected = now.value.ImportCards(topics, step);
  // What is wrong with the rows, all at once; what is wrong with the session comes second.
  if (absl::IsInvalidArgument(expected.status())) errors.Add("cards", expected.status());
  ZWK_CO_RETURN_IF_ERROR(errors.ToStatus());

  LeanCoffeeSession after = now.value;
  if (dry_run) {
    ZWK_CO_RETURN_IF_ERROR(expected.status());
    for (const SessionEvent& event : *expected) after.Apply(event);
  } else {
    std::map<TopicId, size_t> taken;
    if (expected.ok()) {
      for (size_t i = 0; i < rows.size(); ++i) taken[topics[i].topic_id] = i;
      for (const SessionEvent& event : *expected) {
        const size_t i = taken[std::get<TopicSubmitted>(event).topic_id];
        ZWK_CO_ASSIGN_OR_RETURN(topics[i].text,
                                co_await texts_.Seal(caller, session_id, now.value.seq,
                                                     topics[i].topic_id.value(), rows[i].words));
      }
    }
    SessionRepository::Decide decide =
        [topics, step](const LeanCoffeeSession& session) -> absl::StatusOr<Decision<SessionEvent>> {
      ZWK_ASSIGN_OR_RETURN(LeanCoffeeSession::Events events, session.ImportCards(topics, step));
      for (const SessionEvent& event : events) {
        if (!std::get<TopicSubmitted>(event).text.title.has_sealed()) {
          return absl::AbortedError("the session changed meanwhile; try again");
        }
      }
      return events;
    };
    ZWK_CO_ASSIGN_OR_RETURN(
        StoredSession changed,
        co_await sessions_.Change(std::move(caller), session_id.value(), 0, std::move(decide)));
    after = std::move(changed.value);
  }

  std::map<std::string, const Topic*> by_ref;
  for (const Topic& topic : after.topics) by_ref[topic.paper_ref] = &topic;
  std::vector<ImportedCard> cards;
  for (const TopicSubmitted& wanted : topics) {
    const Topic& topic = *by_ref[wanted.paper_ref];
    cards.push_back({topic.paper_ref, topic.topic_id, topic.origin == wanted.origin});
  }
  co_return cards;
}

Task<absl::StatusOr<PageOfTopics>> Topics::List(Caller caller, SessionId session_id, int page_size,
                                                std::string page_token) {
  ZWK_CO_ASSIGN_OR_RETURN(const StoredSession now,
                          co_await sessions_.Load(caller, session_id.value()));
  ZWK_CO_ASSIGN_OR_RETURN(
      Texts::PageOfIds page,
      co_await texts_.ListTopics(caller, session_id, page_size, std::move(page_token)));
  ZWK_CO_ASSIGN_OR_RETURN(std::vector<WrittenText> texts,
                          co_await texts_.Read(std::move(caller), session_id, page.ids));
  PageOfTopics topics;
  topics.next_page_token = std::move(page.next_page_token);
  for (size_t i = 0; i < page.ids.size(); ++i) {
    // A topic that came after the session was read is on the next look.
    const Topic* topic = now.value.FindTopic(TopicId(page.ids[i]));
    if (topic != nullptr) topics.topics.push_back({*topic, std::move(texts[i])});
  }
  co_return topics;
}

}  // namespace zwk::participation
