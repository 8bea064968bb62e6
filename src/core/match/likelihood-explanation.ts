/**
 * A likelihood in words and facts, as screens and pages print it.
 * Runs anywhere (pure). Each fact is code, sentence and value: the sentence is for people, code and value for programs.
 */

import { PLATE_CLASS_TABLE_ID } from '../plate/plate-class.ts';
import { CALIBRATION } from './camera-weights.ts';
import type { LookAlike, Posterior, ReadEvidence } from './likelihood.ts';
import { LIKELIHOOD_MODEL_ID } from './likelihood.ts';

export type LikelihoodFact = { readonly code: string; readonly text: string; readonly value: string | number | null };

export type LikelihoodWord = 'very likely' | 'likely' | 'about even' | 'unlikely' | 'very unlikely';

export type LikelihoodReport = {
  /** 0–0.995 */
  readonly likelihood: number;
  readonly word: LikelihoodWord;
  /** Chance that the data would hold such a read even if the plate had never passed, 0–1. */
  readonly baseRate: number;
  /** Most often passing first. */
  readonly lookAlikes: readonly LookAlike[];
  readonly explanation: readonly LikelihoodFact[];
};

export type ReportInput = {
  readonly evidence: ReadEvidence;
  readonly posterior: Posterior;
  readonly lookAlikes: readonly LookAlike[];
  readonly costModelId: string;
  readonly via: 'read' | 'candidate';
  /** The camera's rate was given, not estimated. */
  readonly misreadRateGiven: boolean;
  /** Label of the plate's class, for people. */
  readonly classLabel: string;
};

export function likelihoodWord(likelihood: number): LikelihoodWord {
  if (likelihood >= 0.9) return 'very likely';
  if (likelihood >= 0.66) return 'likely';
  if (likelihood >= 0.4) return 'about even';
  if (likelihood >= 0.1) return 'unlikely';
  return 'very unlikely';
}

export function reportLikelihood(input: ReportInput): LikelihoodReport {
  const { evidence, posterior } = input;
  const lookAlikes = [...input.lookAlikes].sort((a, b) => b.passes - a.passes || a.cost - b.cost);
  const lookAlikePasses = lookAlikes.reduce((sum, lookAlike) => sum + lookAlike.passes, 0);
  const explanation: LikelihoodFact[] = [
    readFact(input),
    {
      code: 'plate-passes',
      text:
        evidence.platePasses === 0
          ? 'No read in the data held shows exactly this plate; it is taken to have passed once.'
          : `${times(evidence.platePasses, 'read')} in the data held ${evidence.platePasses === 1 ? 'shows' : 'show'} exactly this plate.`,
      value: evidence.platePasses,
    },
  ];
  if (!evidence.exact) {
    explanation.push({
      code: 'text-passes',
      text: `The text that was read stands in ${times(evidence.textPasses, 'read')}: the more, the likelier another vehicle carries it.`,
      value: evidence.textPasses,
    });
  }
  explanation.push(
    {
      code: 'look-alikes',
      text:
        lookAlikes.length === 0
          ? 'No look-alike of the text read passed in the data held.'
          : `${times(lookAlikes.length, 'look-alike')} passed ${times(lookAlikePasses, 'time')} in the data held.`,
      value: lookAlikes.length,
    },
    {
      code: 'expected-false-reads',
      text: `${about(posterior.expectedFalseReads)} reads like this one are expected even if this vehicle never passed.`,
      value: posterior.expectedFalseReads,
    },
    ...workings(input),
    {
      code: 'misread-rate',
      text:
        `Taken for this camera: ${figures(evidence.misreadRate * 100)} % of its reads are wrong` +
        (input.misreadRateGiven
          ? ', as people have judged its reads.'
          : ', estimated from the data held: texts that look like misreads of plates read oftener.'),
      value: evidence.misreadRate,
    },
    {
      code: 'plate-class',
      text: `Shape of the plate: ${input.classLabel}. It ranks and changes no text.`,
      value: input.classLabel,
    },
    {
      code: 'model',
      text:
        `Costs and shares were learnt on ${grouped(CALIBRATION.reads)} reads of ${CALIBRATION.vehicles} vehicles by one engine and checked on as many others. ` +
        'The number is evidence for a person who looks, not a finding.',
      value: `${LIKELIHOOD_MODEL_ID} ${input.costModelId} ${PLATE_CLASS_TABLE_ID}`,
    },
  );
  return {
    likelihood: posterior.likelihood,
    word: likelihoodWord(posterior.likelihood),
    baseRate: posterior.baseRate,
    lookAlikes,
    explanation,
  };
}

function readFact({ evidence, via }: ReportInput): LikelihoodFact {
  if (evidence.exact) return { code: 'read-exact', text: 'The camera read exactly this plate.', value: 0 };
  if (via === 'candidate') {
    return {
      code: 'read-candidate',
      text: `The camera read another text and gave this plate, or one near it, as a further candidate (cost ${figures(evidence.cost)}; one ordinary error is 8).`,
      value: evidence.cost,
    };
  }
  return {
    code: 'read-differs',
    text: `The camera read another text, cost ${figures(evidence.cost)} from this plate (one ordinary error is 8).`,
    value: evidence.cost,
  };
}

/** The numbers that the likelihood is worked out from, with enough figures to work it out again by hand. */
function workings({ evidence, posterior }: ReportInput): LikelihoodFact[] {
  const { shape, misreadRate, lookAlikeReads } = evidence;
  const expected: LikelihoodFact = {
    code: 'expected-reads',
    text:
      `Expected reads of this text: ${figures(posterior.ownReads)} of this plate, ${figures(lookAlikeReads)} of look-alikes, ` +
      `${figures(misreadRate * shape.passesPerText)} of vehicles never read.`,
    value: posterior.ownReads,
  };
  if (evidence.exact) return [expected];
  return [
    expected,
    {
      code: 'text-is-real',
      text:
        `Chance that a vehicle truly carries the text: ${figures(posterior.textIsReal)}. ` +
        `Of texts of its shape, ${figures(shape.occupancy)} are vehicles here, each read ${figures(shape.passesPerVehicle)} times.`,
      value: posterior.textIsReal,
    },
  ];
}

function times(count: number, noun: string): string {
  return `${grouped(count)} ${noun}${count === 1 ? '' : 's'}`;
}

function grouped(count: number): string {
  return String(count).replace(/\B(?=(?:\d{3})+$)/g, ',');
}

/** `About 0.02`, or `Fewer than 0.001`: the beginning of a sentence on how many are expected. */
function about(value: number): string {
  return value > 0 && value < 0.001 ? 'Fewer than 0.001' : `About ${decimal(value)}`;
}

/** Four figures that count: enough to calculate with. */
function figures(value: number): string {
  return String(Number(value.toPrecision(4)));
}

/** One figure after the point above a tenth, else two figures that count. */
function decimal(value: number): string {
  if (value >= 0.1 || value === 0) return String(Math.round(value * 10) / 10);
  return value < 0.001 ? 'less than 0.001' : String(Number(value.toPrecision(2)));
}
