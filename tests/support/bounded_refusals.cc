// Whatever is sent to whatever RPC, a refusal stays small and cheap, and nobody else notices.
#include <ctime>

#include <algorithm>
#include <atomic>
#include <functional>
#include <limits>
#include <thread>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "platform/base/errors.h"
#include "platform/rpc/request_size.h"
#include "platform/rpc/status.h"
#include "tests/support/rpc_walk.h"

namespace zwk::test {
namespace {

using ::google::protobuf::Descriptor;
using ::google::protobuf::FieldDescriptor;
using ::google::protobuf::Reflection;

constexpr size_t kMostBytes = (4 << 20) - (64 << 10);  // of a request: what a message may have
constexpr size_t kMany = 5'000;
// What is within the limits may be taken where a field has no narrower rule, out of the way's way.
constexpr char kAnyone[] = "moorsum";

using Path = std::vector<const FieldDescriptor*>;  // from the request on

std::string Name(const Path& path) {
  return absl::StrJoin(path, ".", [](std::string* out, const FieldDescriptor* field) {
    absl::StrAppend(out, field->name());
  });
}

// Lists, maps and texts of a request, at any depth.
void Collect(const Descriptor& type, Path& path, std::vector<Path>& found) {
  for (const FieldDescriptor* above : path) {
    if (above->message_type() == &type && above != path.back()) return;  // a type within itself
  }
  for (int i = 0; i < type.field_count(); ++i) {
    const FieldDescriptor& field = *type.field(i);
    path.push_back(&field);
    if (field.is_repeated() || field.type() == FieldDescriptor::TYPE_STRING) found.push_back(path);
    if (field.message_type() != nullptr && !field.is_map()) {
      Collect(*field.message_type(), path, found);
    }
    path.pop_back();
  }
}

std::vector<Path> FieldsOf(const Descriptor& request) {
  Path path;
  std::vector<Path> found;
  Collect(request, path, found);
  return found;
}

// Nothing that anybody could have meant, in every field that is no message.
void MakeBad(Message& message, int number) {
  const Reflection& reflection = *message.GetReflection();
  for (int i = 0; i < message.GetDescriptor()->field_count(); ++i) {
    const FieldDescriptor* field = message.GetDescriptor()->field(i);
    if (field->is_repeated() || field->real_containing_oneof() != nullptr) continue;
    switch (field->cpp_type()) {
      case FieldDescriptor::CPPTYPE_STRING:
        reflection.SetString(&message, field, absl::StrCat("\x01", number));
        break;
      case FieldDescriptor::CPPTYPE_DOUBLE:
        reflection.SetDouble(&message, field, std::numeric_limits<double>::quiet_NaN());
        break;
      case FieldDescriptor::CPPTYPE_INT32:
        reflection.SetInt32(&message, field, -1);
        break;
      case FieldDescriptor::CPPTYPE_ENUM:
        reflection.SetEnumValue(&message, field, 99);
        break;
      default:
        break;
    }
  }
}

void AddBad(Message& message, const FieldDescriptor* field, int number) {
  const Reflection& reflection = *message.GetReflection();
  switch (field->cpp_type()) {
    case FieldDescriptor::CPPTYPE_MESSAGE:
      return MakeBad(*reflection.AddMessage(&message, field), number);
    case FieldDescriptor::CPPTYPE_STRING:
      return reflection.AddString(&message, field, absl::StrCat("\x01", number));
    case FieldDescriptor::CPPTYPE_DOUBLE:
      return reflection.AddDouble(&message, field, std::numeric_limits<double>::quiet_NaN());
    case FieldDescriptor::CPPTYPE_INT32:
      return reflection.AddInt32(&message, field, -1);
    case FieldDescriptor::CPPTYPE_ENUM:
      return reflection.AddEnumValue(&message, field, 99);
    default:
      FAIL() << field->full_name() << ": say here what is a bad one";
  }
}

// The field holds nothing but bad elements, or a bad text. False: so many do not fit into a message.
bool Fill(Message& request, const Path& path, size_t amount) {
  Message* at = &request;
  for (size_t i = 0; i + 1 < path.size(); ++i) {
    const Reflection& reflection = *at->GetReflection();
    if (!path[i]->is_repeated()) {
      at = reflection.MutableMessage(at, path[i]);
    } else {
      if (reflection.FieldSize(*at, path[i]) == 0) reflection.AddMessage(at, path[i]);
      at = reflection.MutableRepeatedMessage(at, path[i], 0);
    }
  }
  const FieldDescriptor* field = path.back();
  if (!field->is_repeated()) {
    at->GetReflection()->SetString(at, field, std::string(amount, '\x01'));
    return amount <= kMostBytes;
  }
  at->GetReflection()->ClearField(at, field);
  for (size_t i = 0; i < amount; ++i) AddBad(*at, field, static_cast<int>(i));
  return request.ByteSizeLong() <= kMostBytes;
}

size_t MostOf(const FieldDescriptor& field) {
  const rpc::SizeLimit limit = rpc::SizeLimitOf(field);
  return field.is_repeated() ? limit.items : limit.bytes;
}

double CpuSeconds() {
  timespec now{};
  clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &now);
  return static_cast<double>(now.tv_sec) + 1e-9 * static_cast<double>(now.tv_nsec);
}

// What a refusal says, as base64: less than what its trailers take, never more.
size_t BytesOf(const absl::Status& refused) {
  size_t bytes = refused.message().size();
  for (const FieldViolation& one : FieldViolationsOf(refused)) {
    bytes += one.field.size() + one.description.size() + one.code.size();
  }
  for (const auto& [key, value] : DetailsOf(refused)) bytes += key.size() + value.size();
  return bytes * 4 / 3 + refused.message().size();
}

// Somebody of another municipality who reads all the time.
class Reader {
 public:
  explicit Reader(std::function<absl::Status()> read)
      : thread_([this, read = std::move(read)] {
          bool answered = true;
          do {  // once at least, however soon it is over
            const absl::Status status = read();
            answered = status.ok();
            EXPECT_TRUE(answered) << "a reader beside it: " << status;
          } while (answered && !over_);
        }) {}
  ~Reader() {
    over_ = true;
    thread_.join();
  }

 private:
  std::atomic<bool> over_{false};
  std::thread thread_;
};

}  // namespace

absl::Status RpcWalk::TryFilled(const Step& step, const std::string& municipality, const Path& path,
                                size_t amount, double& cpu) {
  auto request = Request(step.method, step.request, NextRequestId());
  EXPECT_TRUE(Fill(*request.front(), path, amount)) << step.method << " " << Name(path);
  const double before = CpuSeconds();
  const absl::Status status = Call(step.method, request, step.subject, municipality).status();
  cpu = CpuSeconds() - before;
  EXPECT_LE(BytesOf(status), rpc::WireStatus::kMostBytes) << step.method << " " << Name(path);
  EXPECT_LE(FieldViolationsOf(status).size(), FieldErrors::kMost) << step.method;
  return status;
}

// Four times as much takes some four times as long, not sixteen times; a second look where somebody
// else was busy.
void RpcWalk::ExpectLinear(const Step& step, const std::string& municipality, const Path& path,
                           size_t amount, bool is_too_much) {
  constexpr double kNoise = 0.25;  // seconds
  double little = 0;
  double much = 0;
  for (int looks = 0; looks < 3; ++looks) {
    for (const auto& [times, cpu] : {std::pair(1, &little), std::pair(4, &much)}) {
      const absl::Status status = TryFilled(step, municipality, path, times * amount, *cpu);
      if (is_too_much) {
        EXPECT_TRUE(absl::IsInvalidArgument(status)) << step.method << " " << status;
      }
    }
    if (much <= 8 * little + kNoise) return;
  }
  ADD_FAILURE() << step.method << " " << Name(path) << " with " << amount << ": " << little
                << " s, four times as much: " << much << " s";
}

void RpcWalk::ExpectRefusalsAreBounded() {
  const Step* list = nullptr;
  for (const Step& step : way_.steps) {
    if (list == nullptr && step.request.empty() && absl::StartsWith(step.method, "List")) {
      list = &step;
    }
  }
  ASSERT_NE(list, nullptr) << "nothing to read beside it";
  std::set<std::string> seen;
  for (size_t i = 0; i < way_.steps.size(); ++i) {
    const Step& step = way_.steps[i];
    WorldMovesOnBefore(step.method);
    if (seen.insert(step.method).second) {
      SCOPED_TRACE(step.method);
      const Reader reader([&] {
        return Call(list->method, Request(list->method, "", ""), list->subject, kElsewhere)
            .status();
      });
      const std::vector<Path> fields = FieldsOf(*Method(step.method).input_type());
      for (const Path& path : fields) {
        ExpectLinear(step, kAnyone, path, MostOf(*path.back()) / 4, false);
      }
      Settle();
      const std::string before = State();
      for (const Path& path : fields) {
        ExpectLinear(step, kHere, path, std::max(MostOf(*path.back()) + 1, kMany), true);
      }
      EXPECT_EQ(State(), before) << step.method;
    }
    const auto right = Call(step.method, StepRequest(i), step.subject);
    ASSERT_TRUE(right.ok()) << step.method << ": " << right.status();
    Settle();
  }
}

}  // namespace zwk::test
