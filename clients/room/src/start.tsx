// A new session for a meeting, with rules that do for most.
import { useEffect, useState } from "preact/hooks";
import { BallotMode, JoinMode, SessionMode } from "./gen/zwk/participation/v1/lean_coffee_session_pb";
import { MeetingStatus, type Meeting } from "./gen/zwk/participation/v1/meeting_pb";
import type { Identity } from "./identity";
import { allMeetings } from "./office";
import { Problem, useAct } from "./parts";
import { once, sessionsAs } from "./rpc";
import { languages, t } from "./words";

const takes = (meeting: Meeting) => meeting.status < MeetingStatus.MINUTES_APPROVED;

export function StartSession({ identity }: { identity: Identity }) {
  const { busy, problem, act } = useAct();
  const [meetings, setMeetings] = useState<Meeting[]>([]);
  useEffect(() => {
    void act(async () => {
      setMeetings((await allMeetings(identity)).filter(takes));
    });
  }, []);
  const start = (event: SubmitEvent) => {
    event.preventDefault();
    const form = new FormData(event.currentTarget as HTMLFormElement);
    const number = (name: string) => Number(form.get(name));
    const settings = {
      dotsPerParticipant: number("dots"), maxDotsPerTopic: Math.min(number("most"), number("dots")), roundSeconds: 60 * number("minutes"),
      extensionSeconds: 60 * number("more"), maxExtensions: number("more") > 0 ? 2 : 0, plannedRounds: 3,
      ballotMode: form.get("named") ? BallotMode.NAMED : BallotMode.SECRET, joinMode: form.get("codes") ? JoinMode.BOTH : JoinMode.MEMBERS, languages: Object.keys(languages),
    };
    const meetingId = String(form.get("meeting"));
    void act(async () => {
      const answer = await once(sessionsAs(identity), "createSession", { session: { meetingId, mode: SessionMode.LIVE, settings } });
      location.search = `?session=${answer.session!.sessionId}`;
    });
  };
  return (
    <section>
      <h2>{t("newSession")}</h2>
      <Problem text={problem} />
      {meetings.length === 0 ? <p>{t("noMeeting")}</p> : (
        <form class="card" onSubmit={start}>
          <label>{t("ofMeeting")}<select name="meeting">{meetings.map((one) => <option key={one.meetingId} value={one.meetingId}>{one.title}</option>)}</select></label>
          <NumberField name="dots" words={t("dotsEach")} least={1} most={20} value={5} />
          <NumberField name="most" words={t("mostOnACard")} least={1} most={20} value={2} />
          <NumberField name="minutes" words={t("minutesEach")} least={1} most={60} value={8} />
          <NumberField name="more" words={t("minutesMore")} least={0} most={60} value={3} />
          <label class="tick"><input type="checkbox" name="named" />{t("namedVote")}</label>
          <label class="tick"><input type="checkbox" name="codes" defaultChecked />{t("withCodes")}</label>
          <button class="main" type="submit" aria-busy={busy}>{t("createSession")}</button>
        </form>
      )}
    </section>
  );
}

function NumberField(props: { name: string; words: string; least: number; most: number; value: number }) {
  return <label>{props.words}<input class="number" type="number" name={props.name} min={props.least} max={props.most} required defaultValue={props.value} /></label>;
}
