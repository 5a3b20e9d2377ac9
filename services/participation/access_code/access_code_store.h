#pragma once

#include <optional>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "participation/access_code/access_code_port.h"
#include "participation/lean_coffee/vote_keys_store.h"
#include "platform/seal/key_ring.h"
#include "platform/store/documents.h"
#include "platform/store/store.h"

namespace zwk::participation {

// Codes on the store:
//
//   code/<code_id>       one; the id is a keyed hash of it (a secret of the service that is not in the
//                        store), so that a code finds its document and no document gives a code away
//   codes/<session>      which batches there are, and which of them have ended
//   index vote/<session> both, so that they go with the session's key
//
// Who redeems a code becomes a participant as who joins; who that is stands sealed with the session's
// key beside the code. The token is a keyed hash of code and request, so that the same request gets it
// again; only its hash is kept.
class AccessCodeStore : public CodeBox {
 public:
  AccessCodeStore(store::Store& store, VoteKeys& keys, const seal::KeyRing& ring)
      : store_(store), keys_(keys), secret_(ring.SecretFor("access codes")) {}

  Task<absl::StatusOr<std::vector<IssuedCode>>> Issue(Caller caller, SessionId session_id,
                                                      std::string batch_id, int count,
                                                      Check check) override;
  Task<absl::StatusOr<RedeemedCode>> Redeem(Caller caller, std::string typed, std::string locale,
                                            SessionId expected) override;
  Task<absl::StatusOr<int>> Revoke(Caller caller, SessionId session_id, NamedCodes codes,
                                   Check check) override;
  Task<absl::StatusOr<std::optional<Caller>>> Prove(Caller caller, std::string token) override;

 private:
  struct Redeeming;

  std::string CodeId(const Caller& caller, absl::string_view code) const;
  Task<absl::Status> WriteCodes(Caller caller, SessionId session_id, std::string batch_id,
                                std::vector<IssuedCode> codes, Check check);
  // Of a code; empty where there is none.
  Task<absl::StatusOr<SessionId>> SessionOf(Caller caller, std::string code_id);
  static absl::StatusOr<store::Prepared> Redeemed(const Redeeming& wanted,
                                                  const store::ReadResult& read);
  Task<absl::StatusOr<int>> RevokeOne(Caller caller, SessionId session_id, std::string code_id,
                                      Check check);
  Task<absl::StatusOr<int>> RevokeBatch(Caller caller, SessionId session_id, std::string batch_id,
                                        Check check);

  store::Store& store_;
  VoteKeys& keys_;
  const std::string secret_;
};

}  // namespace zwk::participation
