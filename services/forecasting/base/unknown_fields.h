#pragma once

#include <google/protobuf/message.h>

namespace zwk::forecasting {

// A thing that is replaced keeps what a newer release has written into it and this build does not
// know: of the message itself and of the messages in it. Of a repeated field an element that is as it
// was stays as it was.
void KeepUnknownFields(const google::protobuf::Message& before, google::protobuf::Message& after);

}  // namespace zwk::forecasting
