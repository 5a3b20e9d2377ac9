// What comes from paper, and what is said: cards, sheets, counted dots, notes, topics that came late.
import { useState } from "preact/hooks";
import { SessionMode, SessionPhase } from "./gen/zwk/participation/v1/lean_coffee_session_pb";
import { NoteKind, RoundStatus, type Round } from "./gen/zwk/participation/v1/round_pb";
import { TopicSource } from "./gen/zwk/participation/v1/topic_pb";
import type { OfficeProps } from "./main";
import { MeetingRecord } from "./meeting";
import { Office, type Desk } from "./office";
import { Countdown, Problem, Ranking, phaseWords, useAct, useAnnounce } from "./parts";
import { once } from "./rpc";
import { CountedDots, Sheets } from "./sheets";
import { currentLanguage, languages, t, wordOf, type WordKey } from "./words";

export function Scribe(props: OfficeProps) {
  return (
    <Office {...props} title={t("scribe")} role="SCRIBE">
      {(desk) => (desk.session.mode === SessionMode.RECORDED ? <><p class="notice">{t("recordedSession")}</p><MeetingRecord {...desk} /></> : <Write {...desk} />)}
    </Office>
  );
}

function Write(desk: Desk) {
  const { session } = desk;
  const talks = session.phase === SessionPhase.REVEALED || session.phase === SessionPhase.DISCUSSING;
  return (
    <>
      <h1>{t(phaseWords[session.phase])}</h1>
      <div class="columns">
        <div>
          {session.phase === SessionPhase.COLLECTING && <Card {...desk} late={false} />}
          {session.phase === SessionPhase.VOTING && (session.paperSheets > 0 ? <Sheets {...desk} /> : <p class="lead">{t("noSheets")}</p>)}
          {talks && session.rounds.length > 0 && <Notes {...desk} />}
          {(session.phase === SessionPhase.DISCUSSING || session.phase === SessionPhase.ENDED) && <Card {...desk} late />}
          {(session.phase === SessionPhase.DRAFT || session.phase === SessionPhase.CLUSTERING || session.phase === SessionPhase.VOTING_CLOSED) && <p class="lead">{t("nothingToWrite")}</p>}
        </div>
        <div>
          {session.phase === SessionPhase.VOTING && session.paperSheets > 0 && <CountedDots {...desk} />}
          <MeetingRecord {...desk} />
          {session.phase >= SessionPhase.REVEALED && session.phase !== SessionPhase.CANCELLED && <section><h2>{t("ranking")}</h2><Ranking picture={desk.picture} /></section>}
        </div>
      </div>
    </>
  );
}

// A card of paper with its number; after the vote one that came late, for the backlog.
function Card({ live, late }: Desk & { late: boolean }) {
  const { busy, problem, act, setProblem } = useAct();
  const [region, announce] = useAnnounce();
  const [ref, setRef] = useState("");
  const [title, setTitle] = useState("");
  const [body, setBody] = useState("");
  const [locale, setLocale] = useState<string>(currentLanguage());
  const submit = async (event: Event) => {
    event.preventDefault();
    if (!title.trim()) return setProblem(t("cardNeedsWords"));
    if (!ref.trim()) return setProblem(t("cardNeedsNumber"));
    const topic = { title: { text: title }, body: body.trim() ? { text: body } : undefined, locale, source: TopicSource.PAPER, paperRef: ref.trim() };
    const done = await act((): Promise<unknown> => {
      const card = { sessionId: live.sessionId, topic };
      return late ? once(live.sessions, "addLateTopic", card) : once(live.sessions, "submitTopic", card);
    });
    if (!done) return;
    announce(t("paperCardIsIn", { ref: ref.trim() }));
    setRef(following(ref.trim()));
    setTitle("");
    setBody("");
  };
  return (
    <form class="card" onSubmit={submit} aria-labelledby="paper-card">
      <h2 id="paper-card">{t(late ? "lateCard" : "paperCard")}</h2>
      {region}
      <label>{t("cardNumber")}<input class="number" name="ref" value={ref} maxLength={50} autocomplete="off" onInput={(event) => setRef(event.currentTarget.value)} /></label>
      <label>{t("whatTheCardSays")}<input name="title" value={title} maxLength={200} autocomplete="off" onInput={(event) => setTitle(event.currentTarget.value)} /></label>
      <label>{t("moreWords")}<textarea name="body" rows={2} value={body} maxLength={2000} onInput={(event) => setBody(event.currentTarget.value)} /></label>
      <label>
        {t("languageOfCard")}
        <select name="locale" value={locale} onChange={(event) => setLocale(event.currentTarget.value)}>
          {Object.entries(languages).map(([tag, { name }]) => <option key={tag} value={tag} lang={tag}>{name}</option>)}
        </select>
      </label>
      <Problem text={problem} />
      <button class="main" type="submit" aria-busy={busy}>{t("enterCard")}</button>
    </form>
  );
}

// K07 is followed by K08.
const following = (ref: string) => ref.replace(/\d+$/, (digits) => String(Number(digits) + 1).padStart(digits.length, "0"));

const kinds: [NoteKind, WordKey][] = [
  [NoteKind.POINT, "notePoint"],
  [NoteKind.DECISION, "noteDecision"],
  [NoteKind.ACTION, "noteAction"],
  [NoteKind.QUESTION, "noteQuestion"],
];

function Notes({ live, picture, session }: Desk) {
  const { busy, problem, act, setProblem } = useAct();
  const [region, announce] = useAnnounce();
  const rounds = session.rounds.filter((round) => round.status !== RoundStatus.SKIPPED);
  const [chosen, setChosen] = useState("");
  const round: Round | undefined = rounds.find((one) => one.roundId === chosen) ?? rounds.at(-1);
  const [kind, setKind] = useState<NoteKind>(NoteKind.POINT);
  const [text, setText] = useState("");
  const [role, setRole] = useState("");
  if (!round) return null;
  const topicOf = (one: Round) => picture.topics.find((topic) => topic.topicId === one.topicId);
  const submit = async (event: Event) => {
    event.preventDefault();
    if (!text.trim()) return setProblem(t("saySomething"));
    const note = { kind, text: { text }, locale: currentLanguage(), authorRole: role };
    if (!(await act(() => once(live.sessions, "addNote", { sessionId: live.sessionId, roundId: round.roundId, note })))) return;
    setText("");
    announce(t("noteIsIn"));
  };
  return (
    <form class="card" onSubmit={submit} aria-labelledby="notes">
      <h2 id="notes">{t("notes")}</h2>
      {region}
      {round.status === RoundStatus.RUNNING && <Countdown live={live} round={round} />}
      <label>
        {t("onTopic")}
        <select name="round" value={round.roundId} onChange={(event) => setChosen(event.currentTarget.value)}>
          {rounds.map((one) => <option key={one.roundId} value={one.roundId}>{one.ordinal}. {topicOf(one)?.title?.text}</option>)}
        </select>
      </label>
      <fieldset class="row">
        <legend>{t("whatKind")}</legend>
        {kinds.map(([value, words]) => (
          <label key={value} class="tick"><input type="radio" name="kind" checked={kind === value} onChange={() => setKind(value)} />{t(words)}</label>
        ))}
      </fieldset>
      <label>{t("whatWasSaid")}<textarea name="text" rows={3} maxLength={2000} value={text} onInput={(event) => setText(event.currentTarget.value)} /></label>
      <label>{t("roleOfSpeaker")}<input name="role" value={role} maxLength={100} autocomplete="off" onInput={(event) => setRole(event.currentTarget.value)} /></label>
      <Problem text={problem} />
      <button class="main" type="submit" aria-busy={busy}>{t("writeDown")}</button>
      <ul class="cards">
        {round.notes.map((note) => (
          <li key={note.noteId}>
            <span class="words"><span class="small">{wordOf(kinds, note.kind)}</span> <span lang={note.locale} dir="auto">{note.text?.text}</span></span>
          </li>
        ))}
      </ul>
    </form>
  );
}
