#pragma once

#include "participation/person/person_use.h"
#include "platform/rpc/service.h"

namespace zwk::participation {

// zwk.participation.v1.PersonService; meaning and refusals of each method are in the proto.
void ServePersons(rpc::ServiceMethods methods, Persons& persons, ErasureRepository& erasures);

}  // namespace zwk::participation
