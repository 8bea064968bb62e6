/** A likelihood: word and figure, bar, tick at the base rate, look-alikes beneath. Never a bare percentage. Renderer. */
import { countOf, likelihoodText, sentenceCase } from '../format/number.ts';

interface LikelihoodProps {
  readonly likelihood: number;
  readonly word: string;
  readonly baseRate: number;
  readonly lookAlikes: number;
  /** Said before the look-alikes: why it may be this plate. */
  readonly why?: string;
}

export function Likelihood({ likelihood, word, baseRate, lookAlikes, why = '' }: LikelihoodProps) {
  return (
    <span className="wm-likelihood">
      <span className="wm-likelihood-word">
        {sentenceCase(word)}, {likelihoodText(likelihood)}
      </span>
      <LikelihoodBar likelihood={likelihood} baseRate={baseRate} />
      <span className="wm-caption wm-ellipsis" title={why === '' ? undefined : why}>
        {why !== '' && <span className="wm-bright">{why}, </span>}
        {countOf(lookAlikes, 'look-alike')}
      </span>
    </span>
  );
}

export function LikelihoodBar({ likelihood, baseRate }: { likelihood: number; baseRate: number | null }) {
  return (
    <span className="wm-bar" aria-hidden>
      <i style={{ width: `${Math.max(1, likelihood * 100)}%` }} />
      {baseRate !== null && <b style={{ left: `${Math.min(99, baseRate * 100)}%` }} />}
    </span>
  );
}
