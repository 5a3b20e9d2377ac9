import { expect, test } from "vitest";
import { Ballot, allocationsOf, type Answered } from "./ballot";

// A service whose answers come when the test says so.
class Service {
  asked: { topicId: string; dots: number; sequence: number; answer: (answered: Answered) => void; refuse: (error: unknown) => void }[] = [];
  refusals: unknown[] = [];
  ballot = new Ballot(
    (topicId, dots, sequence) => new Promise((answer, refuse) => this.asked.push({ topicId, dots, sequence, answer, refuse })),
    () => 1000,
    () => undefined,
    (_, error) => this.refusals.push(error),
  );
}
const counted = (version: number, dots: Record<string, number>): Answered => ({
  version: BigInt(version),
  allocations: Object.entries(dots).map(([topicId, dots]) => ({ topicId, dots })),
});
const settled = () => new Promise((done) => setTimeout(done));

test("a tap is shown before it is answered", () => {
  const { ballot } = new Service();
  ballot.set("bus", 2);
  expect(ballot.dots("bus")).toBe(2);
  expect(ballot.used(["bus", "park"])).toBe(2);
  expect(ballot.isOnItsWay("bus")).toBe(true);
});

test("of many taps the first and the last are sent, and the last one counts", async () => {
  const service = new Service();
  for (const dots of [1, 2, 3, 2]) service.ballot.set("bus", dots);
  expect(service.asked.map((one) => one.dots)).toEqual([1]);
  service.asked[0]!.answer(counted(1, { bus: 1 }));
  await settled();
  expect(service.asked.map((one) => one.dots)).toEqual([1, 2]);
  expect(service.ballot.dots("bus")).toBe(2);
  service.asked[1]!.answer(counted(2, { bus: 2 }));
  await settled();
  expect(service.ballot.isOnItsWay("bus")).toBe(false);
  expect(service.ballot.dots("bus")).toBe(2);
});

test("the sequence rises with each vote, also within one millisecond", async () => {
  const service = new Service();
  service.ballot.set("bus", 1);
  service.ballot.set("park", 1);
  expect(service.asked[1]!.sequence).toBeGreaterThan(service.asked[0]!.sequence);
});

test("an older answer that comes late does not take a newer one back", async () => {
  const service = new Service();
  service.ballot.set("bus", 1);
  service.ballot.set("park", 1);
  service.asked[1]!.answer(counted(2, { bus: 1, park: 1 }));
  await settled();
  service.asked[0]!.answer(counted(1, { bus: 1 }));
  await settled();
  expect([service.ballot.dots("bus"), service.ballot.dots("park")]).toEqual([1, 1]);
});

test("what is refused goes back to what counts, and is told", async () => {
  const service = new Service();
  service.ballot.take(counted(3, { bus: 2 }));
  service.ballot.set("bus", 1);
  service.asked[0]!.refuse("closed");
  await settled();
  expect(service.ballot.dots("bus")).toBe(2);
  expect(service.refusals).toEqual(["closed"]);
  expect(service.ballot.isOnItsWay("bus")).toBe(false);
});

test("dots on a card that was withdrawn are one's own again", () => {
  const { ballot } = new Service();
  ballot.take(counted(3, { bus: 2, park: 1 }));
  expect(ballot.used(["bus", "park"])).toBe(3);
  expect(ballot.used(["park", "bench"])).toBe(1);
});

test("a sheet says nothing of a card that was withdrawn, nor of one without a dot", () => {
  const typed = new Map([["bus", 2], ["park", 1], ["bench", 0]]);
  expect(allocationsOf(typed, [{ topicId: "park" }, { topicId: "bench" }])).toEqual([{ topicId: "park", dots: 1 }]);
});
