package leadhook.verify;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Duration;
import java.util.Optional;
import leadhook.platform.Json;
import leadhook.platform.Refusal;
import leadhook.platform.http.Answer;
import leadhook.platform.http.Call;
import leadhook.platform.http.Fields;

/** {@code /admin/v1/verify}: the invariants, checked in short calls; each says where the next goes on. */
public final class VerifyApi {
    private static final Duration ENOUGH = Duration.ofSeconds(1);

    private final Verify verify;

    public VerifyApi(Verify verify) {
        this.verify = verify;
    }

    /**
     * What was found from {@code after} on, or from the beginning, of {@code campaign}, or of all. The sums of all answers
     * are the result; {@code next} is null with the last. With {@code patient=true} each check has half a minute, not 5 s.
     */
    public Answer check(Call call) {
        var fields = call.fields();
        var asked = fields.text("patient").filter("true"::equals).isPresent() ? verify.patiently() : verify;
        var only = campaign(fields);
        var place = after(fields).or(() -> start(only));
        var report = Report.NOTHING;
        long end = System.nanoTime() + ENOUGH.toNanos();
        while (place.isPresent() && System.nanoTime() < end) {
            var here = place.get();
            var step = asked.step(here);
            report = report.plus(step.report());
            place = step.next().or(() -> only.isPresent() ? Optional.empty() : startAfter(here.campaign()));
        }
        var body = Json.object().<ObjectNode>set("data", report.json());
        body.put("next", place.map(Place::text).orElse(null));
        place.ifPresent(next -> body.put("at", verify.words(next)));
        return Answer.json(200, body);
    }

    private static Optional<Place> after(Fields fields) {
        return fields.text("after")
                .map(text -> Place.read(text)
                        .orElseThrow(() -> Refusal.invalid("after is what the answer before gave as next")));
    }

    private Optional<Long> campaign(Fields fields) {
        return fields.text("campaign")
                .map(text -> Optional.of(text)
                        .filter(digits -> digits.matches("[0-9]{1,18}"))
                        .map(Long::parseLong)
                        .filter(id ->
                                verify.campaignAfter(id - 1).filter(id::equals).isPresent())
                        .orElseThrow(() -> Refusal.notFound("Campaign not found")));
    }

    private Optional<Place> start(Optional<Long> only) {
        return only.map(Place::start).or(() -> startAfter(0));
    }

    private Optional<Place> startAfter(long campaign) {
        return verify.campaignAfter(campaign).map(Place::start);
    }
}
