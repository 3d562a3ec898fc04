# Receives Leadhook's deliveries and keeps the latest of each lead. Ruby 3 with the gems webrick and sqlite3.

require "json"
require "openssl"
require "sqlite3"
require "uri"
require "webrick"

SECRET = ENV.fetch("WEBHOOK_SECRET").delete_prefix("whsec_").unpack1("m")
abort "WEBHOOK_SECRET is empty: anybody could sign" if SECRET.empty?
FILE = ENV.fetch("DATABASE", "leads.db")

# Returns the id of a delivery that Leadhook made within five minutes; else nil.
def verify(request, body)
  id, timestamp = request["webhook-id"], request["webhook-timestamp"]
  mac = OpenSSL::HMAC.digest("SHA256", SECRET, "#{id}.#{timestamp}.".b + body.b)
  expected = "v1,#{[mac].pack('m0')}"
  genuine = request["webhook-signature"].to_s.split.any? { |each| OpenSSL.secure_compare(expected, each) }
  id.encode("UTF-8") if genuine && (Time.now.to_i - timestamp.to_i).abs <= 300
end

# The id and the work in one transaction: both are there afterwards, or neither.
def store(id, lead, body)
  number = id[/\Aevt-\d+-(\d+)\z/, 1] or raise "not an id of an event"
  SQLite3::Database.new(FILE) do |database|
    database.busy_timeout = 5000
    database.transaction(:immediate) do
      database.execute("insert into deliveries values (?) on conflict do nothing", [id])
      if database.changes > 0 # The number tells what is older: a retry must not overwrite what came after it.
        database.execute(<<~SQL, [lead.fetch("social_id"), number.to_i, body])
          insert into leads values (?, ?, ?) on conflict (social_id) do update
          set number = excluded.number, payload = excluded.payload where excluded.number > number
        SQL
      end
    end
  end
end

SQLite3::Database.new(FILE) do |database|
  database.execute("create table if not exists deliveries (id text primary key)")
  database.execute("create table if not exists leads " \
                   "(social_id text primary key not null, number integer, payload text)")
end
quiet = { Logger: WEBrick::Log.new($stderr, WEBrick::Log::WARN), AccessLog: [] }
server = WEBrick::HTTPServer.new(BindAddress: "127.0.0.1", Port: ENV.fetch("PORT", "9000").to_i, **quiet)
server.mount_proc("/") do |request, response|
  body = request.body.to_s
  id = verify(request, body)
  next response.status = 401 unless id

  form = request.content_type.to_s.include?("form-urlencoded")
  store(id, form ? URI.decode_www_form(body).to_h : JSON.parse(body), body.force_encoding("UTF-8"))
  response.status = 204
rescue StandardError => e # Not stored: Leadhook sends it again.
  warn "not stored: #{id} #{e.message}"
  response.status = 500
end
trap("TERM") { server.shutdown }
puts "listening on #{server.config[:Port]}"
$stdout.flush
server.start
