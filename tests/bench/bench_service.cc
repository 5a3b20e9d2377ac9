#include "tests/bench/bench_service.h"

#include <unistd.h>

#include <cstdio>

#include "absl/strings/str_cat.h"
#include "platform/base/hash.h"
#include "platform/base/status_macros.h"
#include "platform/base/timers.h"
#include "platform/metrics/metrics.h"
#include "platform/rpc/echo.pb.h"
#include "platform/store/redis_store.h"

namespace zwk::bench {
namespace {

namespace v1 = echo::v1;

std::string CardBytes() {
  v1::EchoResponse card;
  card.set_text(std::string(260, 'c'));
  card.set_municipality(kMunicipality);
  card.set_locale("de");
  return card.SerializeAsString();
}

Task<absl::StatusOr<v1::EchoResponse>> Echo(Caller, const v1::EchoRequest& request) {
  v1::EchoResponse response;
  response.set_text(request.text());
  co_return response;
}

Task<absl::StatusOr<v1::EchoResponse>> Read(store::Store& store, Caller caller,
                                            const v1::EchoRequest& request) {
  store::ReadSet reads;
  reads.documents = {request.text()};
  ZWK_CO_ASSIGN_OR_RETURN(
      const store::ReadResult result,
      co_await store.Get(caller.municipality, std::move(reads), caller.deadline));
  v1::EchoResponse response;
  if (!result.documents[0].exists()) co_return absl::NotFoundError("no such document");
  if (!response.ParseFromString(result.documents[0].bytes))
    co_return absl::DataLossError("not a card");
  co_return response;
}

Task<absl::StatusOr<v1::ChangeResponse>> Write(store::Store& store, Caller caller) {
  ZWK_CO_ASSIGN_OR_RETURN(const store::Outcome outcome,
                          co_await store.Apply(CardCommit(caller.request), caller.deadline));
  if (outcome.kind != store::Outcome::kDone)
    co_return absl::InternalError("the commit was not carried out");
  v1::ChangeResponse response;
  response.set_request_id(caller.request.id);
  co_return response;
}

}  // namespace

std::string DocumentKey(int number) { return absl::StrCat("document/", number); }

absl::Status MakeDocuments(store::Store& store) {
  constexpr int kPerCommit = 50;
  for (int first = 0; first < kDocuments; first += kPerCommit) {
    store::Commit commit(kMunicipality);
    for (int i = first; i < first + kPerCommit; ++i) commit.Write(DocumentKey(i), 0, CardBytes());
    ZWK_ASSIGN_OR_RETURN(const store::Outcome outcome,
                         SyncWait(store.Apply(std::move(commit), kNoDeadline)));
    if (outcome.kind != store::Outcome::kDone)
      return absl::InternalError("a document exists already");
  }
  return absl::OkStatus();
}

store::Commit CardCommit(const RequestKey& request) {
  const std::string key = absl::StrCat("card/", request.id);
  const std::string bytes = CardBytes();
  store::Commit commit(kMunicipality);
  commit.Write(key, 0, bytes);
  commit.IndexAdd("cards", request.id, key);
  commit.Emit(key, 0, "zwk.bench.v1.CardWritten", bytes);
  commit.Request(request, bytes);
  return commit;
}

void BenchService::Register(rpc::Server& server) {
  auto s = server.Service("zwk.echo.v1.BenchService");
  s.Unary<v1::EchoRequest, v1::EchoResponse>("Echo", Echo);
  s.Unary<v1::EchoRequest, v1::EchoResponse>("Read",
                                             [this](Caller caller, const v1::EchoRequest& request) {
                                               return Read(store_, std::move(caller), request);
                                             });
  s.Unary<v1::ChangeRequest, v1::ChangeResponse>(
      "Write",
      [this](Caller caller, const v1::ChangeRequest&) { return Write(store_, std::move(caller)); });
}

int ServeBench(const std::string& redis) {
  metrics::Registry registry;
  Timers timers;
  store::RedisStore::Options store_options;
  store_options.address = redis;
  store_options.area = kArea;
  store::RedisStore store(store_options);
  BenchService service(store);
  rpc::ServerOptions options;
  options.dev_identity = true;
  options.limits.calls_per_second_of_a_municipality = 1e9;  // the limit is not what is measured
  options.limits.burst_of_a_municipality = 1e9;
  rpc::Server server(options, timers, registry);
  service.Register(server);
  if (const absl::Status started = server.Start(); !started.ok()) {
    std::fprintf(stderr, "zwk_bench: %s\n", started.ToString().c_str());
    return 1;
  }
  std::printf("%d\n", server.port());
  std::fflush(stdout);
  char byte;
  while (read(STDIN_FILENO, &byte, 1) > 0) {
  }
  server.Drain();
  return 0;
}

}  // namespace zwk::bench
