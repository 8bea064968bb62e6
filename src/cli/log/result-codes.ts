/**
 * What checking a query log can come to: a closed set of codes, each with the words a reader gets. Pure.
 * A code never changes its meaning. Whole: exit 0. Broken: exit 1, somebody altered, removed or replaced something.
 * Not checked: exit 2, nothing is known about the log.
 */

/** Something about the log is not as it was written. */
export const BROKEN = {
  'entry-malformed': 'An entry does not have the form of an entry.',
  'entry-altered': 'An entry was altered after it was written: its hash does not match.',
  'entry-missing': 'Entries are missing.',
  'entry-out-of-order': 'An entry does not follow the one before it: it was moved, doubled, put in or taken out.',
  'entry-foreign': 'An entry belongs to another log, workstation or data space.',
  'entry-unblinded': 'An entry has no blind, and those before it had: what it says could be guessed from its hash.',
  'result-without-intent': 'A result stands without the intent that must be written before it.',
  'leaf-mismatch': 'A leaf of the tree does not stand for its entry: entry or leaf was replaced.',
  'tree-mismatch': 'The entries do not give the root of the tree that was kept or signed.',
  'checkpoint-mismatch': 'The checkpoint vouches for other entries than these: the log was cut, rewritten or swapped.',
  'checkpoint-signature': 'The checkpoint is not signed by the key it must be signed by.',
  'server-signature': 'What is said to be the word of the intel server is not signed by its key.',
  'server-contradicts': 'The intel server signed that it holds other entries than these: the log was rewritten since.',
  'witness-missing': 'A witness named by its key has not cosigned the checkpoint.',
  'witness-signature': 'A cosignature is not by the witness it names.',
  'rolled-back': 'The log is older than what was last written: it was cut, or put back from a copy.',
  'record-altered': 'The server’s own records of this log do not hold together: its database was changed.',
  fork: 'Two histories of one log exist: the server keeps the proof.',
} as const;
export type BrokenCode = keyof typeof BROKEN;

/** Nothing could be checked. */
export const NOT_CHECKED = {
  'not-found': 'There is no such folder, file, person or case.',
  'wrong-passphrase': 'The passphrase is wrong, or it is too early for another try. The log was not read.',
  damaged: 'The workspace is damaged and cannot be read. It is kept whole.',
  'in-use': 'Another program holds the data folder.',
  'from-the-future': 'This was written by a newer Waymark.',
  unreadable: 'The file or folder cannot be read as a query log.',
  'no-checkpoint': 'The checkpoint is missing, so nothing says how long the log must be.',
  'no-key': 'The key that the checkpoint must be signed with is not known.',
} as const;
export type NotCheckedCode = keyof typeof NOT_CHECKED;

/** `where`: entry, log or file it shows at, in words; empty where it is about the whole. */
export type Problem = { readonly code: BrokenCode; readonly message: string; readonly where: string };
