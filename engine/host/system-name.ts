/** The system this program runs on, as Node calls it: linux, darwin, win32. */
export const systemName: string = process.platform;
