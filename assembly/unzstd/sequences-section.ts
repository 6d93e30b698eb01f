import { LAST_LITERALS_LENGTH_CODE, LAST_MATCH_LENGTH_CODE, LAST_OFFSET_CODE } from './codes';
import { Distribution, readDistribution } from './distribution';
import { makeTable } from './fse-table';
import {
  LITERALS_LENGTH_CODES,
  LITERALS_LENGTH_TABLE,
  MATCH_LENGTH_CODES,
  MATCH_LENGTH_TABLE,
  OFFSET_CODES,
  OFFSET_TABLE,
  PREDEFINED_LITERALS_LENGTH,
  PREDEFINED_MATCH_LENGTH,
  PREDEFINED_OFFSET,
} from './layout';
import { DONE, FSE_TABLE, NO_TABLE, SEQUENCES_HEADER } from './results';
import { Frame, Sequences } from './state';

const PREDEFINED: u32 = 0;
const RLE: u32 = 1;
const REPEAT: u32 = 3;

/** Reads what stands before the bits of the sequences: how many there are, and their tables (RFC 8878, 3.1.1.3.2.1). */
export function readSequencesHeader(at: usize, end: usize): i32 {
  if (at >= end) return SEQUENCES_HEADER;
  const first = <u32>load<u8>(at);
  const length = first < 128 ? 1 : first < 255 ? 2 : 3;
  Sequences.count = first;
  if (length == 2) Sequences.count = ((first - 128) << 8) + <u32>load<u8>(at, 1);
  if (length == 3) Sequences.count = <u32>load<u16>(at, 1) + 0x7f00;
  at += length;
  if (Sequences.count == 0) return at == end ? DONE : SEQUENCES_HEADER;
  if (at >= end) return SEQUENCES_HEADER;
  const modes = <u32>load<u8>(at++);
  if ((modes & 3) != 0) return SEQUENCES_HEADER;
  Section.at = at;
  Section.end = end;
  let result = readTable(modes >> 6, LITERALS_LENGTH_TABLE, LITERALS_LENGTH_CODES, LAST_LITERALS_LENGTH_CODE);
  if (result == DONE) result = readTable((modes >> 4) & 3, OFFSET_TABLE, OFFSET_CODES, LAST_OFFSET_CODE);
  if (result == DONE) result = readTable((modes >> 2) & 3, MATCH_LENGTH_TABLE, MATCH_LENGTH_CODES, LAST_MATCH_LENGTH_CODE);
  Frame.hasTables = true;
  Sequences.start = Section.at;
  Sequences.end = end;
  return result;
}

class Section {
  static at: usize = 0;
  static end: usize = 0;
}

function readTable(mode: u32, table: usize, codes: usize, lastCode: u32): i32 {
  if (mode == REPEAT) return Frame.hasTables ? DONE : NO_TABLE;
  if (mode == PREDEFINED) return usePredefined(table);
  if (mode == RLE) {
    if (Section.at >= Section.end) return FSE_TABLE;
    const code = <u32>load<u8>(Section.at++);
    if (code > lastCode) return FSE_TABLE;
    memory.copy(table, codes + (code << 4), 16);
    setLog(table, 0);
    return DONE;
  }
  const behind = readDistribution(Section.at, Section.end, table == OFFSET_TABLE ? 8 : 9, lastCode);
  if (behind == 0) return FSE_TABLE;
  Section.at = behind;
  makeTable(table, Distribution.accuracyLog, Distribution.symbols, codes);
  setLog(table, Distribution.accuracyLog);
  return DONE;
}

function usePredefined(table: usize): i32 {
  if (table == OFFSET_TABLE) memory.copy(table, PREDEFINED_OFFSET, 32 << 4);
  else memory.copy(table, table == MATCH_LENGTH_TABLE ? PREDEFINED_MATCH_LENGTH : PREDEFINED_LITERALS_LENGTH, 64 << 4);
  setLog(table, table == OFFSET_TABLE ? 5 : 6);
  return DONE;
}

function setLog(table: usize, accuracyLog: u32): void {
  if (table == OFFSET_TABLE) Sequences.offsetLog = accuracyLog;
  else if (table == MATCH_LENGTH_TABLE) Sequences.matchLengthLog = accuracyLog;
  else Sequences.literalsLengthLog = accuracyLog;
}
