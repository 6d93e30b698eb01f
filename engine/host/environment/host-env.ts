/** Environment variables as the process got them. */
export type HostEnv = Readonly<Record<string, string | undefined>>;

/** A variable's value; Windows does not tell upper from lower case in names. */
export function variable(env: HostEnv, name: string, platform: string): string | undefined {
  if (platform !== 'win32') return env[name];
  const key = Object.keys(env).find(candidate => candidate.toUpperCase() === name.toUpperCase());
  return key === undefined ? undefined : env[key];
}
