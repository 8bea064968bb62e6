// Who signs, as the certificates name them, for the page. Pure. What the names are worth, the verifier says.

import { AppError } from '../core/errors.ts';
import { parseCertificate } from '../core/evidence/cms-form.ts';
import { sha256OfBytes } from '../core/evidence/manifest.ts';
import type { PackSigner, SigningAlgorithm } from '../core/evidence/pack-signer.ts';
import type { SignerView } from './pages/pack-view.ts';
import { pageSigner } from './sign-bytes.ts';

type Name = ReturnType<typeof parseCertificate>['subject'];

const COMMON_NAME = '2.5.4.3';

const nameOf = (name: Name): string => {
  const common = name.typesAndValues.find(({ type }) => type === COMMON_NAME) ?? name.typesAndValues[0];
  return common === undefined ? 'without a name' : String(common.value.valueBlock.value);
};

const ALGORITHM_WORDS: Readonly<Record<SigningAlgorithm, string>> = {
  'ecdsa-sha256': 'ECDSA, SHA-256',
  'rsa-sha256': 'RSA, SHA-256',
  'rsa-pss-sha256': 'RSA-PSS, SHA-256',
};

/** @throws AppError BAD_INPUT where the certificates cannot be read: nothing can be signed with them. */
export const signerView = (signer: PackSigner): SignerView => {
  const { certificates, algorithm } = pageSigner(signer);
  const [leaf] = certificates;
  const authority = certificates.at(-1);
  if (leaf === undefined || authority === undefined) {
    throw new AppError('BAD_INPUT', {
      message: 'This workstation has no certificate to sign with. No pack was made.',
      tip: 'Enrol the workstation again to get one.',
    });
  }
  try {
    const subject = nameOf(parseCertificate(leaf).subject);
    const issuer = nameOf(parseCertificate(authority).subject);
    return {
      subject,
      form: `${signer.timeStamp === null ? 'PAdES-B-B' : 'PAdES-B-T, time-stamped'} (${ALGORITHM_WORDS[algorithm]})`,
      authority: issuer,
      authorityFingerprint: sha256OfBytes(authority),
      test: /\btest\b/i.test(issuer),
    };
  } catch (cause) {
    throw new AppError('BAD_INPUT', {
      message: 'The certificate of this workstation cannot be read. No pack was made.',
      tip: 'Enrol the workstation again to get one.',
      cause,
    });
  }
};
