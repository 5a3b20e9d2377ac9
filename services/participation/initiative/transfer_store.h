#pragma once

#include <memory>

#include "participation/initiative/transfer.h"
#include "platform/base/clock.h"
#include "platform/seal/key_ring.h"
#include "platform/store/store.h"

namespace zwk::participation {

// One document a transfer, "transfer/<id>", of the city that asks; listed in "transfers" and in
// "transfers_of/<city that is asked>".
std::unique_ptr<TransferRepository> KeepTransfers(store::Store& store, seal::KeyRing& keys,
                                                  const Clock& clock);

// One document an answer, "transfer_answer/<city that asks>/<id>", of the city that is asked.
std::unique_ptr<TransferAnswerRepository> KeepTransferAnswers(store::Store& store,
                                                              seal::KeyRing& keys,
                                                              const Clock& clock);

}  // namespace zwk::participation
