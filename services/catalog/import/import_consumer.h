#pragma once

#include <string>
#include <vector>

#include "catalog/import/import_port.h"
#include "platform/stream/view.h"

namespace zwk::catalog {

// Brings every import to its end, also if the process that took it over died right after.
class ImportConsumer : public stream::Consumer {
 public:
  explicit ImportConsumer(ImportStore& imports) : imports_(imports) {}

  std::string name() const override { return "imports"; }
  std::vector<std::string> areas() const override { return {"catalog"}; }
  Task<absl::Status> On(const stream::Event& event) override;

 private:
  ImportStore& imports_;
};

}  // namespace zwk::catalog
