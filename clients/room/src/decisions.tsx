// What the board decides, with the notes on its voting cards and what becomes of each.
import { createClient } from "@connectrpc/connect";
import { useEffect, useState } from "preact/hooks";
import { DecisionKind, DecisionResult, NoteDisposition } from "./gen/zwk/participation/v1/decision_pb";
import { LabService, type Lab } from "./gen/zwk/participation/v1/lab_pb";
import type { Record } from "./meeting";
import { meetingsAs } from "./office";
import { Problem, useAct, useAnnounce } from "./parts";
import { all, newId, once, transportOf } from "./rpc";
import { t, wordOf, type WordKey } from "./words";

const kinds: [DecisionKind, WordKey][] = [
  [DecisionKind.OTHER, "kindOther"],
  [DecisionKind.SELECT_LABS, "kindSelectLabs"],
  [DecisionKind.AGREE_THEMES, "kindAgreeThemes"],
  [DecisionKind.ADOPT_INITIATIVE, "kindAdoptInitiative"],
];
const results: [DecisionResult, WordKey][] = [
  [DecisionResult.ADOPTED, "resultAdopted"],
  [DecisionResult.ADOPTED_WITH_NOTES, "resultWithNotes"],
  [DecisionResult.DEFERRED, "resultDeferred"],
  [DecisionResult.REJECTED, "resultRejected"],
];
const dispositions: [NoteDisposition, WordKey][] = [
  [NoteDisposition.ADOPTED, "dispositionAdopted"],
  [NoteDisposition.NOTED, "dispositionNoted"],
  [NoteDisposition.TO_BACKLOG, "dispositionBacklog"],
];
const isAboutLabs = (kind: DecisionKind) => kind === DecisionKind.SELECT_LABS || kind === DecisionKind.AGREE_THEMES;

export function Decisions(record: Record & { open: boolean }) {
  const { decisions } = record.meeting;
  return (
    <>
      {decisions.length === 0 && !record.open && <p>{t("decisionCount", { n: 0 })}</p>}
      <ol class="plain">
        {decisions.map((one) => (
          <li key={one.decisionId}>
            <strong dir="auto">{one.subject}</strong> · {wordOf(results, one.result)}
            {one.notes.length > 0 && <ul>{one.notes.map((note) => <li key={note.noteId}><bdi>{note.text?.text}</bdi> <span class="small">{wordOf(dispositions, note.disposition)}</span></li>)}</ul>}
          </li>
        ))}
      </ol>
      {record.open && <NewDecision {...record} />}
    </>
  );
}

interface Note {
  key: string;
  text: string;
  disposition: NoteDisposition;
}
const emptyNote = (): Note => ({ key: newId(), text: "", disposition: NoteDisposition.NOTED });

function NewDecision({ desk, meeting, held, take }: Record) {
  const { busy, problem, act, setProblem } = useAct();
  const [region, announce] = useAnnounce();
  const [kind, setKind] = useState(DecisionKind.OTHER);
  const [labs, setLabs] = useState<string[]>([]);
  const [subject, setSubject] = useState("");
  const [proposal, setProposal] = useState("");
  const [result, setResult] = useState(DecisionResult.ADOPTED);
  const [notes, setNotes] = useState([emptyNote()]);
  const withNotes = result === DecisionResult.ADOPTED_WITH_NOTES;
  const clear = () => {
    setSubject("");
    setProposal("");
    setNotes([emptyNote()]);
    setLabs([]);
  };
  const submit = async (event: Event) => {
    event.preventDefault();
    const written = withNotes ? notes.filter((note) => note.text.trim()) : [];
    if (!subject.trim() || !proposal.trim() || (withNotes && written.length === 0) || (isAboutLabs(kind) && labs.length === 0)) return setProblem(t("saySomething"));
    const decision = {
      decisionId: newId(), kind, subject: subject.trim(), proposal: proposal.trim(), result, labIds: isAboutLabs(kind) ? labs : [],
      notes: written.map(({ text, disposition }) => ({ text: { text: text.trim() }, disposition })),
    };
    const done = await act(() =>
      held.hold({
        text: t("decisionIsIn", { subject: decision.subject }),
        about: [decision.decisionId],
        send: async () => take((await once(meetingsAs(desk.identity), "recordDecision", { meetingId: meeting.meetingId, decision })).meeting),
      }),
    );
    if (!done) return;
    announce(t("decisionIsIn", { subject: decision.subject }));
    clear();
  };
  return (
    <form onSubmit={submit} aria-labelledby="new-decision">
      <h3 id="new-decision">{t("newDecision")}</h3>
      {region}
      <label>{t("decisionSubject")}<input name="subject" dir="auto" value={subject} maxLength={200} autocomplete="off" onInput={(event) => setSubject(event.currentTarget.value)} /></label>
      <label>{t("decisionProposal")}<textarea name="proposal" dir="auto" rows={3} maxLength={2000} value={proposal} onInput={(event) => setProposal(event.currentTarget.value)} /></label>
      <label>
        {t("decisionKind")}
        <select name="kind" value={kind} onChange={(event) => setKind(Number(event.currentTarget.value))}>
          {kinds.map(([value, words]) => <option key={value} value={value}>{t(words)}</option>)}
        </select>
      </label>
      {isAboutLabs(kind) && <WhichLabs identity={desk.identity} chosen={labs} choose={setLabs} />}
      <fieldset class="row">
        <legend>{t("decisionResult")}</legend>
        {results.map(([value, words]) => (
          <label key={value} class="tick"><input type="radio" name="result" checked={result === value} onChange={() => setResult(value)} />{t(words)}</label>
        ))}
      </fieldset>
      {withNotes && <Notes notes={notes} change={setNotes} />}
      <Problem text={problem} />
      <button class="main" type="submit" aria-busy={busy}>{t("enterDecision")}</button>
    </form>
  );
}

function Notes(props: { notes: Note[]; change: (notes: Note[]) => void }) {
  const { notes, change } = props;
  const put = (key: string, news: Partial<Note>) => change(notes.map((note) => (note.key === key ? { ...note, ...news } : note)));
  return (
    <>
      {notes.map((note, at) => (
        <fieldset key={note.key}>
          <legend>{t("noteOnCard", { n: at + 1 })}</legend>
          <label>{t("whatTheCardSays")}<textarea name="note" dir="auto" rows={2} maxLength={2000} value={note.text} onInput={(event) => put(note.key, { text: event.currentTarget.value })} /></label>
          <label>
            {t("disposition")}
            <select name="disposition" value={note.disposition} onChange={(event) => put(note.key, { disposition: Number(event.currentTarget.value) })}>
              {dispositions.map(([value, words]) => <option key={value} value={value}>{t(words)}</option>)}
            </select>
          </label>
        </fieldset>
      ))}
      {notes.length < 100 && <button type="button" onClick={() => change([...notes, emptyNote()])}>{t("anotherNote")}</button>}
    </>
  );
}

function WhichLabs(props: { identity: Record["desk"]["identity"]; chosen: string[]; choose: (labs: string[]) => void }) {
  const [labs, setLabs] = useState<Lab[] | null>(null);
  useEffect(() => {
    const client = createClient(LabService, transportOf(props.identity));
    all((page) => client.listLabs(page), (answer) => answer.labs).then(setLabs, () => setLabs([]));
  }, []);
  const tick = (labId: string, on: boolean) => props.choose(on ? [...props.chosen, labId] : props.chosen.filter((one) => one !== labId));
  return (
    <fieldset>
      <legend>{t("whichLabs")}</legend>
      {labs?.length === 0 && <p>{t("noLabs")}</p>}
      {labs?.map((lab) => (
        <label key={lab.labId} class="tick">
          <input type="checkbox" checked={props.chosen.includes(lab.labId)} onChange={(event) => tick(lab.labId, event.currentTarget.checked)} />
          <bdi>{[lab.neighborhoodKey, lab.archetype].filter(Boolean).join(" · ")}</bdi>
        </label>
      ))}
    </fieldset>
  );
}
