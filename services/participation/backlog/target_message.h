#pragma once

#include "participation/backlog/backlog_entry.h"
#include "zwk/participation/v1/topic_backlog.pb.h"

namespace zwk::participation {

// As events and answers say it.
inline void Say(const BacklogTarget& target, v1::BacklogTarget* message) {
  if (target.cross_cutting) {
    message->set_cross_cutting(true);
  } else {
    message->set_lab_id(target.lab_id);
  }
}

}  // namespace zwk::participation
