// DOM: CustomEvent.

function customOf(event) {
  return stateOfKind(event, kIsCustom).details;
}

class CustomEvent extends PlatformObject {
  constructor(type, eventInitDict = undefined) {
    const call = 'Failed to construct \'CustomEvent\'';
    requireArguments(call, 1, arguments.length);
    type = `${type}`;
    const init = toDictionary(call, eventInitDict);
    const event = newEvent(CustomEvent, new.target, type, init, kIsCustom);
    const {detail = null} = init;
    event[kEvent].details = {detail};
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
