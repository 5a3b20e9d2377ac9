import { Code, ConnectError } from "@connectrpc/connect";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { nobody } from "./identity";
import { all, once } from "./rpc";

interface Request {
  requestId?: string;
  title?: string;
  version?: bigint;
}

// Answers each request with the next of what it is to answer.
class Service {
  asked: Request[] = [];
  constructor(private readonly answers: (Code | "done")[]) {}
  readonly write = this.next.bind(this);
  readonly writeOther = this.next.bind(this);
  private async next(request: Request): Promise<string> {
    this.asked.push(request);
    const answer = this.answers.shift() ?? "done";
    if (answer !== "done") throw new ConnectError("no", answer);
    return answer;
  }
  ids = () => this.asked.map((one) => one.requestId);
}

// What came of an act, its pauses left out.
async function outcome(act: Promise<unknown>): Promise<unknown> {
  const ended = act.catch((error: unknown) => ConnectError.from(error).code);
  await vi.runAllTimersAsync();
  return ended;
}
const lost = Array<Code>(4).fill(Code.Unavailable);

beforeEach(() => void vi.useFakeTimers());
afterEach(() => {
  vi.useRealTimers();
  vi.unstubAllGlobals();
});

test("an act that nobody answered is the same act with the next click", async () => {
  const service = new Service([...lost, "done", "done"]);
  const card = () => ({ title: "bus", version: 3n });
  expect(await outcome(once(service, "write", card()))).toBe(Code.Unavailable);
  expect(await outcome(once(service, "write", card()))).toBe("done");
  expect(service.asked.length).toBe(5);
  expect(new Set(service.ids()).size).toBe(1);
  expect(service.asked[4]).toMatchObject(card());
  // What was answered is done: the same words are a new act.
  expect(await outcome(once(service, "write", card()))).toBe("done");
  expect(new Set(service.ids()).size).toBe(2);
});

test("other words, another kind and another state are other acts", async () => {
  const service = new Service([...lost, ...lost]);
  await outcome(once(service, "write", { title: "bus" }, 1n));
  await outcome(once(service, "write", { title: "bus" }, 2n));
  await outcome(once(service, "writeOther", { title: "bus" }, 2n));
  await outcome(once(service, "write", { title: "park" }, 2n));
  expect(new Set(service.ids()).size).toBe(4);
});

test("an act in between is not undone by the answer to an older one", async () => {
  const service = new Service([...lost, "done", "done"]);
  await outcome(once(service, "write", { title: "up" }));
  await outcome(once(service, "write", { title: "down" }));
  await outcome(once(service, "write", { title: "up" }));
  expect(new Set(service.ids()).size).toBe(3);
});

test("a platform that is busy at the last try may have done it at the first", async () => {
  const service = new Service([Code.Unavailable, Code.Unavailable, Code.Unavailable, Code.ResourceExhausted, "done"]);
  expect(await outcome(once(service, "write", { title: "bus" }))).toBe(Code.ResourceExhausted);
  expect(await outcome(once(service, "write", { title: "bus" }))).toBe("done");
  expect(new Set(service.ids()).size).toBe(1);
});

test("what was refused is a new act with the next click", async () => {
  const service = new Service([Code.FailedPrecondition, "done"]);
  expect(await outcome(once(service, "write", { title: "bus" }))).toBe(Code.FailedPrecondition);
  expect(await outcome(once(service, "write", { title: "bus" }))).toBe("done");
  expect(service.asked.length).toBe(2);
  expect(new Set(service.ids()).size).toBe(2);
});

test("all that there is comes page by page, in order", async () => {
  const pages: Record<string, { found: number[]; nextPageToken: string }> = {
    "": { found: [1, 2], nextPageToken: "a" }, a: { found: [], nextPageToken: "b" }, b: { found: [3], nextPageToken: "" },
  };
  expect(await all(async ({ pageToken }) => pages[pageToken]!, ({ found }) => found)).toEqual([1, 2, 3]);
  await expect(all(async ({ pageToken }) => (pageToken ? Promise.reject(new Error("gone")) : pages[""]!), ({ found }) => found)).rejects.toThrow("gone");
});

test("what is asked while the page is left outlasts it", async () => {
  const page = new EventTarget();
  const asked: (boolean | undefined)[] = [];
  vi.stubGlobal("addEventListener", page.addEventListener.bind(page));
  vi.stubGlobal("location", { origin: "http://room.test" });
  vi.stubGlobal("fetch", async (_: unknown, init?: RequestInit) => {
    asked.push(init?.keepalive);
    throw new TypeError("no line");
  });
  vi.resetModules(); // what listens does so from the beginning
  const { sessionsAs } = await import("./rpc");
  const ask = () => sessionsAs(nobody).getSession({ sessionId: "session" }).catch(() => undefined);
  await ask();
  page.dispatchEvent(new Event("pagehide"));
  await ask();
  page.dispatchEvent(new Event("pageshow"));
  await ask();
  expect(asked).toEqual([undefined, true, undefined]);
});
