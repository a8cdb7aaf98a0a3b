// Runs the vendor's JavaScript SDK against fakegraph and prints one JSON line
// per step. graph_npm_test.go in the folder above starts the server and checks what is printed.
import { Client, PageIterator, BatchRequestContent, BatchResponseContent, GraphError } from "@microsoft/microsoft-graph-client";

const base = process.env.GRAPH_URL;
const client = Client.init({
  baseUrl: base,
  defaultVersion: "v1.0",
  customHosts: new Set([new URL(base).hostname]),
  authProvider: (done) => done(null, "e2e"),
});

const print = (step, value) => console.log(JSON.stringify({ step, value }));

// batch sends up to three requests, of which the second one fails.
async function batch(ids, dependsOn = () => undefined) {
  const patch = { method: "PATCH", headers: { "Content-Type": "application/json" }, body: JSON.stringify({ jobTitle: "Baker" }) };
  const requests = {
    1: () => new Request(`${base}/v1.0/users/user7@contoso.com`, patch),
    2: () => new Request(`${base}/v1.0/users/nobody`, { method: "GET" }),
    3: () => new Request(`${base}/v1.0/users/user1@contoso.com`, { method: "GET" }),
  };
  const content = new BatchRequestContent(ids.map((id) => ({ id, request: requests[id](), dependsOn: dependsOn(id) })));
  const answer = new BatchResponseContent(await client.api("/$batch").post(await content.getContent()));
  return Object.fromEntries(ids.map((id) => [id, answer.getResponseById(id).status]));
}

async function steps() {
  const ids = [];
  const page = await client.api("/users").select("id,onPremisesImmutableId").top(40).get();
  await new PageIterator(client, page, (user) => ids.push(user.id) > 0).iterate();
  print("pages", { users: ids.length, different: new Set(ids).size });

  const hybrid = await client.api("/users").filter("onPremisesSyncEnabled ne true").count(true)
    .header("ConsistencyLevel", "eventual").select("userPrincipalName").top(3).get();
  print("advanced", { count: hybrid["@odata.count"], got: hybrid.value.length });

  const one = await client.api("/users/user3@contoso.com").select(["id", "proxyAddresses"]).get();
  print("one", one.proxyAddresses);

  try {
    await client.api("/users").filter("onPremisesSyncEnabled ne true").get();
  } catch (err) {
    print("refused", { graph: err instanceof GraphError, status: err.statusCode, code: err.code, requestId: typeof err.requestId });
  }

  await client.api("/users/user3@contoso.com").patch({ onPremisesImmutableId: "dXNlcjM=" });
  print("patched", (await client.api("/users/user3@contoso.com").select("onPremisesImmutableId").get()).onPremisesImmutableId);
  await client.api("/users/user3@contoso.com").patch({ onPremisesImmutableId: null });
  print("cleared", (await client.api("/users/user3@contoso.com").select("onPremisesImmutableId").get()).onPremisesImmutableId);

  await client.api("/users/user5@contoso.com").delete();
  const bin = await client.api("/directory/deletedItems/microsoft.graph.user").get();
  const back = await client.api(`/directory/deletedItems/${bin.value[0].id}/restore`).post({});
  print("restored", back.userPrincipalName);

  print("batch", await batch(["1", "2"]));
  print("serial", await batch(["1", "2", "3"], (id) => (id > 1 ? [String(id - 1)] : undefined)));

  // The server throttles the next two requests for groups.
  const groups = await client.api("/groups").get();
  print("retried", groups.value.length);
}

steps().catch((err) => {
  console.error(err);
  process.exit(1);
});
