// What wall, moderator and scribe have in common: who asks, which session, the way from one to the other.
import { createClient } from "@connectrpc/connect";
import type { ComponentChildren } from "preact";
import { useEffect, useMemo, useRef, useState } from "preact/hooks";
import { milliseconds } from "./clock";
import { SessionMode, type LeanCoffeeSession } from "./gen/zwk/participation/v1/lean_coffee_session_pb";
import { MeetingService, type Meeting } from "./gen/zwk/participation/v1/meeting_pb";
import { bearer, devOffice, officeToken, setOfficeToken, signedIn, type Identity, type OfficeRole } from "./identity";
import { Live, usePicture, type Picture } from "./live";
import type { OfficeProps } from "./main";
import { Frame, Problem, SignInLink, phaseWords, useAct } from "./parts";
import { wordsOf, wordsOfRefusal } from "./refusals";
import { all, sessionsAs, transportOf } from "./rpc";
import { t, time } from "./words";

export interface Desk {
  identity: Identity;
  live: Live;
  picture: Picture;
  session: LeanCoffeeSession;
}

interface Props extends OfficeProps {
  title: string;
  role: OfficeRole;
  wall?: boolean;
  start?: (identity: Identity) => ComponentChildren;
  children: (desk: Desk) => ComponentChildren;
}

const pages = ["moderator", "scribe", "wall"] as const;

export function Office(props: Props) {
  const [token, setToken] = useState(officeToken);
  const identity = useMemo(() => (props.edge.devIdentity ? devOffice(props.role) : token ? bearer(token) : props.edge.login ? signedIn : null), [token]);
  const takeToken = (wanted: string | null) => {
    setOfficeToken(wanted);
    setToken(wanted);
  };
  if (!identity) return <SignIn title={props.title} signIn={takeToken} />;
  if (!props.sessionId) return <Choose {...props} identity={identity} />;
  return <AtDesk {...props} identity={identity} sessionId={props.sessionId} signOut={() => takeToken(null)} />;
}

// Where the edge signs nobody in: the city gives out a token; it stays in this tab until that is closed.
function SignIn(props: { title: string; signIn: (token: string) => void }) {
  const [token, setToken] = useState("");
  return (
    <Frame title={props.title}>
      <h1>{props.title}</h1>
      <form class="card" onSubmit={(event) => { event.preventDefault(); if (token.trim()) props.signIn(token.trim()); }}>
        <label>
          {t("officeToken")}
          <input type="password" name="token" autocomplete="off" value={token} onInput={(event) => setToken(event.currentTarget.value)} />
        </label>
        <p class="small">{t("officeTokenHelp")}</p>
        <button class="main" type="submit">{t("signIn")}</button>
      </form>
    </Frame>
  );
}

// Here and not with the others: no phone asks for a meeting, and none is to load what it takes.
export const meetingsAs = (identity: Identity) => createClient(MeetingService, transportOf(identity));

// The last one first.
export const allMeetings = async (identity: Identity): Promise<Meeting[]> =>
  (await all((page) => meetingsAs(identity).listMeetings(page), ({ meetings }) => meetings)).reverse();
const allSessions = async (identity: Identity): Promise<LeanCoffeeSession[]> =>
  (await all((page) => sessionsAs(identity).listSessions(page), ({ sessions }) => sessions)).reverse();

function Choose(props: Props & { identity: Identity }) {
  const [sessions, setSessions] = useState<LeanCoffeeSession[] | null>(null);
  const [titles, setTitles] = useState(new Map<string, string>());
  const [problem, setProblem] = useState("");
  useEffect(() => {
    allSessions(props.identity).then(setSessions, (error: unknown) => setProblem(wordsOf(error)));
    // Without them a session is known by its time.
    allMeetings(props.identity).then((meetings) => setTitles(new Map(meetings.map((one) => [one.meetingId, one.title]))), () => undefined);
  }, []);
  return (
    <Frame title={props.title}>
      <h1>{props.title}</h1>
      <Problem text={problem} />
      {problem && props.edge.login && <SignInLink />}
      <h2>{t("whichSession")}</h2>
      {sessions?.length === 0 && <p>{t("noSession")}</p>}
      <ul class="cards">
        {sessions?.map((one) => (
          <li key={one.sessionId}>
            <a href={`?session=${one.sessionId}`}>
              {titles.has(one.meetingId) && <bdi class="topic-title">{titles.get(one.meetingId)}</bdi>}
              <bdi>{one.createdAt && time(new Date(milliseconds(one.createdAt)))}</bdi> · {t(phaseWords[one.phase])}
              {one.mode === SessionMode.RECORDED && ` · ${t("recorded")}`}
            </a>
          </li>
        ))}
      </ul>
      {props.start?.(props.identity)}
    </Frame>
  );
}

function AtDesk(props: Props & { identity: Identity; sessionId: string; signOut: () => void }) {
  const live = useMemo(() => new Live(sessionsAs(props.identity), props.sessionId), []);
  useEffect(() => () => live.stop(), [live]);
  const picture = usePicture(live);
  const { session, refused } = picture;
  return (
    <Frame title={session ? `${t(phaseWords[session.phase])} · ${props.title}` : props.title} wide connected={picture.connected || !session}>
      {refused && (
        <>
          <h1>{t("cannotShow")}</h1>
          <p class="notice">{wordsOfRefusal(refused)}</p>
          {props.edge.login ? <SignInLink /> : !props.edge.devIdentity && <button onClick={props.signOut}>{t("signIn")}</button>}
        </>
      )}
      {!session && !refused && <p>{t("loading")}</p>}
      {session && !props.wall && (
        <nav aria-label={t("pages")} class="row">
          {pages.map((page) => (
            <a key={page} href={`/room/${page}?session=${props.sessionId}`} target={page === "wall" ? "_blank" : undefined} rel="opener"
              aria-current={location.pathname.endsWith(page) ? "page" : undefined}>{t(page)}</a>
          ))}
        </nav>
      )}
      {session && props.children({ identity: props.identity, live, picture, session })}
    </Frame>
  );
}

export interface Asked {
  title: string;
  // What follows from it, as things are now: they go on while somebody reads it.
  explained?: (picture: Picture) => string;
  // What is to be written; without it there is only to confirm.
  label?: string;
  // Nothing has to be written.
  optional?: boolean;
  tick?: string;
  done: (text: string, ticked: boolean) => Promise<unknown>;
}

// A question before an act that needs a word (why, what came of it): a dialog that gives the focus back.
export function useQuestion(picture: Picture) {
  const [asked, ask] = useState<Asked | null>(null);
  // A dialog is told late that it is closed: the next question may be there already.
  const close = () => ask((now) => (now === asked ? null : now));
  const dialog = asked && <Question key={asked.title} asked={asked} explained={asked.explained?.(picture)} close={close} />;
  return [dialog, ask] as const;
}

function Question({ asked, explained, close }: { asked: Asked; explained?: string; close: () => void }) {
  const dialog = useRef<HTMLDialogElement>(null);
  const [text, setText] = useState("");
  const [ticked, setTicked] = useState(false);
  const { busy, problem, act, setProblem } = useAct();
  useEffect(() => dialog.current?.showModal(), []);
  const submit = async (event: Event) => {
    event.preventDefault();
    if (asked.label && !asked.optional && !text.trim()) return setProblem(t("saySomething"));
    if (await act(() => asked.done(text.trim(), ticked))) dialog.current?.close();
  };
  return (
    <dialog ref={dialog} aria-labelledby="asked" aria-describedby={explained && "explained"} onClose={close}>
      <form onSubmit={submit}>
        <h2 id="asked">{asked.title}</h2>
        {explained && <p id="explained" aria-live="polite">{explained}</p>}
        {asked.label && (
          <label>
            {asked.label}
            <textarea name="words" dir="auto" rows={3} maxLength={asked.optional ? 4000 : 500} value={text} onInput={(event) => setText(event.currentTarget.value)} />
          </label>
        )}
        {asked.tick && (
          <label class="tick">
            <input type="checkbox" checked={ticked} onChange={(event) => setTicked(event.currentTarget.checked)} />
            {asked.tick}
          </label>
        )}
        <Problem text={problem} />
        <div class="row">
          <button class="main" type="submit" aria-busy={busy}>{t("confirm")}</button>
          <button type="button" onClick={() => dialog.current?.close()}>{t("back")}</button>
        </div>
      </form>
    </dialog>
  );
}
