#include "participation/api/participation_api.h"

namespace zwk::participation {

void ParticipationApi::Register(rpc::ServiceMethods service) {
  service.Unary("ConfigureMunicipality", this, &ParticipationApi::ConfigureMunicipality);
  service.Unary("GetMunicipality", this, &ParticipationApi::GetMunicipality);
  service.Unary("CreateProgramme", this, &ParticipationApi::CreateProgramme);
  service.Unary("GetProgramme", this, &ParticipationApi::GetProgramme);
  service.Unary("ListProgrammes", this, &ParticipationApi::ListProgrammes);
  service.Unary("DefineFieldOfAction", this, &ParticipationApi::DefineFieldOfAction);
  service.Unary("GetFieldOfAction", this, &ParticipationApi::GetFieldOfAction);
  service.Unary("ListFieldsOfAction", this, &ParticipationApi::ListFieldsOfAction);
  service.ClientStream("UploadAttachment", this, &ParticipationApi::UploadAttachment);
  service.Unary("GetAttachment", this, &ParticipationApi::GetAttachment);
  service.Unary("ListAttachments", this, &ParticipationApi::ListAttachments);
  service.ServerStream("DownloadAttachment", this, &ParticipationApi::DownloadAttachment);
}

}  // namespace zwk::participation
