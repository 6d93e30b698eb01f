import { MARK, WALKER, WORDS, W_AT, W_OUT } from './layout';

/** At most so many steps of all walkers; fewer where one has come to a mark. */
export function stepAll(steps: u32): u32 {
  let a = position(0);
  let b = position(1);
  let c = position(2);
  let d = position(3);
  let e = position(4);
  let f = position(5);
  let g = position(6);
  let h = position(7);
  const outA = place(0);
  const outB = place(1);
  const outC = place(2);
  const outD = place(3);
  const outE = place(4);
  const outF = place(5);
  const outG = place(6);
  const outH = place(7);
  let done: u32 = 0;
  for (; done < steps; done++) {
    const wordA = wordAt(a);
    const wordB = wordAt(b);
    const wordC = wordAt(c);
    const wordD = wordAt(d);
    const wordE = wordAt(e);
    const wordF = wordAt(f);
    const wordG = wordAt(g);
    const wordH = wordAt(h);
    if ((wordA | wordB | wordC | wordD | wordE | wordF | wordG | wordH) >= MARK) break;
    store<u8>(outA + done, wordA);
    store<u8>(outB + done, wordB);
    store<u8>(outC + done, wordC);
    store<u8>(outD + done, wordD);
    store<u8>(outE + done, wordE);
    store<u8>(outF + done, wordF);
    store<u8>(outG + done, wordG);
    store<u8>(outH + done, wordH);
    a = wordA >>> 8;
    b = wordB >>> 8;
    c = wordC >>> 8;
    d = wordD >>> 8;
    e = wordE >>> 8;
    f = wordF >>> 8;
    g = wordG >>> 8;
    h = wordH >>> 8;
  }
  store<u32>(WALKER + W_AT, a);
  store<u32>(WALKER + 0x20 + W_AT, b);
  store<u32>(WALKER + 0x40 + W_AT, c);
  store<u32>(WALKER + 0x60 + W_AT, d);
  store<u32>(WALKER + 0x80 + W_AT, e);
  store<u32>(WALKER + 0xa0 + W_AT, f);
  store<u32>(WALKER + 0xc0 + W_AT, g);
  store<u32>(WALKER + 0xe0 + W_AT, h);
  return done;
}

@inline
function position(walker: usize): u32 {
  return load<u32>(WALKER + (walker << 5) + W_AT);
}

@inline
function place(walker: usize): usize {
  return load<u32>(WALKER + (walker << 5) + W_OUT);
}

@inline
function wordAt(at: u32): u32 {
  return load<u32>(WORDS + ((<usize>at) << 2));
}
