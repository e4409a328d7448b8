// Run third-party verifiers on credentials with embedded proofs, and on their status, which they
// fetch from our test server: nothing else can be reached.
// Reads {root, served, cases} from standard input, and writes one answer per case.
import {readFileSync} from 'node:fs';

const {root, served, contexts, cases} = JSON.parse(readFileSync(0, 'utf8'));
console.log = console.error;  // some of them log to standard output
const asked = [];
const fetchServed = globalThis.fetch;
globalThis.fetch = async (input, init) => {
  const request = new Request(input, init);
  const {url} = request;
  if(contexts[url]) {
    return Response.json(contexts[url]);
  }
  if(!url.startsWith(`${root}/`)) {
    throw new TypeError(`nothing else is fetched: ${url}`);
  }
  asked.push(`${url.slice(root.length)} ${request.headers.get('accept')}`);
  return fetchServed(served + url.slice(root.length), {headers: request.headers});
};

const vc = await import('@digitalbazaar/vc');
const {DataIntegrityProof} = await import('@digitalbazaar/data-integrity');
const {cryptosuite} = await import('@digitalbazaar/eddsa-rdfc-2022-cryptosuite');
const {checkStatus} = await import('@digitalbazaar/vc-bitstring-status-list');
const {checkStatus: checkStatusOfDcc} =
  await import('@digitalcredentials/vc-bitstring-status-list');
const {verifyCredential} = await import('@digitalcredentials/verifier-core');

const did = await (await fetch(`${root}/.well-known/did.json`)).json();
const documentLoader = async url => {
  const named = did.verificationMethod.find(each => each.id === url);
  const known = named ? {'@context': 'https://w3id.org/security/multikey/v1', ...named} :
    url === did.id ? did : contexts[url];
  const document = known || await (await fetch(url, {
    headers: {accept: 'application/vc, application/ld+json;q=0.9, application/json;q=0.8'}
  })).json();
  return {contextUrl: null, documentUrl: url, document};
};
const suite = new DataIntegrityProof({cryptosuite});

async function verifyAll({credential}) {
  const result = await vc.verifyCredential({credential, suite, documentLoader, checkStatus});
  const [status] = result.statusResult?.results ?? [];
  return {verified: result.verified, revoked: status?.status};
}

async function askDccForStatus({credential}) {
  const {verified, error} = await checkStatusOfDcc({credential, suite, documentLoader});
  if(error) {
    throw error;
  }
  return {verified};
}

async function askVerifierCore({credential}) {
  const {log, errors, additionalInformation} =
    await verifyCredential({credential, knownDIDRegistries: []});
  if(errors) {
    return {errors: errors.map(({name}) => name)};
  }
  const [schema] = additionalInformation[0].results;
  return {
    schema: schema.result.valid,
    ...Object.fromEntries(log.map(({id, valid, error}) => [id, error?.name ?? valid]))
  };
}

const checks = {digitalbazaar: verifyAll, dcc: askDccForStatus, core: askVerifierCore};
const answers = [];
for(const each of cases) {
  try {
    answers.push(await checks[each.by](each));
  } catch(error) {
    answers.push({failed: `${error.name}: ${error.message}`});
  }
}
process.stdout.write(JSON.stringify({answers, asked}));
