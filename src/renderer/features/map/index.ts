// The map feature's only door. Renderer.
export { DetectionMap } from './DetectionMap.tsx';
export type {
  DetectionMapProps,
  MapArea,
  MapCamera,
  MapDetection,
  MapJourney,
  MapJourneyLeg,
  MapScene,
  MapVehicle,
} from './map-types.ts';
