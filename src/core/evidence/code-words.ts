/**
 * What every check and every code of a verdict means, in one sentence for a reader who knows no cryptography. Runs
 * anywhere (pure). The one place these words come from: command line, desk and verifier page show the same.
 */
import type { PackCheck, PackCheckId, PackProblem, PackProblemCode, PackVerdict } from './verdict.ts';

/** `means`: what is known where the check passes. */
export const checkWords: Readonly<Record<PackCheckId, { title: string; means: string }>> = {
  layout: {
    title: 'Nothing outside the signature',
    means: 'The signature covers the whole file: nothing was added before, between or after.',
  },
  signature: {
    title: 'Signature and content',
    means: 'Not one byte was changed since the pack was signed.',
  },
  'time-stamp': {
    title: 'Time stamp',
    means: 'Where there is one, an independent clock vouches that the signature existed by then.',
  },
  certificate: {
    title: 'Authority of the certificate',
    means: 'The certificates behind the signatures are sound; whether you trust who issued them is for you to say.',
  },
  attachments: {
    title: 'Attachments',
    means: 'Every attached file is the one the signed list names; none is missing and none was added.',
  },
  log: {
    title: 'Query log whole and in order',
    means: 'Every entry of the case’s log up to this export is here, unchanged and in order.',
  },
  receipt: {
    title: 'Held by the server',
    means: 'Where there is a receipt, the server held the same log up to the entry it names.',
  },
  witness: {
    title: 'Cosigned by others',
    means: 'Where there are cosignatures, others than the workstation saw the same log: it cannot have been rewritten.',
  },
  authority: {
    title: 'Every query had its authority',
    means: 'No query that ran was without a declared authority in force at that moment.',
  },
  documents: {
    title: 'Papers of the authorities',
    means:
      'Every paper an authority rests on is the one that was attached when it was declared, or is named as absent.',
  },
  exhibits: {
    title: 'Every exhibit was confirmed',
    means:
      'A person looked at each exhibit and confirmed it before it was used, and no exhibit was left out in silence.',
  },
  disclosure: {
    title: 'Everything left out is named',
    means: 'Sections, entries and things that are not in this pack are listed in it, each with a reason.',
  },
  bag: {
    title: 'Pack and bag agree',
    means: 'Where a bag of files came with the pack, its files are those of the pack, and no others.',
  },
};

const codeWords: Readonly<Record<PackProblemCode, string>> = {
  'not-a-pack': 'The file is not a PDF.',
  'too-short': 'The file is too short to be an evidence pack.',
  'too-large': 'The file is larger than an evidence pack can be.',
  'no-signature': 'The file carries no signature of an evidence pack, or was cut off before it.',
  'several-signatures': 'The file carries a second signature, which no evidence pack does.',
  'bytes-not-signed': 'The signature leaves out part of the file, which could say anything.',
  'bytes-after-end': 'Something was added to the file after it was signed.',
  'signature-form': 'The signature is not written as a pack’s signature is.',
  'signature-wrong': 'The signature was not made with the key it names.',
  'content-changed': 'The file was changed after it was signed.',
  'certificate-form': 'A certificate in the file is not one a pack may be signed with.',
  'certificate-chain': 'The certificate was not properly issued for signing by the authority it names.',
  'certificate-dates': 'The certificate was not valid when the pack says it was made.',
  'authority-unknown': 'The certificate comes from another authority than the one you trust.',
  'attachments-unreadable': 'The attached files cannot be read in one certain way.',
  'attachment-missing': 'A file that the signed list names is not attached.',
  'attachment-extra': 'A file is attached that the signed list does not name.',
  'attachment-changed': 'An attached file is not the one the signed list names.',
  'manifest-form': 'The signed list of what the pack holds is missing or not in its form.',
  'log-broken': 'Entries of the query log were changed, dropped, moved or belong to another log.',
  'checkpoint-wrong': 'The workstation’s word for the state of its log does not fit the log in the pack.',
  'log-key-unknown': 'The query log is not the one of the workstation that made the pack.',
  'receipt-wrong': 'The server’s receipt is false, or the server holds another log than the pack shows.',
  'query-without-authority': 'A query ran without any authority.',
  'query-form': 'A query is not recorded as queries are: asked first, answered once.',
  'authority-not-in-force': 'A query ran under an authority that was not in force.',
  'export-not-logged': 'The log does not end with the making of this very pack.',
  'exhibit-not-confirmed': 'An exhibit was not confirmed by a person who had looked at it.',
  'exhibit-not-logged': 'An exhibit does not appear in the log, or was taken out again.',
  'exhibit-image': 'The picture of an exhibit is not the one its read names, or is missing without a word.',
  'exhibit-left-out': 'The log shows an exhibit that the pack neither holds nor accounts for.',
  'time-stamp-wrong': 'The time stamp is false or belongs to another signature.',
  'signature-weak': 'The signature, or a certificate behind it, uses a key or a method that could be broken.',
  'time-stamp-unknown': 'The time stamp comes from another authority than the one you trust.',
  'time-stamp-missing': 'The pack should carry a time stamp and has none: it may have been taken out.',
  'manifest-signature': 'The signed list was not signed by a workstation that may keep this log.',
  'case-proof-wrong': 'It is not proven that the log is whole: entries may have been left out.',
  'witness-missing': 'Somebody who should have seen the log has not cosigned it.',
  'log-rewritten': 'The log was written anew after others had seen and cosigned it.',
  'document-missing': 'A paper an authority rests on is neither attached nor named as absent.',
  'document-changed': 'A paper is not the one that was attached when the authority was declared.',
  'clip-changed': 'A piece of footage is not the one the signed list names.',
  'policy-wrong': 'The policy in the pack is not the server’s, or not the one that was in force.',
  'entry-withheld': 'Entries of the log are withheld where none may be, or without being named.',
  'disclosure-form': 'What was withheld or removed is not stated as it must be.',
  'section-left-out': 'A section is missing without a line that says so, or may not be left out at all.',
  'case-uco-form': 'The CASE/UCO description does not describe this pack.',
  'bag-form': 'The bag is not a whole BagIt bag: its own lists do not fit its files.',
  'bag-differs': 'The files of the bag are not those of the signed pack.',
};

/** A verdict with what its checks and codes mean, as it is printed and given out as JSON (docs/spec/pack.md, EP29). */
export type ExplainedVerdict = Omit<PackVerdict, 'checks' | 'problems'> & {
  checks: (PackCheck & { means: string })[];
  problems: (PackProblem & { means: string })[];
};

export const explained = (verdict: PackVerdict): ExplainedVerdict => ({
  ...verdict,
  checks: verdict.checks.map((check) => ({ ...check, means: checkWords[check.id].means })),
  problems: verdict.problems.map((problem) => ({ ...problem, means: codeWords[problem.code] })),
});
