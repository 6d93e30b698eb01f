/** One file of a stand-in archive; folders above it need no entry. */
export interface ArchiveMember {
  readonly name: string;
  readonly content: string | Uint8Array;
  readonly executable?: boolean;
}

export function bytesOf(member: ArchiveMember): Uint8Array {
  return typeof member.content === 'string' ? Buffer.from(member.content, 'utf8') : member.content;
}
