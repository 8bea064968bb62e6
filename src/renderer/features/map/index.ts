// The map feature's only door. Renderer.
export { DetectionMap } from './DetectionMap.tsx';
