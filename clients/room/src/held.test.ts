import { Code, ConnectError } from "@connectrpc/connect";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { HOLD, Held } from "./held";

beforeEach(() => void vi.useFakeTimers());
afterEach(() => {
  vi.useRealTimers();
  vi.unstubAllGlobals();
});

// What was sent, in order; each act is refused or not answered as often as it is told to.
function desk() {
  const sent: string[] = [];
  const held = new Held(() => undefined);
  const act = (name: string, ...answers: Code[]) => ({
    text: name,
    about: [name],
    send: async () => {
      const no = answers.shift();
      if (no !== undefined) throw new ConnectError("no", no);
      sent.push(name);
    },
  });
  return { sent, held, act };
}

test("an act is sent after half a minute, and until then it can be taken back", async () => {
  const { sent, held, act } = desk();
  await held.hold(act("merge"));
  expect(held.isAbout("merge")).toBe(true);
  await vi.advanceTimersByTimeAsync(HOLD - 1);
  expect(sent).toEqual([]);
  await vi.advanceTimersByTimeAsync(1);
  expect(sent).toEqual(["merge"]);
  expect(held.act).toBeNull();

  await held.hold(act("reject"));
  held.takeBack();
  await vi.advanceTimersByTimeAsync(2 * HOLD);
  await held.send();
  expect(sent).toEqual(["merge"]);
});

test("the next act sends the one before it first, once", async () => {
  const { sent, held, act } = desk();
  await held.hold(act("ada"));
  await held.hold(act("bo"));
  expect(sent).toEqual(["ada"]);
  await Promise.all([held.send(), held.send()]);
  expect(sent).toEqual(["ada", "bo"]);
  await vi.advanceTimersByTimeAsync(2 * HOLD);
  expect(sent).toEqual(["ada", "bo"]);
});

test("two acts that come while one is being sent are both sent", async () => {
  const { sent, held, act } = desk();
  await held.hold(act("ada"));
  await Promise.all([held.hold(act("bo")), held.hold(act("decision"))]);
  await vi.advanceTimersByTimeAsync(HOLD);
  expect(sent).toEqual(["ada", "bo", "decision"]);
});

test("what comes after an act is done when that is, and not at all where it is refused", async () => {
  const { sent, held, act } = desk();
  const next = async () => sent.push("next");
  expect(await held.after(next)).toBe(1); // nothing waits
  await held.hold(act("merge"));
  await held.after(next);
  expect(sent).toEqual(["next", "merge", "next"]);

  await held.hold(act("reject", Code.FailedPrecondition));
  await expect(held.after(next)).rejects.toThrow();
  expect(sent).toEqual(["next", "merge", "next"]);
});

test("whoever leaves the page sends what waits, once, also where the page only goes on without it", async () => {
  const page = new EventTarget();
  vi.stubGlobal("addEventListener", page.addEventListener.bind(page));
  vi.stubGlobal("removeEventListener", page.removeEventListener.bind(page));
  const { sent, held, act } = desk();
  const goOn = held.sendWhenLeft();
  await held.hold(act("ada"));
  page.dispatchEvent(new Event("pagehide"));
  page.dispatchEvent(new Event("pagehide"));
  await vi.advanceTimersByTimeAsync(0);
  expect(sent).toEqual(["ada"]);

  await held.hold(act("bo", Code.FailedPrecondition));
  page.dispatchEvent(new Event("pagehide")); // nobody is there to be told
  await vi.advanceTimersByTimeAsync(0);
  expect(held.act).toBeNull();

  await held.hold(act("cleo"));
  goOn();
  await vi.advanceTimersByTimeAsync(0);
  expect(sent).toEqual(["ada", "cleo"]);
  await held.hold(act("dana"));
  page.dispatchEvent(new Event("pagehide"));
  await vi.advanceTimersByTimeAsync(0);
  expect(sent).toEqual(["ada", "cleo"]);
});

test("what is refused is told, and what would have come after it is not done", async () => {
  const { sent, held, act } = desk();
  await held.hold(act("merge", Code.FailedPrecondition));
  await expect(held.hold(act("reject"))).rejects.toThrow();
  expect(held.act).toBeNull();
  expect(sent).toEqual([]);

  await held.hold(act("again", Code.FailedPrecondition));
  await vi.advanceTimersByTimeAsync(HOLD);
  expect(held.problem).not.toBe("");
  expect(held.act).toBeNull();
});

test("what nobody answers is not given up", async () => {
  const { sent, held, act } = desk();
  await held.hold(act("ada", Code.Unavailable, Code.Unavailable));
  await vi.advanceTimersByTimeAsync(HOLD);
  expect(held.isAbout("ada")).toBe(true);
  expect(held.problem).not.toBe("");
  await vi.advanceTimersByTimeAsync(HOLD);
  expect(sent).toEqual(["ada"]);
  expect(held.problem).toBe("");
});
