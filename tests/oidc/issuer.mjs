// issuer.mjs URL_FILE KID PORT CALLBACK: a real OpenID Connect provider on this machine (oidc-provider) for tests/oidc.sh. Whatever name is typed signs in; the
// subject is that name. Clients: "yunguan" (secret by basic, RS256), "poster" (secret by post, ES256), "public" (no secret).
// The keys are named after KID, so that another start has others. PORT 0: any free one. TLS_CERT and TLS_KEY: by https.
import { readFileSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:http'
import { createServer as createSecure } from 'node:https'
import { exportJWK, generateKeyPair } from 'jose'
import { Provider } from 'oidc-provider'

const [portFile, kid, port = '0', callback] = process.argv.slice(2)
const key = async (alg, name) => ({ ...await exportJWK((await generateKeyPair(alg, { extractable: true })).privateKey), kid: name, alg, use: 'sig' })
const keys = [await key('RS256', `${kid}-r`), await key('ES256', `${kid}-e`)]
const secure = process.env.TLS_CERT
const server = secure ? createSecure({ cert: readFileSync(secure), key: readFileSync(process.env.TLS_KEY) }) : createServer()
await new Promise(ok => server.listen(Number(port), '127.0.0.1', ok))
const issuer = `${secure ? 'https' : 'http'}://127.0.0.1:${server.address().port}`
const common = { redirect_uris: [callback], response_types: ['code'], grant_types: ['authorization_code'] }
const provider = new Provider(issuer, {
  jwks: { keys },
  cookies: { keys: ['only for tests'] },
  clients: [
    { ...common, client_id: 'yunguan', client_secret: 'geheim/8a+7b?: %x', token_endpoint_auth_method: 'client_secret_basic', id_token_signed_response_alg: 'RS256' },
    { ...common, client_id: 'poster', client_secret: 'geheim-post', token_endpoint_auth_method: 'client_secret_post', id_token_signed_response_alg: 'ES256' },
    { ...common, client_id: 'public', token_endpoint_auth_method: 'none', id_token_signed_response_alg: 'ES256' },
  ],
  clientAuthMethods: process.env.ONLY_POST ? ['client_secret_post', 'none'] : ['client_secret_basic', 'client_secret_post', 'none'],
  enabledJWA: { idTokenSigningAlgValues: ['RS256', 'ES256'] },
  claims: { openid: ['sub'], profile: ['name'] },
  conformIdTokenClaims: false,
  pkce: { required: () => true },
  findAccount: (_, sub) => ({ accountId: sub, claims: () => ({ sub, name: `用户${sub}` }) }),
})
server.on('request', provider.callback())
writeFileSync(portFile, issuer)
