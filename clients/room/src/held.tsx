// Taking back: what the service has no way back for waits half a minute before it is sent. One act at a time: whoever does the next
// thing has made up their mind about the last one, so that goes out first, and so it does when the page is left.
import { useEffect, useMemo, useState } from "preact/hooks";
import { Problem } from "./parts";
import { wordsOf } from "./refusals";
import { isAway, refusalOf } from "./rpc";
import { t } from "./words";

export interface HeldAct {
  text: string;
  // Ids of what it is about; the page shows them as if it were done.
  about: string[];
  send: () => Promise<unknown>;
}

export const HOLD = 30_000;
const AGAIN = 5_000;

export class Held {
  act: HeldAct | null = null;
  until = 0;
  problem = "";
  private timer: ReturnType<typeof setTimeout> | undefined;
  private going: Promise<void> | null = null;

  constructor(private readonly changed: () => void) {}

  async hold(act: HeldAct) {
    while (this.act) await this.send(); // whoever waited with us may have put another one there
    this.act = act;
    this.until = Date.now() + HOLD;
    this.wait(HOLD);
  }

  get isOnItsWay() {
    return this.going !== null;
  }

  takeBack() {
    if (this.going) return;
    clearTimeout(this.timer);
    this.act = null;
    this.problem = "";
    this.changed();
  }

  // Throws where it is refused.
  async send() {
    if (!this.act) return;
    this.going ??= this.bring(this.act).finally(() => {
      this.going = null;
      this.changed();
    });
    await this.going;
  }

  // What comes after it: where it is refused, that is not done either.
  async after<T>(next: () => Promise<T>): Promise<T> {
    await this.send();
    return next();
  }

  // Whoever leaves has made up their mind too: the page, or this desk alone (then what is returned is called).
  sendWhenLeft(): () => void {
    const leave = () => void this.send().catch(() => undefined);
    addEventListener("pagehide", leave);
    return () => {
      removeEventListener("pagehide", leave);
      leave();
    };
  }

  private async bring(act: HeldAct) {
    clearTimeout(this.timer);
    this.changed();
    try {
      await act.send();
      this.act = null;
      this.problem = "";
    } catch (error) {
      // Where nobody answers it is not given up.
      if (isAway(refusalOf(error))) this.wait(AGAIN);
      else this.act = null;
      throw error;
    }
  }

  private wait(milliseconds: number) {
    this.problem = "";
    this.timer = setTimeout(() => {
      this.send().catch((error: unknown) => {
        this.problem = wordsOf(error);
        this.changed();
      });
    }, milliseconds);
    this.changed();
  }

  isAbout(id: string): boolean {
    return this.act?.about.includes(id) ?? false;
  }
}

export function useHeld(): Held {
  const [, redraw] = useState(0);
  const held = useMemo(() => new Held(() => redraw((times) => times + 1)), []);
  useEffect(() => held.sendWhenLeft(), [held]);
  return held;
}

export function TakeBack({ held }: { held: Held }) {
  const { act } = held;
  const left = () => Math.max(0, Math.ceil((held.until - Date.now()) / 1000));
  const [seconds, setSeconds] = useState(0);
  useEffect(() => {
    if (!act) return undefined;
    setSeconds(left());
    const timer = setInterval(() => setSeconds(left()), 500);
    return () => clearInterval(timer);
  }, [act]);
  return (
    <div class={act ? "held" : ""}>
      <Problem text={held.problem} />
      <p role="status">{act?.text}</p>
      {act && !held.isOnItsWay && (
        <div class="row">
          <button class="main" onClick={() => held.takeBack()}>{t("takeBack")}</button>
          <span class="small">{t("heldFor", { n: seconds })}</span>
        </div>
      )}
    </div>
  );
}
