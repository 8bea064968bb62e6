/** What stands inside JSON columns. */
export type Candidate = { text: string; confidence: number | null };
