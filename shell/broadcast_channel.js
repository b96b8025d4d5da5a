// BroadcastChannel: what one says, all others of the same name hear.
//
//   tools/bazel run //shell -- shell/broadcast_channel.js
'use strict';

load('support.js');

example('all others hear it, in one order', async () => {
  const speaker = new BroadcastChannel('news');
  const heard = [];
  const listeners = ['a', 'b'].map((name) => {
    const channel = new BroadcastChannel('news');
    channel.onmessage = ({data}) => heard.push(`${name} ${data}`);
    return channel;
  });
  speaker.onmessage = () => heard.push('the speaker itself');
  const other = new BroadcastChannel('other news');
  other.onmessage = () => heard.push('another name');
  speaker.postMessage(1);
  speaker.postMessage(2);
  await wait(20);
  equal(heard.join(), 'a 1,b 1,a 2,b 2', 'what was heard');
  for (const channel of [speaker, other, ...listeners]) channel.close();
});

example('workers hear it too', async () => {
  const channel = new BroadcastChannel('rooms');
  const source = `
    const channel = new BroadcastChannel('rooms');
    channel.onmessage = ({data}) => {
      if (data.question) channel.postMessage({answer: data.question * 2});
    };
    postMessage('listening');`;
  const workers = [1, 2].map(() => new Worker(source, {eval: true}));
  await Promise.all(workers.map((worker) => next(worker, 'message')));
  const answers = [];
  const done = new Promise((resolve) => {
    channel.onmessage = ({data}) => {
      answers.push(data.answer);
      if (answers.length === 2) resolve();
    };
  });
  channel.postMessage({question: 21});
  await done;
  equal(answers.join(), '42,42', 'the answers');
  for (const worker of workers) worker.terminate();
  channel.close();
});

example('nothing can be transferred to many', () => {
  const channel = new BroadcastChannel('many');
  const {port1} = new MessageChannel();
  throws('DataCloneError', undefined, () => channel.postMessage(port1));
  channel.close();
});

example('a closed channel says nothing any more', () => {
  const channel = new BroadcastChannel('closed');
  equal(channel.name, 'closed', 'its name');
  channel.close();
  throws('InvalidStateError', undefined, () => channel.postMessage(1));
  throws('TypeError', /1 argument required/, () => new BroadcastChannel());
});

allRight();
