// Answers the page's questions about one file at a time; holds the last one that was checked, so that what is in it can be
// shown and saved. Runs in the worker or, where none is allowed, in the page: then it gives way between its steps.

import { type AttachedFile, listAttachments, wholeOf } from '../core/evidence/pdf-attachments.ts';
import { type Checked, checkBytes } from './check-file.ts';
import type { Question, Told } from './exchange.ts';
import { ReadFailure, readFile } from './read-file.ts';

/** How often the reading is told of, bytes. */
const toldEvery = 4_000_000;

export type Checker = (question: Question) => Promise<void>;

/** @param pause lets the page draw itself before a long step */
export function createChecker(
  tell: (told: Told, transfer?: Transferable[]) => void,
  pause: () => Promise<void>,
): Checker {
  let held: Checked | null = null;
  let files: Map<string, AttachedFile> | null = null;

  async function check({ ask, file, name, trust }: Extract<Question, { kind: 'check' }>): Promise<void> {
    held = null;
    files = null;
    const total = file.size;
    let next = 0;
    const { bytes, sha256 } = await readFile(file, (done) => {
      if (done < next && done < total) return;
      next = done + toldEvery;
      tell({ kind: 'progress', ask, step: 'read', done, total });
    });
    tell({ kind: 'progress', ask, step: 'check', done: 0, total: 0 });
    await pause();
    held = await checkBytes(bytes, trust);
    const { checked, form } = held;
    tell({ kind: 'checked', ask, checked: { file: { name, bytes: bytes.length, sha256, form }, ...checked } });
  }

  /** An attachment as it is in the pack, unpacked to no more than its list says. */
  async function content({ ask, name }: Extract<Question, { kind: 'content' }>): Promise<void> {
    const listed = held?.inside?.manifest.attachments.find((item) => item.name === name);
    if (!held?.pdf || listed === undefined) throw new ReadFailure('This file is not in the pack.');
    files ??= new Map((await listAttachments(held.pdf)).map((file) => [file.name, file]));
    const file = files.get(name);
    if (file === undefined) throw new ReadFailure('The list names this file, and it is not attached.');
    const bytes = wholeOf(file, listed.bytes);
    tell({ kind: 'content', ask, bytes }, [bytes.buffer]);
  }

  return async (question) => {
    try {
      await (question.kind === 'check' ? check(question) : content(question));
    } catch (error) {
      const message =
        error instanceof ReadFailure
          ? error.message
          : 'This could not be read. Nothing was changed; get the file again from who sent it.';
      tell({ kind: 'failed', ask: question.ask, message });
    }
  };
}
