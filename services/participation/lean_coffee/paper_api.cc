#include "participation/lean_coffee/paper_api.h"

#include <memory>
#include <utility>

#include "absl/strings/str_cat.h"
#include "participation/lean_coffee/session_answers_api.h"
#include "platform/base/status_macros.h"
#include "platform/rpc/fields.h"
#include "zwk/participation/v1/named_ballot.pb.h"

namespace zwk::participation {
namespace {

class PaperApi {
 public:
  explicit PaperApi(Paper& paper) : paper_(paper) {}

  Task<absl::StatusOr<v1::RecordTotalsResponse>> RecordTotals(
      Caller caller, const v1::RecordTotalsRequest& request) {
    FieldErrors errors;
    const SessionId session_id = SessionOf(errors, request);
    if (!request.has_counted()) errors.Add("counted", "must be given");
    std::vector<CountedTopic> totals;
    for (int i = 0; i < request.counted().totals_size(); ++i) {
      const v1::CountedTotal& total = request.counted().totals(i);
      rpc::CheckId(errors, absl::StrCat("counted.totals[", i, "].topic_id"), total.topic_id());
      totals.push_back({.topic_id = TopicId(total.topic_id()), .dots = total.dots()});
    }
    ZWK_CO_RETURN_IF_ERROR(errors.ToStatus());
    ZWK_CO_ASSIGN_OR_RETURN(
        const EnteredTotals entered,
        co_await paper_.EnterTotals(std::move(caller), session_id, request.expected_version(),
                                    std::move(totals), request.counted().sheets_counted()));
    v1::RecordTotalsResponse answer;
    v1::CountedTotals& counted = *answer.mutable_counted();
    for (const auto& [topic_id, dots] : entered.counted.dots) {
      v1::CountedTotal& total = *counted.add_totals();
      total.set_topic_id(topic_id.value());
      total.set_dots(dots);
    }
    counted.set_sheets_counted(entered.counted.sheets);
    counted.set_version(entered.version);
    co_return answer;
  }

  Task<absl::StatusOr<v1::ImportSheetsResponse>> ImportSheets(
      Caller caller, const v1::ImportSheetsRequest& request) {
    FieldErrors errors;
    SessionId session_id = SessionOf(errors, request);
    ZWK_CO_RETURN_IF_ERROR(errors.ToStatus());
    co_return co_await paper_.Import(std::move(caller), std::move(session_id), request.csv(),
                                     request.dry_run());
  }

  Task<absl::StatusOr<v1::ListSheetsResponse>> ListSheets(Caller caller,
                                                          const v1::ListSheetsRequest& request) {
    FieldErrors errors;
    SessionId session_id = SessionOf(errors, request);
    ZWK_CO_RETURN_IF_ERROR(errors.ToStatus());
    co_return co_await paper_.List(std::move(caller), std::move(session_id), request.page_size(),
                                   request.page_token());
  }

  Task<absl::StatusOr<v1::CorrectSheetResponse>> CorrectSheet(
      Caller caller, const v1::CorrectSheetRequest& request) {
    FieldErrors errors;
    SessionId session_id = SessionOf(errors, request);
    rpc::CheckId(errors, "participant_id", request.participant_id());
    if (request.expected_version() == 0) {
      errors.Add("expected_version", "must be given: the version that this corrects");
    }
    std::vector<Allocation> allocations = AllocationsOf(errors, request.allocations());
    ZWK_CO_RETURN_IF_ERROR(errors.ToStatus());
    BallotBox::Sheet sheet{.participant_id = ParticipantId(request.participant_id()),
                           .expected_version = request.expected_version()};
    ZWK_CO_ASSIGN_OR_RETURN(const OwnBallot own,
                            co_await paper_.Correct(std::move(caller), std::move(session_id),
                                                    std::move(sheet), std::move(allocations)));
    v1::CorrectSheetResponse answer;
    answer.mutable_sheet()->set_participant_id(own.participant_id.value());
    answer.mutable_sheet()->set_sheet_ref(own.sheet_ref);
    answer.mutable_sheet()->set_used(own.ballot.Used());
    answer.mutable_sheet()->set_version(own.version);
    co_return answer;
  }

 private:
  Paper& paper_;
};

class NamedBallotApi {
 public:
  explicit NamedBallotApi(Voting& voting) : voting_(voting) {}

  Task<absl::StatusOr<v1::ListNamedBallotsResponse>> List(
      Caller caller, const v1::ListNamedBallotsRequest& request) {
    FieldErrors errors;
    SessionId session_id = SessionOf(errors, request);
    ZWK_CO_RETURN_IF_ERROR(errors.ToStatus());
    ZWK_CO_ASSIGN_OR_RETURN(NamedBallots page,
                            co_await voting_.ListNamed(std::move(caller), std::move(session_id),
                                                       request.page_size(), request.page_token()));
    v1::ListNamedBallotsResponse answer;
    answer.set_next_page_token(std::move(page.next));
    for (NamedBallot& one : page.ballots) {
      v1::NamedBallot& ballot = *answer.add_ballots();
      ballot.set_person_ref(std::move(one.person_ref));
      if (one.name) *ballot.mutable_name() = *std::move(one.name);
      ballot.set_channel(one.paper ? v1::PARTICIPANT_CHANNEL_PAPER
                                   : v1::PARTICIPANT_CHANNEL_DEVICE);
      for (const auto& [topic_id, dots] : one.ballot.allocations) {
        v1::Allocation& allocation = *ballot.add_allocations();
        allocation.set_topic_id(topic_id.value());
        allocation.set_dots(dots);
      }
    }
    co_return answer;
  }

 private:
  Voting& voting_;
};

}  // namespace

void ServePaperVotes(rpc::ServiceMethods methods, Paper& paper) {
  auto api = std::make_shared<PaperApi>(paper);
  methods.Unary("RecordTotals", api, &PaperApi::RecordTotals);
  methods.Unary("ImportSheets", api, &PaperApi::ImportSheets);
  methods.Unary("ListSheets", api, &PaperApi::ListSheets);
  methods.Unary("CorrectSheet", api, &PaperApi::CorrectSheet);
}

void ServeNamedBallots(rpc::ServiceMethods methods, Voting& voting) {
  auto api = std::make_shared<NamedBallotApi>(voting);
  methods.Unary("ListNamedBallots", api, &NamedBallotApi::List);
}

}  // namespace zwk::participation
