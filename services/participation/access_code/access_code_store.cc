#include "participation/access_code/access_code_store.h"

#include <algorithm>
#include <utility>

#include "absl/strings/escaping.h"
#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "absl/strings/str_split.h"
#include "participation/access_code/access_code_documents.pb.h"
#include "participation/access_code/code_text.h"
#include "participation/lean_coffee/ballot_codec.h"
#include "participation/lean_coffee/ballot_store.h"
#include "participation/lean_coffee/session_store.h"
#include "platform/base/errors.h"
#include "platform/base/hash.h"
#include "platform/base/mac.h"
#include "platform/base/status_macros.h"
#include "platform/base/uuid.h"

namespace zwk::participation {
namespace {

using store::Commit;
using store::Document;
using store::Prepared;
using store::ReadResult;
using store::ReadSet;

constexpr size_t kCodesOfACommit = 50;

std::string CodeKey(absl::string_view code_id) { return absl::StrCat("code/", code_id); }
std::string CodesKey(const SessionId& session_id) {
  return absl::StrCat("codes/", session_id.value());
}

// A keyed hash of several things, which cannot be mistaken for one of others.
std::string Keyed(absl::string_view key, absl::string_view purpose,
                  std::initializer_list<absl::string_view> parts) {
  const absl::string_view zero("\0", 1);
  return HmacSha256(key, absl::StrCat("zwk ", purpose, zero, absl::StrJoin(parts, zero)));
}

// The same words, whatever is wrong with a code.
absl::Status CodeRefused() {
  return WithReason(
      absl::UnauthenticatedError("this code is not good: unknown, used, or no longer valid"),
      "CODE_REFUSED");
}

// The subject reference of who came by a code. Nobody else has one with a slash.
std::string SubjectOf(absl::string_view code_id) { return absl::StrCat("code/", code_id); }

template <class Message>
absl::StatusOr<Message> DocumentAs(const Document& document) {
  Message message;
  ZWK_RETURN_IF_ERROR(ParseStored(document.bytes, message));
  return message;
}

stored::SessionCodes::Batch* FindBatch(stored::SessionCodes& codes, absl::string_view batch_id) {
  for (stored::SessionCodes::Batch& batch : *codes.mutable_batches()) {
    if (batch.batch_id() == batch_id) return &batch;
  }
  return nullptr;
}

bool HasEnded(stored::SessionCodes codes, const stored::AccessCode& code) {
  const stored::SessionCodes::Batch* batch = FindBatch(codes, code.batch_id());
  return batch == nullptr || batch->ended();
}

// <session>.<code_id>.<secret>, ids without hyphens.
struct Token {
  SessionId session_id;
  std::string code_id;
  std::string secret;
};

std::string IdWithoutHyphens(absl::string_view id) {
  std::string text(id);
  text.erase(std::remove(text.begin(), text.end(), '-'), text.end());
  return text;
}

std::string IdWithHyphens(absl::string_view text) {
  if (text.size() != 32) return "";
  return absl::StrCat(text.substr(0, 8), "-", text.substr(8, 4), "-", text.substr(12, 4), "-",
                      text.substr(16, 4), "-", text.substr(20));
}

std::string WriteToken(const SessionId& session_id, absl::string_view code_id,
                       absl::string_view secret) {
  return absl::StrCat(IdWithoutHyphens(session_id.value()), ".", IdWithoutHyphens(code_id), ".",
                      absl::WebSafeBase64Escape(secret));
}

std::optional<Token> ReadToken(absl::string_view text) {
  const std::vector<absl::string_view> parts = absl::StrSplit(text, '.');
  if (parts.size() != 3) return std::nullopt;
  Token token{SessionId(IdWithHyphens(parts[0])), IdWithHyphens(parts[1]), ""};
  const bool read = IsUuid(token.session_id.value()) && IsUuid(token.code_id) &&
                    parts[2].size() <= 64 && absl::WebSafeBase64Unescape(parts[2], &token.secret);
  if (!read) return std::nullopt;
  return token;
}

}  // namespace

std::string AccessCodeStore::CodeId(const Caller& caller, absl::string_view code) const {
  return UuidFromName(Keyed(secret_, "code", {caller.municipality, code}));
}

// --- issuing ---

Task<absl::StatusOr<std::vector<IssuedCode>>> AccessCodeStore::Issue(Caller caller,
                                                                     SessionId session_id,
                                                                     std::string batch_id,
                                                                     int count, Check check) {
  ZWK_CO_ASSIGN_OR_RETURN(const VoteKeys::Secret secret, co_await keys_.Of(caller, session_id));
  ReadSet reads;
  reads.documents = {SessionKey(session_id), CodesKey(session_id)};
  const auto decide = [=](const ReadResult& read) -> absl::StatusOr<Prepared> {
    ZWK_ASSIGN_OR_RETURN(const LeanCoffeeSession session, SessionIn(session_id, read.documents[0]));
    ZWK_RETURN_IF_ERROR(check(session));
    ZWK_ASSIGN_OR_RETURN(auto codes, DocumentAs<stored::SessionCodes>(read.documents[1]));
    int issued = count;
    for (const auto& batch : codes.batches()) issued += batch.count();
    if (issued > kMostOfASession) {
      return WithReason(absl::FailedPreconditionError(absl::StrCat(
                            "a session has at most ", kMostOfASession, " codes, not ", issued)),
                        "TOO_MANY_CODES");
    }
    if (FindBatch(codes, batch_id) != nullptr) {
      return WithReason(absl::AlreadyExistsError("the request was carried out long ago"),
                        "REQUEST_ID_REUSED");
    }
    stored::SessionCodes::Batch& batch = *codes.add_batches();
    batch.set_batch_id(batch_id);
    batch.set_count(count);
    Commit commit(caller.municipality);
    commit.Write(CodesKey(session_id), read.documents[1].version, codes.SerializeAsString());
    commit.Require(SessionKey(session_id), read.documents[0].version);
    if (!read.documents[1].exists()) {
      commit.IndexAdd(VoteDocuments(session_id), "codes", CodesKey(session_id));
    }
    return Prepared{std::move(commit), batch_id};
  };
  store::Prepare prepare = [decide](ReadResult read) { return store::ReadyTask(decide(read)); };
  ZWK_CO_RETURN_IF_ERROR(
      (co_await store::Transact(store_, caller, std::move(reads), std::move(prepare))).status());

  std::vector<IssuedCode> issued;
  for (int number = 1; number <= count; ++number) {
    IssuedCode one{.number = number};
    one.code =
        CodeFrom(Keyed(secret->key(), "access code", {caller.request.id, absl::StrCat(number)}));
    one.code_id = CodeId(caller, one.code);
    issued.push_back(std::move(one));
  }
  Caller again = caller;  // the request was carried out by what is above; this is its rest
  again.request = {};
  for (size_t at = 0; at < issued.size(); at += kCodesOfACommit) {
    const auto begin = issued.begin() + at;
    std::vector<IssuedCode> some(begin, begin + std::min(kCodesOfACommit, issued.size() - at));
    ZWK_CO_RETURN_IF_ERROR(
        co_await WriteCodes(again, session_id, batch_id, std::move(some), check));
  }
  co_return issued;
}

Task<absl::Status> AccessCodeStore::WriteCodes(Caller caller, SessionId session_id,
                                               std::string batch_id, std::vector<IssuedCode> codes,
                                               Check check) {
  ReadSet reads;
  reads.documents = {SessionKey(session_id)};
  for (const IssuedCode& one : codes) reads.documents.push_back(CodeKey(one.code_id));
  const auto decide = [=](const ReadResult& read) -> absl::StatusOr<Prepared> {
    ZWK_ASSIGN_OR_RETURN(const LeanCoffeeSession session, SessionIn(session_id, read.documents[0]));
    ZWK_RETURN_IF_ERROR(check(session));
    Commit commit(caller.municipality);
    commit.Require(SessionKey(session_id), read.documents[0].version);
    for (size_t i = 0; i < codes.size(); ++i) {
      if (read.documents[i + 1].exists()) continue;  // the same request, a second time
      stored::AccessCode code;
      code.set_session_id(session_id.value());
      code.set_batch_id(batch_id);
      code.set_number(codes[i].number);
      const std::string key = CodeKey(codes[i].code_id);
      commit.Write(key, 0, code.SerializeAsString());
      commit.IndexAdd(VoteDocuments(session_id), "code", key);
    }
    return Prepared{std::move(commit), ""};
  };
  store::Prepare prepare = [decide](ReadResult read) { return store::ReadyTask(decide(read)); };
  co_return (co_await store::Transact(store_, caller, std::move(reads), std::move(prepare)))
      .status();
}

// --- redeeming ---

struct AccessCodeStore::Redeeming {
  Caller caller;
  std::string code_id;
  SessionId session_id;
  SessionId expected;
  VoteKeys::Secret secret;  // none where there is no such code, or its session is over
  KnownParticipant participant;
  std::string request;  // keyed hashes
  std::string content;
  std::string token_hash;
};

Task<absl::StatusOr<SessionId>> AccessCodeStore::SessionOf(Caller caller, std::string code_id) {
  ReadSet reads;
  reads.documents = {CodeKey(code_id)};
  ZWK_CO_ASSIGN_OR_RETURN(
      const ReadResult read,
      co_await store_.Get(caller.municipality, std::move(reads), caller.deadline));
  ZWK_CO_ASSIGN_OR_RETURN(const auto code, DocumentAs<stored::AccessCode>(read.documents[0]));
  co_return SessionId(code.session_id());
}

Task<absl::StatusOr<RedeemedCode>> AccessCodeStore::Redeem(Caller caller, std::string typed,
                                                           std::string locale, SessionId expected) {
  const std::string code = ReadCode(typed).value_or("none");
  Redeeming wanted;
  wanted.code_id = CodeId(caller, code);
  wanted.expected = std::move(expected);
  ZWK_CO_ASSIGN_OR_RETURN(wanted.session_id, co_await SessionOf(caller, wanted.code_id));
  if (!wanted.session_id.empty()) {
    const absl::StatusOr<VoteKeys::Secret> secret = co_await keys_.Of(caller, wanted.session_id);
    if (secret.ok()) {
      wanted.secret = *secret;
    } else if (!absl::IsNotFound(secret.status()) && !absl::IsFailedPrecondition(secret.status())) {
      co_return secret.status();
    }
  }
  // Whether there is such a code or not, the same is read and computed from here on.
  const std::string key(wanted.secret == nullptr ? "none" : wanted.secret->key());
  wanted.request = Keyed(key, "redeemed by", {caller.request.id});
  wanted.content = Keyed(key, "redeemed with", {caller.request.fingerprint});
  const std::string token = Keyed(key, "participant token", {code, caller.request.id});
  wanted.token_hash = Sha256(token);
  wanted.participant = {
      ParticipantId(UuidFromName(Keyed(key, "participant of a code", {wanted.code_id}))),
      SubjectOf(wanted.code_id), std::move(locale), false};
  caller.request = {};  // what is kept of it stands beside the code
  wanted.caller = caller;

  ReadSet reads;
  reads.documents = {CodeKey(wanted.code_id), CodesKey(wanted.session_id),
                     SessionKey(wanted.session_id)};
  store::Prepare prepare = [wanted](ReadResult read) {
    return store::ReadyTask(Redeemed(wanted, read));
  };
  Document document{.version = 1};
  ZWK_CO_ASSIGN_OR_RETURN(document.bytes, co_await store::Transact(store_, caller, std::move(reads),
                                                                   std::move(prepare)));
  ZWK_CO_ASSIGN_OR_RETURN(const KnownParticipant known,
                          OpenParticipant(*wanted.secret, CodeKey(wanted.code_id), document));
  co_return RedeemedCode{wanted.session_id, known.participant_id, known.locale,
                         WriteToken(wanted.session_id, wanted.code_id, token)};
}

absl::StatusOr<Prepared> AccessCodeStore::Redeemed(const Redeeming& wanted,
                                                   const ReadResult& read) {
  if (wanted.secret == nullptr || !read.documents[0].exists()) return CodeRefused();
  ZWK_ASSIGN_OR_RETURN(auto code, DocumentAs<stored::AccessCode>(read.documents[0]));
  ZWK_ASSIGN_OR_RETURN(const auto codes, DocumentAs<stored::SessionCodes>(read.documents[1]));
  ZWK_ASSIGN_OR_RETURN(const LeanCoffeeSession session,
                       SessionIn(wanted.session_id, read.documents[2]));
  const bool of_expected =
      wanted.expected.empty() || wanted.expected.value() == wanted.session_id.value();
  if (!of_expected || HasEnded(codes, code) || session.phase >= SessionPhase::kEnded) {
    return CodeRefused();
  }
  Commit commit(wanted.caller.municipality);
  if (code.status() == stored::AccessCode::REDEEMED && code.request() == wanted.request) {
    if (code.content() == wanted.content) return Prepared{std::move(commit), code.participant()};
    return WithReason(absl::AlreadyExistsError("the request_id was used for other content"),
                      "REQUEST_ID_REUSED");
  }
  if (code.status() != stored::AccessCode::ISSUED) return CodeRefused();
  const std::string key = CodeKey(wanted.code_id);
  code.set_status(stored::AccessCode::REDEEMED);
  code.set_request(wanted.request);
  code.set_content(wanted.content);
  code.set_token_hash(wanted.token_hash);
  code.set_participant(SealParticipant(*wanted.secret, key, wanted.participant));
  commit.Write(key, read.documents[0].version, code.SerializeAsString());
  commit.Require(CodesKey(wanted.session_id), read.documents[1].version);
  commit.Require(SessionKey(wanted.session_id), read.documents[2].version);
  AddDevice(commit, *wanted.secret, wanted.session_id, wanted.participant, "", true);
  return Prepared{std::move(commit), code.participant()};
}

Task<absl::StatusOr<std::optional<Caller>>> AccessCodeStore::Prove(Caller caller,
                                                                   std::string text) {
  const std::optional<Token> token = ReadToken(text);
  if (!token) co_return std::nullopt;
  ReadSet reads;
  reads.documents = {CodeKey(token->code_id), CodesKey(token->session_id)};
  ZWK_CO_ASSIGN_OR_RETURN(
      const ReadResult read,
      co_await store_.Get(caller.municipality, std::move(reads), caller.deadline));
  ZWK_CO_ASSIGN_OR_RETURN(const auto code, DocumentAs<stored::AccessCode>(read.documents[0]));
  ZWK_CO_ASSIGN_OR_RETURN(const auto codes, DocumentAs<stored::SessionCodes>(read.documents[1]));
  // Both are hashes of what nobody can choose: comparing them tells nothing.
  const bool good = code.status() == stored::AccessCode::REDEEMED &&
                    code.session_id() == token->session_id.value() && !HasEnded(codes, code) &&
                    code.token_hash() == Sha256(token->secret);
  if (!good) co_return std::nullopt;
  caller.subject_ref = SubjectOf(token->code_id);
  caller.session_id = token->session_id.value();
  co_return caller;
}

// --- revoking ---

Task<absl::StatusOr<int>> AccessCodeStore::Revoke(Caller caller, SessionId session_id,
                                                  NamedCodes codes, Check check) {
  if (!codes.batch_id.empty()) {
    co_return co_await RevokeBatch(std::move(caller), std::move(session_id),
                                   std::move(codes.batch_id), std::move(check));
  }
  std::string code_id = std::move(codes.code_id);
  if (code_id.empty()) code_id = CodeId(caller, ReadCode(codes.code).value_or("none"));
  co_return co_await RevokeOne(std::move(caller), std::move(session_id), std::move(code_id),
                               std::move(check));
}

Task<absl::StatusOr<int>> AccessCodeStore::RevokeOne(Caller caller, SessionId session_id,
                                                     std::string code_id, Check check) {
  ReadSet reads;
  reads.documents = {SessionKey(session_id), CodesKey(session_id), CodeKey(code_id)};
  const auto decide = [=](const ReadResult& read) -> absl::StatusOr<Prepared> {
    ZWK_ASSIGN_OR_RETURN(const LeanCoffeeSession session, SessionIn(session_id, read.documents[0]));
    ZWK_RETURN_IF_ERROR(check(session));
    ZWK_ASSIGN_OR_RETURN(auto codes, DocumentAs<stored::SessionCodes>(read.documents[1]));
    ZWK_ASSIGN_OR_RETURN(auto code, DocumentAs<stored::AccessCode>(read.documents[2]));
    stored::SessionCodes::Batch* batch = FindBatch(codes, code.batch_id());
    if (code.session_id() != session_id.value() || batch == nullptr) {
      return absl::NotFoundError("no such code of this session");
    }
    Commit commit(caller.municipality);
    if (batch->ended() || code.status() == stored::AccessCode::REVOKED) {
      return Prepared{std::move(commit), "0"};
    }
    code.set_status(stored::AccessCode::REVOKED);
    batch->set_revoked(batch->revoked() + 1);
    commit.Write(CodeKey(code_id), read.documents[2].version, code.SerializeAsString());
    commit.Write(CodesKey(session_id), read.documents[1].version, codes.SerializeAsString());
    return Prepared{std::move(commit), "1"};
  };
  store::Prepare prepare = [decide](ReadResult read) { return store::ReadyTask(decide(read)); };
  ZWK_CO_ASSIGN_OR_RETURN(
      const std::string revoked,
      co_await store::Transact(store_, caller, std::move(reads), std::move(prepare)));
  co_return revoked == "1" ? 1 : 0;
}

Task<absl::StatusOr<int>> AccessCodeStore::RevokeBatch(Caller caller, SessionId session_id,
                                                       std::string batch_id, Check check) {
  ReadSet reads;
  reads.documents = {SessionKey(session_id), CodesKey(session_id)};
  const auto decide = [=](const ReadResult& read) -> absl::StatusOr<Prepared> {
    ZWK_ASSIGN_OR_RETURN(const LeanCoffeeSession session, SessionIn(session_id, read.documents[0]));
    ZWK_RETURN_IF_ERROR(check(session));
    ZWK_ASSIGN_OR_RETURN(auto codes, DocumentAs<stored::SessionCodes>(read.documents[1]));
    stored::SessionCodes::Batch* batch = FindBatch(codes, batch_id);
    if (batch == nullptr) return absl::NotFoundError("no such batch of codes of this session");
    Commit commit(caller.municipality);
    if (batch->ended()) return Prepared{std::move(commit), "0"};
    batch->set_ended(true);
    commit.Write(CodesKey(session_id), read.documents[1].version, codes.SerializeAsString());
    return Prepared{std::move(commit), absl::StrCat(batch->count() - batch->revoked())};
  };
  store::Prepare prepare = [decide](ReadResult read) { return store::ReadyTask(decide(read)); };
  ZWK_CO_ASSIGN_OR_RETURN(
      const std::string revoked,
      co_await store::Transact(store_, caller, std::move(reads), std::move(prepare)));
  int count = 0;
  if (!absl::SimpleAtoi(revoked, &count)) co_return absl::DataLossError("no number of codes");
  co_return count;
}

}  // namespace zwk::participation
