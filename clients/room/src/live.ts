// A session as it is now: the stream of its changes, which comes back by itself, and what it makes one read again.
import { Code } from "@connectrpc/connect";
import { useEffect, useState } from "preact/hooks";
import { ServerClock, milliseconds } from "./clock";
import { SessionPhase, type LeanCoffeeSession, type WatchSessionResponse } from "./gen/zwk/participation/v1/lean_coffee_session_pb";
import type { Results } from "./gen/zwk/participation/v1/ballot_pb";
import type { Topic } from "./gen/zwk/participation/v1/topic_pb";
import { all, patiently, refusalOf, type Refusal, type Sessions } from "./rpc";

export interface Picture {
  session?: LeanCoffeeSession;
  topics: Topic[];
  results?: Results;
  ballotsCast: number;
  paperBallotsCast: number;
  devices: number;
  connected: boolean;
  // Why nothing more comes: no such session, no right to see it.
  refused?: Refusal;
}

// A stream may be quiet, or cut without a word. After this a new one is asked for, which tells the present state at once.
const QUIET = 30_000;
// News reach a whole hall at once. It asks for the cards within this time, each phone at its own moment and once for all that came meanwhile.
const SPREAD = 1_000;
// A new stream that says nothing for this long does not stand.
const SILENT = 8_000;

// Differs wherever a card came, was decided on, merged or withdrawn.
const cardsOf = (session?: LeanCoffeeSession) =>
  session && [session.phase, session.topicCount, session.acceptedTopicCount, session.waitingTopicCount].join();

export const isRevealed = (phase: SessionPhase) => phase >= SessionPhase.REVEALED && phase !== SessionPhase.CANCELLED;
export const isOver = (phase: SessionPhase) => phase === SessionPhase.ENDED || phase === SessionPhase.CANCELLED;

export class Live {
  picture: Picture = { topics: [], ballotsCast: 0, paperBallotsCast: 0, devices: 0, connected: false };
  readonly clock = new ServerClock();
  private readonly heard = new Set<() => void>();
  private readonly stopped = new AbortController();
  private stream = new AbortController();
  private seq = 0n;
  private readsTopics = false;
  private topicsAreOld = false;
  private reading: number | undefined;
  private replaced = false;

  constructor(
    readonly sessions: Sessions,
    readonly sessionId: string,
  ) {
    void this.follow();
    addEventListener("offline", this.lineChanged);
    addEventListener("online", this.lineChanged);
    document.addEventListener("visibilitychange", this.lineChanged);
  }

  stop() {
    this.stopped.abort();
    this.stream.abort();
    clearTimeout(this.reading);
    this.rest();
  }

  // Nothing more comes; what is being read is read to its end.
  private rest() {
    removeEventListener("offline", this.lineChanged);
    removeEventListener("online", this.lineChanged);
    document.removeEventListener("visibilitychange", this.lineChanged);
  }

  subscribe(listener: () => void): () => void {
    this.heard.add(listener);
    return () => this.heard.delete(listener);
  }

  private change(news: Partial<Picture>) {
    this.picture = { ...this.picture, ...news };
    for (const listener of this.heard) listener();
  }

  // A telephone that slept, or a line that came or went: the stream that stood may be a dead one.
  private readonly lineChanged = (event: Event) => {
    if (event.type === "offline") this.change({ connected: false });
    if (document.hidden) return;
    this.replaced = true;
    this.stream.abort();
  };

  private async follow() {
    let pause = 250;
    while (!this.stopped.signal.aborted) {
      this.stream = new AbortController();
      let watchdog = 0;
      const patience = (wait: number) => {
        clearTimeout(watchdog);
        watchdog = window.setTimeout(() => this.stream.abort(), wait * (0.9 + 0.2 * Math.random()));
      };
      let told = false;
      this.replaced = false;
      try {
        patience(SILENT);
        // One less than the last that was seen, so that the state comes even where nothing changed: then it is known that the line stands.
        const afterSeq = this.seq > 0n ? this.seq - 1n : 0n;
        for await (const update of this.sessions.watchSession({ sessionId: this.sessionId, afterSeq }, { signal: this.stream.signal, timeoutMs: 0 })) {
          told = true;
          pause = 250;
          patience(QUIET);
          this.hear(update);
        }
        if (this.picture.session && isOver(this.picture.session.phase)) return this.rest();
      } catch (error) {
        const refusal = refusalOf(error);
        if ([Code.NotFound, Code.Unauthenticated, Code.PermissionDenied, Code.InvalidArgument].includes(refusal.code)) {
          this.change({ refused: refusal, connected: false });
          return this.stop();
        }
      } finally {
        clearTimeout(watchdog);
      }
      if (!told && !this.replaced) {
        this.change({ connected: false });
        await new Promise((done) => setTimeout(done, pause * (0.5 + Math.random())));
        pause = Math.min(2 * pause, 4000);
      }
    }
  }

  private hear(update: WatchSessionResponse) {
    if (update.serverTime) this.clock.set(milliseconds(update.serverTime));
    this.seq = update.seq;
    const before = this.picture.session;
    this.change({
      session: update.session ?? this.picture.session,
      ballotsCast: Number(update.ballotsCast),
      paperBallotsCast: Number(update.paperBallotsCast),
      devices: Number(update.devicesJoined),
      connected: true,
    });
    // A note or a round is no reason for a hall of phones to read all cards.
    if (cardsOf(before) !== cardsOf(update.session)) this.readTopicsSoon(before ? SPREAD * Math.random() : 0);
    if (update.session && isRevealed(update.session.phase) && !this.picture.results) void this.readResults();
  }

  private readTopicsSoon(wait: number) {
    this.reading ??= window.setTimeout(() => {
      this.reading = undefined;
      void this.readTopics();
    }, wait);
  }

  // Also after an act of one's own, without waiting for the stream. One reading at a time; what changed meanwhile is read after it.
  async readTopics() {
    this.topicsAreOld = true;
    if (this.readsTopics) return;
    this.readsTopics = true;
    try {
      while (this.topicsAreOld && !this.stopped.signal.aborted) {
        this.topicsAreOld = false;
        const { signal } = this.stopped;
        const topics = await all(
          (page) => patiently(() => this.sessions.listTopics({ sessionId: this.sessionId, ...page }, { signal }), () => !signal.aborted),
          (answer) => answer.topics,
        );
        this.change({ topics });
      }
    } catch {
      // The stream says so itself where nothing can be read any more.
    } finally {
      this.readsTopics = false;
    }
  }

  private async readResults() {
    try {
      const { results } = await patiently(
        () => this.sessions.getResults({ sessionId: this.sessionId }, { signal: this.stopped.signal }),
        () => !this.stopped.signal.aborted,
      );
      if (results) this.change({ results });
    } catch {
      // As above.
    }
  }
}

export function usePicture(live: Live): Picture {
  const [picture, setPicture] = useState(live.picture);
  useEffect(() => {
    setPicture(live.picture);
    return live.subscribe(() => setPicture(live.picture));
  }, [live]);
  return picture;
}
