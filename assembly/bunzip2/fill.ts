/** Some bytes more than these may be written behind them. */
@inline
export function fill(to: usize, value: u8, length: u32): void {
  const many = i8x16.splat(<i8>value);
  for (let done: u32 = 0; done < length; done += 16) v128.store(to + done, many);
}
