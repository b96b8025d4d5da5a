// The same by CommonJS.
import ferry = require('ferry');

const copy: number[] = ferry.structuredClone([1]);
new ferry.BroadcastChannel('name').on('message', (value) => value).close();
export {copy};
