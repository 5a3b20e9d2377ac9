#include "tests/support/rpc_walk.h"

#include <google/api/field_behavior.pb.h>
#include <google/protobuf/text_format.h>

#include <algorithm>
#include <cstdlib>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "absl/strings/str_split.h"
#include "platform/base/errors.h"
#include "platform/base/uuid.h"
#include "tests/support/rpc_fixture.h"

namespace zwk::test {
namespace {

using ::google::protobuf::Descriptor;
using ::google::protobuf::FieldDescriptor;

std::unique_ptr<Message> New(const Descriptor* type) {
  auto* factory = google::protobuf::MessageFactory::generated_factory();
  return std::unique_ptr<Message>(factory->GetPrototype(type)->New());
}

const google::protobuf::ServiceDescriptor& Find(const std::string& service) {
  const auto* found =
      google::protobuf::DescriptorPool::generated_pool()->FindServiceByName(service);
  EXPECT_NE(found, nullptr) << service << " is not linked";
  if (found == nullptr) std::abort();
  return *found;
}

// {"a", "b"} and "c: 1" -> "a { b { c: 1 } }".
std::string Nested(const std::vector<std::string>& path, const std::string& leaf) {
  std::string text = leaf;
  for (auto name = path.rbegin(); name != path.rend(); ++name) {
    text = absl::StrCat(*name, " { ", text, " }");
  }
  return text;
}

// Where the request_id of a request is: the request itself, or the header of a stream.
const FieldDescriptor* RequestIdOf(const Descriptor& type, const FieldDescriptor** header) {
  *header = nullptr;
  if (const auto* field = type.FindFieldByName("request_id")) return field;
  if (const auto* first = type.FindFieldByName("header")) {
    *header = first;
    return first->message_type()->FindFieldByName("request_id");
  }
  return nullptr;
}

void Clear(Message& message, absl::string_view path) {
  const std::vector<std::string> names = absl::StrSplit(path, '.');
  Message* at = &message;
  for (size_t i = 0; i < names.size(); ++i) {
    const FieldDescriptor* field = at->GetDescriptor()->FindFieldByName(names[i]);
    ASSERT_NE(field, nullptr) << path;
    if (i + 1 == names.size())
      at->GetReflection()->ClearField(at, field);
    else
      at = at->GetReflection()->MutableMessage(at, field);
  }
}

// What only the server says is ignored in a request.
bool IsOutputOnly(const FieldDescriptor& field) {
  const auto& behaviors = field.options().GetRepeatedExtension(google::api::field_behavior);
  return std::find(behaviors.begin(), behaviors.end(), google::api::OUTPUT_ONLY) != behaviors.end();
}

std::string InShort(absl::StatusCode code, const std::string& said) {
  return absl::StrCat(absl::StatusCodeToString(code), " ", said);
}

// What any RPC must refuse, by the names of the fields that are in the request.
void AddConventions(const Message& message, std::vector<std::string> path,
                    const std::string& method, std::vector<Wrong>& rows) {
  for (int i = 0; i < message.GetDescriptor()->field_count(); ++i) {
    const FieldDescriptor& field = *message.GetDescriptor()->field(i);
    if (field.is_repeated() || IsOutputOnly(field)) continue;
    std::vector<std::string> whole = path;
    whole.push_back(field.name());
    const std::string dotted = absl::StrJoin(whole, ".");
    const auto add = [&](const std::string& value,
                         absl::StatusCode code = absl::StatusCode::kInvalidArgument) {
      const bool invalid = code == absl::StatusCode::kInvalidArgument;
      rows.push_back({method, "", Nested(path, absl::StrCat(field.name(), ": ", value)),
                      invalid ? dotted : "VERSION_MISMATCH", code});
    };
    if (field.name() == "request_id") rows.push_back({method, dotted, "", dotted});
    if (absl::EndsWith(field.name(), "_id")) add(R"("\001")");
    if (field.name() == "page_token") add(R"("forged")");
    if (field.name() == "page_size") add("-1");
    if (field.name() == "expected_version") add("99", absl::StatusCode::kAborted);
    if (field.type() == FieldDescriptor::TYPE_MESSAGE &&
        message.GetReflection()->HasField(message, &field)) {
      AddConventions(message.GetReflection()->GetMessage(message, &field), whole, method, rows);
    }
  }
}

}  // namespace

std::string Id(absl::string_view word) { return UuidFromName(absl::StrCat("test/", word)); }

RpcWalk::RpcWalk(const Way& way) : way_(way) {
  for (const std::string& service : way.services) services_.push_back(&Find(service));
  for (const std::string& service : way.beside) beside_.push_back(&Find(service));
}

std::string RpcWalk::WithMeanings(absl::string_view text) {
  const std::vector<std::string> parts = absl::StrSplit(text, '$');
  std::string result;
  for (size_t i = 0; i < parts.size(); ++i) {
    absl::StrAppend(&result, i % 2 == 1 ? Meaning(parts[i]) : parts[i]);
  }
  return result;
}

const MethodDescriptor& RpcWalk::Method(const std::string& name) const {
  for (const auto* services : {&services_, &beside_}) {
    for (const auto* service : *services) {
      if (const MethodDescriptor* method = service->FindMethodByName(name)) return *method;
    }
  }
  ADD_FAILURE() << "no RPC " << name;
  std::abort();
}

std::string RpcWalk::PathOf(const std::string& method) const {
  return absl::StrCat("/", Method(method).service()->full_name(), "/", method);
}

bool RpcWalk::IsChange(const MethodDescriptor& method) {
  const FieldDescriptor* header = nullptr;
  return RequestIdOf(*method.input_type(), &header) != nullptr;
}

std::string RpcWalk::RequestId(size_t step) { return Id(absl::StrCat("request ", step)); }

std::string RpcWalk::NextRequestId() { return Id(absl::StrCat("tried ", ++tried_)); }

RpcWalk::Messages RpcWalk::Request(const std::string& method, absl::string_view text,
                                   const std::string& request_id) {
  Messages request;
  request.push_back(New(Method(method).input_type()));
  Merge(request, text);
  Message* holder = request.front().get();
  const FieldDescriptor* header = nullptr;
  const FieldDescriptor* field = RequestIdOf(*holder->GetDescriptor(), &header);
  if (header != nullptr && field != nullptr) {
    holder = holder->GetReflection()->MutableMessage(holder, header);
  }
  if (field != nullptr) holder->GetReflection()->SetString(holder, field, request_id);
  return request;
}

RpcWalk::Messages RpcWalk::StepRequest(size_t step) {
  return Request(way_.steps[step].method, way_.steps[step].request, RequestId(step));
}

void RpcWalk::Merge(Messages& request, absl::string_view text) {
  const std::string whole = WithMeanings(text);
  size_t i = 0;
  for (const absl::string_view part : absl::StrSplit(whole, "---")) {
    if (i == request.size()) request.push_back(New(request.front()->GetDescriptor()));
    ASSERT_TRUE(google::protobuf::TextFormat::MergeFromString(std::string(part), request[i].get()))
        << part;
    ++i;
  }
}

absl::StatusOr<std::string> RpcWalk::Call(const std::string& name, const Messages& request,
                                          const std::string& subject,
                                          const std::string& municipality) {
  Caller caller = CallerOf(municipality);
  caller.subject_ref = subject;
  caller.roles = RightRoles(PathOf(name));
  if (caller.roles.empty()) caller.roles = {"BOARD_MEMBER"};  // who sees drafts, too
  return CallAs(caller, name, request);
}

absl::StatusOr<std::string> RpcWalk::CallAs(const Caller& caller, const std::string& name,
                                            const Messages& request) {
  const MethodDescriptor& method = Method(name);
  const std::string path = PathOf(name);
  const auto answer = New(method.output_type());
  std::string bytes;
  absl::Status status;
  if (method.client_streaming()) {
    size_t next = 0;
    const auto item = New(method.input_type());
    status = channel().UploadNow(
        path, caller, *item,
        [&](Message& into) {
          if (next == request.size()) return false;
          into.CopyFrom(*request[next++]);
          return true;
        },
        *answer);
    bytes = answer->SerializeAsString();
  } else if (method.server_streaming()) {
    status = channel().StreamNow(path, caller, *request.front(), *answer, [&](const Message& part) {
      bytes += part.SerializeAsString();
      return absl::OkStatus();
    });
  } else {
    status = channel().CallNow(path, caller, *request.front(), *answer);
    bytes = answer->SerializeAsString();
  }
  if (!status.ok()) return status;
  return bytes;
}

absl::Status RpcWalk::Try(const std::string& method, absl::string_view text,
                          const std::string& subject, const std::string& municipality) {
  return Call(method, Request(method, text, NextRequestId()), subject, municipality).status();
}

void RpcWalk::WalkBefore(const std::string& method) {
  for (size_t i = 0; i < way_.steps.size() && way_.steps[i].method != method; ++i) {
    const Step& step = way_.steps[i];
    WorldMovesOnBefore(step.method);
    const auto answer = Call(step.method, StepRequest(i), step.subject);
    ASSERT_TRUE(answer.ok()) << step.method << ": " << answer.status();
    Settle();
  }
  WorldMovesOnBefore(method);
}

std::vector<Wrong> RpcWalk::WrongFor(const Step& step) {
  std::vector<Wrong> rows;
  AddConventions(*Request(step.method, step.request, "").front(), {}, step.method, rows);
  for (const Wrong& wrong : way_.wrong) {
    if (wrong.method != step.method) continue;
    std::erase_if(rows, [&](const Wrong& usual) {
      return usual.clear == wrong.clear && usual.with == wrong.with;
    });
    rows.push_back(wrong);
  }
  return rows;
}

void RpcWalk::ExpectEveryRpcIsOnTheWay() {
  std::set<std::string> walked, refused;
  for (const Step& step : way_.steps) {
    walked.insert(step.method);
    EXPECT_EQ(IsChange(Method(step.method)), !step.other.empty())
        << step.method << ": a change has other content under the same request id, a read has none";
  }
  for (const Wrong& wrong : way_.wrong) refused.insert(wrong.method);
  for (const std::string& method : refused) EXPECT_TRUE(walked.contains(method)) << method;
  for (const auto* service : services_) {
    for (int i = 0; i < service->method_count(); ++i) {
      const MethodDescriptor& method = *service->method(i);
      EXPECT_TRUE(walked.contains(method.name()))
          << method.name() << " is not on the way. Add to the steps in " << way_.file
          << ", where it succeeds:\n  {\"" << method.name() << "\", R\"(a request)\""
          << (IsChange(method) ? ", R\"(what makes it another one)\"" : "") << "}";
      EXPECT_TRUE(refused.contains(method.name()) || !IsChange(method))
          << "Nobody knows what is wrong input of " << method.name() << ". Add to the rows in "
          << way_.file << ":\n  {\"" << method.name()
          << "\", \"a field to clear\", R\"(what to merge)\", \"the field of the refusal\"}";
    }
  }
}

void RpcWalk::ExpectChangesHappenOnce() {
  std::vector<std::string> answers;
  for (size_t i = 0; i < way_.steps.size(); ++i) {
    const Step& step = way_.steps[i];
    SCOPED_TRACE(absl::StrCat(i, ": ", step.method));
    WorldMovesOnBefore(step.method);
    auto request = StepRequest(i);
    Settle();
    const std::string before = State();
    const auto first = Call(step.method, request, step.subject);
    ASSERT_TRUE(first.ok()) << first.status();
    answers.push_back(*first);
    Settle();
    const std::string after = State();
    EXPECT_EQ(after != before, IsChange(Method(step.method)));
    if (!IsChange(Method(step.method))) continue;

    const auto again = Call(step.method, request, step.subject);
    ASSERT_TRUE(again.ok()) << again.status();
    EXPECT_EQ(*again, *first);
    Merge(request, step.other);
    const absl::Status other = Call(step.method, request, step.subject).status();
    EXPECT_EQ(other.code(), absl::StatusCode::kAlreadyExists) << other;
    EXPECT_EQ(ReasonOf(other), "REQUEST_ID_REUSED") << other;
    Settle();
    EXPECT_EQ(State(), after);
  }
  // All over again, long after: what was said then, and nothing happens.
  const std::string end = State();
  for (size_t i = 0; i < way_.steps.size(); ++i) {
    const Step& step = way_.steps[i];
    if (!IsChange(Method(step.method))) continue;
    const auto again = Call(step.method, StepRequest(i), step.subject);
    if (!step.forgotten.empty()) {
      EXPECT_EQ(ReasonOf(again.status()), step.forgotten) << step.method;
      continue;
    }
    ASSERT_TRUE(again.ok()) << step.method << ": " << again.status();
    EXPECT_EQ(*again, answers[i]) << step.method;
  }
  Settle();
  EXPECT_EQ(State(), end);
}

void RpcWalk::ExpectWrongInputIsRefused() {
  std::set<std::string> seen;
  for (size_t i = 0; i < way_.steps.size(); ++i) {
    const Step& step = way_.steps[i];
    WorldMovesOnBefore(step.method);
    if (seen.insert(step.method).second) {
      Settle();
      const std::string before = State();
      for (const Wrong& wrong : WrongFor(step)) {
        SCOPED_TRACE(absl::StrCat(wrong.method, " -", wrong.clear, " +", wrong.with));
        auto request = Request(step.method, step.request, NextRequestId());
        if (!wrong.clear.empty()) Clear(*request.front(), wrong.clear);
        Merge(request, wrong.with);
        const absl::Status refused = Call(step.method, request, step.subject).status();
        const bool invalid = absl::IsInvalidArgument(refused);
        const std::string said = invalid ? FieldOf(refused) : ReasonOf(refused);
        const bool any = !invalid && wrong.field.empty();
        EXPECT_EQ(InShort(refused.code(), any ? "" : said), InShort(wrong.code, wrong.field))
            << refused;
      }
      Settle();
      EXPECT_EQ(State(), before) << step.method;
    }
    const auto right = Call(step.method, StepRequest(i), step.subject);
    ASSERT_TRUE(right.ok()) << step.method << ": " << right.status();
    Settle();
  }
}

void RpcWalk::ExpectNothingIsThereElsewhere(const std::set<std::string>& own) {
  WalkBefore("");
  Settle();
  const std::string before = State();
  for (const Step& step : way_.steps) {
    if (own.contains(step.method)) continue;
    const auto request = Request(step.method, step.request, Id("elsewhere " + step.request));
    const auto answer = Call(step.method, request, step.subject, kElsewhere);
    if (absl::StartsWith(step.method, "List") && answer.ok()) {
      EXPECT_EQ(*answer, "") << step.method;
    } else {
      EXPECT_EQ(answer.status().code(), absl::StatusCode::kNotFound)
          << step.method << ": " << answer.status();
    }
  }
  EXPECT_EQ(State(), before);
}

}  // namespace zwk::test
