// The meeting that a session belongs to, at the scribe's desk: who is there, what is decided. Its record has no way back, so that
// each entry can be taken back until it is sent.
import { useEffect, useMemo, useState } from "preact/hooks";
import { Attending } from "./attendance";
import { Decisions } from "./decisions";
import { MeetingMode, MeetingStatus, type Meeting } from "./gen/zwk/participation/v1/meeting_pb";
import { TakeBack, useHeld, type Held } from "./held";
import { meetingsAs, type Desk } from "./office";
import { Problem, useAct } from "./parts";
import { wordsOf } from "./refusals";
import { once } from "./rpc";
import { t } from "./words";

export interface Record {
  desk: Desk;
  meeting: Meeting;
  held: Held;
  // The answer to a change is the meeting as it is now.
  take: (meeting: Meeting | undefined) => void;
}

// Others may write too: read again as often as somebody looks.
const AGAIN = 20_000;

export function MeetingRecord(desk: Desk) {
  const held = useHeld();
  const [meeting, setMeeting] = useState<Meeting | null>(null);
  const [problem, setProblem] = useState("");
  const meetings = useMemo(() => meetingsAs(desk.identity), []);
  const { meetingId } = desk.session;
  const take = (news: Meeting | undefined) => setMeeting((before) => (news && (!before || news.version >= before.version) ? news : before));
  useEffect(() => {
    const read = () =>
      meetings.getMeeting({ meetingId }).then(
        (answer) => {
          setProblem("");
          take(answer.meeting);
        },
        (error: unknown) => setProblem(wordsOf(error)),
      );
    void read();
    const timer = setInterval(() => !document.hidden && void read(), AGAIN);
    return () => clearInterval(timer);
  }, [meetingId]);
  if (!meeting) return <Problem text={problem} />;
  const record = { desk, meeting, held, take };
  const open = meeting.status === MeetingStatus.RUNNING || meeting.status === MeetingStatus.ENDED || meeting.status === MeetingStatus.MINUTES_DRAFT;
  return (
    <section aria-labelledby="meeting">
      <h2 id="meeting" dir="auto">{meeting.title}</h2>
      {!open && <NotOpen {...record} />}
      <details class="panel" open={open && meeting.attendance.length === 0}>
        <summary>{t("whoIsHere")} <span class="small">{t("hereCount", { n: meeting.attendance.length })}</span></summary>
        <Attending {...record} open={open} />
      </details>
      <details class="panel">
        <summary>{t("decisions")} <span class="small">{t("decisionCount", { n: meeting.decisions.length })}</span></summary>
        <Decisions {...record} open={open} />
      </details>
      <TakeBack held={held} />
    </section>
  );
}

// Who was there and what was decided is written down from the beginning of the meeting to the approval of its minutes.
function NotOpen({ desk, meeting, take }: Record) {
  const { busy, problem, act } = useAct();
  const begin = () => act(async () => take((await once(meetingsAs(desk.identity), "startMeeting", { meetingId: meeting.meetingId })).meeting));
  if (meeting.status > MeetingStatus.RUNNING) return <p class="notice">{t("meetingClosed")}</p>;
  return (
    <div class="notice">
      <p>{t("meetingNotBegun")}</p>
      <Problem text={problem} />
      {meeting.mode === MeetingMode.LIVE && <button class="main" aria-busy={busy} onClick={begin}>{t("beginMeeting")}</button>}
    </div>
  );
}
