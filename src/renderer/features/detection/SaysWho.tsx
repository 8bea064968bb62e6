/** The likelihood and how it came about: base rate, each step of the reckoning, the look-alikes behind it. Renderer. */
import { type ReactNode, useEffect, useRef, useState } from 'react';
import type { LikelihoodExplanation } from '../../../contract/workstation.ts';
import { useKeys } from '../../desk/index.ts';
import { countOf, likelihoodText, sentenceCase } from '../../format/number.ts';
import { Kbd, LikelihoodBar, Plate } from '../../parts/index.ts';

interface SaysWhoProps {
  readonly likelihood: LikelihoodExplanation;
  readonly active: boolean;
  /** What can be asked further, beneath the look-alikes. */
  readonly children: ReactNode;
}

export function SaysWho({ likelihood, active, children }: SaysWhoProps) {
  const [shown, setShown] = useState(false);
  const explanation = useRef<HTMLUListElement>(null);
  // The key works from anywhere in the record: what it opens comes into view.
  useEffect(() => {
    if (shown) explanation.current?.scrollIntoView({ block: 'nearest' });
  }, [shown]);
  useKeys({ saysWho: () => setShown((on) => !on) }, active);
  return (
    <section className="wm-section" data-testid="likelihood">
      <div className="wm-row wm-likelihood-head">
        <h3>
          {sentenceCase(likelihood.word)}, {likelihoodText(likelihood.likelihood)}
        </h3>
        <span className="wm-badge">{countOf(likelihood.lookAlikes.length, 'look-alike')}</span>
        <button
          type="button"
          className="wm-link"
          aria-expanded={shown}
          onClick={() => setShown((on) => !on)}
          data-testid="says-who"
        >
          Says who?
        </button>
        <Kbd of="saysWho" />
      </div>
      <LikelihoodBar likelihood={likelihood.likelihood} baseRate={likelihood.baseRate} />
      <p className="wm-caption">
        Tick at {likelihoodText(likelihood.baseRate)}: the chance of such a read had this vehicle never passed.
      </p>
      {shown && (
        <>
          <ul ref={explanation} className="wm-explanation">
            {likelihood.explanation.map((step) => (
              <li key={step.code}>
                {step.text}
                {step.code === 'model' && <span className="wm-caption wm-mono"> {step.value}</span>}
              </li>
            ))}
          </ul>
          {likelihood.lookAlikes.length > 0 && <LookAlikes likelihood={likelihood} />}
          {children}
        </>
      )}
    </section>
  );
}

export function LookAlikes({ likelihood }: { likelihood: LikelihoodExplanation }) {
  return (
    <ul className="wm-look-alikes" aria-label="Look-alikes">
      {likelihood.lookAlikes.map((other) => (
        <li key={other.plate}>
          <Plate text={other.plate} />
          <span className="wm-dim">{countOf(other.passes, 'pass', 'passes')} in the window</span>
        </li>
      ))}
    </ul>
  );
}
