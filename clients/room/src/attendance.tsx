// Who is there: members of the board with one tap each, guests with a few words. Whether the public minutes may name somebody is
// asked, never assumed.
import { createClient } from "@connectrpc/connect";
import { useEffect, useState } from "preact/hooks";
import { milliseconds } from "./clock";
import { BoardService, Capacity, type Membership } from "./gen/zwk/participation/v1/board_pb";
import type { Attendance } from "./gen/zwk/participation/v1/meeting_pb";
import type { Record } from "./meeting";
import { meetingsAs } from "./office";
import { Problem, useAct, useAnnounce } from "./parts";
import { newId, once, transportOf } from "./rpc";
import { t, wordOf, type WordKey } from "./words";

const capacities: [Capacity, WordKey][] = [
  [Capacity.POLITICAL, "capacityPolitical"],
  [Capacity.ADMINISTRATION, "capacityAdministration"],
  [Capacity.INTEREST_GROUP, "capacityInterestGroup"],
  [Capacity.EXPERT, "capacityExpert"],
];

export interface Wanted {
  personId: string;
  name?: { text: string };
  organization?: string;
  capacity?: Capacity;
  guest?: boolean;
  consentPublic: boolean;
}

export function Attending(record: Record & { open: boolean }) {
  const { desk, meeting, held, take } = record;
  const { problem, act } = useAct();
  const [region, announce] = useAnnounce();
  const [late, setLate] = useState(false);
  const [last, setLast] = useState<{ personId: string; name: string } | null>(null);
  const members = useMembers(record);
  const here = new Set(meeting.attendance.map((one) => one.personId));
  const absent = members.filter((one) => !here.has(one.personId) && !held.isAbout(one.personId));
  const pending = last && held.isAbout(last.personId) && !here.has(last.personId) ? last : null;
  const enter = (name: string, wanted: Wanted) => {
    // When somebody came is known now, not when it is sent.
    const now = BigInt(Math.floor(desk.live.clock.now() / 1000));
    const attendance = { ...wanted, from: late ? { seconds: now, nanos: 0 } : undefined };
    return act(async () => {
      setLast({ personId: wanted.personId, name });
      await held.hold({
        text: t("personIsIn", { name }),
        about: [wanted.personId],
        send: async () => take((await once(meetingsAs(desk.identity), "recordAttendance", { meetingId: meeting.meetingId, attendance })).meeting),
      });
      announce(t("personIsIn", { name }));
    });
  };
  return (
    <>
      {region}
      <Problem text={problem} />
      {record.open && (
        <>
          <label class="tick"><input type="checkbox" checked={late} onChange={(event) => setLate(event.currentTarget.checked)} />{t("comesLater")}</label>
          {absent.length > 0 && <h3>{t("members")}</h3>}
          <ul class="cards">{absent.map((member) => <MemberRow key={member.personId} member={member} enter={enter} />)}</ul>
          <Guest enter={enter} />
        </>
      )}
      <h3>{t("alreadyHere")}</h3>
      {meeting.attendance.length === 0 && !pending && <p>{t("nobodyYet")}</p>}
      <ul class="plain">
        {meeting.attendance.map((one) => <Present key={one.personId} one={one} />)}
        {pending && <li key={pending.personId}><bdi>{pending.name}</bdi> …</li>}
      </ul>
    </>
  );
}

// Members on the day of the meeting.
function useMembers({ desk, meeting }: Record): Membership[] {
  const [members, setMembers] = useState<Membership[]>([]);
  const boardId = meeting.context.case === "boardId" ? meeting.context.value : "";
  useEffect(() => {
    if (!boardId) return;
    const day = new Date(meeting.startsAt ? milliseconds(meeting.startsAt) : 0).toISOString().slice(0, 10);
    createClient(BoardService, transportOf(desk.identity)).getBoard({ boardId }).then(
      ({ board }) => setMembers(board?.members.filter((one) => one.validFrom <= day && (!one.validTo || one.validTo >= day)) ?? []),
      () => setMembers([]), // then everybody is entered by name
    );
  }, [boardId]);
  return members;
}

function MemberRow(props: { member: Membership; enter: (name: string, wanted: Wanted) => unknown }) {
  const { member, enter } = props;
  const [consent, setConsent] = useState(false);
  const name = member.name?.text || member.organization;
  return (
    <li>
      <span class="words"><bdi class="topic-title">{name}</bdi>{member.name?.text && <bdi class="small">{member.organization}</bdi>}</span>
      <label class="tick">
        <input type="checkbox" checked={consent} aria-label={t("nameConsentOf", { name })} onChange={(event) => setConsent(event.currentTarget.checked)} />
        {t("nameConsent")}
      </label>
      <button class="main" aria-label={t("isHereOf", { name })} onClick={() => enter(name, { personId: member.personId, consentPublic: consent })}>{t("isHere")}</button>
    </li>
  );
}

function Guest({ enter }: { enter: (name: string, wanted: Wanted) => Promise<boolean> }) {
  const [name, setName] = useState("");
  const [organization, setOrganization] = useState("");
  const [capacity, setCapacity] = useState(Capacity.INTEREST_GROUP);
  const [consent, setConsent] = useState(false);
  const [problem, setProblem] = useState("");
  const submit = async (event: Event) => {
    event.preventDefault();
    if (!name.trim() || !organization.trim()) return setProblem(t("saySomething"));
    setProblem("");
    const wanted = { personId: newId(), name: { text: name.trim() }, organization: organization.trim(), capacity, guest: true, consentPublic: consent };
    if (!(await enter(name.trim(), wanted))) return;
    setName("");
    setOrganization("");
    setConsent(false);
  };
  return (
    <form onSubmit={submit} aria-labelledby="guest">
      <h3 id="guest">{t("guest")}</h3>
      <label>{t("guestName")}<input name="guest" dir="auto" value={name} maxLength={200} autocomplete="off" onInput={(event) => setName(event.currentTarget.value)} /></label>
      <label>{t("organization")}<input name="organization" dir="auto" value={organization} maxLength={200} autocomplete="off" onInput={(event) => setOrganization(event.currentTarget.value)} /></label>
      <label>
        {t("capacity")}
        <select name="capacity" value={capacity} onChange={(event) => setCapacity(Number(event.currentTarget.value))}>
          {capacities.map(([value, words]) => <option key={value} value={value}>{t(words)}</option>)}
        </select>
      </label>
      <label class="tick"><input type="checkbox" checked={consent} onChange={(event) => setConsent(event.currentTarget.checked)} />{t("nameConsent")}</label>
      <Problem text={problem} />
      <button type="submit">{t("enterGuest")}</button>
    </form>
  );
}

function Present({ one }: { one: Attendance }) {
  const about = [one.name?.text && one.organization, wordOf(capacities, one.capacity), one.guest && t("guest"), !one.consentPublic && t("notNamed")];
  return (
    <li>
      <bdi>{one.name?.text || one.organization}</bdi>
      <span class="small">{about.filter(Boolean).map((part) => <> · <bdi>{part}</bdi></>)}</span>
    </li>
  );
}
