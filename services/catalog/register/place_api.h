#pragma once

#include "catalog/register/place_port.h"
#include "catalog/register/registers_use.h"
#include "platform/rpc/service.h"

namespace zwk::catalog {

// zwk.catalog.v1.PlaceService.
void ServePlaces(rpc::ServiceMethods methods, Registers& registers, PlaceLocator& locator);

}  // namespace zwk::catalog
