'use strict';
// A full node of Bitcoin on regtest, in memory, for the tests: node bcoin.js HTTP_PORT API_KEY
// It says "ready" when it answers, and ends with its standard input: no test leaves one behind.
const path = require('path');
const folder = process.env.NIGHTMINER_BCOIN || __dirname;
const {FullNode} = require(require.resolve('bcoin', {paths: [path.resolve(folder)]}));

const [httpPort, apiKey] = process.argv.slice(2);
const node = new FullNode({
  network: 'regtest', memory: true, workers: false, listen: false, logLevel: 'none',
  httpHost: '127.0.0.1', httpPort: Number(httpPort), apiKey,
});

// bcoin does not tell its RPC of a chain that went back (invalidateblock): without this it would go on offering the tip
// that is gone, until another block came. And it hears of it itself only once it is connected.
node.on('reset', () => node.rpc.refreshBlock());

node.open().then(() => node.connect()).then(() => console.log('ready'), error => {
  console.error(error);
  process.exit(1);
});
process.stdin.on('end', () => process.exit(0)).resume();
