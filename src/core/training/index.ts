/** The door of the training network. Runs anywhere (pure). */
export {
  TRAINING_DETECTIONS,
  TRAINING_PROVIDER,
  type TrainingOptions,
  type TrainingRead,
  trainingReads,
} from './network.ts';
export { TRAINING_AUDIT_PASSPHRASE, TRAINING_PASSPHRASE, trainingUsers } from './people.ts';
export { drawPlatePicture, type PlatePictureSpec } from './plate-picture.ts';
export { isNobodys } from './plates.ts';
export { type TrainingRegister, trainingRegister } from './register.ts';
export { trainingSites, trainingSitesGeoJson } from './sites.ts';
export { type TrainingCase, trainingCase, trainingFiles } from './story.ts';
