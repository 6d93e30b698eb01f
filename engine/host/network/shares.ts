/** What is left of a stretch is not shared below this. */
export const LEAST_SHARE = 1024 * 1024;

/** The last part of a file, which comes while all before it is hashed: a hash needs the bytes in their order. */
const LAST_PART = 1 / 8;

/** Lengths of what several connections fill: a large part for each, and behind those a small one for each. Of too little no parts are made. */
export function sharesOf(bytes: number, connections: number): readonly number[] {
  const small = shareOf(bytes * LAST_PART, connections);
  const large = shareOf(bytes - small * connections, connections);
  const shares = [large, small].flatMap(share => (share === 0 ? [] : Array<number>(connections).fill(share)));
  const rest = bytes - connections * (small + large);
  return shares.map((share, index) => (index === shares.length - 1 ? share + rest : share));
}

function shareOf(bytes: number, connections: number): number {
  const share = Math.floor(bytes / connections);
  return share < LEAST_SHARE ? 0 : share;
}
