// One way for every client stream that brings a file: the header first and once, then its chunks,
// bounded, hashed as they come, within what uploads in flight may take together.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <type_traits>
#include <utility>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "platform/base/caller.h"
#include "platform/base/errors.h"
#include "platform/base/hash.h"
#include "platform/base/status_macros.h"
#include "platform/base/task.h"
#include "platform/rpc/service.h"
#include "platform/rpc/upload_space.h"

namespace zwk::rpc {

// What does not depend on the messages. Use Upload.
class UploadBase {
 public:
  // The caller whose request key names this file: the header alone does not tell two files apart.
  // Once all of it has been read.
  Caller caller() const;
  // SHA-256 of all chunks together, lower-case hexadecimal; however the file was cut. Once all of
  // it has been read.
  const std::string& content_sha256() const { return content_sha256_; }

 protected:
  UploadBase(UploadSpace* space, int64_t most_bytes)
      : most_bytes_(most_bytes), space_(space), spool_(space) {}

  // Counts and hashes a chunk. FileTooLarge, UPLOADS_FULL.
  absl::Status Take(const std::string& chunk);
  absl::Status Take(const google::protobuf::Message& chunk);
  void End(Caller caller);

  // Whose bytes they are: before the first chunk.
  void Begin(const Caller& caller);
  Spool& spool() { return spool_; }
  // The file, read back; it counts as long as this upload is there.
  Task<absl::StatusOr<std::string>> ReadBack();

 private:
  const int64_t most_bytes_;
  UploadSpace* const space_;
  Spool spool_;
  std::optional<ByteBudget::Share> in_flight_;
  std::optional<ByteBudget::Share> in_memory_;
  int64_t bytes_ = 0;
  Sha256Stream hash_;
  std::string content_sha256_;
  Caller caller_;
};

// `Request` has a oneof of `header` (a message) and `chunk` (bytes, or a message of one repeated
// field).
//
//   rpc::Upload upload(reader, kMaxBytes);
//   ZWK_CO_ASSIGN_OR_RETURN(const v1::ImportHeader header, co_await upload.ReadHeader());
//   ...                                         // refuse before the first byte
//   ZWK_CO_ASSIGN_OR_RETURN(std::string file, co_await upload.ReadAll());
//   co_return co_await imports.Take(upload.caller(), header, std::move(file));
template <class Request>
class Upload : public UploadBase {
 public:
  using Header = std::decay_t<decltype(std::declval<const Request&>().header())>;
  using Chunk = std::decay_t<decltype(std::declval<const Request&>().chunk())>;

  Upload(Reader<Request>& reader, int64_t most_bytes)
      : UploadBase(reader.upload_space(), most_bytes), reader_(reader) {}

  // INVALID_ARGUMENT, field header: something else comes first.
  Task<absl::StatusOr<Header>> ReadHeader() {
    std::optional<Request> first = co_await reader_.Read();
    ZWK_CO_RETURN_IF_ERROR(reader_.status());
    if (!first || !first->has_header()) co_return InvalidField("header", "must come first");
    Begin(reader_.caller());
    co_return std::move(*first->mutable_header());
  }

  // As given, with the request key of the header: enough for who refuses before the file is there.
  const Caller& header_caller() const { return reader_.caller(); }

  // The next chunk; nothing at the end of the file. What a broken stream brought is none: its
  // status is the answer.
  Task<absl::StatusOr<std::optional<Chunk>>> ReadChunk() {
    std::optional<Request> part = co_await reader_.Read();
    if (!part) {
      ZWK_CO_RETURN_IF_ERROR(reader_.status());
      End(reader_.caller());
      co_return std::optional<Chunk>();
    }
    if (part->has_header()) co_return InvalidField("header", "must come once");
    if (!part->has_chunk()) co_return InvalidField("chunk", "must follow the header");
    ZWK_CO_RETURN_IF_ERROR(Take(part->chunk()));
    co_return std::optional<Chunk>(std::move(*part->mutable_chunk()));
  }

  // All chunks (of bytes) together. They wait in a file for the end.
  Task<absl::StatusOr<std::string>> ReadAll() {
    while (true) {
      ZWK_CO_ASSIGN_OR_RETURN(std::optional<Chunk> chunk, co_await ReadChunk());
      if (!chunk) co_return co_await ReadBack();
      ZWK_CO_RETURN_IF_ERROR(co_await spool().Append(*std::move(chunk)));
    }
  }

 private:
  Reader<Request>& reader_;
};

}  // namespace zwk::rpc
