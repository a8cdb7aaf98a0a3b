// Reads all users with the vendor's JavaScript SDK and prints how many there
// are. internal/bench/peers measures it.
import { Client, PageIterator } from "@microsoft/microsoft-graph-client";

const base = process.env.GRAPH_URL;
const client = Client.init({
  baseUrl: base,
  defaultVersion: "v1.0",
  customHosts: new Set([new URL(base).hostname]),
  authProvider: (done) => done(null, "bench"),
});

const fields = "id,userPrincipalName,displayName,mail,proxyAddresses,onPremisesImmutableId,onPremisesSyncEnabled,accountEnabled";
let users = 0;
const page = await client.api("/users").top(999).select(fields).get();
await new PageIterator(client, page, () => ++users > 0).iterate();
console.log(users);
