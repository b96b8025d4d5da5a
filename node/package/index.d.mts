export * from './index.js';
import * as ferry from './index.js';
export default ferry;
