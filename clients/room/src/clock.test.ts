import { expect, test } from "vitest";
import { ServerClock, minutesAndSeconds, secondsLeft } from "./clock";

test("the server's time runs on from the last message, whatever the device's clock says", () => {
  let running = 5000;
  const clock = new ServerClock(() => running);
  clock.set(1_000_000);
  running += 2500;
  expect(clock.now()).toBe(1_002_500);
  clock.set(900_000);
  expect(clock.now()).toBe(900_000);
});

test("a begun second counts as a whole one", () => {
  const deadline = { seconds: 100n, nanos: 500_000_000 };
  expect(secondsLeft(deadline, 100_499)).toBe(1);
  expect(secondsLeft(deadline, 40_500)).toBe(60);
  expect(secondsLeft(deadline, 112_500)).toBe(-12);
});

test("time is told in minutes and seconds, also when it is over", () => {
  expect(minutesAndSeconds(245)).toBe("4:05");
  expect(minutesAndSeconds(0)).toBe("0:00");
  expect(minutesAndSeconds(-12)).toBe("\u22120:12");
});
