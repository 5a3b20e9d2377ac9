// What all pages of the room are made of.
import type { ComponentChildren } from "preact";
import { useEffect, useRef, useState } from "preact/hooks";
import { minutesAndSeconds, secondsLeft } from "./clock";
import { SessionPhase } from "./gen/zwk/participation/v1/lean_coffee_session_pb";
import { RoundStatus, type Round } from "./gen/zwk/participation/v1/round_pb";
import { TopicStatus, type Topic } from "./gen/zwk/participation/v1/topic_pb";
import type { Live, Picture } from "./live";
import { wordsOf } from "./refusals";
import { chooseLanguage, currentLanguage, languages, t, type Language, type WordKey } from "./words";

export const phaseWords: Record<SessionPhase, WordKey> = {
  [SessionPhase.UNSPECIFIED]: "phaseDraft",
  [SessionPhase.DRAFT]: "phaseDraft",
  [SessionPhase.COLLECTING]: "phaseCollecting",
  [SessionPhase.CLUSTERING]: "phaseClustering",
  [SessionPhase.VOTING]: "phaseVoting",
  [SessionPhase.VOTING_CLOSED]: "phaseClosed",
  [SessionPhase.REVEALED]: "phaseRevealed",
  [SessionPhase.DISCUSSING]: "phaseDiscussing",
  [SessionPhase.ENDED]: "phaseEnded",
  [SessionPhase.CANCELLED]: "phaseCancelled",
};

export function LanguageChooser() {
  return (
    <label class="language">
      <span class="unseen">{t("language")}</span>
      <select value={currentLanguage()} onChange={(event) => chooseLanguage(event.currentTarget.value as Language)}>
        {Object.entries(languages).map(([tag, { name }]) => (
          <option key={tag} value={tag} lang={tag}>{name}</option>
        ))}
      </select>
    </label>
  );
}

// The frame of a page: where one is, whether the line stands, which language.
export function Frame(props: { title: string; wide?: boolean; connected?: boolean; children: ComponentChildren }) {
  useEffect(() => {
    document.title = props.title;
  }, [props.title]);
  return (
    <>
      <header class="site">
        <p class="owner">{t("leanCoffee")}</p>
        <LanguageChooser />
      </header>
      <p class={props.connected === false ? "line cut" : "line"} role="status">{props.connected === false ? t("comingBack") : ""}</p>
      <main class={props.wide ? "wide" : ""}>{props.children}</main>
    </>
  );
}

// Through the edge's sign-in and back to this page.
export function SignInLink() {
  return <p><a class="button" href={`/login${location.pathname}${location.search}`}>{t("signIn")}</a></p>;
}

// What a screen reader is told beside what it reads; the same words twice are two messages.
export function useAnnounce(): [ComponentChildren, (text: string) => void] {
  const [said, say] = useState({ text: "", times: 0 });
  const region = <p class="unseen" role="status" aria-live="polite">{said.text + (said.times % 2 ? "\u00a0" : "")}</p>;
  return [region, (text) => say((before) => ({ text, times: before.times + 1 }))];
}

// One act at a time; why it was refused, in words.
export function useAct(late?: WordKey) {
  const [busy, setBusy] = useState(false);
  const [problem, setProblem] = useState("");
  const works = useRef(false); // known at once, also to a second click before the page is drawn anew
  const act = async (work: () => Promise<unknown>): Promise<boolean> => {
    if (works.current) return false;
    works.current = true;
    setBusy(true);
    setProblem("");
    try {
      await work();
      return true;
    } catch (error) {
      setProblem(wordsOf(error, late));
      return false;
    } finally {
      works.current = false;
      setBusy(false);
    }
  };
  return { busy, problem, act, setProblem };
}

export function Problem(props: { text: string }) {
  return <div role="alert">{props.text && <p class="notice">{props.text}</p>}</div>;
}

const titleOf = (topic: Topic) => (topic.title?.erased ? "…" : topic.title?.text);

// Words of people: in their own language and direction, whatever the page is in; `with` are the cards that were put on this one.
export function TopicWords(props: { topic: Topic; body?: boolean; with?: Topic[] }) {
  const { topic } = props;
  return (
    <span class="words">
      <span lang={topic.locale} dir="auto">
        <span class="topic-title">{titleOf(topic)}</span>
        {props.body && topic.body?.text && <span class="topic-body">{topic.body.text}</span>}
      </span>
      {props.with && (
        <span class="small">
          {t("alsoOnIt")} {props.with.map((one, at) => <>{at > 0 && " · "}<bdi key={one.topicId} lang={one.locale}>{titleOf(one)}</bdi></>)}
        </span>
      )}
    </span>
  );
}

// What was put together: the cards that lie on each one that stands, also over several steps.
export function together(topics: Topic[]): Map<string, Topic[]> {
  const into = new Map(topics.filter((topic) => topic.status === TopicStatus.MERGED).map((topic) => [topic.topicId, topic.mergedInto]));
  const parts = new Map<string, Topic[]>();
  for (const topic of topics) {
    let on = into.get(topic.topicId);
    for (let steps = 0; steps < topics.length && on && into.has(on); ++steps) on = into.get(on);
    if (on) parts.set(on, [...(parts.get(on) ?? []), topic]);
  }
  return parts;
}

export const runningRound = (picture: Picture): Round | undefined => picture.session?.rounds.find((round) => round.status === RoundStatus.RUNNING);

// What is left of the round, counted by the server's time. It is read when it is asked for and said at the marks alone.
export function Countdown(props: { live: Live; round: Round; large?: boolean }) {
  const { deadline } = props.round;
  const left = () => (deadline ? secondsLeft(deadline, props.live.clock.now()) : 0);
  const [seconds, setSeconds] = useState(left());
  const said = useRef("");
  useEffect(() => {
    setSeconds(left());
    const timer = setInterval(() => setSeconds(left()), 250);
    return () => clearInterval(timer);
  }, [deadline]);
  if (seconds <= 0) said.current = t("timeIsOver");
  else if (seconds <= 60) said.current = t("oneMinuteLeft");
  else said.current = "";
  return (
    <div class={`countdown${props.large ? " large" : ""}${seconds <= 60 ? " soon" : ""}`}>
      <span role="timer" aria-live="off" aria-label={t("timeLeft")}>{minutesAndSeconds(seconds)}</span>
      <span class="unseen" role="status">{said.current}</span>
      {seconds <= 0 && <span class="over" aria-hidden="true">{t("timeIsOver")}</span>}
    </div>
  );
}

// The ranking from the reveal on; `mine` says how many dots one gave oneself.
export function Ranking(props: { picture: Picture; mine?: (topicId: string) => number; first?: number }) {
  const { results, topics, session } = props.picture;
  if (!results) return null;
  if (results.withheld) return <p class="notice">{t("withheld", { n: Number(results.ballotsCast) })}</p>;
  const byId = new Map(topics.map((topic) => [topic.topicId, topic]));
  const had = new Map(session?.rounds.map((round) => [round.topicId, round.status]));
  const most = Math.max(1, ...results.tallies.map((tally) => Number(tally.dots)));
  return (
    <ol class="ranking">
      {results.tallies.slice(0, props.first).map((tally) => {
        const topic = byId.get(tally.topicId);
        const mine = props.mine?.(tally.topicId) ?? 0;
        const status = had.get(tally.topicId);
        return (
          <li key={tally.topicId} value={tally.rank} class={status === RoundStatus.RUNNING ? "now" : ""}>
            <span class="place" aria-hidden="true">{tally.rank}</span>
            <span class="what">
              {topic && <TopicWords topic={topic} />}
              <svg class="bar" aria-hidden="true" viewBox="0 0 100 1" preserveAspectRatio="none"><rect width={(100 * Number(tally.dots)) / most} height={1} /></svg>
              <span class="small">
                {t("dots", { n: Number(tally.dots) })}
                {tally.countedDots > 0n && ` · ${t("countedByHand", { n: Number(tally.countedDots) })}`}
                {mine > 0 && ` · ${t("yourDots", { n: mine })}`}
                {status !== undefined && ` · ${t(status === RoundStatus.RUNNING ? "nowDiscussed" : status === RoundStatus.ENDED ? "discussed" : "skipped")}`}
              </span>
            </span>
          </li>
        );
      })}
    </ol>
  );
}
