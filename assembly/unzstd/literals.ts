import { decodeFourStreams, decodeStream } from './huffman-streams';
import { readHuffmanTable } from './huffman-table';
import { LITERALS } from './layout';
import { DONE, HUFFMAN_TREE, LITERALS_HEADER, LITERALS_STREAM, NO_TREE } from './results';
import { Frame, Literals } from './state';

const RAW: u32 = 0;
const RLE: u32 = 1;
const TREELESS: u32 = 3;

/** Where the literals section of a block ends. */
export class LiteralsSection {
  static end: usize = 0;
}

/** Reads the literals section that a block begins with (RFC 8878, 3.1.1.3.1). */
export function readLiterals(at: usize, end: usize): i32 {
  const header = load<u64>(at);
  const type = <u32>header & 3;
  const format = <u32>(header >> 2) & 3;
  if (type > RLE) return readCompressed(at, end, header, format, type == TREELESS);
  const length: usize = format == 3 ? 3 : format == 1 ? 2 : 1;
  const size = <usize>(length == 1 ? (header >> 3) & 0x1f : length == 2 ? (header >> 4) & 0xfff : (header >> 4) & 0xfffff);
  const first = at + length;
  LiteralsSection.end = first + (type == RAW ? size : 1);
  if (size > <usize>Frame.mostOfBlock || LiteralsSection.end > end) return LITERALS_HEADER;
  if (type == RLE) memory.fill(LITERALS, load<u8>(first), size);
  Literals.at = type == RLE ? LITERALS : first;
  Literals.end = Literals.at + size;
  return DONE;
}

function readCompressed(at: usize, end: usize, header: u64, format: u32, isTreeless: bool): i32 {
  const bits: u64 = format == 3 ? 18 : format == 2 ? 14 : 10;
  const mask = ((<u64>1) << bits) - 1;
  const size = <usize>((header >> 4) & mask);
  let first = at + (format == 3 ? 5 : format == 2 ? 4 : 3);
  const last = first + <usize>((header >> (4 + bits)) & mask);
  if (size > <usize>Frame.mostOfBlock || last > end) return LITERALS_HEADER;
  if (!isTreeless) {
    Frame.hasTree = false;
    first = readHuffmanTable(first, last);
    if (first == 0) return HUFFMAN_TREE;
    Frame.hasTree = true;
  }
  if (!Frame.hasTree) return NO_TREE;
  Literals.at = LITERALS;
  Literals.end = LITERALS + size;
  LiteralsSection.end = last;
  const isWhole =
    format == 0 ? decodeStream(first, last, LITERALS, Literals.end) : decodeFourStreams(first, last, LITERALS, size);
  return isWhole ? DONE : LITERALS_STREAM;
}
