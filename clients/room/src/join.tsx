// How one comes in: with the code of a slip or its QR picture; a member of the board also without one, signed in; on loopback whoever one is.
import { Code } from "@connectrpc/connect";
import { useEffect, useState } from "preact/hooks";
import { milliseconds } from "./clock";
import { JoinMode, SessionMode, SessionPhase, type LeanCoffeeSession } from "./gen/zwk/participation/v1/lean_coffee_session_pb";
import { devParticipant, nobody, plainCode, seatOfCode, withoutCode, type Edge, type Identity, type Seat } from "./identity";
import { Frame, Problem, SignInLink, phaseWords, useAct } from "./parts";
import { all, codesAs, newId, once, patiently, refusalOf, sessionsAs } from "./rpc";
import { currentLanguage, t, time } from "./words";

interface JoinProps {
  edge: Edge;
  sessionId: string | null;
  code: string;
  seated: (seat: Seat) => void;
}

// The same request again gets the same seat: an answer that was lost costs nobody a code.
const redemptions = new Map<string, string>();

async function redeem(code: string, sessionId: string | null): Promise<Seat> {
  const key = plainCode(code);
  const own = seatOfCode(key);
  if (own && (!sessionId || own.sessionId === sessionId)) return own; // the slip is scanned again
  const requestId = redemptions.get(key) ?? newId();
  redemptions.set(key, requestId);
  let tries = 0;
  const { participant, token } = await patiently(
    () => codesAs(nobody).redeemCode({ requestId, code, locale: currentLanguage(), sessionId: sessionId ?? "" }),
    () => ++tries < 4,
  );
  return { sessionId: participant!.sessionId, token, code: key, cards: [] };
}

// Without a code: the seat may be one's own already.
async function sitDown(identity: Identity, sessionId: string): Promise<Seat> {
  try {
    await once(sessionsAs(identity), "joinSession", { sessionId, locale: currentLanguage() });
  } catch (error) {
    const { code, reason } = refusalOf(error);
    const isHere = code === Code.AlreadyExists && reason === "PARTICIPANT_EXISTS";
    // Who comes after the vote looks on.
    if (!isHere && reason !== "WRONG_PHASE") throw error;
  }
  return { sessionId, cards: [] };
}

export function Join(props: JoinProps) {
  const { edge, sessionId } = props;
  const { busy, problem, act, setProblem } = useAct();
  const [code, setCode] = useState(props.code);
  const enter = (wanted: string) => {
    if (!wanted.trim()) return setProblem(t("enterCode"));
    void act(async () => props.seated(await redeem(wanted, sessionId)));
  };
  const self = withoutCode(edge);
  const [known, setKnown] = useState(edge.devIdentity);
  const sit = (identity: Identity, id: string) =>
    act(async () => {
      try {
        props.seated(await sitDown(identity, id));
      } catch (error) {
        // Whom the edge does not know yet may have a code, or sign in: nothing is wrong.
        if (refusalOf(error).code !== Code.Unauthenticated) {
          setKnown(true);
          throw error;
        }
      }
    });
  useEffect(() => {
    if (props.code) enter(props.code);
    else if (self && sessionId) void sit(self, sessionId);
  }, []);
  return (
    <Frame title={t("join")}>
      <h1>{t("join")}</h1>
      <form class="card" onSubmit={(event) => { event.preventDefault(); enter(code); }}>
        <label>
          {t("yourCode")}
          <input class="code" name="code" dir="ltr" value={code} maxLength={40} autocomplete="off" autocapitalize="characters" spellcheck={false}
            aria-describedby="code-help" onInput={(event) => setCode(event.currentTarget.value)} />
        </label>
        <p id="code-help" class="small">{t("codeHelp")}</p>
        <Problem text={problem} />
        <button class="main" type="submit" aria-busy={busy}>{t("joinNow")}</button>
      </form>
      {edge.login && sessionId && !known && (
        <section>
          <h2>{t("asMember")}</h2>
          <p>{t("asMemberHelp")}</p>
          <SignInLink />
        </section>
      )}
      {edge.devIdentity && (!props.code || problem) && <OpenSessions busy={busy} sit={(id) => sit(devParticipant(), id)} />}
    </Frame>
  );
}

// What runs on this machine, so that one gets in without a code.
function OpenSessions(props: { busy: boolean; sit: (sessionId: string) => void }) {
  const [open, setOpen] = useState<LeanCoffeeSession[]>([]);
  useEffect(() => {
    all((page) => sessionsAs(devParticipant()).listSessions(page), ({ sessions }) => sessions).then(
      (sessions) => setOpen(sessions.filter((one) => one.phase < SessionPhase.ENDED && one.mode === SessionMode.LIVE)),
      () => undefined,
    );
  }, []);
  return (
    <section>
      <h2>{t("openSessions")}</h2>
      {open.length === 0 && <p>{t("noOpenSession")}</p>}
      <ul class="cards">
        {open.map((one) => (
          <li key={one.sessionId}>
            <span class="words">{one.createdAt && time(new Date(milliseconds(one.createdAt)))} · {t(phaseWords[one.phase])}</span>
            <button aria-busy={props.busy} onClick={() => props.sit(one.sessionId)}>{t("joinNow")}</button>
          </li>
        ))}
      </ul>
    </section>
  );
}

// Where one joins: who needs a code has it on a slip, so the address says nothing of the session.
export function joinAddress(session: LeanCoffeeSession): string {
  const page = `${location.origin}/room/`;
  return session.settings?.joinMode === JoinMode.CODE ? page : `${page}?session=${session.sessionId}`;
}
