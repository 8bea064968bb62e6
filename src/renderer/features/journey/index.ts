/** The door of journeys: asking for one, its drawing, its legs. */
export { JourneyLegs } from './JourneyLegs.tsx';
export { type DrawnJourney, useJourney } from './use-journey.ts';
