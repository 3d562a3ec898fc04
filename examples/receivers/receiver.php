<?php
// Receives Leadhook's deliveries and keeps the latest of each lead. PHP 8 with pdo_sqlite.
// To try it: php -S 127.0.0.1:9000 receiver.php. In earnest: under the web server that you have.

declare(strict_types=1);

/** Returns the id of a delivery that Leadhook made within five minutes; else null. */
function verify(string $secret, string $body): ?string
{
    $id = $_SERVER['HTTP_WEBHOOK_ID'] ?? '';
    $timestamp = $_SERVER['HTTP_WEBHOOK_TIMESTAMP'] ?? '';
    $key = base64_decode(substr($secret, strlen('whsec_'))) ?: throw new RuntimeException('WEBHOOK_SECRET is not set');
    $expected = 'v1,' . base64_encode(hash_hmac('sha256', "$id.$timestamp.$body", $key, true));
    $genuine = false;
    foreach (explode(' ', $_SERVER['HTTP_WEBHOOK_SIGNATURE'] ?? '') as $each) {
        $genuine = hash_equals($expected, $each) || $genuine;
    }
    return $genuine && abs(time() - (int) $timestamp) <= 300 ? $id : null;
}

/** The id and the work in one transaction: both are there afterwards, or neither. */
function store(PDO $database, string $id, array $lead, string $body): void
{
    if (!preg_match('/^evt-\d+-(\d+)$/D', $id, $match)) {
        throw new UnexpectedValueException('not an id of an event');
    }
    $database->beginTransaction();
    $insert = $database->prepare('insert into deliveries values (?) on conflict do nothing');
    $insert->execute([$id]);
    if ($insert->rowCount()) { // The number tells what is older: a retry must not overwrite what came after it.
        $database->prepare('insert into leads values (?, ?, ?) on conflict (social_id) do update
            set number = excluded.number, payload = excluded.payload where excluded.number > number')
            ->execute([$lead['social_id'], (int) $match[1], $body]);
    }
    $database->commit(); // What throws before this leaves nothing behind: the transaction ends with the connection.
}

http_response_code(500); // Until it is stored, whatever breaks: then Leadhook sends it again.
$body = file_get_contents('php://input');
$id = verify((string) getenv('WEBHOOK_SECRET'), $body);
if ($id === null) {
    http_response_code(401);
    exit;
}
try {
    $database = new PDO('sqlite:' . (getenv('DATABASE') ?: 'leads.db'), options: [PDO::ATTR_TIMEOUT => 5]);
    $database->exec('create table if not exists deliveries (id text primary key)');
    $database->exec('create table if not exists leads (social_id text primary key not null,
        number integer, payload text)');
    if (str_contains($_SERVER['CONTENT_TYPE'] ?? '', 'form-urlencoded')) {
        parse_str($body, $lead);
    } else {
        $lead = json_decode($body, true, flags: JSON_THROW_ON_ERROR);
    }
    store($database, $id, $lead, $body);
    http_response_code(204);
} catch (Throwable $e) {
    error_log("not stored: $id " . $e->getMessage());
}
