/** Where an authority stands, one word, with the tone of its clock. Renderer. */
import { Disable, SmallTick, Time as TimeIcon } from '@blueprintjs/icons';
import type { AuthorityStanding } from '../../../contract/authority-answers.ts';
import { isLive, STANDING_WORDS, toneOfStanding } from './standing-words.ts';

export function StandingBadge({ standing, nowMs }: { standing: AuthorityStanding; nowMs: number }) {
  const tone = toneOfStanding(standing, nowMs);
  const over = isLive(standing.standing) && standing.record.toMs <= nowMs;
  return (
    <span
      className={tone === 'plain' ? 'wm-badge' : `wm-badge wm-badge-${tone}`}
      data-standing={standing.standing}
      data-testid="standing"
    >
      {tone === 'red' ? (
        <Disable size={12} />
      ) : isLive(standing.standing) ? (
        <SmallTick size={12} />
      ) : (
        <TimeIcon size={12} />
      )}
      {over ? STANDING_WORDS.lapsed : STANDING_WORDS[standing.standing]}
    </span>
  );
}
