#pragma once

#include "participation/initiative/transfer.h"
#include "participation/initiative/transfer_use.h"
#include "platform/rpc/service.h"

namespace zwk::participation {

// zwk.participation.v1.TransferService; meaning and refusals of each method are in the proto.
void ServeTransfers(rpc::ServiceMethods methods, Transfers& transfers, TransferRepository& kept);

}  // namespace zwk::participation
