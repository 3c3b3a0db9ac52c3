import type { Measurement } from '../../measurement.js';
export const importMeasurement: Measurement = { name: 'import', title: '', async run() { return []; } };
