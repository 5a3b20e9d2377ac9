// The server's time, whatever this device's clock says: each message of the stream sets it, and it runs on with the time since then.

export class ServerClock {
  private at = Date.now();
  private since = performance.now();

  constructor(private readonly running: () => number = () => performance.now()) {
    this.since = running();
  }

  set(serverMilliseconds: number) {
    this.at = serverMilliseconds;
    this.since = this.running();
  }

  now(): number {
    return this.at + this.running() - this.since;
  }
}

export interface TimeStamp {
  seconds: bigint;
  nanos: number;
}
export const milliseconds = (time: TimeStamp) => Number(time.seconds) * 1000 + Math.floor(time.nanos / 1e6);

// Seconds that are left, a begun one as a whole; below 0 the time is over.
export function secondsLeft(deadline: TimeStamp, now: number): number {
  return Math.ceil((milliseconds(deadline) - now) / 1000);
}

// 4:05; what is over time as -0:12.
export function minutesAndSeconds(seconds: number): string {
  const size = Math.abs(seconds);
  return `${seconds < 0 ? "\u2212" : ""}${Math.floor(size / 60)}:${String(size % 60).padStart(2, "0")}`;
}
