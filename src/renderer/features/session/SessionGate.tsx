/** Lets nobody past who is not signed in: enrol, then sign in, then the desk. Renderer. */
import './session.css';
import type { ReactNode } from 'react';
import type { SessionState } from '../../../contract/workstation.ts';
import type { User } from '../../../core/model/domain.ts';
import { Loading, ProblemBox } from '../../parts/index.ts';
import { EnrolForm } from './EnrolForm.tsx';
import { SignInForm } from './SignInForm.tsx';
import { useSession } from './use-session.ts';

export type SignedIn = SessionState & { readonly user: User };

export function SessionGate({ children }: { children: (session: SignedIn) => ReactNode }) {
  const { data, error, refetch } = useSession();
  if (error !== null) {
    return (
      <Doorway space={null}>
        <ProblemBox error={error} onRetry={() => void refetch()} />
      </Doorway>
    );
  }
  if (data === undefined) {
    return (
      <Doorway space={null}>
        <Loading what="Looking who is signed in" />
      </Doorway>
    );
  }
  if (data.phase === 'signed-in' && data.user !== null) return children({ ...data, user: data.user });
  return (
    <Doorway space={data.space} version={data.version}>
      {data.phase === 'unenrolled' ? <EnrolForm state={data} /> : <SignInForm state={data} />}
    </Doorway>
  );
}

function Doorway({ space, version, children }: { space: string | null; version?: string; children: ReactNode }) {
  return (
    <>
      {space === 'training' && <div className="wm-training-stripe" aria-hidden />}
      <main className="wm-doorway">
        <div className="wm-doorway-card">
          <header className="wm-doorway-head">
            <svg viewBox="0 0 32 32" width="34" height="34" aria-hidden>
              <path
                d="M4 9l5.5 15L16 11l6.500 13L28 9"
                fill="none"
                stroke="currentColor"
                strokeWidth="2.8"
                strokeLinecap="round"
                strokeLinejoin="round"
              />
              <circle cx="16" cy="5" r="2.400" fill="var(--acc)" />
            </svg>
            <div>
              <p className="wm-doorway-name">Waymark</p>
              <p className="wm-caption">Number-plate evidence, lawfully</p>
            </div>
            {space === 'training' && <span className="wm-badge wm-badge-violet wm-training-word">TRAINING</span>}
          </header>
          {children}
        </div>
        <p className="wm-caption wm-doorway-foot">
          Every query made here is written to a log before it runs. {version !== undefined && `Waymark ${version}.`}
        </p>
      </main>
    </>
  );
}
