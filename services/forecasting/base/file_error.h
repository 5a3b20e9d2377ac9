#pragma once

#include "forecasting/base/csv.h"
#include "zwk/forecasting/v1/population_import.pb.h"

namespace zwk::forecasting {

// What is wrong in a file, as it is answered.
inline v1::ImportError ToProto(const FileError& error) {
  v1::ImportError message;
  message.set_row(error.row);
  message.set_column(error.column);
  message.set_code(static_cast<v1::ImportErrorCode>(error.code));
  // A field of a line that is not UTF-8 is never shown, so these are.
  message.set_value(error.value);
  message.set_message(error.message);
  return message;
}

}  // namespace zwk::forecasting
