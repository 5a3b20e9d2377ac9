// What leads through a session: one next step at a time, the cards, the clock. What it offers follows from the phase.
import { useEffect, useState } from "preact/hooks";
import { Access } from "./access";
import { CardTable } from "./cards";
import { BallotMode, SessionMode, SessionPhase } from "./gen/zwk/participation/v1/lean_coffee_session_pb";
import type { ContinueVote } from "./gen/zwk/participation/v1/continue_vote_pb";
import type { Round } from "./gen/zwk/participation/v1/round_pb";
import type { Topic } from "./gen/zwk/participation/v1/topic_pb";
import { TakeBack, useHeld, type Held } from "./held";
import type { OfficeProps } from "./main";
import { Office, useQuestion, type Asked, type Desk } from "./office";
import { Countdown, Problem, Ranking, TopicWords, phaseWords, runningRound, useAct } from "./parts";
import { standing } from "./phone";
import { once, thumbsAs } from "./rpc";
import { StartSession } from "./start";
import { currentLanguage, t } from "./words";

export function Moderator(props: OfficeProps) {
  return (
    <Office {...props} title={t("moderator")} role="FACILITATOR" start={(identity) => <StartSession identity={identity} />}>
      {(desk) => (desk.session.mode === SessionMode.RECORDED ? <Recorded /> : <Lead {...desk} />)}
    </Office>
  );
}

function Recorded() {
  return <p class="notice">{t("recordedSession")}</p>;
}

const way = [SessionPhase.COLLECTING, SessionPhase.CLUSTERING, SessionPhase.VOTING, SessionPhase.VOTING_CLOSED, SessionPhase.DISCUSSING, SessionPhase.ENDED];

function Lead(desk: Desk) {
  const { picture, session } = desk;
  const [dialog, ask] = useQuestion(picture);
  const held = useHeld();
  const isRevealed = session.phase >= SessionPhase.REVEALED && session.phase !== SessionPhase.CANCELLED;
  const at = session.phase === SessionPhase.REVEALED ? SessionPhase.DISCUSSING : session.phase;
  return (
    <>
      {dialog}
      <h1>{t(phaseWords[session.phase])}</h1>
      <ol class="steps" aria-label={t("theWay")}>
        {way.map((phase) => <li key={phase} aria-current={phase === at ? "step" : undefined}>{t(phaseWords[phase])}</li>)}
      </ol>
      <ul class="figures" aria-label={t("figures")}>
        <li><strong>{picture.devices}</strong>{t("devices")}</li>
        <li><strong>{session.acceptedTopicCount}</strong>{t("cardsAccepted")}</li>
        <li><strong>{session.waitingTopicCount}</strong>{t("cardsWaiting")}</li>
        <li><strong>{picture.ballotsCast}</strong>{t("ballotsCast")}</li>
      </ul>
      <div class="columns">
        <div>
          <NextStep {...desk} held={held} ask={ask} />
          {session.phase <= SessionPhase.VOTING && <CardTable {...desk} held={held} ask={ask} />}
        </div>
        <div>
          {session.phase <= SessionPhase.VOTING && <Access {...desk} />}
          {isRevealed && <section><h2>{t("ranking")}</h2><Ranking picture={picture} /></section>}
        </div>
      </div>
      <TakeBack held={held} />
    </>
  );
}

type Part = Desk & { held: Held; ask: (asked: Asked) => void };

function NextStep(part: Part) {
  const { live, held, session, ask } = part;
  const { busy, problem, act } = useAct();
  const { sessions, sessionId } = live;
  const button = (words: string, step: "openCollection" | "startClustering" | "revealResults", main = true) => (
    <button class={main ? "main" : ""} aria-busy={busy} onClick={() => act(() => held.after(() => once(sessions, step, { sessionId }, session.version)))}>{words}</button>
  );
  const close = () =>
    ask({ title: t("closeVoting"), explained: ({ ballotsCast }) => t("closeAsk", { n: ballotsCast }), done: () => once(sessions, "closeVoting", { sessionId }, session.version) });
  const cancel = () => ask({ title: t("cancelSession"), label: t("why"), done: (reason) => once(sessions, "cancelSession", { sessionId, reason }) });
  return (
    <section class="panel" aria-labelledby="next">
      <h2 id="next">{t("nextStep")}</h2>
      {session.phase === SessionPhase.DRAFT && <div class="row">{button(t("openCollection"), "openCollection")}</div>}
      {session.phase === SessionPhase.COLLECTING && <div class="row">{button(t("startClustering"), "startClustering")}</div>}
      {session.phase === SessionPhase.CLUSTERING && (
        <>
          <OpenVoting {...part} />
          <div class="row">{button(t("collectAgain"), "openCollection", false)}</div>
        </>
      )}
      {session.phase === SessionPhase.VOTING && (
        <div class="row"><button class="main" onClick={close}>{t("closeVoting")}</button><span class="small">{t("noWayBack")}</span></div>
      )}
      {session.phase === SessionPhase.VOTING_CLOSED && <div class="row">{button(t("reveal"), "revealResults")}</div>}
      {(session.phase === SessionPhase.REVEALED || session.phase === SessionPhase.DISCUSSING) && <Rounds {...part} />}
      {session.phase === SessionPhase.ENDED && <p>{t("sessionEnded")}</p>}
      {session.phase === SessionPhase.CANCELLED && <p>{t("cancelledWords")}</p>}
      <Problem text={problem} />
      {session.phase < SessionPhase.REVEALED && <div class="row"><button onClick={cancel}>{t("cancelSession")}</button></div>}
    </section>
  );
}

function OpenVoting({ live, held, picture, session }: Part) {
  const { busy, problem, act } = useAct();
  const [sheets, setSheets] = useState(0);
  const secret = session.settings?.ballotMode === BallotMode.SECRET;
  const open = (event: Event) => {
    event.preventDefault();
    void act(() => held.after(() => once(live.sessions, "openVoting", { sessionId: live.sessionId, paperSheets: sheets }, session.version)));
  };
  return (
    <form onSubmit={open}>
      <label>
        {t("sheetsHandedOut")}
        <input class="number" type="number" name="sheets" min={0} max={10000} value={sheets} onInput={(event) => setSheets(event.currentTarget.valueAsNumber || 0)} />
      </label>
      {secret && <p class="small">{t("secretNeeds", { n: session.minSecretParticipants, there: picture.devices + sheets })}</p>}
      <Problem text={problem} />
      <button class="main" type="submit" aria-busy={busy}>{t("openVoting")}</button>
    </form>
  );
}

function Rounds(part: Part) {
  const { live, picture, ask } = part;
  const { busy, problem, act } = useAct();
  const { sessions, sessionId } = live;
  const round = runningRound(picture);
  const [next] = topicsLeft(picture);
  const endSession = () => ask({ title: t("endSession"), explained: howManyAreLeft, done: () => once(sessions, "endSession", { sessionId }) });
  if (round) return <Running {...part} round={round} />;
  return (
    <>
      {next ? (
        <>
          <p>{t("nextTopic")} <strong><TopicWords topic={next} /></strong></p>
          <div class="row">
            <button class="main" aria-busy={busy} onClick={() => act(() => once(sessions, "startRound", { sessionId, topicId: next.topicId }))}>{t("startRound")}</button>
            <button onClick={() => ask({ title: t("skipTopic"), label: t("why"), done: (reason) => once(sessions, "skipRound", { sessionId, topicId: next.topicId, reason }) })}>{t("skipTopic")}</button>
          </div>
        </>
      ) : <p>{t("noTopicLeft")}</p>}
      <Problem text={problem} />
      <div class="row"><button class={next ? "" : "main"} onClick={endSession}>{t("endSession")}</button></div>
    </>
  );
}

// Those of the ranking that had no turn; where the results are withheld, in the order of submission.
function topicsLeft({ results, topics, session }: Desk["picture"]): Topic[] {
  if (!results) return [];
  const had = new Set(session?.rounds.map((round) => round.topicId));
  const order = results.withheld ? standing(topics) : results.tallies.flatMap((tally) => topics.find((topic) => topic.topicId === tally.topicId) ?? []);
  return order.filter((topic) => !had.has(topic.topicId));
}

function howManyAreLeft(picture: Desk["picture"]): string {
  const n = topicsLeft(picture).length;
  return n > 0 ? t("endAsk", { n }) : t("noTopicLeft");
}

function Running({ identity, live, picture, session, ask, round }: Part & { round: Round }) {
  const { busy, problem, act } = useAct();
  const { sessions, sessionId } = live;
  const topic = picture.topics.find((one) => one.topicId === round.topicId);
  const left = (session.settings?.maxExtensions ?? 0) - round.extensionsUsed;
  const end = () =>
    ask({
      title: t("endRound"), label: t("whatCameOut"), optional: true, tick: t("cutShort"),
      done: (text, cutShort) => once(sessions, "endRound", {
        sessionId, roundId: round.roundId, cutShort,
        outcome: text ? { paragraphs: text.split(/\n\s*\n/), locale: currentLanguage() } : undefined,
      }),
    });
  return (
    <>
      {topic && <p><strong><TopicWords topic={topic} /></strong></p>}
      <Countdown live={live} round={round} />
      <HowThumbsStand identity={identity} round={round} sessionId={sessionId} />
      <Problem text={problem} />
      <div class="row">
        <button aria-busy={busy} aria-disabled={left <= 0} onClick={() => act(() => once(sessions, "extendRound", { sessionId, roundId: round.roundId }, session.version))}>
          {t("extendRound", { n: left })}
        </button>
        <button class="main" onClick={end}>{t("endRound")}</button>
      </div>
    </>
  );
}

// Asked every two seconds while the round runs; nobody waits for it.
export function HowThumbsStand(props: { identity: Desk["identity"]; sessionId: string; round: Round }) {
  const [vote, setVote] = useState<ContinueVote | null>(null);
  useEffect(() => {
    const thumbs = thumbsAs(props.identity);
    const read = () => thumbs.getContinueVote({ sessionId: props.sessionId, roundId: props.round.roundId }).then((answer) => setVote(answer.vote ?? null), () => setVote(null));
    void read();
    const timer = setInterval(read, 2000);
    return () => clearInterval(timer);
  }, [props.round.roundId]);
  if (!vote || vote.up + vote.sideways + vote.down === 0) return null;
  return <p aria-live="polite">{t("thumbsStand", { up: vote.up, sideways: vote.sideways, down: vote.down })}</p>;
}
