package leadhook.leads;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import leadhook.campaigns.Rules;
import leadhook.platform.Json;
import org.jspecify.annotations.Nullable;

/** A lead as callers and receivers see it: every field of contract section 3, in the order of its example in 2.1. */
final class LeadPayload {
    private static final List<String> URL_FIELDS =
            List.of("social_url", "redirect_url", "thankyou_url", "status_url", "unsubscribe_url");
    private static final List<String> ACTION_FIELDS = List.of("completed_actions");

    /** Ids can be guessed, so who has no key sees nothing of these leads that is theirs alone (contract 2.22, Q53). */
    static final List<String> FOR_STRANGERS = List.of(
            "avatar",
            "contest_score",
            "contest_score_rank",
            "counter",
            "given_name",
            "lead_count",
            "rank",
            "redirect_url",
            "referrals",
            "social_id",
            "social_url",
            "url");

    private static final int USUAL_BYTES = 2_048;
    private static final DateTimeFormatter WHEN =
            DateTimeFormatter.ofPattern("uuuu-MM-dd'T'HH:mm:ssxxx", Locale.ROOT).withZone(ZoneOffset.UTC);

    private LeadPayload() {}

    /** The whole payload as JSON in UTF-8. */
    static byte[] render(LeadView view) {
        var bytes = new ByteArrayOutputStream(USUAL_BYTES);
        try (var json = Json.factory().createGenerator(bytes)) {
            json.writeStartObject();
            standing(json, view);
            identity(json, view.lead());
            state(json, view);
            links(json, view);
            contact(json, view.lead());
            unsubscribing(json, view);
            origin(json, view);
            referrals(json, view.tally(), view.rules());
            last(json, view.lead());
            json.writeEndObject();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return bytes.toByteArray();
    }

    /** A payload without the fields that {@code __skip_urls} and {@code __skip_actions} leave out of an answer. */
    static byte[] without(byte[] payload, boolean skipUrls, boolean skipActions) {
        if (!skipUrls && !skipActions) {
            return payload;
        }
        var fields = object(payload);
        if (skipUrls) {
            fields.remove(URL_FIELDS);
        }
        if (skipActions) {
            fields.remove(ACTION_FIELDS);
        }
        return Json.bytes(fields);
    }

    /** A payload with one more text at its end. */
    static byte[] with(byte[] payload, String name, String value) {
        var last = Json.bytes(Json.object().put(name, value));
        var more = Arrays.copyOf(payload, payload.length + last.length - 1);
        more[payload.length - 1] = ',';
        System.arraycopy(last, 1, more, payload.length, last.length - 1);
        return more;
    }

    /** Those fields of a payload and no other. */
    static byte[] only(byte[] payload, List<String> names) {
        return Json.bytes(object(payload).retain(names));
    }

    private static ObjectNode object(byte[] payload) {
        return (ObjectNode) Json.readOwn(new String(payload, StandardCharsets.UTF_8));
    }

    private static void standing(JsonGenerator json, LeadView view) throws IOException {
        var lead = view.lead();
        json.writeNumberField("id", lead.id());
        json.writeStringField("social_id", lead.socialId());
        json.writeNumberField("rank", lead.number());
        json.writeNumberField("rank_relative_position", lead.number() - 1);
        json.writeNumberField("counter", lead.counter());
        json.writeNumberField("lead_count", view.standing().leadCount());
        json.writeNumberField("contest_score", view.tally().score());
        json.writeNumberField("contest_score_rank", view.standing().scoreRank());
        json.writeNumberField(
                "contest_score_rank_relative_position", view.standing().scoreRank() - 1);
    }

    private static void identity(JsonGenerator json, Lead lead) throws IOException {
        json.writeNumberField("campaign_id", lead.campaignId());
        json.writeNumberField("list_id", lead.campaignId());
        write(json, "given_name", lead.firstName());
        write(json, "first_name", lead.firstName());
        write(json, "family_name", lead.lastName());
        json.writeStringField("display_name", Portrait.displayName(lead));
        json.writeStringField("avatar", Portrait.avatar(lead));
        json.writeStringField("when", WHEN.format(lead.signedUpAt()));
        json.writeBooleanField("enhanced", false);
        json.writeBooleanField("anonymous", false);
    }

    private static void state(JsonGenerator json, LeadView view) throws IOException {
        var status = view.lead().status();
        json.writeBooleanField("verified", status.verified());
        json.writeBooleanField("verified_email", status.verifiedEmail());
        json.writeBooleanField("verified_phone_number", status.verifiedPhoneNumber());
        json.writeBooleanField("waitlisted", status.waitlisted());
        json.writeArrayFieldStart("completed_actions");
        for (long action : view.completedActions()) {
            json.writeNumber(action);
        }
        json.writeEndArray();
    }

    private static void links(JsonGenerator json, LeadView view) throws IOException {
        var socialId = view.lead().socialId();
        json.writeStringField("social_url", view.pages().share(socialId));
        json.writeStringField("redirect_url", view.pages().redirect(view.lead().redirectUrl(), socialId));
        json.writeStringField("thankyou_url", view.pages().thanks(socialId));
        json.writeStringField("status_url", view.pages().thanks(socialId));
    }

    private static void contact(JsonGenerator json, Lead lead) throws IOException {
        write(json, "email", lead.email());
        write(json, "phone_number", lead.phoneNumber());
        json.writeFieldName("custom_fields");
        json.writeRawValue(lead.customFields().json());
    }

    private static void unsubscribing(JsonGenerator json, LeadView view) throws IOException {
        var link = view.pages().optOut(view.optOutToken());
        json.writeObjectFieldStart("unsubscribe_url");
        json.writeStringField("default", link);
        json.writeStringField("safe", link + "?confirm=1");
        json.writeEndObject();
    }

    private static void origin(JsonGenerator json, LeadView view) throws IOException {
        var lead = view.lead();
        write(json, "uid", lead.uid());
        write(json, "parent_id", lead.parentId());
        json.writeBooleanField("opted_out", lead.status().optedOut());
        json.writeBooleanField("sms_opted_out", lead.status().smsOptedOut());
        json.writeObjectFieldStart("utm");
        for (Map.Entry<String, String> each : lead.utm().entrySet()) {
            json.writeStringField(each.getKey(), each.getValue());
        }
        json.writeEndObject();
        json.writeArrayFieldStart("tags");
        for (var tag : view.tags()) {
            json.writeStartObject();
            json.writeNumberField("tag_id", tag.tagId());
            json.writeStringField("name", tag.name());
            json.writeNumberField("points", tag.points());
            json.writeEndObject();
        }
        json.writeEndArray();
    }

    /** Who is verified is told once leads are asked to be (contract Q22). */
    private static void referrals(JsonGenerator json, Tally tally, Rules rules) throws IOException {
        var direct = tally.direct();
        var indirect = tally.indirect();
        boolean told = rules.campaign().verification();
        json.writeNumberField("referrals", tally.referrals(rules.scoring()));
        write(
                json,
                "unverified_leads",
                told ? indirect.all() - indirect.verified() : 0L,
                told ? direct.all() - direct.verified() : 0L);
        write(json, "verified_leads", told ? indirect.verified() : null, told ? direct.verified() : null);
        write(json, "influence", indirect.all(), direct.all());
    }

    private static void last(JsonGenerator json, Lead lead) throws IOException {
        json.writeNumberField("subscription_number", lead.number());
        write(json, "ip", lead.ip());
        write(json, "referrer", lead.referrer());
        json.writeBooleanField("fraudulent", lead.fraudulent());
    }

    private static void write(JsonGenerator json, String name, @Nullable Long indirect, @Nullable Long direct)
            throws IOException {
        json.writeObjectFieldStart(name);
        write(json, "indirect", indirect);
        write(json, "direct", direct);
        json.writeEndObject();
    }

    private static void write(JsonGenerator json, String name, @Nullable Long number) throws IOException {
        json.writeFieldName(name);
        if (number == null) {
            json.writeNull();
        } else {
            json.writeNumber(number);
        }
    }

    private static void write(JsonGenerator json, String name, @Nullable String text) throws IOException {
        json.writeFieldName(name);
        if (text == null) {
            json.writeNull();
        } else {
            json.writeString(text);
        }
    }
}
