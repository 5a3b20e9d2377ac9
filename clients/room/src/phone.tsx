// What somebody in the hall holds in their hand: one thing to do at a time, whatever the session is at.
import { Code } from "@connectrpc/connect";
import { useEffect, useMemo, useState } from "preact/hooks";
import { Ballot } from "./ballot";
import { Thumb } from "./gen/zwk/participation/v1/continue_vote_pb";
import { SessionPhase, type LeanCoffeeSession } from "./gen/zwk/participation/v1/lean_coffee_session_pb";
import type { Round } from "./gen/zwk/participation/v1/round_pb";
import { TopicSource, TopicStatus, type Topic } from "./gen/zwk/participation/v1/topic_pb";
import { leave, take, type Identity, type Seat } from "./identity";
import { Live, isOver, usePicture, type Picture } from "./live";
import { Countdown, Frame, Problem, Ranking, SignInLink, TopicWords, together, phaseWords, runningRound, useAct, useAnnounce } from "./parts";
import { wordsOf, wordsOfRefusal } from "./refusals";
import { isAway, newId, once, patiently, refusalOf, sessionsAs, thumbsAs, type Thumbs } from "./rpc";
import { currentLanguage, t, type WordKey } from "./words";

export const standing = (topics: Topic[]) => topics.filter((topic) => topic.status === TopicStatus.ACCEPTED);

export function Phone(props: { identity: Identity; seat: Seat; signsIn: boolean; leave: () => void }) {
  const { seat } = props;
  const live = useMemo(() => new Live(sessionsAs(props.identity), seat.sessionId), [seat.sessionId]);
  const thumbs = useMemo(() => thumbsAs(props.identity), [seat.sessionId]);
  useEffect(() => () => live.stop(), [live]);
  const picture = usePicture(live);
  const { session, refused } = picture;
  const title = session ? t(phaseWords[session.phase]) : t("leanCoffee");
  const [region, announce] = useAnnounce();
  useEffect(() => {
    if (session) announce(title);
    if (session && isOver(session.phase)) leave(session.sessionId);
  }, [title]);
  if (refused) {
    return (
      <Frame title={t("leanCoffee")}>
        <h1>{t("cannotShow")}</h1>
        <p class="notice">{wordsOfRefusal(refused)}</p>
        {props.signsIn && refused.code === Code.Unauthenticated && <SignInLink />}
        <button class="main" onClick={props.leave}>{t("joinAnother")}</button>
      </Frame>
    );
  }
  return (
    <Frame title={title} connected={picture.connected || !session}>
      <h1>{title}</h1>
      {region}
      {session ? <Now live={live} thumbs={thumbs} picture={picture} session={session} seat={seat} announce={announce} /> : <p>{t("loading")}</p>}
      {session && isOver(session.phase) && <button onClick={props.leave}>{t("joinAnother")}</button>}
    </Frame>
  );
}

interface Part {
  live: Live;
  thumbs: Thumbs;
  picture: Picture;
  session: LeanCoffeeSession;
  seat: Seat;
  announce: (text: string) => void;
}

function Now(props: Part) {
  const { picture, session } = props;
  const voting = useBallot(props);
  switch (session.phase) {
    case SessionPhase.DRAFT:
      return <p class="lead">{t("startsSoon")}</p>;
    case SessionPhase.COLLECTING:
      return <><WriteCard {...props} /><Board {...props} /></>;
    case SessionPhase.CLUSTERING:
      return <><p class="lead">{t("cardsAreSorted")}</p><Board {...props} /></>;
    case SessionPhase.VOTING:
      return <Vote {...props} {...voting} />;
    case SessionPhase.VOTING_CLOSED:
      return <><p class="lead">{t("resultSoon")}</p><Problem text={voting.problem} /><MyBallot topics={picture.topics} dots={voting.dots} /></>;
    case SessionPhase.CANCELLED:
      return <p class="lead">{t("cancelledWords")}</p>;
    default:
      return <Discussion {...props} dots={voting.dots} />;
  }
}

// One's ballot as long as there is one: read when the vote opens, and again when the line has come back.
function useBallot({ live, picture, session }: Part) {
  const [, redraw] = useState(0);
  const [problem, setProblem] = useState("");
  const ballot = useMemo(() => {
    const set = async (topicId: string, dots: number, sequence: number) => {
      const requestId = newId();
      const wanted = { requestId, sessionId: live.sessionId, topicId, dots, sequence: BigInt(sequence) };
      const { ballot } = await patiently(() => live.sessions.setDots(wanted), () => live.picture.session?.phase === SessionPhase.VOTING);
      return ballot!;
    };
    const refused = (_: string, error: unknown) => {
      setProblem(wordsOf(error, "votingIsClosed"));
      void read(ballot); // another device of the same person may have voted
    };
    const ballot = new Ballot(set, () => live.clock.now(), () => redraw((times) => times + 1), refused);
    return ballot;
  }, [live]);
  const read = (into: Ballot) =>
    live.sessions.getMyBallot({ sessionId: live.sessionId }).then(
      (answer) => answer.ballot && into.take(answer.ballot),
      (error: unknown) => {
        const refusal = refusalOf(error);
        // Who only looks on has no ballot.
        if (!isAway(refusal) && refusal.reason !== "NOT_JOINED") setProblem(wordsOf(error));
      },
    );
  const readable = session.phase >= SessionPhase.VOTING && session.phase < SessionPhase.ENDED;
  useEffect(() => {
    if (readable && picture.connected) void read(ballot);
  }, [live, readable, session.phase, picture.connected]);
  return { ballot, problem, setProblem, dots: (topicId: string) => ballot.dots(topicId) };
}

function WriteCard({ live, seat, announce }: Part) {
  const [title, setTitle] = useState("");
  const [body, setBody] = useState("");
  const { busy, problem, act, setProblem } = useAct("cardsAreIn");
  const submit = async (event: Event) => {
    event.preventDefault();
    if (!title.trim()) return setProblem(t("cardNeedsWords"));
    const topic = { title: { text: title }, body: body.trim() ? { text: body } : undefined, locale: currentLanguage(), source: TopicSource.DEVICE };
    const done = await act(async () => {
      const answer = await once(live.sessions, "submitTopic", { sessionId: live.sessionId, topic });
      seat.cards.push(answer.topic!.topicId);
      take(seat);
    });
    if (!done) return;
    setTitle("");
    setBody("");
    announce(t("cardIsIn"));
    void live.readTopics();
  };
  const waiting = seat.cards.filter((id) => !live.picture.topics.some((topic) => topic.topicId === id)).length;
  return (
    <form class="card" onSubmit={submit}>
      <label>
        {t("whatMatters")}
        <input name="title" value={title} maxLength={200} autocomplete="off" onInput={(event) => setTitle(event.currentTarget.value)} />
      </label>
      <label>
        {t("moreWords")}
        <textarea name="body" rows={2} value={body} maxLength={2000} onInput={(event) => setBody(event.currentTarget.value)} />
      </label>
      <Problem text={problem} />
      <button class="main" type="submit" aria-busy={busy}>{t("putCard")}</button>
      {waiting > 0 && <p class="small">{t("cardsWait", { n: waiting })}</p>}
    </form>
  );
}

function Board({ picture, seat }: Part) {
  const topics = standing(picture.topics);
  const parts = together(picture.topics);
  const isMine = (topic: Topic) => [topic, ...(parts.get(topic.topicId) ?? [])].some((one) => seat.cards.includes(one.topicId));
  return (
    <section>
      <h2>{t("onTheTable", { n: topics.length })}</h2>
      {topics.length === 0 && <p>{t("nothingYet")}</p>}
      <ul class="cards">
        {topics.map((topic) => (
          <li key={topic.topicId}>
            <TopicWords topic={topic} body with={parts.get(topic.topicId)} />
            {isMine(topic) && <span class="small">{t("yourCard")}</span>}
          </li>
        ))}
      </ul>
    </section>
  );
}

function Vote(props: Part & ReturnType<typeof useBallot>) {
  const { picture, session, ballot, problem, setProblem, announce } = props;
  const rules = session.settings!;
  const topics = standing(picture.topics);
  const parts = together(picture.topics);
  // The dots of a card that was withdrawn are one's own again.
  const used = () => ballot.used(topics.map((topic) => topic.topicId));
  const left = rules.dotsPerParticipant - used();
  const put = (topic: Topic, dots: number) => {
    const more = dots > ballot.dots(topic.topicId);
    if (more && left <= 0) return setProblem(t("noDotsLeft"));
    if (more && dots > rules.maxDotsPerTopic) return setProblem(t("mostOnOne", { n: rules.maxDotsPerTopic }));
    if (dots < 0) return;
    setProblem("");
    ballot.set(topic.topicId, dots);
    announce(`${t("dotsOnTopic", { n: dots, topic: topic.title?.text ?? "" })} ${t("dotsLeft", { n: rules.dotsPerParticipant - used() })}`);
  };
  return (
    <>
      <div class="budget">
        <span class="dots" aria-hidden="true">{"●".repeat(Math.max(0, left))}{"○".repeat(Math.min(rules.dotsPerParticipant, used()))}</span>
        <strong>{t("dotsLeft", { n: left })}</strong>
        <Problem text={problem} />
      </div>
      <p>{t("howToVote", { n: rules.dotsPerParticipant, most: rules.maxDotsPerTopic })}</p>
      <ul class="cards vote">
        {topics.map((topic) => {
          const dots = ballot.dots(topic.topicId);
          const words = topic.title?.text ?? "";
          const full = left <= 0 || dots >= rules.maxDotsPerTopic;
          return (
            <li key={topic.topicId} class={dots > 0 ? "chosen" : ""}>
              <TopicWords topic={topic} body with={parts.get(topic.topicId)} />
              <div class="stepper" role="group" aria-label={words}>
                <button aria-label={t("oneLess", { topic: words })} aria-disabled={dots === 0} onClick={() => put(topic, dots - 1)}>−</button>
                <output aria-label={t("dotsOnTopic", { n: dots, topic: words })} class={ballot.isOnItsWay(topic.topicId) ? "underway" : ""}>{dots}</output>
                <button aria-label={t("oneMore", { topic: words })} aria-disabled={full} onClick={() => put(topic, dots + 1)}>+</button>
              </div>
            </li>
          );
        })}
      </ul>
    </>
  );
}

function MyBallot(props: { topics: Topic[]; dots: (topicId: string) => number }) {
  const mine = props.topics.filter((topic) => props.dots(topic.topicId) > 0);
  return (
    <section>
      <h2>{t("myBallot")}</h2>
      {mine.length === 0 ? <p>{t("noDotsSet")}</p> : (
        <ul class="cards">
          {mine.map((topic) => (
            <li key={topic.topicId}><TopicWords topic={topic} /><strong>{t("dots", { n: props.dots(topic.topicId) })}</strong></li>
          ))}
        </ul>
      )}
      <p class="small">{t("onlyYouSee")}</p>
    </section>
  );
}

function Discussion(props: Part & { dots: (topicId: string) => number }) {
  const { live, picture, session, dots } = props;
  const round = runningRound(picture);
  const topic = round && picture.topics.find((one) => one.topicId === round.topicId);
  return (
    <>
      {round && topic && (
        <section class="round">
          <h2>{t("weTalkAbout")}</h2>
          <p class="topic"><TopicWords topic={topic} body /></p>
          <Countdown live={live} round={round} />
          <GoOn key={`${round.roundId}/${round.extensionsUsed}`} {...props} round={round} />
        </section>
      )}
      {!round && session.phase !== SessionPhase.ENDED && <p class="lead">{t("nextSoon")}</p>}
      {session.phase === SessionPhase.ENDED && <p class="lead">{t("thanks")}</p>}
      <section>
        <h2>{t("ranking")}</h2>
        <Ranking picture={picture} mine={dots} />
      </section>
    </>
  );
}

const thumbWords: [Thumb, string, WordKey][] = [
  [Thumb.UP, "↑", "thumbUp"],
  [Thumb.SIDEWAYS, "↔", "thumbSideways"],
  [Thumb.DOWN, "↓", "thumbDown"],
];

// Each extension asks anew.
function GoOn({ thumbs, session, round, announce }: Part & { round: Round }) {
  const [mine, setMine] = useState<Thumb>(Thumb.UNSPECIFIED);
  const { busy, problem, act } = useAct();
  const cast = async (thumb: Thumb) => {
    const wanted = { sessionId: session.sessionId, roundId: round.roundId, thumb };
    const done = await act(async () => setMine((await once(thumbs, "castContinueVote", wanted, BigInt(round.extensionsUsed))).thumb));
    if (done) announce(t("thumbIsIn"));
  };
  return (
    <div role="group" aria-labelledby="go-on">
      <h3 id="go-on">{t("goOn")}</h3>
      <div class="thumbs">
        {thumbWords.map(([thumb, sign, words]) => (
          <button key={thumb} aria-pressed={mine === thumb} aria-busy={busy} onClick={() => cast(thumb)}>
            <span class="sign" aria-hidden="true">{sign}</span>{t(words)}
          </button>
        ))}
      </div>
      <Problem text={problem} />
    </div>
  );
}
