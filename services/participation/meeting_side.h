#pragma once

#include "participation/api/participation_api.h"
#include "participation/events/publications.h"
#include "participation/events/sealer.h"
#include "participation/store/backlog_lookup.h"
#include "participation/store/blob_files.h"
#include "participation/store/repositories.h"
#include "platform/base/clock.h"
#include "platform/rpc/server.h"
#include "platform/stream/view_runner.h"

namespace zwk::participation {

// ParticipationService put together: for main and for tests that want the whole of it in their
// process. Members are built in the order of their dependence.
class MeetingSide {
 public:
  MeetingSide(store::Store& store, seal::KeyRing& keys, blob::Blobs& blobs, Pool& pool,
              const Clock& clock)
      : sealer_(keys),
        repositories(store, sealer_, clock),
        files_(blobs),
        backlog_(store),
        publications_(store),
        municipalities_(repositories.municipalities),
        programmes_(repositories.programmes, repositories.fields),
        boards_(repositories.boards),
        meetings_(repositories.meetings, repositories.boards, repositories.labs,
                  repositories.programmes, clock),
        next_steps_(repositories.next_steps, repositories.meetings),
        attachments_(repositories.attachments, repositories.meetings, repositories.programmes,
                     files_, pool),
        labs_(repositories.labs, repositories.meetings, publications_, backlog_),
        minutes_(repositories.meetings, publications_, clock),
        api_({municipalities_, programmes_, boards_, meetings_, next_steps_, attachments_, labs_,
              minutes_}) {}

  void Register(rpc::Server& server) {
    api_.Register(server.Service("zwk.participation.v1.ParticipationService"));
  }
  void AddViews(stream::ViewRunner& runner) { runner.Add(publications_view_); }

 private:
  Sealer sealer_;

 public:
  Repositories repositories;  // for the other service of this process

 private:
  BlobFiles files_;
  StoredBacklogLookup backlog_;
  PublicationsView publications_view_;
  Publications publications_;
  Municipalities municipalities_;
  Programmes programmes_;
  Boards boards_;
  Meetings meetings_;
  NextSteps next_steps_;
  Attachments attachments_;
  Labs labs_;
  MinutesOffice minutes_;
  ParticipationApi api_;
};

}  // namespace zwk::participation
