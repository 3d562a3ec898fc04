// Receives Leadhook's deliveries and keeps the latest of each lead. Node 22.13 or newer, nothing else.

import { createHmac, timingSafeEqual } from "node:crypto";
import { createServer } from "node:http";
import { DatabaseSync } from "node:sqlite";

const secret = Buffer.from(process.env.WEBHOOK_SECRET.replace(/^whsec_/, ""), "base64");
if (!secret.length) throw new Error("WEBHOOK_SECRET is empty: anybody could sign");
const database = new DatabaseSync(process.env.DATABASE ?? "leads.db");
database.exec("pragma busy_timeout = 5000");
database.exec("create table if not exists deliveries (id text primary key)");
database.exec("create table if not exists leads (social_id text primary key not null, number integer, payload text)");

/** Returns the id of a delivery that Leadhook made within five minutes; else null. */
function verify(headers, body) {
  const { "webhook-id": id, "webhook-timestamp": timestamp, "webhook-signature": signatures = "" } = headers;
  const mac = createHmac("sha256", secret).update(`${id}.${timestamp}.`).update(body);
  const expected = Buffer.from(`v1,${mac.digest("base64")}`);
  const equal = (each) => each.length === expected.length && timingSafeEqual(each, expected);
  const genuine = signatures.split(" ").some((each) => equal(Buffer.from(each)));
  return genuine && Math.abs(Date.now() / 1000 - Number(timestamp)) <= 300 ? id : null;
}

/** The id and the work in one transaction: both are there afterwards, or neither. */
function store(id, lead, body) {
  const number = Number(/^evt-\d+-(\d+)$/.exec(id)[1]);
  database.exec("begin immediate");
  try {
    const { changes } = database.prepare("insert into deliveries values (?) on conflict do nothing").run(id);
    if (changes) { // The number tells what is older: a retry must not overwrite what came after it.
      database.prepare(`insert into leads values (?, ?, ?) on conflict (social_id) do update
        set number = excluded.number, payload = excluded.payload where excluded.number > number`)
        .run(lead.social_id, number, body);
    }
    database.exec("commit");
  } catch (e) {
    database.exec("rollback");
    throw e;
  }
}

const server = createServer(async (request, response) => {
  try {
    const chunks = [];
    for await (const chunk of request) chunks.push(chunk);
    const body = Buffer.concat(chunks);
    const id = verify(request.headers, body);
    if (!id) return response.writeHead(401).end();
    const form = request.headers["content-type"]?.includes("form-urlencoded");
    store(id, form ? Object.fromEntries(new URLSearchParams(`${body}`)) : JSON.parse(body), `${body}`);
    response.writeHead(204).end();
  } catch (e) { // Not stored: Leadhook sends it again.
    console.error("not stored:", request.headers["webhook-id"], e.message);
    response.writeHead(500).end();
  }
});
server.listen(process.env.PORT ?? 9000, "127.0.0.1", () => console.log(`listening on ${server.address().port}`));
