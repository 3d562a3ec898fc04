"""Receives Leadhook's deliveries and keeps the latest of each lead. Python 3.9 or newer, nothing else."""

import base64, hashlib, hmac, json, os, re, sqlite3, sys, time
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import parse_qsl

SECRET = base64.b64decode(os.environ["WEBHOOK_SECRET"].removeprefix("whsec_"))
if not SECRET:
    sys.exit("WEBHOOK_SECRET is empty: anybody could sign")
FILE = os.environ.get("DATABASE", "leads.db")


def verify(headers, body):
    """Returns the id of a delivery that Leadhook made within five minutes; else None."""
    id, timestamp = headers.get("webhook-id", ""), headers.get("webhook-timestamp", "")
    signed = f"{id}.{timestamp}.".encode() + body
    expected = b"v1," + base64.b64encode(hmac.digest(SECRET, signed, hashlib.sha256))
    signatures = headers.get("webhook-signature", "").encode().split()
    genuine = any([hmac.compare_digest(expected, each) for each in signatures])
    return id if genuine and abs(time.time() - int(timestamp)) <= 300 else None


def store(id, lead, body):
    """The id and the work in one transaction: both are there afterwards, or neither."""
    number = int(re.fullmatch(r"evt-\d+-(\d+)", id)[1])
    database = sqlite3.connect(FILE, timeout=5)
    try:
        with database:
            new = database.execute("insert into deliveries values (?) on conflict do nothing", [id]).rowcount
            if new:  # The number tells what is older: a retry must not overwrite what came after it.
                database.execute(
                    "insert into leads values (?, ?, ?) on conflict (social_id) do update"
                    " set number = excluded.number, payload = excluded.payload where excluded.number > number",
                    [lead["social_id"], number, body])
    finally:
        database.close()


class Receiver(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    timeout = 15

    def do_POST(self):
        body = self.rfile.read(int(self.headers.get("content-length", 0)))
        id = verify(self.headers, body)
        if id is None:
            return self.answer(401)
        try:
            form = "form-urlencoded" in self.headers.get("content-type", "")
            store(id, dict(parse_qsl(body.decode())) if form else json.loads(body), body.decode())
            self.answer(200)
        except Exception as e:  # Not stored: Leadhook sends it again.
            print("not stored:", id, e, file=sys.stderr)
            self.answer(500)

    def answer(self, status):
        self.send_response(status)
        self.send_header("content-length", "0")
        self.end_headers()


with sqlite3.connect(FILE) as database:
    database.execute("create table if not exists deliveries (id text primary key)")
    database.execute("create table if not exists leads"
                     " (social_id text primary key not null, number integer, payload text)")
server = ThreadingHTTPServer(("127.0.0.1", int(os.environ.get("PORT", "9000"))), Receiver)
print(f"listening on {server.server_port}", flush=True)
server.serve_forever()
