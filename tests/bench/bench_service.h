// What is measured: a no-op call, a call that reads one document, a call that writes durably; and
// the same commit without gRPC.
#pragma once

#include <string>

#include "platform/rpc/server.h"
#include "platform/store/store.h"

namespace zwk::bench {

inline constexpr char kMunicipality[] = "bremerhaven";
inline constexpr char kArea[] = "bench";
inline constexpr char kEcho[] = "/zwk.echo.v1.BenchService/Echo";
inline constexpr char kRead[] = "/zwk.echo.v1.BenchService/Read";
inline constexpr char kWrite[] = "/zwk.echo.v1.BenchService/Write";

// Documents of about 300 bytes that exist before anything is measured: missing keys would make
// reads look fast.
inline constexpr int kDocuments = 1'000;
std::string DocumentKey(int number);
absl::Status MakeDocuments(store::Store& store);

// What a change of a service commits: its document, an index entry, an event, the answer under its
// request id.
store::Commit CardCommit(const RequestKey& request);

class BenchService {
 public:
  explicit BenchService(store::Store& store) : store_(store) {}
  void Register(rpc::Server& server);

 private:
  store::Store& store_;
};

// The server process: serves until its standard input ends. Prints its port.
int ServeBench(const std::string& redis);

}  // namespace zwk::bench
