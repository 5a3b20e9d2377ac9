#include "platform/rpc/upload.h"

#include <gtest/gtest.h>

#include <deque>

#include "platform/rpc/echo.pb.h"

namespace zwk::rpc {
namespace {

using echo::v1::SendFileRequest;
using echo::v1::SendWordsRequest;

// A client stream of these messages, which may break behind the last one.
template <class Request>
class Sent : public MessageSource {
 public:
  explicit Sent(std::deque<Request> parts) : parts_(std::move(parts)) {
    caller_.request = {"0190a000-0000-7000-8000-000000000001", "of the header"};
  }

  Task<bool> Read(Message& into) override {
    if (parts_.empty()) {
      status_ = end_;
      co_return false;
    }
    static_cast<Request&>(into) = std::move(parts_.front());
    parts_.pop_front();
    co_return true;
  }
  absl::Status status() const override { return status_; }
  const Caller& caller() const override { return caller_; }

  void BreakWith(absl::Status end) { end_ = std::move(end); }

 private:
  std::deque<Request> parts_;
  absl::Status status_, end_;
  Caller caller_;
};

SendFileRequest Header() {
  SendFileRequest part;
  part.mutable_header()->set_request_id("r");
  return part;
}

SendFileRequest Chunk(const std::string& bytes) {
  SendFileRequest part;
  part.set_chunk(bytes);
  return part;
}

// What the file is called in the end, or why it is refused.
struct Outcome {
  absl::StatusOr<std::string> file;
  std::string sha256;
  std::string fingerprint;
};

Task<Outcome> ReadFile(MessageSource& source, int64_t most_bytes) {
  Reader<SendFileRequest> reader(source);
  Upload<SendFileRequest> upload(reader, most_bytes);
  const auto header = co_await upload.ReadHeader();
  if (!header.ok()) co_return Outcome{header.status(), "", ""};
  absl::StatusOr<std::string> file = co_await upload.ReadAll();
  co_return Outcome{std::move(file), upload.content_sha256(), upload.caller().request.fingerprint};
}

Outcome Read(std::deque<SendFileRequest> parts, int64_t most_bytes = 100) {
  Sent<SendFileRequest> sent(std::move(parts));
  return SyncWait(ReadFile(sent, most_bytes));
}

TEST(UploadTest, AFileIsTheSameHoweverItWasCut) {
  const Outcome whole = Read({Header(), Chunk("who lives here")});
  ASSERT_TRUE(whole.file.ok()) << whole.file.status();
  EXPECT_EQ(*whole.file, "who lives here");
  EXPECT_EQ(whole.sha256, Sha256Hex("who lives here"));

  const Outcome cut = Read({Header(), Chunk("who "), Chunk(""), Chunk("lives here")});
  EXPECT_EQ(*cut.file, *whole.file);
  EXPECT_EQ(cut.fingerprint, whole.fingerprint);
}

TEST(UploadTest, OtherContentIsAnotherRequest) {
  EXPECT_NE(Read({Header(), Chunk("a")}).fingerprint, Read({Header(), Chunk("b")}).fingerprint);
  EXPECT_NE(Read({Header(), Chunk("a")}).fingerprint, Read({Header()}).fingerprint);
}

TEST(UploadTest, AFileThatIsTooLargeIsRefusedWhereItBecomesSo) {
  EXPECT_TRUE(Read({Header(), Chunk("12345"), Chunk("67890")}, 10).file.ok());
  const absl::Status refused = Read({Header(), Chunk("12345"), Chunk("678901")}, 10).file.status();
  EXPECT_EQ(refused.code(), absl::StatusCode::kInvalidArgument);
  EXPECT_EQ(ReasonOf(refused), "FILE_TOO_LARGE");
  EXPECT_EQ(FieldOf(refused), "chunk");
}

TEST(UploadTest, TheHeaderComesFirstAndOnce) {
  for (const absl::Status& refused :
       {Read({}).file.status(), Read({Chunk("a")}).file.status(),
        Read({Chunk("a"), Header()}).file.status(), Read({Header(), Header()}).file.status(),
        Read({Header(), Chunk("a"), Header()}).file.status()}) {
    EXPECT_EQ(refused.code(), absl::StatusCode::kInvalidArgument);
    EXPECT_EQ(FieldOf(refused), "header");
  }
  EXPECT_EQ(FieldOf(Read({Header(), SendFileRequest()}).file.status()), "chunk");
}

TEST(UploadTest, HalfAFileIsNone) {
  Sent<SendFileRequest> sent({Header(), Chunk("half")});
  sent.BreakWith(absl::CancelledError("gone"));
  EXPECT_EQ(SyncWait(ReadFile(sent, 100)).file.status().code(), absl::StatusCode::kCancelled);
}

Task<absl::StatusOr<std::string>> ReadWords(MessageSource& source) {
  Reader<SendWordsRequest> reader(source);
  Upload<SendWordsRequest> upload(reader, 100);
  ZWK_CO_ASSIGN_OR_RETURN(const echo::v1::CollectHeader header, co_await upload.ReadHeader());
  while (true) {
    ZWK_CO_ASSIGN_OR_RETURN(const std::optional<SendWordsRequest::Words> words,
                            co_await upload.ReadChunk());
    if (!words) co_return upload.content_sha256();
  }
}

TEST(UploadTest, ChunksMayBeMessages) {
  SendWordsRequest header, both, one, other;
  header.mutable_header()->set_request_id("r");
  for (const char* word : {"one", "other"}) both.mutable_chunk()->add_words(word);
  one.mutable_chunk()->add_words("one");
  other.mutable_chunk()->add_words("other");
  Sent<SendWordsRequest> whole({header, both});
  Sent<SendWordsRequest> cut({header, one, other});
  Sent<SendWordsRequest> less({header, one});
  const absl::StatusOr<std::string> hash = SyncWait(ReadWords(whole));
  ASSERT_TRUE(hash.ok()) << hash.status();
  EXPECT_EQ(*SyncWait(ReadWords(cut)), *hash);
  EXPECT_NE(*SyncWait(ReadWords(less)), *hash);
}

}  // namespace
}  // namespace zwk::rpc
