// Votes on paper: a sheet at a time, or dots that were stuck on cards and counted.
import { createClient } from "@connectrpc/connect";
import { useState } from "preact/hooks";
import { allocationsOf } from "./ballot";
import { PaperVoteService } from "./gen/zwk/participation/v1/paper_vote_pb";
import type { Topic } from "./gen/zwk/participation/v1/topic_pb";
import type { Desk } from "./office";
import { Problem, TopicWords, useAct, useAnnounce } from "./parts";
import { standing } from "./phone";
import { once, transportOf } from "./rpc";
import { t } from "./words";

interface Entered {
  participantId: string;
  version: bigint;
  dots: Map<string, number>;
}

export function Sheets({ live, picture, session }: Desk) {
  const { busy, problem, act } = useAct();
  const [region, announce] = useAnnounce();
  const [dots, setDots] = useState(new Map<string, number>());
  const [person, setPerson] = useState("");
  const [entered, setEntered] = useState<Entered[]>([]);
  const [corrects, setCorrects] = useState<Entered | null>(null);
  const rules = session.settings!;
  const topics = standing(picture.topics);
  const allocations = allocationsOf(dots, topics);
  const used = allocations.reduce((sum, one) => sum + one.dots, 0);
  const clear = () => {
    setDots(new Map());
    setPerson("");
    setCorrects(null);
  };
  const submit = async (event: Event) => {
    event.preventDefault();
    const done = await act(async () => {
      const answer = await once(live.sessions, "enterPaperBallot", {
        sessionId: live.sessionId, participantId: corrects?.participantId ?? "", personRef: corrects ? "" : person.trim(),
        allocations, expectedVersion: corrects?.version ?? 0n,
      });
      const sheet = { participantId: answer.participantId, version: answer.ballot?.version ?? 0n, dots };
      setEntered(corrects ? entered.map((one) => (one === corrects ? sheet : one)) : [...entered, sheet]);
    });
    if (!done) return;
    announce(t("sheetIsIn"));
    clear();
  };
  return (
    <form class="card" onSubmit={submit} aria-labelledby="sheet">
      <h2 id="sheet">{corrects ? t("correctSheet", { n: entered.indexOf(corrects) + 1 }) : t("oneSheet")}</h2>
      {region}
      <p>{t("sheetsEntered", { n: picture.paperBallotsCast, of: session.paperSheets })}</p>
      <DotFields topics={topics} dots={dots} most={rules.maxDotsPerTopic} change={setDots} name="sheet" />
      <p class="small">{t("dotsUsed", { n: used, of: rules.dotsPerParticipant })}</p>
      {!corrects && <label>{t("personRef")}<input name="person" value={person} maxLength={64} autocomplete="off" onInput={(event) => setPerson(event.currentTarget.value)} /></label>}
      <Problem text={problem} />
      <div class="row">
        <button class="main" type="submit" aria-busy={busy}>{t("enterSheet")}</button>
        {corrects && <button type="button" onClick={clear}>{t("back")}</button>}
      </div>
      {entered.length > 0 && (
        <ol>
          {entered.map((sheet, at) => (
            <li key={sheet.participantId}>
              <button type="button" onClick={() => { setCorrects(sheet); setDots(new Map(sheet.dots)); }}>{t("correctSheet", { n: at + 1 })}</button>
            </li>
          ))}
        </ol>
      )}
    </form>
  );
}

export function CountedDots({ identity, live, picture, session }: Desk) {
  const { busy, problem, act } = useAct();
  const [region, announce] = useAnnounce();
  const [dots, setDots] = useState(new Map<string, number>());
  const [people, setPeople] = useState(0);
  const topics = standing(picture.topics);
  const submit = async (event: Event) => {
    event.preventDefault();
    const counted = { totals: allocationsOf(dots, topics).map((one) => ({ topicId: one.topicId, dots: BigInt(one.dots) })), sheetsCounted: people };
    const papers = createClient(PaperVoteService, transportOf(identity));
    if (await act(() => once(papers, "recordTotals", { sessionId: live.sessionId, counted }))) announce(t("countIsIn"));
  };
  return (
    <form class="card" onSubmit={submit} aria-labelledby="counted">
      <h2 id="counted">{t("countedDots")}</h2>
      {region}
      <p class="small">{t("countedHelp")}</p>
      <label>
        {t("howManyStuck")}
        <input class="number" type="number" name="people" min={1} max={10000} required value={people || ""} onInput={(event) => setPeople(event.currentTarget.valueAsNumber || 0)} />
      </label>
      <DotFields topics={topics} dots={dots} most={10000 * (session.settings?.maxDotsPerTopic ?? 1)} change={setDots} name="counted" />
      <Problem text={problem} />
      <button type="submit" aria-busy={busy}>{t("enterCount")}</button>
    </form>
  );
}

function DotFields(props: { topics: Topic[]; dots: Map<string, number>; most: number; name: string; change: (dots: Map<string, number>) => void }) {
  const set = (topicId: string, count: number) => props.change(new Map(props.dots).set(topicId, count));
  return (
    <ul class="cards">
      {props.topics.map((topic) => (
        <li key={topic.topicId}>
          <TopicWords topic={topic} />
          <input class="number" type="number" name={props.name} min={0} max={props.most} aria-label={t("dotsFor", { topic: topic.title?.text ?? "" })}
            value={props.dots.get(topic.topicId) || ""} onInput={(event) => set(topic.topicId, event.currentTarget.valueAsNumber || 0)} />
        </li>
      ))}
    </ul>
  );
}
