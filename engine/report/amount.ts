/** 7340032 → "7.3 MB". Powers of 1000, as manifests and download pages write sizes. */
export function bytesText(bytes: number): string {
  const units = ['B', 'kB', 'MB', 'GB', 'TB'];
  let amount = bytes;
  let unit = 0;
  while (amount >= 999.5 && unit < units.length - 1) {
    amount /= 1000;
    unit += 1;
  }
  const digits = unit === 0 || amount >= 99.95 ? 0 : 1;
  return `${amount.toFixed(digits)} ${units[unit] ?? 'B'}`;
}

/** 93500 → "1 min 34 s". Below ten seconds one decimal is kept. */
export function durationText(ms: number): string {
  if (ms < 9_950) return `${(ms / 1000).toFixed(1)} s`;
  const seconds = Math.round(ms / 1000);
  if (seconds < 60) return `${seconds} s`;
  const minutes = Math.floor(seconds / 60);
  if (minutes < 60) return `${minutes} min ${seconds % 60} s`;
  return `${Math.floor(minutes / 60)} h ${minutes % 60} min`;
}

/** 1500000 → "25 min": for estimates and limits, which are round, without the part that is nothing. */
export function roundDurationText(ms: number): string {
  return durationText(ms)
    .replace(/\.0 s$/, ' s')
    .replace(/ 0 (?:s|min)$/, '');
}

/** 1, "step" → "1 step"; 2 → "2 steps". */
export function countText(count: number, noun: string, nouns = `${noun}s`): string {
  return `${count} ${count === 1 ? noun : nouns}`;
}
