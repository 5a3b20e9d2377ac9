// The cards at the moderator's desk: accept, turn down, put together, take back, write one.
import { useState } from "preact/hooks";
import { SessionPhase } from "./gen/zwk/participation/v1/lean_coffee_session_pb";
import { TopicSource, TopicStatus, type Topic } from "./gen/zwk/participation/v1/topic_pb";
import type { Held } from "./held";
import type { Asked, Desk } from "./office";
import { Problem, TopicWords, together, useAct, useAnnounce } from "./parts";
import { standing } from "./phone";
import { once } from "./rpc";
import { currentLanguage, t } from "./words";

type Part = Desk & { held: Held; ask: (asked: Asked) => void };

export function CardTable(part: Part) {
  const { held, picture, session } = part;
  const waiting = picture.topics.filter((topic) => topic.status === TopicStatus.SUBMITTED && !held.isAbout(topic.topicId));
  return (
    <>
      {session.phase < SessionPhase.VOTING && <Waiting {...part} waiting={waiting} />}
      <Accepted {...part} />
      {session.phase === SessionPhase.COLLECTING && <OwnCard {...part} />}
    </>
  );
}

function Waiting({ live, held, ask, waiting }: Part & { waiting: Topic[] }) {
  const { busy, problem, act } = useAct();
  const { sessions, sessionId } = live;
  const [region, announce] = useAnnounce();
  const accept = async (topics: Topic[]) => {
    let taken = 0;
    for (const topic of topics) {
      if (!(await act(() => held.after(() => once(sessions, "acceptTopic", { sessionId, topicId: topic.topicId }))))) break;
      taken += 1;
    }
    if (taken > 0) announce(t("cardsTaken", { n: taken }));
    void live.readTopics();
  };
  const reject = (topic: Topic) =>
    ask({ title: t("rejectCard"), label: t("why"), done: (reason) => held.hold({
      text: t("heldReject", { topic: topic.title?.text ?? "" }),
      about: [topic.topicId],
      send: async () => {
        await once(sessions, "rejectTopic", { sessionId, topicId: topic.topicId, reason });
        await live.readTopics();
      },
    }) });
  return (
    <section aria-labelledby="waiting">
      <h2 id="waiting">{t("cardsToLookAt", { n: waiting.length })}</h2>
      {region}
      <Problem text={problem} />
      {waiting.length > 1 && <button aria-busy={busy} onClick={() => accept(waiting)}>{t("acceptAll", { n: waiting.length })}</button>}
      <ul class="cards">
        {waiting.map((topic) => (
          <li key={topic.topicId}>
            <TopicWords topic={topic} body />
            <span class="row">
              <button class="main" aria-busy={busy} aria-label={t("acceptOne", { topic: topic.title?.text ?? "" })} onClick={() => accept([topic])}>{t("accept")}</button>
              <button aria-label={t("rejectOne", { topic: topic.title?.text ?? "" })} onClick={() => reject(topic)}>{t("reject")}</button>
            </span>
          </li>
        ))}
      </ul>
    </section>
  );
}

// Ticked cards go into the first of them.
function Accepted({ live, held, picture, session, ask }: Part) {
  const { busy, problem, act } = useAct();
  const { sessions, sessionId } = live;
  const [ticked, setTicked] = useState<string[]>([]);
  const topics = standing(picture.topics).filter((topic) => !held.isAbout(topic.topicId));
  const parts = together(picture.topics);
  const chosen = ticked.filter((id) => topics.some((topic) => topic.topicId === id));
  const stays = topics.find((topic) => topic.topicId === chosen[0]);
  const canMerge = session.phase < SessionPhase.VOTING;
  const tick = (topicId: string, on: boolean) => setTicked(on ? [...chosen, topicId] : chosen.filter((id) => id !== topicId));
  const merge = async () => {
    const [topicId, ...mergedTopicIds] = chosen as [string, ...string[]];
    const done = await act(() => held.hold({
      text: t("heldMerge", { topic: stays?.title?.text ?? "" }),
      about: mergedTopicIds,
      send: async () => {
        await once(sessions, "mergeTopics", { sessionId, topicId, mergedTopicIds });
        await live.readTopics();
      },
    }));
    if (done) setTicked([]);
  };
  // At once: what hurts somebody does not stay on the wall for half a minute.
  const withdraw = (topic: Topic) =>
    ask({ title: t("withdrawCard"), label: t("why"), done: async (reason) => {
      await held.after(() => once(sessions, "withdrawTopic", { sessionId, topicId: topic.topicId, reason }));
      void live.readTopics();
    } });
  return (
    <section aria-labelledby="accepted">
      <h2 id="accepted">{t("onTheTable", { n: topics.length })}</h2>
      <Problem text={problem} />
      {canMerge && topics.length > 1 && (
        <div class="row">
          <button aria-busy={busy} aria-disabled={chosen.length < 2} onClick={() => chosen.length > 1 && merge()}>{t("merge")}</button>
          <span class="small">{chosen.length > 1 && stays ? t("mergeInto", { topic: stays.title?.text ?? "" }) : t("mergeHelp")}</span>
        </div>
      )}
      <ul class="cards">
        {topics.map((topic) => (
          <li key={topic.topicId} class={chosen.includes(topic.topicId) ? "chosen" : ""}>
            {canMerge && topics.length > 1 && (
              <input type="checkbox" aria-label={t("choose", { topic: topic.title?.text ?? "" })} checked={chosen.includes(topic.topicId)}
                onChange={(event) => tick(topic.topicId, event.currentTarget.checked)} />
            )}
            <TopicWords topic={topic} body with={parts.get(topic.topicId)} />
            <button aria-label={t("withdrawOne", { topic: topic.title?.text ?? "" })} onClick={() => withdraw(topic)}>{t("withdraw")}</button>
          </li>
        ))}
      </ul>
    </section>
  );
}

function OwnCard({ live }: Part) {
  const { busy, problem, act, setProblem } = useAct();
  const [title, setTitle] = useState("");
  const submit = async (event: Event) => {
    event.preventDefault();
    if (!title.trim()) return setProblem(t("cardNeedsWords"));
    const topic = { title: { text: title }, locale: currentLanguage(), source: TopicSource.MODERATOR };
    if (await act(() => once(live.sessions, "submitTopic", { sessionId: live.sessionId, topic }))) setTitle("");
    void live.readTopics();
  };
  return (
    <form class="card" onSubmit={submit}>
      <label>
        {t("ownCard")}
        <input name="title" value={title} maxLength={200} autocomplete="off" onInput={(event) => setTitle(event.currentTarget.value)} />
      </label>
      <Problem text={problem} />
      <button type="submit" aria-busy={busy}>{t("putCard")}</button>
    </form>
  );
}
