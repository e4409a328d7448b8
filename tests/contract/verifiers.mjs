// Run third-party verifiers on our signatures: `jose` on JWTs, `@digitalbazaar/vc` with its
// eddsa-rdfc-2022 suite on JSON-LD, and its bitstring reader on the status list.
// Reads a list of cases from standard input, and writes a list of answers. Nothing is fetched.
import {readFileSync} from 'node:fs';
import * as jose from 'jose';
import * as vc from '@digitalbazaar/vc';
import {DataIntegrityProof} from '@digitalbazaar/data-integrity';
import {cryptosuite} from '@digitalbazaar/eddsa-rdfc-2022-cryptosuite';
import {BitstringStatusList} from '@digitalbazaar/vc-bitstring-status-list';

const {did, contexts, now, cases} = JSON.parse(readFileSync(0, 'utf8'));

const documentLoader = async url => {
  const named = did.verificationMethod.find(each => each.id === url);
  const document = named ? {'@context': 'https://w3id.org/security/multikey/v1', ...named} :
    url === did.id ? did : contexts[url];
  if(!document) {
    throw new Error(`nothing is fetched: ${url}`);
  }
  return {contextUrl: null, documentUrl: url, document};
};

async function verifyToken({token}) {
  const {kid} = jose.decodeProtectedHeader(token);
  const method = did.verificationMethod.find(
    each => each.id === kid && did.assertionMethod.includes(kid));
  const key = await jose.importJWK(method.publicKeyJwk);
  const {payload} = await jose.jwtVerify(token, key, {issuer: did.id, currentDate: new Date(now)});
  return payload;
}

async function verifyDocument({document}) {
  const suite = new DataIntegrityProof({cryptosuite});
  // the status is checked by a separate case
  const checkStatus = async () => ({verified: true});
  const result = await vc.verifyCredential(
    {credential: document, suite, documentLoader, checkStatus, now});
  if(!result.verified) {
    throw result.error;
  }
  return document;
}

async function readStatus({token, place}) {
  const {credentialSubject} = await verifyToken({token});
  const list = await BitstringStatusList.decode(credentialSubject);
  return {revoked: list.getStatus(place), places: list.length};
}

const checks = {token: verifyToken, document: verifyDocument, status: readStatus};
const answers = [];
for(const each of cases) {
  try {
    answers.push({accepted: true, said: await checks[each.kind](each)});
  } catch(error) {
    answers.push({accepted: false, said: `${error.name}: ${error.message}`});
  }
}
process.stdout.write(JSON.stringify(answers));
