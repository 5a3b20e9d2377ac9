#pragma once

#include "participation/api/lean_coffee_api.h"
#include "participation/events/backlog_consumer.h"
#include "participation/events/sealer.h"
#include "participation/store/backlog_store.h"
#include "participation/store/ballot_store.h"
#include "participation/store/meeting_surroundings.h"
#include "participation/store/repositories.h"
#include "participation/store/session_store.h"
#include "participation/store/text_store.h"
#include "platform/base/clock.h"
#include "platform/base/timers.h"
#include "platform/rpc/server.h"
#include "platform/stream/view_runner.h"

namespace zwk::participation {

// LeanCoffeeService put together: for main and for tests that want the whole of it in their
// process. Members are built in the order of their dependence.
class LeanCoffeeSide {
 public:
  LeanCoffeeSide(store::Store& store, seal::KeyRing& keys, Repositories& meetings, Timers& timers,
                 const Clock& clock)
      : sealer_(keys),
        session_codec_(sealer_),
        backlog_codec_(sealer_),
        session_repository_(store, session_codec_, "session", clock),
        backlog_repository_(store, backlog_codec_, "backlog_entry", clock),
        around_(meetings.meetings, meetings.labs, meetings.municipalities),
        texts_(store, keys),
        box_(store, keys),
        sessions_(session_repository_, box_, around_, clock),
        topics_(session_repository_, texts_, around_, clock),
        voting_(box_, session_repository_),
        rounds_(session_repository_, texts_, clock),
        backlog_(backlog_repository_, session_repository_, texts_, around_, clock),
        api_({sessions_, topics_, voting_, rounds_, backlog_}, timers),
        consumer_(backlog_, session_repository_, box_) {}

  void Register(rpc::Server& server) {
    api_.Register(server.Service("zwk.participation.v1.LeanCoffeeService"));
  }
  void AddConsumers(stream::ViewRunner& runner) { runner.Add(consumer_); }
  stream::Consumer& consumer() { return consumer_; }

 private:
  Sealer sealer_;
  SessionCodec session_codec_;
  SealedCodec<BacklogEntry, BacklogEvent> backlog_codec_;
  store::Documents<LeanCoffeeSession, SessionEvent> session_repository_;
  store::Documents<BacklogEntry, BacklogEvent> backlog_repository_;
  MeetingSurroundings around_;
  TextStore texts_;
  BallotStore box_;
  Sessions sessions_;
  Topics topics_;
  Voting voting_;
  Rounds rounds_;
  Backlog backlog_;
  LeanCoffeeApi api_;
  BacklogConsumer consumer_;
};

}  // namespace zwk::participation
