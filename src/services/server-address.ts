/**
 * Where the intel server is reached today. Runs in the services worker. An embedded server may come back on another port;
 * whoever it is, only the server whose key this workstation learnt on enrolment can sign what it then takes.
 */
import type { SessionState } from '../contract/workstation.ts';

const loopback = /^http:\/\/127\.0\.0\.1:\d+\/?$/;

/** The address enrolled at, or the one the starter offers, where both are servers of this very machine. */
export function serverAddress(enrolledAt: string, offer: SessionState['offer']): string {
  return offer !== null && loopback.test(enrolledAt) && loopback.test(offer.serverUrl) ? offer.serverUrl : enrolledAt;
}
