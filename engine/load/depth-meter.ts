/** How deep values may be nested in a manifest. */
export const MAX_DEPTH = 64;

/**
 * Follows how many lists and maps are open, from the lexer's tokens alone. Block lists and maps are told by the column
 * where they start. In flow text a colon without a comma before the next one opens a map too (`[a: b: c: ...`).
 * The answer is never less than the depth to which the parser will recurse; for good text it is about the true depth.
 */
export class DepthMeter {
  readonly #block: { readonly column: number; readonly kind: 'list' | 'map' }[] = [];
  /** Of each open flow list or map: the maps that colons have opened in its current item. */
  readonly #flow: number[] = [];
  #flowDepth = 0;
  #lineStart = 0;
  /** Where the value that this line is about starts: a `:` after it makes it a key. */
  #nodeColumn = -1;

  /** Takes a token with its offset; answers with the depth of what is open after it. */
  take(type: string, token: string, start: number): number {
    const column = start - this.#lineStart;
    if (type === 'flow-map-start' || type === 'flow-seq-start') this.#openFlow(type, column);
    else if (this.#flow.length > 0) this.#takeInFlow(type);
    else if (type !== 'space' && type !== 'comment' && type !== 'newline') this.#takeInBlock(type, column);
    const lineEnd = token.lastIndexOf('\n');
    if (lineEnd !== -1) this.#lineStart = start + lineEnd + 1;
    if (type === 'newline') this.#nodeColumn = -1;
    return this.#block.length + this.#flowDepth;
  }

  /** The lexer has given up on the flow list or map that is open. */
  endFlow(): void {
    this.#flow.length = 0;
    this.#flowDepth = 0;
  }

  #openFlow(type: string, column: number): void {
    if (this.#flow.length === 0) this.#takeInBlock(type, column);
    this.#flow.push(0);
    this.#flowDepth += 1;
  }

  #takeInFlow(type: string): void {
    const opened = this.#flow.at(-1) ?? 0;
    if (type === 'comma') {
      this.#flowDepth -= opened;
      this.#flow[this.#flow.length - 1] = 0;
    } else if (type === 'map-value-ind' || type === 'explicit-key-ind') {
      this.#flowDepth += 1;
      this.#flow[this.#flow.length - 1] = opened + 1;
    } else if (type === 'flow-map-end' || type === 'flow-seq-end') {
      this.#flow.pop();
      this.#flowDepth -= opened + 1;
    }
  }

  #takeInBlock(type: string, column: number): void {
    if (type === 'seq-item-ind') this.#openBlock(column, 'list');
    else if (type === 'explicit-key-ind') this.#openBlock(column, 'map');
    else if (type === 'map-value-ind') this.#openBlock(this.#nodeColumn === -1 ? column : this.#nodeColumn, 'map');
    else if (type === 'doc-start' || type === 'doc-end') this.#block.length = 0;
    else if (this.#nodeColumn === -1) this.#nodeColumn = column;
  }

  /** Closes what starts further right, or is a list at the same column; a list may stand at its key's own column. */
  #openBlock(column: number, kind: 'list' | 'map'): void {
    for (let top = this.#block.at(-1); top !== undefined; top = this.#block.at(-1)) {
      if (top.column < column || (top.column === column && (top.kind === kind || top.kind === 'map'))) break;
      this.#block.pop();
    }
    const top = this.#block.at(-1);
    if (top?.column !== column || top.kind !== kind) this.#block.push({ column, kind });
    this.#nodeColumn = -1;
  }
}
