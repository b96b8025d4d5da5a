// DOM: CustomEvent.

function customOf(event) {
  const custom = event?.[kEvent]?.custom ?? null;
  if (custom === null) throw illegalInvocation();
  return custom;
}

class CustomEvent extends PlatformObject {
  constructor(type, eventInitDict = undefined) {
    const call = 'Failed to construct \'CustomEvent\'';
    requireArguments(call, 1, arguments.length);
    type = `${type}`;
    const init = toDictionary(call, eventInitDict);
    const event = newEvent(CustomEvent, new.target, type, init);
    const {detail = null} = init;
    event[kEvent].custom = {detail};
    return event;
  }

  get detail() {
    return customOf(this).detail;
  }

  initCustomEvent(type, bubbles = false, cancelable = false, detail = null) {
    const custom = customOf(this);
    requireArguments(
        'Failed to execute \'initCustomEvent\' on \'CustomEvent\'', 1,
        arguments.length);
    if (initializeAgain(this, type, bubbles, cancelable)) custom.detail = detail;
  }
}

defineInterface(CustomEvent, 'CustomEvent', Event);
