/**
 * Likelihoods for the reads of an index: joins the counts of the data with the likelihood model of the core.
 * Runs in the match worker. Look-alikes are kept per text until the data changes.
 */

import type { CostModel } from '../core/match/cost-model.ts';
import { CAMERA_MODEL, MAX_WEIGHT, reverseModel } from '../core/match/cost-model.ts';
import type { LookAlike, Posterior, ReadEvidence, ShapeStatistics } from '../core/match/likelihood.ts';
import {
  assessRead,
  chanceLookAlikeIsReal,
  effectiveCost,
  LOOK_ALIKE_MAX_COST,
  likelihoodBound,
  likelihoodCeiling,
} from '../core/match/likelihood.ts';
import type { LikelihoodReport } from '../core/match/likelihood-explanation.ts';
import { reportLikelihood } from '../core/match/likelihood-explanation.ts';
import type { MisreadRates } from '../core/match/misread-rate.ts';
import type { VehicleCounts } from '../core/match/plate-shape.ts';
import { countVehicles, shapeOf, shapeStatistics } from '../core/match/plate-shape.ts';
import { classifyPlate } from '../core/plate/plate-class.ts';
import type { PlateText } from '../core/plate/plate-text.ts';
import type { SurelyFolded } from './collect-hits.ts';
import { estimateRates } from './estimate-rates.ts';
import type { Hypothesis } from './hypothesis.ts';
import { LookAlikeGroups } from './look-alike-groups.ts';
import { isFolded } from './match-columns.ts';
import type { MatchIndex, TextMatches } from './match-index.ts';
import { PlateDistances } from './plate-distances.ts';

/** The text of a detection that is nearest to the hypothesis. */
export type NearestText = { readonly cost: number; readonly candidate: boolean; readonly confidence: number | null };

const KEPT_LOOK_ALIKES = 20_000;
/** Look-alikes named in a report; all are counted. */
const NAMED_LOOK_ALIKES = 50;
/** Rates are estimated again once the data has grown by this part. */
const RATES_GROWTH = 0.125;
/** Past this a text is as good as never a misread of a plate: what it costs more is not worked out. */
const FURTHEST = MAX_WEIGHT;
/** Passes of a text for which what is known of its shape is kept. */
const TABLED_PASSES = 16;
const NONE: TextMatches = { ordinals: new Int32Array(0), costs: new Uint8Array(0) };

export class ReadLikelihood {
  readonly #index: MatchIndex;
  readonly #model: CostModel;
  readonly #reversed: CostModel;
  readonly #kept = new Map<number, TextMatches>();
  #keptEpoch = -1;
  #rates: MisreadRates | null = null;
  #ratedRows = 0;
  #vehicles: VehicleCounts | null = null;
  /** `[shape's place * passes tabled + passes]`, good for one epoch. */
  #statistics: ShapeStatistics[] = [];
  #statisticsEpoch = -1;
  readonly #distances: PlateDistances;
  readonly #groups: LookAlikeGroups;
  /** What the groups were filled for last. */
  #grouped = { readText: -1, plate: '', epoch: -1 };

  constructor(index: MatchIndex, model: CostModel = CAMERA_MODEL) {
    this.#index = index;
    this.#model = model;
    this.#reversed = reverseModel(model);
    this.#distances = new PlateDistances(index, model, FURTHEST);
    this.#groups = new LookAlikeGroups(index, this.#distances);
  }

  /** Which reads of a plate are surely folded by their text alone, whatever their camera and their look-alikes. */
  foldedByText({ ordinal }: Hypothesis): SurelyFolded {
    const index = this.#index;
    const platePasses = ordinal < 0 ? 0 : (index.textPasses.data[ordinal] ?? 0);
    this.#estimatedRates();
    return (text, cost) => {
      if (text === ordinal || cost === 0) return false;
      const { passesPerText } = this.#statisticsOf(index.shapes.placeOf(text), index.textPasses.data[text] ?? 0);
      return isFolded(likelihoodCeiling(platePasses, cost, passesPerText));
    };
  }

  /** Works out beforehand what the first question would wait for. */
  prepare(): void {
    this.#vehicleCounts();
  }

  hypothesis(plate: PlateText): Hypothesis {
    return { plate, ordinal: this.#index.ordinalOf(plate) };
  }

  /** Cost of the evidence that a row's texts give for a hypothesis; 0 where it was read exactly. */
  evidenceCost(row: number, hypothesis: Hypothesis, nearest: NearestText): number {
    const readText = this.#index.readTexts.data[row] ?? -1;
    if (readText >= 0 && readText === hypothesis.ordinal) return 0;
    if (!nearest.candidate) return nearest.cost;
    const readCost = readText < 0 ? Number.POSITIVE_INFINITY : this.#distances.costOf(hypothesis.plate, readText);
    return effectiveCost(readCost, nearest.cost, nearest.confidence, this.#readConfidence(row));
  }

  /** Share of a camera's reads that are wrong, 0–1: as given, else as estimated from the data itself. */
  misreadRateOf(camera: number): number {
    const given = this.#index.misreadRates[camera] ?? 0;
    if (given > 0 && given < 1) return given;
    const rates = this.#estimatedRates();
    return rates.cameras[camera] ?? rates.pool;
  }

  /** A likelihood never below the true one, without finding look-alikes. */
  upperBound(row: number, hypothesis: Hypothesis, cost: number): number {
    return likelihoodBound(this.#evidence(row, hypothesis, cost, 0));
  }

  assess(row: number, hypothesis: Hypothesis, cost: number): Posterior {
    return assessRead(this.#evidence(row, hypothesis, cost, this.#lookAlikeReads(row, hypothesis)));
  }

  /** Look-alikes of what a row read, the hypothesis left out. */
  lookAlikeCount(row: number, hypothesis: Hypothesis): number {
    const readText = this.#index.readTexts.data[row] ?? -1;
    const { ordinals } = this.lookAlikesOf(readText);
    return ordinals.length - (hypothesis.ordinal !== readText && ordinals.includes(hypothesis.ordinal) ? 1 : 0);
  }

  report(row: number, hypothesis: Hypothesis, nearest: NearestText): LikelihoodReport {
    const readText = this.#index.readTexts.data[row] ?? -1;
    const cost = this.evidenceCost(row, hypothesis, nearest);
    const lookAlikes = this.#named(this.lookAlikesOf(readText)).filter(({ plate }) => plate !== hypothesis.plate);
    const evidence = this.#evidence(row, hypothesis, cost, this.#lookAlikeReads(row, hypothesis));
    const camera = this.#index.cameras.data[row] ?? 0;
    const report = reportLikelihood({
      evidence,
      posterior: assessRead(evidence),
      lookAlikes,
      misreadRateGiven: (this.#index.misreadRates[camera] ?? 0) > 0,
      costModelId: this.#model.id,
      via: nearest.candidate ? 'candidate' : 'read',
      classLabel: classifyPlate(hypothesis.plate).label,
    });
    return { ...report, lookAlikes: report.lookAlikes.slice(0, NAMED_LOOK_ALIKES) };
  }

  /** Plates of the data that may be read as this one, the nearest first. */
  lookAlikesOfPlate(plate: PlateText): LookAlike[] {
    const { ordinals, costs } = this.#index.fuzzy(this.#reversed, plate, LOOK_ALIKE_MAX_COST);
    return this.#named(this.#seenOnly(ordinals, costs, this.#index.ordinalOf(plate)));
  }

  #evidence(row: number, hypothesis: Hypothesis, cost: number, lookAlikeReads: number): ReadEvidence {
    const index = this.#index;
    const readText = index.readTexts.data[row] ?? -1;
    const passes = readText < 0 ? 0 : (index.textPasses.data[readText] ?? 0);
    return {
      exact: readText >= 0 && readText === hypothesis.ordinal,
      cost,
      misreadRate: this.#misreadRate(row),
      platePasses: hypothesis.ordinal < 0 ? 0 : (index.textPasses.data[hypothesis.ordinal] ?? 0),
      textPasses: Math.max(1, passes),
      lookAlikeReads,
      shape:
        readText < 0
          ? shapeStatistics(index.shapes.counts, shapeOf(hypothesis.plate), 0, this.#vehicleCounts())
          : this.#statisticsOf(index.shapes.placeOf(readText), passes),
    };
  }

  /** What the data says about texts of a shape that were read so often; the same for all of them until it changes. */
  #statisticsOf(shapePlace: number, passes: number): ShapeStatistics {
    const { shapes, epoch } = this.#index;
    const vehicles = this.#vehicleCounts();
    if (this.#statisticsEpoch !== epoch) {
      this.#statistics = [];
      this.#statisticsEpoch = epoch;
    }
    if (passes >= TABLED_PASSES) return shapeStatistics(shapes.counts, shapes.shapeAt(shapePlace), passes, vehicles);
    const place = shapePlace * TABLED_PASSES + passes;
    let known = this.#statistics[place];
    if (known === undefined) {
      known = shapeStatistics(shapes.counts, shapes.shapeAt(shapePlace), passes, vehicles);
      this.#statistics[place] = known;
    }
    return known;
  }

  /** Reads of a row's text expected from look-alikes. Odd reads of the hypothesis itself do not speak against it. */
  #lookAlikeReads(row: number, hypothesis: Hypothesis): number {
    const readText = this.#index.readTexts.data[row] ?? -1;
    const { plate, ordinal } = hypothesis;
    const groups = this.#groups;
    const { epoch } = this.#index;
    const last = this.#grouped;
    if (last.readText !== readText || last.plate !== plate || last.epoch !== epoch) {
      groups.fill(this.lookAlikesOf(readText), hypothesis);
      this.#grouped = { readText, plate, epoch };
    }
    const rate = this.#misreadRate(row);
    const platePasses = ordinal < 0 ? 0 : (this.#index.textPasses.data[ordinal] ?? 0);
    let reads = groups.certain;
    for (let at = 0; at < groups.count; at++) {
      const group = groups.groups[at];
      if (group === undefined) continue;
      const shape = this.#statisticsOf(group.shapePlace, group.passes);
      reads += group.weight * chanceLookAlikeIsReal(group.passes, group.cost, platePasses, rate, shape);
    }
    return reads * rate;
  }

  #misreadRate(row: number): number {
    return this.misreadRateOf(this.#index.cameras.data[row] ?? 0);
  }

  #estimatedRates(): MisreadRates {
    const rows = this.#index.rows.count();
    const grown = Math.abs(rows - this.#ratedRows) > this.#ratedRows * RATES_GROWTH;
    if (this.#rates === null || grown) {
      this.#rates = estimateRates(this.#index, this.#reversed);
      this.#ratedRows = rows;
      this.#vehicles = null;
      this.#statistics = [];
    }
    return this.#rates;
  }

  #vehicleCounts(): VehicleCounts {
    const { pool } = this.#estimatedRates();
    this.#vehicles ??= countVehicles(this.#index.shapes.counts, pool);
    return this.#vehicles;
  }

  #readConfidence(row: number): number | null {
    const percent = this.#index.rows.readConfidenceOf(row);
    return percent > 100 ? null : percent / 100;
  }

  /** What a text may be a misread of: other texts that some camera read first. Kept until the data changes. */
  lookAlikesOf(readText: number): TextMatches {
    if (readText < 0) return NONE;
    if (this.#keptEpoch !== this.#index.epoch || this.#kept.size > KEPT_LOOK_ALIKES) {
      this.#kept.clear();
      this.#keptEpoch = this.#index.epoch;
    }
    const kept = this.#kept.get(readText);
    if (kept !== undefined) return kept;
    const { ordinals, costs } = this.#index.fuzzy(
      this.#reversed,
      this.#index.texts.textOf(readText),
      LOOK_ALIKE_MAX_COST,
    );
    const found = this.#seenOnly(ordinals, costs, readText);
    this.#kept.set(readText, found);
    return found;
  }

  /** Texts that some camera read first; a text known only as a candidate is no vehicle that passed. */
  #seenOnly(ordinals: Int32Array, costs: Uint8Array, own: number): TextMatches {
    const { data: passes } = this.#index.textPasses;
    const seen = new Int32Array(ordinals.length);
    const seenCosts = new Uint8Array(ordinals.length);
    let count = 0;
    for (let slot = 0; slot < ordinals.length; slot++) {
      const ordinal = ordinals[slot] ?? -1;
      if (ordinal === own || (passes[ordinal] ?? 0) === 0) continue;
      seen[count] = ordinal;
      seenCosts[count++] = costs[slot] ?? 0;
    }
    return { ordinals: seen.subarray(0, count), costs: seenCosts.subarray(0, count) };
  }

  #named({ ordinals, costs }: TextMatches): LookAlike[] {
    return Array.from(ordinals, (ordinal, slot) => ({
      plate: this.#index.texts.textOf(ordinal),
      cost: costs[slot] ?? 0,
      passes: this.#index.textPasses.data[ordinal] ?? 0,
    }));
  }
}
