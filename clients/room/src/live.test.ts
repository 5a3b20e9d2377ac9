import { create } from "@bufbuild/protobuf";
import { Code, ConnectError } from "@connectrpc/connect";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { LeanCoffeeSessionSchema, SessionPhase, WatchSessionResponseSchema } from "./gen/zwk/participation/v1/lean_coffee_session_pb";
import { TopicSchema } from "./gen/zwk/participation/v1/topic_pb";
import { Live } from "./live";
import type { Sessions } from "./rpc";

beforeEach(() => {
  vi.useFakeTimers();
  vi.stubGlobal("addEventListener", () => undefined);
  vi.stubGlobal("removeEventListener", () => undefined);
  vi.stubGlobal("document", { hidden: false, addEventListener: () => undefined, removeEventListener: () => undefined });
  vi.stubGlobal("window", globalThis);
});
afterEach(() => {
  vi.useRealTimers();
  vi.unstubAllGlobals();
});

const update = (seq: number, phase = SessionPhase.COLLECTING) =>
  create(WatchSessionResponseSchema, { seq: BigInt(seq), session: create(LeanCoffeeSessionSchema, { phase, acceptedTopicCount: seq }) });

// A service whose streams say what they are given, one after the other; the last one stands until it is cut.
function service(...streams: (ReturnType<typeof update>[] | Code)[]) {
  const asked = { topics: 0, after: [] as bigint[] };
  const sessions = {
    async *watchSession({ afterSeq }: { afterSeq: bigint }, { signal }: { signal: AbortSignal }) {
      asked.after.push(afterSeq);
      const stream = streams.shift();
      if (typeof stream === "number") throw new ConnectError("no", stream);
      yield* stream ?? [];
      if (streams.length === 0 && !stream?.some((one) => one.session?.phase === SessionPhase.ENDED)) {
        await new Promise((_, cut) => signal.addEventListener("abort", () => cut(new ConnectError("cut", Code.Canceled))));
      }
    },
    async listTopics(_: unknown, { signal }: { signal: AbortSignal }) {
      asked.topics += 1;
      await new Promise((done) => setTimeout(done, 100));
      if (signal.aborted) throw new ConnectError("cut", Code.Canceled);
      return { topics: [create(TopicSchema, { topicId: "bus" })], nextPageToken: "" };
    },
    getResults: async () => ({ results: undefined }),
  };
  return { asked, sessions: sessions as unknown as Sessions };
}

test("a hall asks for the cards once for all that changed meanwhile", async () => {
  const { asked, sessions } = service(Array.from({ length: 30 }, (_, at) => update(at + 1)));
  const live = new Live(sessions, "session");
  await vi.advanceTimersByTimeAsync(5_000);
  expect(live.picture.session?.acceptedTopicCount).toBe(30);
  expect(asked.topics).toBe(1);
  live.stop();
});

test("what is being read when the session ends is read to its end", async () => {
  const { sessions } = service([update(9, SessionPhase.ENDED)]);
  const live = new Live(sessions, "session");
  await vi.advanceTimersByTimeAsync(5_000);
  expect(live.picture.topics.map((topic) => topic.topicId)).toEqual(["bus"]);
  expect(live.picture.connected).toBe(true);
});

test("a stream that broke comes back from one before the last that was seen, and says when it stands again", async () => {
  const { asked, sessions } = service([update(4)], Code.Unavailable, Code.Unavailable, [update(7)]);
  const live = new Live(sessions, "session");
  const stood: boolean[] = [];
  live.subscribe(() => stood.at(-1) !== live.picture.connected && stood.push(live.picture.connected));
  await vi.advanceTimersByTimeAsync(20_000);
  expect(asked.after).toEqual([0n, 3n, 3n, 3n]);
  expect(stood).toEqual([true, false, true]);
  expect(live.picture.session?.acceptedTopicCount).toBe(7);
  live.stop();
});

test("who may not see a session is told so, and asks no more", async () => {
  const { asked, sessions } = service(Code.PermissionDenied, [update(1)]);
  const live = new Live(sessions, "session");
  await vi.advanceTimersByTimeAsync(60_000);
  expect(live.picture.refused?.code).toBe(Code.PermissionDenied);
  expect(asked.after.length).toBe(1);
});
