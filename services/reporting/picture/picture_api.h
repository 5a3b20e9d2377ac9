#pragma once

#include "platform/rpc/service.h"
#include "reporting/picture/picture_use.h"

namespace zwk::reporting {

// zwk.reporting.v1.PictureService; meaning and refusals of each method are in the proto.
void ServePictures(rpc::ServiceMethods methods, ForecastPictureUseCases& pictures);

}  // namespace zwk::reporting
