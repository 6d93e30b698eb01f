export interface HostLimits {
  /** How much goes on at once, in all and at one host. */
  readonly atOnce: number;
  readonly perHost: number;
}

/** Does `work` for every address, several at once but few at each host; the answers come in the order of the addresses. */
export async function limitPerHost<T>(
  urls: readonly string[],
  { atOnce, perHost }: HostLimits,
  work: (url: string) => Promise<T>,
): Promise<readonly T[]> {
  const busy = new Map<string, number>();
  const waiting = urls.map((url, index) => ({ url, index, host: hostOf(url) }));
  const answers: T[] = [];
  const next = () => {
    const at = waiting.findIndex(({ host }) => (busy.get(host) ?? 0) < perHost);
    return at === -1 ? undefined : waiting.splice(at, 1)[0];
  };
  const running = new Set<Promise<void>>();
  while (waiting.length > 0 || running.size > 0) {
    const job = running.size < atOnce ? next() : undefined;
    if (job === undefined) {
      await Promise.race(running);
      continue;
    }
    busy.set(job.host, (busy.get(job.host) ?? 0) + 1);
    const done: Promise<void> = work(job.url).then(answer => {
      answers[job.index] = answer;
      busy.set(job.host, (busy.get(job.host) ?? 1) - 1);
      running.delete(done);
    });
    running.add(done);
  }
  return answers;
}

function hostOf(url: string): string {
  return URL.canParse(url) ? new URL(url).host : '';
}
