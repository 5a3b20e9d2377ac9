import { Code, ConnectError } from "@connectrpc/connect";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { HOLD, Held } from "./held";

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

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
