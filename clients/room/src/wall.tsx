// What hangs on the wall: nothing to press, legible from the last row, and before the reveal nothing of the vote but how many have voted.
import qrcode from "qrcode-generator";
import { SessionMode, SessionPhase, type LeanCoffeeSession } from "./gen/zwk/participation/v1/lean_coffee_session_pb";
import type { OfficeProps } from "./main";
import { Office, type Desk } from "./office";
import { Countdown, Ranking, TopicWords, phaseWords, together, runningRound } from "./parts";
import { standing } from "./phone";
import { joinAddress } from "./join";
import { t } from "./words";

export function Wall(props: OfficeProps) {
  return <Office {...props} title={t("wall")} role="PLANNER" wall>{(desk) => <div class="wall"><Now {...desk} /></div>}</Office>;
}

function Now(desk: Desk) {
  const { session } = desk;
  return (
    <>
      <h1 aria-live="polite">{t(phaseWords[session.phase])}</h1>
      {session.phase < SessionPhase.VOTING_CLOSED && session.mode === SessionMode.LIVE ? (
        <div class="columns">
          <div><Middle {...desk} /></div>
          <HowToJoin session={session} devices={desk.picture.devices} />
        </div>
      ) : <Middle {...desk} />}
    </>
  );
}

function Middle({ live, picture, session }: Desk) {
  const round = runningRound(picture);
  const topic = round && picture.topics.find((one) => one.topicId === round.topicId);
  switch (session.phase) {
    case SessionPhase.DRAFT:
      return <p class="lead">{t("welcome")}</p>;
    case SessionPhase.COLLECTING:
    case SessionPhase.CLUSTERING:
      return <Table picture={picture} />;
    case SessionPhase.VOTING:
    case SessionPhase.VOTING_CLOSED:
      return (
        <>
          <p><span class="count">{picture.ballotsCast}</span> {t("haveVoted", { n: picture.ballotsCast })}</p>
          <Table picture={picture} />
        </>
      );
    case SessionPhase.CANCELLED:
      return <p class="lead">{t("cancelledWords")}</p>;
    default:
      return (
        <>
          {round && topic && (
            <section class="round">
              <h2>{t("weTalkAbout")}</h2>
              <p class="topic"><TopicWords topic={topic} body /></p>
              <Countdown live={live} round={round} large />
            </section>
          )}
          <Ranking picture={picture} />
        </>
      );
  }
}

function Table({ picture }: Pick<Desk, "picture">) {
  const topics = standing(picture.topics);
  const parts = together(picture.topics);
  return (
    <>
      <h2>{t("onTheTable", { n: topics.length })}</h2>
      <ul class="cards">{topics.map((topic) => <li key={topic.topicId}><TopicWords topic={topic} with={parts.get(topic.topicId)} /></li>)}</ul>
    </>
  );
}

function HowToJoin(props: { session: LeanCoffeeSession; devices: number }) {
  const address = joinAddress(props.session);
  return (
    <section class="panel">
      <h2>{t("join")}</h2>
      <Qr text={address} />
      <p class="address">{address.replace(/^https?:\/\//, "").replace(/\?.*/, "")}</p>
      <p>{t("peopleIn", { n: props.devices })}</p>
    </section>
  );
}

export function Qr(props: { text: string }) {
  const code = qrcode(0, "M");
  code.addData(props.text);
  code.make();
  const size = code.getModuleCount();
  let path = "";
  for (let y = 0; y < size; ++y) for (let x = 0; x < size; ++x) if (code.isDark(y, x)) path += `M${x} ${y}h1v1h-1z`;
  return (
    <svg class="qr" role="img" aria-label={t("qrOf", { address: props.text })} viewBox={`-4 -4 ${size + 8} ${size + 8}`} shape-rendering="crispEdges">
      <path d={path} fill="#000" />
    </svg>
  );
}
