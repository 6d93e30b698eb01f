/** Tells the runner how much memory this process has had at most. */
export function tellRss(): void {
  console.log(`rss ${Math.round(process.resourceUsage().maxRSS / 1024)}`);
}
