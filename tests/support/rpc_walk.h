// A way through services that takes every RPC, for promises that each of them keeps: a change that
// is asked for twice happens once; wrong input is refused by its field and changes nothing. The
// descriptors of the services say what there is, so that an RPC that is new fails the test until it has
// its place in the way.
#pragma once

#include <google/protobuf/descriptor.h>
#include <google/protobuf/message.h>
#include <gtest/gtest.h>

#include <atomic>
#include <memory>
#include <set>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "platform/rpc/channel.h"

namespace zwk::test {

using ::google::protobuf::Message;
using ::google::protobuf::MethodDescriptor;

// Requests are written as protobuf text. "$board$" stands for an id, the one that is derived from
// this word; "---" stands between the messages of a client stream.

// An RPC, with a request that succeeds at this place of the way.
struct Step {
  std::string method;
  std::string request;
  std::string other = {};  // changes: merged over the request, it is not the same request any more
  std::string subject = "subject-1";
  // Changes: the reason with which the same request is refused once the way is at its end, where
  // nothing may be left of it by then. Else it is answered as at first.
  std::string forgotten = {};
};

// The first step of a method, with something wrong in it. What any RPC must refuse in the same way
// (a request_id that is none, a page_token that is not ours, ...) need not be written down.
struct Wrong {
  std::string method;
  std::string clear;  // path of a field of the first message
  std::string with;   // merged over the request
  std::string field;  // INVALID_ARGUMENT: path of the field; else the reason, "" for any
  absl::StatusCode code = absl::StatusCode::kInvalidArgument;
};

struct Way {
  std::vector<std::string> services;     // full names
  std::string file;                      // where it is written, for people
  std::vector<Step> steps;               // every RPC of the services, in an order that succeeds
  std::vector<Wrong> wrong;              // every change at least
  std::vector<std::string> beside = {};  // services whose RPCs the way takes where it has to
};

std::string Id(absl::string_view word);

// Fixtures of a service are one:
//
//   class CatalogWalkTest : public CatalogTest, protected test::RpcWalk { ... };
//   TEST_F(CatalogWalkTest, TheWayTakesEveryRpc) { ExpectEveryRpcIsOnTheWay(); }
class RpcWalk {
 public:
  explicit RpcWalk(const Way& way);
  virtual ~RpcWalk() = default;

 protected:
  using Messages = std::vector<std::unique_ptr<Message>>;  // one, or those of a client stream

  static constexpr char kHere[] = "bremerhaven";
  static constexpr char kElsewhere[] = "musterstadt";

  virtual rpc::Channel& channel() = 0;
  // Everything the service keeps: two are equal if nothing has happened between them.
  virtual std::string State() = 0;
  // What other services, or somebody else, must have done before this RPC can succeed.
  virtual void WorldMovesOnBefore(const std::string& /*method*/) {}
  // What "$word$" stands for in requests.
  virtual std::string Meaning(const std::string& word) { return Id(word); }
  // Waits for what a change sets off behind its answer.
  virtual void Settle() {}

  void ExpectEveryRpcIsOnTheWay();
  void ExpectChangesHappenOnce();
  void ExpectWrongInputIsRefused();
  // Each list, map and text of each RPC is filled with what cannot be meant, up to its limit and
  // beyond: the refusal is small, the work linear in what was sent, what is too much changes
  // nothing, and who reads in another municipality meanwhile is answered.
  void ExpectRefusalsAreBounded();
  // Each RPC is asked for in each role and in none, by one of the city's people, a stranger and somebody of another
  // city: what is not for the role is refused before anything happens, what is for it is not refused for its sake.
  void ExpectRolesAreAskedFor();
  // `own` are the methods that name nothing which must be there already.
  void ExpectNothingIsThereElsewhere(const std::set<std::string>& own);

  // Walks up to the first step of this method; "" walks all the way.
  void WalkBefore(const std::string& method);

  Messages Request(const std::string& method, absl::string_view text,
                   const std::string& request_id);
  // What the text says replaces what is there; repeated fields get more.
  void Merge(Messages& request, absl::string_view text);
  // The bytes of the answer, of a server stream all of them in order. In the role whose task it is.
  absl::StatusOr<std::string> Call(const std::string& method, const Messages& request,
                                   const std::string& subject = "subject-1",
                                   const std::string& municipality = kHere);
  absl::StatusOr<std::string> CallAs(const Caller& caller, const std::string& method,
                                     const Messages& request);
  // With a request id of its own each time.
  absl::Status Try(const std::string& method, absl::string_view text,
                   const std::string& subject = "subject-1",
                   const std::string& municipality = kHere);
  template <class Response>  // must succeed
  Response Ask(const std::string& method, absl::string_view text,
               const std::string& subject = "subject-1");

  const MethodDescriptor& Method(const std::string& name) const;
  std::string PathOf(const std::string& method) const;  // "/zwk.catalog.v1.OfferService/GetOffer"
  static bool IsChange(const MethodDescriptor& method);
  static std::string RequestId(size_t step);  // of the step in the way
  std::string NextRequestId();
  const Way& way() const { return way_; }

 private:
  using Path = std::vector<const google::protobuf::FieldDescriptor*>;  // from the request on

  absl::Status TryFilled(const Step& step, const std::string& municipality, const Path& path,
                         size_t amount, double& cpu);
  void ExpectLinear(const Step& step, const std::string& municipality, const Path& path,
                    size_t amount, bool is_too_much);
  void ExpectRoleIs(const std::vector<std::string>& needed, const MethodDescriptor& method,
                    const std::string& role);
  std::vector<Wrong> WrongFor(const Step& step);
  Messages StepRequest(size_t step);

  std::string WithMeanings(absl::string_view text);

  const Way& way_;
  std::vector<const google::protobuf::ServiceDescriptor*> services_;
  std::vector<const google::protobuf::ServiceDescriptor*> beside_;
  std::atomic<int> tried_ = 0;
};

template <class Response>
Response RpcWalk::Ask(const std::string& method, absl::string_view text,
                      const std::string& subject) {
  const auto bytes = Call(method, Request(method, text, NextRequestId()), subject);
  EXPECT_TRUE(bytes.ok()) << method << ": " << bytes.status();
  Response response;
  EXPECT_TRUE(bytes.ok() && response.ParseFromString(*bytes)) << method;
  return response;
}

}  // namespace zwk::test
