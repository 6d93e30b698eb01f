/** Where the types of browsers are not loaded, nothing tells of this. */
declare const WebAssembly: {
  readonly Module: new (bytes: Uint8Array) => object;
  readonly Instance: new (module: object) => { readonly exports: unknown };
};

const compiled = new Map<string, object>();

/** A new instance, with a memory of its own, of WebAssembly that is written in base64; it is compiled once. */
export function instantiate<Exports>(code: string): Exports {
  const module = compiled.get(code) ?? new WebAssembly.Module(Buffer.from(code, 'base64'));
  compiled.set(code, module);
  return new WebAssembly.Instance(module).exports as Exports;
}
