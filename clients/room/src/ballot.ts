// One's own ballot: a tap is shown at once and corrected by the answer; of several taps on a topic the last one counts.

export interface Allocation {
  topicId: string;
  dots: number;
}
export interface Answered {
  allocations: Allocation[];
  version: bigint;
}

// What a sheet says of the topics that stand: one may have been withdrawn since it was typed.
export const allocationsOf = (dots: Map<string, number>, topics: { topicId: string }[]): Allocation[] =>
  topics.map(({ topicId }) => ({ topicId, dots: dots.get(topicId) ?? 0 })).filter((one) => one.dots > 0);

// A vote on its way: `sent` is what the request that is out asks for.
interface Pending {
  dots: number;
  sent: number | null;
}

export class Ballot {
  private counted = new Map<string, number>();
  private version = -1n;
  private pending = new Map<string, Pending>();
  private last = 0;

  // `send` gives the whole ballot after the vote, or throws where the vote is refused.
  constructor(
    private readonly send: (topicId: string, dots: number, sequence: number) => Promise<Answered>,
    private readonly now: () => number,
    private readonly changed: () => void,
    private readonly refused: (topicId: string, error: unknown) => void,
  ) {}

  // Takes over what the service counts, unless something newer is known.
  take(answer: Answered) {
    if (answer.version < this.version) return;
    this.version = answer.version;
    this.counted = new Map(answer.allocations.map((one) => [one.topicId, one.dots]));
    this.changed();
  }

  // As it is shown: what counts, with the taps that are on their way.
  dots(topicId: string): number {
    return this.pending.get(topicId)?.dots ?? this.counted.get(topicId) ?? 0;
  }

  // On the topics that stand: of one that is withdrawn the service gives dots back.
  used(topicIds: string[]): number {
    return topicIds.reduce((sum, topicId) => sum + this.dots(topicId), 0);
  }

  isOnItsWay(topicId: string): boolean {
    return this.pending.has(topicId);
  }

  set(topicId: string, dots: number) {
    const waiting = this.pending.get(topicId);
    if (waiting) {
      waiting.dots = dots;
      this.changed();
      return;
    }
    this.pending.set(topicId, { dots, sent: null });
    this.changed();
    void this.bring(topicId);
  }

  // One request a topic at a time; what was tapped meanwhile goes after it, as one.
  private async bring(topicId: string) {
    const vote = this.pending.get(topicId)!;
    try {
      while (vote.sent !== vote.dots) {
        vote.sent = vote.dots;
        this.take(await this.send(topicId, vote.dots, this.next()));
      }
      this.pending.delete(topicId);
      this.changed();
    } catch (error) {
      this.pending.delete(topicId);
      this.changed();
      this.refused(topicId, error);
    }
  }

  // Rises with each vote, also over the devices of one person: the server's time does.
  private next(): number {
    this.last = Math.max(this.last + 1, Math.floor(this.now()));
    return this.last;
  }
}
