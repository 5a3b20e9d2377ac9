#include "participation/initiative/transfer_store.h"

#include <vector>

#include "platform/seal/message_codec.h"

namespace zwk::participation {

std::vector<store::IndexEntry> IndexesOf(const Transfer& transfer) {
  return {{"transfers", ""}, {"transfers_of/" + transfer.state.snapshot().municipality(), ""}};
}

// It is found by the transfer it answers.
std::vector<store::IndexEntry> IndexesOf(const TransferAnswer&) { return {}; }

std::unique_ptr<TransferRepository> KeepTransfers(store::Store& store, seal::KeyRing& keys,
                                                  const Clock& clock) {
  return seal::Keep<Transfer, TransferEvent>(store, keys, "transfer", clock);
}

std::unique_ptr<TransferAnswerRepository> KeepTransferAnswers(store::Store& store,
                                                              seal::KeyRing& keys,
                                                              const Clock& clock) {
  return seal::Keep<TransferAnswer, TransferAnswerEvent>(store, keys, "transfer_answer", clock);
}

}  // namespace zwk::participation
