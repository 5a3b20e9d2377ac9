#pragma once

#include <atomic>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "forecasting/data/population_file.h"
#include "forecasting/data/population_port.h"
#include "forecasting/data/population_structure_use.h"
#include "forecasting/data/valid_figures_use.h"
#include "forecasting/mapping/mapped_file.h"
#include "forecasting/register/neighborhood_use.h"
#include "platform/base/clock.h"
#include "platform/base/pool.h"

namespace zwk::forecasting {

struct ImportCommand {
  std::string import_id;  // given, or derived from the request
  ImportKind kind = ImportKind::kUnspecified;
  bool dry_run = false;
  std::string source;
  bool synthetic = false;
  bool partial = false;
  // How a file of an office is understood; checked.
  std::optional<v1::ImportMapping> mapping;
  std::string mapping_import_id;  // in its place: that of an earlier import
  // Stocks and flows: how far a cell may be from what follows; nothing: it is not checked.
  std::optional<double> balance_tolerance = kUsualTolerance;

  // Whole numbers balance to the person, decimals are rounded.
  static constexpr double kUsualTolerance = 0.5;
};

struct ImportResult {
  bool taken_over = false;
  AnsweredImport answer;
};

// Takes a file over, whole or not at all; if asked for, without the years that are wrong.
class PopulationImports {
 public:
  static constexpr int64_t kMaxBytes = 256 << 20;
  // Files that are read at the same time; each may take some hundred megabytes.
  static constexpr int kMaxAtOnce = 4;

  PopulationImports(Neighborhoods& neighborhoods, PopulationStructures& structures,
                    PopulationStore& data, Pool& pool, const Clock& clock)
      : neighborhoods_(neighborhoods),
        structures_(structures),
        data_(data),
        pool_(pool),
        clock_(clock) {}

  // One file on its way: Begin, Add every chunk in order, Finish.
  class Incoming {
   public:
    Incoming(PopulationImports& owner, ImportCommand command, FileContext context,
             uint64_t structure_version)
        : owner_(owner),
          command_(std::move(command)),
          context_(std::move(context)),
          neighborhood_keys_(context_.neighborhood_keys.begin(), context_.neighborhood_keys.end()),
          checked_{structure_version, {}},
          file_(context_) {
      if (command_.mapping) {
        // Housing has no ages.
        mapped_.emplace(*command_.mapping,
                        MappingTarget{context_.in_parts ? context_.age_width : 0,
                                      context_.grid.open() * context_.age_width});
      }
    }
    ~Incoming() { --owner_.at_once_; }
    Incoming(const Incoming&) = delete;
    Incoming& operator=(const Incoming&) = delete;

    Task<absl::Status> Add(std::string chunk);
    // `caller.request` names header and content.
    Task<absl::StatusOr<ImportResult>> Finish(Caller caller, std::string content_sha256);

   private:
    Task<absl::StatusOr<std::vector<v1::YearBalance>>> CheckAgainstValid(Caller caller,
                                                                         FileContents& contents);
    Task<absl::StatusOr<std::vector<std::string>>> Unlikely(ValidFigures& valid,
                                                            const FileContents& contents);
    Task<absl::StatusOr<ImportResult>> TakeOver(Caller caller, FileContents contents,
                                                AnsweredImport answer);

    PopulationImports& owner_;
    const ImportCommand command_;
    const FileContext context_;
    const std::vector<std::string> neighborhood_keys_;
    CheckedAgainst checked_;
    std::vector<std::string> warnings_;
    absl::Status Read(absl::string_view bytes);
    FileContents FinishFile();

    PopulationFile file_;
    std::optional<MappedFile> mapped_;  // makes what file_ reads
  };

  // NOT_FOUND: no import mapping_import_id. FAILED_PRECONDITION: no structure or no neighborhood is
  // there yet, or that import has no mapping. RESOURCE_EXHAUSTED: too many
  // files at once.
  Task<absl::StatusOr<std::unique_ptr<Incoming>>> Begin(Caller caller, ImportCommand command);

 private:
  Task<absl::Status> EnterPool();
  Task<absl::StatusOr<v1::ImportMapping>> MappingOf(Caller caller, std::string import_id);

  Neighborhoods& neighborhoods_;
  PopulationStructures& structures_;
  PopulationStore& data_;
  Pool& pool_;
  const Clock& clock_;
  std::atomic<int> at_once_{0};
};

}  // namespace zwk::forecasting
