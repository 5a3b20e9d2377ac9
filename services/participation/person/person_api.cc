#include "participation/person/person_api.h"

#include <memory>
#include <utility>

#include <google/api/httpbody.pb.h>

#include "absl/strings/str_cat.h"
#include "participation/person/person_page.h"
#include "platform/base/messages.h"
#include "platform/base/status_macros.h"
#include "platform/rpc/answer.h"

namespace zwk::participation {
namespace {

struct PersonApi {
  Persons& persons;
  ErasureRepository& erasures;

  Task<absl::StatusOr<v1::ExportPersonResponse>> Export(Caller caller,
                                                        const v1::ExportPersonRequest& request) {
    ZWK_CO_RETURN_IF_ERROR(rpc::CheckId("person_id", request.person_id()));
    v1::ExportPersonResponse answer;
    ZWK_CO_ASSIGN_OR_RETURN(*answer.mutable_person_export(),
                            co_await persons.Export(std::move(caller), request.person_id()));
    co_return answer;
  }

  Task<absl::StatusOr<google::api::HttpBody>> Render(Caller caller,
                                                     const v1::RenderPersonExportRequest& request) {
    ZWK_CO_RETURN_IF_ERROR(rpc::CheckId("person_id", request.person_id()));
    const std::string locale = caller.locale;
    ZWK_CO_ASSIGN_OR_RETURN(const v1::PersonExport exported,
                            co_await persons.Export(std::move(caller), request.person_id()));
    google::api::HttpBody page;
    page.set_content_type("text/html; charset=utf-8");
    page.set_data(PersonPage(exported, locale));
    co_return page;
  }

  Task<absl::StatusOr<v1::ErasePersonResponse>> Erase(Caller caller,
                                                      const v1::ErasePersonRequest& request) {
    FieldErrors errors;
    rpc::CheckId(errors, "person_id", request.person_id());
    v1::Erasure wanted;
    wanted.set_person_id(request.person_id());
    if (CheckCount(errors, "text_ids", request.text_ids_size(), Erasure::kMaxTexts)) {
      for (int i = 0; i < request.text_ids_size(); ++i)
        rpc::CheckId(errors, absl::StrCat("text_ids[", i, "]"), request.text_ids(i));
    }
    ZWK_CO_RETURN_IF_ERROR(errors.ToStatus());
    *wanted.mutable_text_ids() = request.text_ids();
    ZWK_CO_ASSIGN_OR_RETURN(Persons::Erased erased,
                            co_await persons.Erase(std::move(caller), std::move(wanted)));
    v1::ErasePersonResponse answer;
    *answer.mutable_erasure() = std::move(erased.erasure);
    answer.set_already_erased(erased.already);
    answer.set_file_rewritten(erased.file_rewritten);
    co_return answer;
  }

  Task<absl::StatusOr<v1::ListErasuresResponse>> List(Caller caller,
                                                      const v1::ListErasuresRequest& request) {
    return rpc::List(&v1::ListErasuresResponse::add_erasures, erasures, std::move(caller),
                     "erasures", request);
  }
};

}  // namespace

void ServePersons(rpc::ServiceMethods methods, Persons& persons, ErasureRepository& erasures) {
  auto api = std::make_shared<PersonApi>(PersonApi{persons, erasures});
  methods.Unary("ExportPerson", api, &PersonApi::Export);
  methods.Unary("RenderPersonExport", api, &PersonApi::Render);
  methods.Unary("ErasePerson", api, &PersonApi::Erase);
  methods.Unary("ListErasures", api, &PersonApi::List);
}

}  // namespace zwk::participation
