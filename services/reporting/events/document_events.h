#pragma once

#include <string>

#include "reporting/domain/document.h"

namespace zwk::reporting {

// Reporting's own events as messages: full name and bytes.
struct WrittenEvent {
  std::string type;
  std::string data;
};
WrittenEvent Write(const std::string& document_id, const DocumentEvent& event);

}  // namespace zwk::reporting
