#include "platform/stream/handlers.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "platform/base/task.h"
#include "zwk/common/v1/common.pb.h"
#include "zwk/common/v1/forecast_ref.pb.h"

namespace zwk::stream {
namespace {

using ::testing::ElementsAre;

// Any messages will do as events here.
using Happened = common::v1::EventEnvelope;
using Published = common::v1::ForecastRef;
using Sealed = common::v1::Sealed;
using Log = std::vector<std::string>;

template <typename Message>
Event EventOf(const Message& message) {
  return {.municipality = "bremerhaven",
          .type = Message::descriptor()->full_name(),
          .data = message.SerializeAsString()};
}

Event HappenedEvent(const std::string& id) {
  Happened happened;
  happened.set_id(id);
  return EventOf(happened);
}

Task<absl::Status> Refuse(const Event& event, Published published, Log& log) {
  log.push_back(event.municipality + " " + published.forecast_id());
  co_return absl::FailedPreconditionError("not now");
}

Handlers<Log> SomeHandlers() {
  return Handlers<Log>()
      .On<Happened>([](const Happened& happened, Log& log) { log.push_back(happened.id()); })
      .On<Published>(Refuse);
}

TEST(HandlersTest, EachTypeHasItsHandler) {
  const Handlers<Log> handlers = SomeHandlers();
  Log log;
  EXPECT_TRUE(SyncWait(handlers.Handle(HappenedEvent("h1"), log)).ok());
  Published published;
  published.set_forecast_id("f1");
  EXPECT_TRUE(absl::IsFailedPrecondition(SyncWait(handlers.Handle(EventOf(published), log))));
  EXPECT_THAT(log, ElementsAre("h1", "bremerhaven f1"));
}

TEST(HandlersTest, AHandlerMayAnswerAtOnce) {
  const auto handlers = Handlers<>().On<Happened>(
      [](const Happened& happened) { return absl::InvalidArgumentError(happened.id()); });
  EXPECT_EQ(SyncWait(handlers.Handle(HappenedEvent("h1"))).message(), "h1");
}

TEST(HandlersTest, WhatIsNotHeardChangesNothing) {
  const Handlers<Log> handlers = SomeHandlers();
  Log log;
  EXPECT_TRUE(SyncWait(handlers.Handle(EventOf(Sealed()), log)).ok());
  EXPECT_THAT(log, ElementsAre());
}

TEST(HandlersTest, GarbledBytesReachNoHandlerAndAreSaidToBeSo) {
  const Handlers<Log> handlers = SomeHandlers();
  Log log;
  Event event = HappenedEvent("h1");
  event.data = "\xff";
  EXPECT_TRUE(SyncWait(handlers.Handle(event, log)).ok());
  EXPECT_TRUE(event.garbled);
  EXPECT_THAT(log, ElementsAre());
}

TEST(HandlersTest, SaysWhatItHears) {
  EXPECT_THAT(SomeHandlers().types(),
              ElementsAre("zwk.common.v1.EventEnvelope", "zwk.common.v1.ForecastRef"));
}

}  // namespace
}  // namespace zwk::stream
