// Refusals in words that people understand: what happened, and what they can do.
import { Code } from "@connectrpc/connect";
import { isAway, refusalOf, type Refusal } from "./rpc";
import { t, type WordKey } from "./words";

const byReason: Partial<Record<string, WordKey>> = {
  DOT_BUDGET_EXCEEDED: "budgetExceeded",
  TOPIC_NOT_OPEN: "topicGone",
  TOO_MANY_CARDS: "tooManyCards",
  TOO_MANY_TOPICS: "tooManyTopics",
  TOPICS_NOT_MODERATED: "topicsWait",
  TOPIC_DECIDED: "topicDecided",
  TOPIC_NOT_ACCEPTED: "topicDecided",
  NO_TOPICS: "noTopicsYet",
  TOO_FEW_PARTICIPANTS: "tooFewPeople",
  MEETING_IS_VOTING: "meetingVotes",
  MEETING_CLOSED: "meetingClosed",
  ROUND_RUNNING: "roundRuns",
  ROUND_NOT_RUNNING: "roundOver",
  NO_TOPIC_LEFT: "noTopicLeft",
  NO_EXTENSION_LEFT: "noExtensionLeft",
  NOT_NEXT: "notNext",
  PAPER_REF_TAKEN: "paperRefTaken",
  TOO_MANY_SHEETS: "tooManySheets",
  PERSON_VOTES_ALREADY: "personVotesAlready",
  BALLOT_EXISTS: "ballotExists",
  TOO_MANY_NOTES: "tooManyNotes",
  NOT_JOINED: "notJoined",
  CODE_REFUSED: "codeRefused",
  CODE_NEEDED: "needsCode",
  TOO_MANY_TRIES: "tooManyTries",
  RECORDED_SESSION: "recordedSession",
  ROLE_MISSING: "notAllowed",
  VERSION_MISMATCH: "changedMeanwhile",
  CONCURRENT_CHANGE: "changedMeanwhile",
};

const byCode: Partial<Record<Code, WordKey>> = {
  [Code.NotFound]: "notFound",
  [Code.Unauthenticated]: "signInAgain",
  [Code.PermissionDenied]: "notAllowed",
  [Code.ResourceExhausted]: "tooBusy",
  [Code.InvalidArgument]: "checkInput",
};

// What comes too late is told by what was wanted, not by the name of a phase: `late`.
export function wordsOf(error: unknown, late: WordKey = "notNow"): string {
  return wordsOfRefusal(refusalOf(error), late);
}

export function wordsOfRefusal(refusal: Refusal, late: WordKey = "notNow"): string {
  if (isAway(refusal)) return t("noConnection");
  if (refusal.reason === "WRONG_PHASE") return t(late);
  const key = byReason[refusal.reason] ?? byCode[refusal.code];
  if (key === "checkInput" && refusal.field) return t("checkField", { field: refusal.field });
  return t(key ?? "didNotWork");
}
