/** The authority in the top bar: kind, number, time left; clicking it is how one gets an authority. Renderer. */
import { Disable, EyeOpen, Shield, Time as TimeIcon } from '@blueprintjs/icons';
import type { User } from '../../../core/model/domain.ts';
import { useDesk, useNow } from '../../desk/index.ts';
import { minuteText, spanText } from '../../format/time.ts';
import { AUTHORITY_KIND_WORDS, ROLE_WORDS } from '../../format/words.ts';
import { type AuthorityView, useAuthority } from './AuthorityProvider.tsx';
import { isLive, lastHourText } from './standing-words.ts';
import { useRegister } from './use-register.ts';

const QUERYING_ROLES = new Set(['investigator', 'analyst']);

export function AuthorityChip({ user }: { user: User }) {
  const authority = useAuthority();
  const { dispatch } = useDesk();
  if (!QUERYING_ROLES.has(user.role)) {
    return (
      <span className="wm-authority" data-standing="role" data-testid="authority-chip">
        <span>
          <EyeOpen /> {ROLE_WORDS[user.role] ?? user.role}: may make no queries
        </span>
      </span>
    );
  }
  return (
    <button
      type="button"
      className="wm-authority"
      data-standing={authority.standing}
      data-testid="authority-chip"
      title="Authority for this case (Alt A)"
      onClick={() => dispatch({ type: 'side', side: 'authority' })}
    >
      <ChipParts authority={authority} />
    </button>
  );
}

function ChipParts({ authority }: { authority: AuthorityView }) {
  const { current, standing } = authority;
  const register = useRegister(authority.caseRecord.id);
  const waiting = register.data?.find((row) => row.standing === 'submitted')?.record ?? null;
  const live = standing === 'live' || standing === 'soon';
  if (waiting !== null && !live) {
    return (
      <>
        <span className="wm-authority-kind">
          <Shield /> {AUTHORITY_KIND_WORDS[waiting.kind]}
        </span>
        <span className="wm-mono wm-authority-number">{waiting.number}</span>
        <span className="wm-authority-mark">
          <TimeIcon size={12} /> Awaiting approval
        </span>
      </>
    );
  }
  if (current === null) {
    // What only allows tracking is held all the same, and no query runs under it.
    const tracks = register.data?.find((row) => isLive(row.standing))?.record ?? null;
    if (tracks !== null)
      return (
        <>
          <span className="wm-authority-kind">
            <Shield /> {AUTHORITY_KIND_WORDS[tracks.kind]}
          </span>
          <span className="wm-mono wm-authority-number">{tracks.number}</span>
          <span className="wm-authority-mark">tracking only</span>
        </>
      );
    return (
      <>
        <span>
          <Shield /> No authority
        </span>
        <span className="wm-authority-do">Get one</span>
      </>
    );
  }
  return (
    <>
      <span className="wm-authority-kind">
        <Shield /> {AUTHORITY_KIND_WORDS[current.kind]}
      </span>
      <span className="wm-mono wm-authority-number">{current.number}</span>
      {live && current.assignment === 'provisional' && (
        <span className="wm-authority-mark" title="The server has not confirmed the number yet">
          provisional
        </span>
      )}
      <span className="wm-authority-time">
        {standing === 'lapsed' && (
          <>
            <Disable size={12} /> Lapsed {minuteText(current.toMs)}
          </>
        )}
        {standing === 'withdrawn' && (
          <>
            <Disable size={12} /> Withdrawn
          </>
        )}
        {standing === 'live' && `${spanText(authority.leftMs)} left`}
        {standing === 'soon' && <LastHour toMs={current.toMs} />}
      </span>
    </>
  );
}

/** Counts the seconds, and only where there is less than an hour. */
function LastHour({ toMs }: { toMs: number }) {
  const nowMs = useNow(1000);
  return `${lastHourText(Math.max(0, toMs - nowMs))} left`;
}
