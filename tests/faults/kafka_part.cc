// A relay or a reader in a process of its own, to be stopped and killed:
//
//   kafka_part relay REDIS BROKERS AREA LEASE_MS
//   kafka_part reader REDIS BROKERS AREA LEASE_MS VIEW
#include <sys/prctl.h>
#include <unistd.h>

#include <chrono>
#include <csignal>
#include <cstdlib>
#include <optional>
#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "platform/kafka/kafka_bus.h"
#include "platform/kafka/relay.h"
#include "platform/store/redis_store.h"
#include "platform/stream/shares.h"
#include "platform/stream/view_runner.h"
#include "tests/support/ledger_view.h"

int main(int argc, char** argv) {
  prctl(PR_SET_PDEATHSIG, SIGKILL);
  const std::vector<std::string> words(argv + 1, argv + argc);
  if (words.size() < 5) return 2;
  const zwk::kafka::Cluster cluster{.brokers = words[2]};
  const std::chrono::milliseconds lease(std::atoi(words[4].c_str()));
  const std::string me = absl::StrCat("process ", getpid());
  if (words[0] == "relay") {
    const zwk::kafka::Relay relay(
        {.cluster = cluster, .redis = words[1], .area = words[3], .me = me, .lease = lease});
    while (true) pause();
  }
  if (words.size() < 6) return 2;
  constexpr int kShards = 8;
  zwk::kafka::KafkaBus bus(cluster, words[1]);
  zwk::store::RedisStore store({.address = words[1], .area = "reader"});
  const zwk::stream::Shares shares({.redis = words[1],
                                    .work = "{zwk}:reader:views",
                                    .me = me,
                                    .shards = kShards,
                                    .life = lease});
  zwk::stream::ViewRunner runner(
      store, bus,
      {.batch = 16, .is_ours = [&](const zwk::stream::Partition& partition) {
         return shares.Held(zwk::kafka::PartitionOf(partition.municipality, kShards)).has_value();
       }});
  zwk::test::LedgerView view(words[5], words[3]);
  runner.Add(view);
  runner.Start();
  while (true) pause();
}
