#include "participation/lean_coffee/topic.h"

#include "absl/strings/str_cat.h"
#include "participation/base/overloaded.h"
#include "participation/lean_coffee/refusal.h"
#include "platform/base/values.h"

namespace zwk::participation {

void Apply(const TopicEvent& event, v1::Topic& topic) {
  const auto becomes = [&topic](v1::TopicStatus status, const std::string& reason = "") {
    topic.set_status(status);
    topic.set_reason(reason);
  };
  std::visit(
      Overloaded{
          [&](const v1::TopicSubmitted& e) { topic = e.topic(); },
          [&](const v1::TopicAccepted&) { becomes(v1::TOPIC_STATUS_ACCEPTED); },
          [&](const RejectedTopic& e) { becomes(v1::TOPIC_STATUS_REJECTED, e.reason); },
          [&](const v1::TopicsMerged& e) {
            if (e.topic_id() == topic.topic_id()) return;
            becomes(v1::TOPIC_STATUS_MERGED);
            topic.set_merged_into(e.topic_id());
          },
          [&](const v1::TopicWithdrawn& e) { becomes(v1::TOPIC_STATUS_WITHDRAWN, e.reason()); },
      },
      event);
}

bool IsOnTheBoard(const v1::Topic& topic) {
  return topic.status() != v1::TOPIC_STATUS_SUBMITTED &&
         topic.status() != v1::TOPIC_STATUS_REJECTED;
}

TopicRoom RoomOf(v1::TopicStatus status) {
  const auto room = [](const char* name, int64_t most) {
    return TopicRoom{name, most,
                     Refuse("TOO_MANY_TOPICS", absl::StrCat("the session has room for ", most,
                                                            " such topics: ", name))};
  };
  switch (status) {
    case v1::TOPIC_STATUS_SUBMITTED:
      return room("waiting", 500);
    case v1::TOPIC_STATUS_ACCEPTED:
      return room("accepted", 500);
    case v1::TOPIC_STATUS_LATE:
      return room("late", 100);
    default:
      return {};
  }
}

void TakePaperRef(FieldErrors& errors, const std::string& card, v1::Topic& topic) {
  if (topic.source() == v1::TOPIC_SOURCE_PAPER) {
    TakeText(errors, card + ".paper_ref", *topic.mutable_paper_ref(), {.most = 50});
  } else if (!topic.paper_ref().empty()) {
    errors.Add(card + ".paper_ref", "is for paper cards only");
  }
}

void TakeCard(FieldErrors& errors, const std::string& card, v1::Topic& topic) {
  Title::Take(errors, card + ".title.text", *topic.mutable_title()->mutable_text());
  Paragraph::TakeOptional(errors, card + ".body.text", *topic.mutable_body()->mutable_text());
  Locale::Check(errors, card + ".locale", topic.locale());
  TakePaperRef(errors, card, topic);
  topic.mutable_title()->mutable_sealed()->set_subject_ref(topic.topic_id());
  if (topic.body().text().empty()) {
    topic.clear_body();
  } else {
    topic.mutable_body()->mutable_sealed()->set_subject_ref(topic.topic_id());
  }
}

}  // namespace zwk::participation
