import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { codeOf, leave, plainCode, seatOfCode, take } from "./identity";

beforeEach(() => {
  const kept = new Map<string, string>();
  vi.stubGlobal("localStorage", {
    getItem: (name: string) => kept.get(name) ?? null,
    setItem: (name: string, value: string) => void kept.set(name, value),
    removeItem: (name: string) => void kept.delete(name),
  });
});
afterEach(() => void vi.unstubAllGlobals());

test("a code stands behind the '#' or in the query, whatever else stands there", () => {
  const codes = ["#7K2M-QX4D-9TBV", "#7K2M%20QX4D", "#%", "#100%zz", "#", ""].map((hash) => codeOf(new URLSearchParams(), hash));
  expect(codes).toEqual(["7K2M-QX4D-9TBV", "7K2M QX4D", "%", "100%zz", "", ""]);
  expect(codeOf(new URLSearchParams("?code=7K2M-%"), "#other")).toBe("7K2M-%");
});

test("a code is the same in whichever way it is typed", () => {
  expect(["7k2m-qx4d-0tb1", " 7K2M QX4D OTBI ", "7K2MQX4DoTBl"].map(plainCode)).toEqual(Array(3).fill("7K2MQX4D0TB1"));
});

test("one's own slip leads back to one's seat as long as one sits there; another's does not", () => {
  const seat = { sessionId: "s1", token: "t", code: "7K2MQX4D9TBV", cards: ["c"] };
  expect(seatOfCode(seat.code)).toBeNull();
  take(seat);
  expect(seatOfCode(seat.code)).toEqual(seat);
  expect(seatOfCode("000000000000")).toBeNull();
  const later = { sessionId: "s2", token: "u", code: "111111111111", cards: [] };
  take(later);
  expect([seatOfCode(seat.code), seatOfCode(later.code)]).toEqual([seat, later]);
  leave("s1");
  expect(seatOfCode(seat.code)).toBeNull();
});
