/** The authority in the top bar: kind, number, time left; clicking it is how one gets an authority. Renderer. */
import { Disable, EyeOpen, Shield } from '@blueprintjs/icons';
import type { User } from '../../../core/model/domain.ts';
import { useDesk } from '../../desk/index.ts';
import { minuteText, spanText } from '../../format/time.ts';
import { AUTHORITY_KIND_WORDS, ROLE_WORDS } from '../../format/words.ts';
import { type AuthorityView, useAuthority } from './AuthorityProvider.tsx';

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
  if (current === null) {
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
      <span className="wm-mono">{current.number}</span>
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
        {(standing === 'live' || standing === 'soon') && `${spanText(authority.leftMs)} left`}
      </span>
    </>
  );
}
