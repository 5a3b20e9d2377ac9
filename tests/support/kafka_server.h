#pragma once

#include <sys/types.h>

#include <string>
#include <vector>

#include "tests/support/temporary_folder.h"

namespace zwk::test {

// A real Kafka of this test's own (deploy/kafka): brokers on free ports of loopback, data in a temporary
// folder. It dies with the thread that started it: start it on the main thread.
class KafkaServer {
 public:
  // Why there can be none here (no Java, no Maven, nothing to fetch the jars from); "" if there can.
  // Fetches them, the first time.
  static std::string Missing();

  // With further lines of server.properties.
  explicit KafkaServer(int brokers = 1, std::vector<std::string> further = {});
  ~KafkaServer();
  KafkaServer(const KafkaServer&) = delete;
  KafkaServer& operator=(const KafkaServer&) = delete;

  std::string brokers() const;  // "127.0.0.1:4711,..."
  int port(int broker) const { return brokers_[static_cast<size_t>(broker)].port; }

  void Freeze(int broker = 0);
  void Thaw(int broker = 0);
  void Kill9(int broker = 0);
  void Restart(int broker = 0);  // where it was, after Kill9; returns when it listens
  void Lose(int broker = 0);     // kill -9, and its data are gone

 private:
  struct Broker {
    int port = 0;
    int controller = 0;
    pid_t pid = -1;
  };
  std::string FolderOf(int broker) const;
  void Start(int broker);
  void AwaitListening(int broker);

  const std::vector<std::string> further_;
  TemporaryFolder folder_;
  std::vector<Broker> brokers_;
};

}  // namespace zwk::test

#define ZWK_SKIP_WITHOUT_KAFKA()                                                       \
  if (const std::string missing = zwk::test::KafkaServer::Missing(); !missing.empty()) \
  GTEST_SKIP() << "SKIPPED: no Kafka here: " << missing
