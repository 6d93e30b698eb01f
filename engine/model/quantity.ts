const UNITS_OF_TIME: Readonly<Record<string, number>> = { ms: 1, s: 1000, min: 60_000, h: 3_600_000 };
const UNITS_OF_SIZE: Readonly<Record<string, number>> = {
  B: 1,
  kB: 1000,
  MB: 1000 ** 2,
  GB: 1000 ** 3,
  TB: 1000 ** 4,
  KiB: 1024,
  MiB: 1024 ** 2,
  GiB: 1024 ** 3,
  TiB: 1024 ** 4,
};

/** "25 min" → milliseconds, or undefined when the text is no duration. Units: ms, s, min, h. */
export function parseDuration(text: string): number | undefined {
  return parse(text, UNITS_OF_TIME);
}

/** "15 GB" → bytes, or undefined when the text is no size. Units: B, kB, MB, GB, TB (powers of 1000), KiB, MiB, GiB, TiB. */
export function parseSize(text: string): number | undefined {
  return parse(text, UNITS_OF_SIZE);
}

function parse(text: string, units: Readonly<Record<string, number>>): number | undefined {
  const match = /^(\d+(?:\.\d+)?) ?([A-Za-z]+)$/.exec(text);
  const unit = units[match?.[2] ?? ''];
  return match?.[1] === undefined || unit === undefined ? undefined : Number(match[1]) * unit;
}
