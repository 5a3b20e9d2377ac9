#pragma once

#include <string>

#include "reporting/base/page.h"
#include "reporting/document/document_port.h"
#include "reporting/page/page_port.h"
#include "reporting/usage/usage_port.h"

namespace zwk::reporting {

// Puts the entry page together.
class PageUseCases {
 public:
  PageUseCases(IndexSource& index, UsageSource& usage, Documents& documents)
      : index_(index), usage_(usage), documents_(documents) {}

  Task<absl::StatusOr<Page>> ShowIndex(Caller caller, std::string locale);

 private:
  IndexSource& index_;
  UsageSource& usage_;
  Documents& documents_;
};

}  // namespace zwk::reporting
